import { describe, expect, it } from 'vitest';
import { workloadCsv } from '../../src/cli/workload-csv.ts';
import { importTrace } from '../../src/trace/index.ts';

async function written(text: string): Promise<string> {
  const imported = await importTrace([text], { defaults: { vcpus: 1, memoryMiB: 1 } });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  return [...workloadCsv(imported.value.workload)].join('');
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

  it('has no columns for what no job has', async () => {
    expect(await written('job_id,submit_s,run_s\na,0,60\n')).toBe(
      'job_id,submit_s,run_s,vcpus,memory_mib,gpus,queue,job_definition,attempts,timeout_s,user,peak_memory_mib\n' +
        'a,0,60,1,1,0,,,,,,\n',
    );
  });
});
