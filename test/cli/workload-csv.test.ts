import { describe, expect, it } from 'vitest';
import { workloadCsv } from '../../src/cli/workload-csv.ts';
import { jobIdOf, type Workload } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';
import { importTrace } from '../../src/trace/index.ts';

async function read(text: string): Promise<Workload> {
  const imported = await importTrace([text], { defaults: { vcpus: 1, memoryMiB: 1 } });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  return imported.value.workload;
}

async function written(text: string): Promise<string> {
  return [...workloadCsv(await read(text)).parts()].join('');
}

/** By ids, whatever their order. */
function dependenciesOf(workload: Workload): readonly string[] {
  const { jobCount, arrays, dependencies } = workload;
  const idOf = (entity: number) => (entity < jobCount ? jobIdOf(workload, entity) : arrays[entity - jobCount].id);
  return Array.from(dependencies.dependent, (dependent, at) => {
    return `${idOf(dependent)} waits for ${idOf(dependencies.prerequisite[at])}`;
  }).sort();
}

function finished(builder: WorkloadBuilder): Workload {
  const built = builder.finish({ vcpus: 1, memoryMiB: 1 });
  if (!built.ok) throw new Error(built.problems.map(({ message }) => message).join('; '));
  return built.value;
}

describe('a workload written as CSV', () => {
  it('keeps cancellations and consumable resources, and reads back as the same', async () => {
    const once = await written(
      'job_id,submit_s,run_s,cancel_s,terminate_s,consumable_resources\na,0,60,5.5,,licence:2 db\nb,1,60,,7,\n',
    );
    expect(once.split('\n').map((line) => line.split(',').slice(12))).toEqual([
      ['cancel_s', 'terminate_s', 'consumable_resources'],
      ['5.5', '', 'db:1 licence:2'],
      ['', '7', ''],
      [],
    ]);
    expect(await written(once)).toBe(once);
  });

  it('keeps nodes and architecture', async () => {
    const once = await written('job_id,submit_s,run_s,nodes,architecture\na,0,60,4,arm64\nb,1,60,,\n');
    expect(once.split('\n').map((line) => line.split(',').slice(12))).toEqual([
      ['nodes', 'architecture'],
      ['4', 'arm64'],
      ['', ''],
      [],
    ]);
    expect(await written(once)).toBe(once);
  });

  it('keeps arrays and every form of dependency, and reads back as the same', async () => {
    const text =
      'job_id,submit_s,run_s,array_size,depends_on\n' +
      'p,0,600,,\ns,0,300,4,p\nt,0,200,4,s@N_TO_N p\nq,0,100,3,SEQUENTIAL\nm,0,60,,s t:2 q\n';
    const once = await written(text);
    expect(once.split('\n').map((line) => line.split(',').slice(12))).toEqual([
      ['array_size', 'depends_on'],
      ['', ''],
      ['4', 'p'],
      ['4', 's@N_TO_N p'],
      ['3', 'SEQUENTIAL'],
      ['', 's t:2 q'],
      [],
    ]);
    expect(await read(once)).toEqual(await read(text));
  });

  it('keeps shares and scheduling priorities', async () => {
    const text = 'job_id,submit_s,run_s,share_identifier,scheduling_priority\na,0,60,blue,7\nb,1,60,,\n';
    expect(await read(await written(text))).toEqual(await read(text));
  });

  it('keeps dates as dates', async () => {
    const text =
      'job_id,submit,run_s,cancelled_at,deadline\n' +
      'a,2026-06-01T05:00:00.250Z,60,2026-06-01T06:00:00Z,\nb,2026-06-02T05:00:00Z,60,,2026-06-03T00:00:00Z\n';
    expect(await read(await written(text))).toEqual(await read(text));
  });

  it('writes arrays whose children differ child by child, with all they wait for and what waits for them', async () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ id: 'p', submitMs: 0, runMs: 1000 });
    builder.addArray({ id: 's', size: 2, submitMs: 0, runMs: [1000, 2000] });
    builder.addArray({ id: 't', size: 2, submitMs: 0, runMs: 1000 });
    builder.addJob({ id: 'm', submitMs: 0, runMs: 1000 });
    builder.addDependency('s', 'p');
    builder.addDependency('t', 's', 'N_TO_N');
    builder.addDependency('m', 's');
    const csv = workloadCsv(finished(builder));
    expect(dependenciesOf(await read([...csv.parts()].join('')))).toEqual([
      'm waits for s:0',
      'm waits for s:1',
      's:0 waits for p',
      's:1 waits for p',
      't:0 waits for s:0',
      't:1 waits for s:1',
    ]);
    expect(csv.warnings.map(({ message, hint }) => `${message} (${hint})`)).toEqual([
      '2 arrays whose children are not alike: written child by child, and read back as single jobs ' +
        '(for the same jobs as here write a workload file: --to jobs.bww)',
    ]);
  });

  it('counts the dependencies on ids that its cells cannot name', async () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ id: 'one two', submitMs: 0, runMs: 1000 });
    builder.addJob({ id: 'm', submitMs: 0, runMs: 1000 });
    builder.addDependency('m', 'one two');
    const csv = workloadCsv(finished(builder));
    expect(dependenciesOf(await read([...csv.parts()].join('')))).toEqual([]);
    expect(csv.warnings.map(({ message }) => message)).toEqual([
      'left out 1 dependency that a CSV cannot say: ids with blanks, "|", ";" or "@", or too many for a line',
    ]);
  });

  it('has no columns for what no job has', async () => {
    expect(await written('job_id,submit_s,run_s\na,0,60\n')).toBe(
      'job_id,submit_s,run_s,vcpus,memory_mib,gpus,queue,job_definition,attempts,timeout_s,user,peak_memory_mib\n' +
        'a,0,60,1,1,0,,,,,,\n',
    );
  });
});
