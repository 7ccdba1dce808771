/** What the reviewed sample does not show: other columns, and the real accounting beside the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';
import { slurmMemory, tresCount } from '../../src/trace/slurm-values.ts';

const defaults = { vcpus: 1, memoryMiB: 2048 };

async function read(text: string) {
  const imported = await importTrace([text], { defaults });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  return imported.value;
}

describe('the run time of a Slurm job', () => {
  it('is Elapsed where there is no ElapsedRaw, days included, and End less Start where there is neither', async () => {
    const elapsed = await read('Submit|Elapsed|AllocCPUS\n2026-01-05T08:00:00|1-02:00:03|2\n');
    expect(elapsed.workload.runMs[0]).toBe((26 * 3600 + 3) * 1000);
    const ends = await read('Submit|Start|End|NCPUS\n2026-01-05T08:00:00|2026-01-05T08:10:00|2026-01-05T08:11:00|2\n');
    expect(ends.workload.runMs[0]).toBe(60_000);
  });

  it('is CPU time over requested CPUs when that is all there is, unless that is beyond the time limit', async () => {
    const rows = ['600|2|10', '864000|1|60', '120|2|'].map((row) => `2026-01-05T08:00:00|${row}|COMPLETED`);
    const { workload, skipped, notes } = await read(
      `Submit|CPUTimeRAW|ReqCPUS|TimelimitRaw|State\n${rows.join('\n')}\n`,
    );
    expect([...workload.runMs]).toEqual([300_000, 60_000]);
    expect(skipped).toMatchObject([{ count: 1, firstLine: 3 }]);
    expect(skipped[0].reason).toContain('more CPUs were allocated');
    expect(notes.join(' ')).toContain('too long where whole nodes were allocated');
  });
});

it('refuses a column that is there twice, for nobody knows which of the two is meant', async () => {
  const text = 'Submit|Elapsed|NCPUS|Elapsed|ncpus|\n2026-01-05T08:00:00|00:10:00|2|01:00:00|4|\n';
  const imported = await importTrace([text], { defaults });
  expect(imported.ok ? [] : imported.problems).toMatchObject([
    { path: 'elapsed', message: 'this column is there twice', hint: 'name it once in sacct --format', line: 1 },
    { path: 'ncpus', message: 'this column is there twice', line: 1 },
  ]);
});

it('leaves out jobs that end before they start or are submitted, each for its own reason', async () => {
  const row = (start: string, end: string) => `2026-01-05T08:00:00|2026-01-05T${start}|2026-01-05T${end}|1`;
  const rows = [row('08:20:00', '08:10:00'), row('07:00:00', '07:30:00'), row('08:10:00', '08:20:00')];
  const { workload, skipped } = await read(['Submit|Start|End|NCPUS', ...rows, ''].join('\n'));
  expect([...workload.runMs]).toEqual([600_000]);
  expect(skipped).toEqual([
    { reason: 'ends before it starts', count: 1, firstLine: 2 },
    { reason: 'ends before it is submitted', count: 1, firstLine: 3 },
  ]);
});

it('names the columns it misses, all at once', async () => {
  const imported = await importTrace(['JobID|State|Submit\n1|COMPLETED|2026-01-05T08:00:00\n'], { defaults });
  expect(imported.ok ? [] : imported.problems.map(({ path }) => path)).toEqual(['ElapsedRaw', 'ReqCPUS']);
});

describe('the figures of sacct', () => {
  it('are MiB a node, a CPU or a job', () => {
    expect(slurmMemory('2000Mn')).toEqual({ mib: 2000, per: 'node' });
    expect(slurmMemory('1.5Gc')).toEqual({ mib: 1536, per: 'cpu' });
    expect(slurmMemory('1043168K')).toEqual({ mib: 1043168 / 1024, per: 'job' });
    expect(slurmMemory('16?')).toBeUndefined();
  });

  it('count GPUs in total or by model, never both', () => {
    expect(tresCount('cpu=4,gres/gpu=2,gres/gpu:a100=2,node=1', 'gres/gpu')).toBe(2);
    expect(tresCount('cpu=4,gres/gpu:a100=2,gres/gpu:v100=1', 'gres/gpu')).toBe(3);
    expect(tresCount('cpu=4,node=1', 'gres/gpu')).toBeUndefined();
  });
});

const folder = new URL('../../../shared/data/traces/slurm/', import.meta.url);
const suite = existsSync(folder) ? describe : describe.skip;

suite('real accounting (skipped where ../shared/data/traces is absent)', () => {
  it('of all columns folds the steps of its job', async () => {
    const { workload, rows } = await read(readFileSync(new URL('sacct-allfields-sample.psv', folder), 'utf8'));
    expect([rows, workload.jobCount]).toEqual([1, 1]);
    expect(workload.classes[0]).toMatchObject({ vcpus: 1, memoryMiB: 1000, user: 'hermes' });
    // ElapsedRaw 778; MaxRSS 1043168K of step 0.
    expect(workload.runMs[0]).toBe(778_000);
    expect(workload.peakMemoryMiB?.[0]).toBeCloseTo(1043168 / 1024, 2);
  });

  it('of Kabré gives every job a run time within its limit, or says why not', async () => {
    const bytes = new Uint8Array(readFileSync(new URL('kabre-sacct-2024-06_09.psv.gz', folder)));
    const imported = await importTrace([bytes], { defaults });
    if (!imported.ok) throw new Error('not read');
    const { workload, rows, skipped } = imported.value;
    expect(rows).toBe(13_731);
    expect(workload.jobCount + skipped.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
    expect(skipped.map(({ reason }) => reason.split(':')[0])).toEqual(['run time unknown', 'never ran (run time 0)']);
  });
});
