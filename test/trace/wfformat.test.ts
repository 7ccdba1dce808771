/** Workflow instances that are wrong, and the real ones where they lie beside the repository. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';

const defaults = { vcpus: 1, memoryMiB: 2048 };

interface Task {
  readonly id: string;
  readonly parents?: readonly string[];
}

function instance(tasks: readonly Task[], executed: readonly object[], executedAt = '2026-01-02T03:04:05Z'): string {
  return JSON.stringify({
    schemaVersion: '1.5',
    workflow: { specification: { tasks }, execution: { executedAt, tasks: executed } },
  });
}

async function read(text: string) {
  const imported = await importTrace([text], { defaults, fileName: 'workflow.json' });
  if (!imported.ok) throw new Error('refused');
  return imported.value;
}

async function problemsOf(text: string): Promise<readonly string[]> {
  const imported = await importTrace([text], { defaults, fileName: 'workflow.json' });
  return imported.ok ? [] : imported.problems.map(({ path, message }) => `${path}: ${message}`);
}

const HINT = 'give a WfFormat 1.5 instance with its execution, see docs/traces.md';

describe('an instance of a workflow', () => {
  it('that was never executed, or is of an older format, is refused with where it should be looked up', async () => {
    const specificationOnly = JSON.stringify({ workflow: { specification: { tasks: [] } } });
    const imported = await importTrace([specificationOnly], { defaults });
    expect(imported).toMatchObject({ ok: false, problems: [{ path: 'workflow.execution', hint: HINT, line: 1 }] });
    const older = JSON.stringify({ schemaVersion: '1.4', workflow: { makespanInSeconds: 1, tasks: [] } });
    expect(await problemsOf(older)).toHaveLength(2);
  });

  it('with run times below 0, beyond ten years or of another kind is refused, with all of them at once', async () => {
    const tasks = [{ id: 'a' }, { id: 'b' }];
    const wrong = instance(tasks, [
      { id: 'a', runtimeInSeconds: -1 },
      { id: 'b', runtimeInSeconds: '5' },
    ]);
    expect((await problemsOf(wrong)).map((problem) => problem.split(':', 1)[0])).toEqual([
      'workflow.execution.tasks.0.runtimeInSeconds',
      'workflow.execution.tasks.1.runtimeInSeconds',
    ]);
    const epoch = instance(tasks, [
      { id: 'a', runtimeInSeconds: 1.7e9 },
      { id: 'b', runtimeInSeconds: 1 },
    ]);
    expect(await problemsOf(epoch)).toEqual([expect.stringContaining('is more than 10 years')]);
  });

  it('with a task that was executed twice is refused', async () => {
    const twice = instance(
      [{ id: 'a' }],
      [
        { id: 'a', runtimeInSeconds: 1 },
        { id: 'a', runtimeInSeconds: 2 },
      ],
    );
    expect(await problemsOf(twice)).toEqual(['workflow.execution.tasks: task a is there twice']);
  });

  it('whose tasks wait for each other in a circle is refused', async () => {
    const circle = instance(
      [
        { id: 'a', parents: ['b'] },
        { id: 'b', parents: ['a'] },
      ],
      [
        { id: 'a', runtimeInSeconds: 1 },
        { id: 'b', runtimeInSeconds: 1 },
      ],
    );
    expect((await problemsOf(circle)).length).toBeGreaterThan(0);
  });

  it('without a start that can be read begins at 0', async () => {
    const text = instance([{ id: 'a' }], [{ id: 'a', runtimeInSeconds: 1 }], '03-23-21T06:04:36Z');
    const { workload, notes } = await read(text);
    expect(notes).toContain('executedAt is missing or no ISO date: the workflow starts at 0');
    expect(workload.originEpochMs).toBeUndefined();
    expect([...workload.submitMs]).toEqual([0]);
  });
});

const folder = fileURLToPath(new URL('../../../shared/data/traces/wfcommons/', import.meta.url));
const suite = existsSync(folder) ? describe : describe.skip;

/** Tasks of each instance as its source lists them (shared data, README). */
const TASKS = {
  'rnaseq-dirt02-001': 197,
  'methylseq-dirt02-001': 36,
  'hic-dirt02-001': 38,
  'sarek-dirt02-001': 26,
  '1000genome-chameleon-2ch-100k-001': 52,
  '1000genome-chameleon-8ch-250k-001': 328,
  'montage-chameleon-2mass-005d-001': 58,
  'cycles-chameleon-1l-1c-9p-001': 67,
  'seismology-chameleon-100p-001': 101,
  'soykb-chameleon-10fastq-10ch-001': 96,
  'srasearch-chameleon-10a-001': 22,
  'blast-chameleon-small-001': 43,
  'bwa-chameleon-small-001': 104,
};

suite('instances of WfCommons (skipped where ../shared/data/traces/wfcommons is absent)', () => {
  it.each(Object.entries(TASKS))('reads all tasks of %s', async (name, count) => {
    const fileName = `${name}.json.gz`;
    const imported = await importTrace(createReadStream(folder + fileName), { defaults, fileName });
    if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('\n'));
    expect(imported.value).toMatchObject({
      format: 'wfformat',
      rows: count,
      skipped: [],
      workload: { jobCount: count },
    });
    // These two say 03-23-21T06:04:36Z and 12-19-20T21:31:53Z, which may be read in more than one way.
    const isDated = !/^(montage|srasearch)/.test(name);
    expect(imported.value.workload.originEpochMs !== undefined).toBe(isDated);
  });

  it('keeps what blast asked for and who waits for whom', async () => {
    const fileName = 'blast-chameleon-small-001.json.gz';
    const bytes = new Uint8Array(readFileSync(folder + fileName));
    const imported = await importTrace([bytes], { defaults, fileName });
    if (!imported.ok) throw new Error('refused');
    const { classes, dependencies, peakMemoryMiB, runMs } = imported.value.workload;
    expect(classes.map(({ jobDefinition, vcpus }) => `${jobDefinition} ${vcpus}`)).toEqual([
      'split_fasta 1',
      'blastall 1',
      'cat_blast 1',
      'cat 1',
    ]);
    // One split, 40 searches, two merges of the 40: 40 + 2 x 40 dependencies.
    expect(dependencies.dependent).toHaveLength(120);
    // blastall_ID000004, the third search: 9.941506 s and 475,000,000 bytes.
    expect(runMs[3]).toBe(9942);
    expect(peakMemoryMiB?.[3]).toBeCloseTo(475e6 / 1_048_576, 3);
  });
});
