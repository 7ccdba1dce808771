import { describe, expect, it } from 'vitest';
import { workloadCsv } from '../../src/cli/workload-csv.ts';
import { withCopies } from '../../src/models/workload-copies.ts';
import { sliceWorkload } from '../../src/models/workload-window.ts';
import { withDeadlines } from '../../src/scenario/apply-deadlines.ts';
import { scaleTrace } from '../../src/scenario/scale-trace.ts';
import { importTrace } from '../../src/trace/index.ts';

const NEVER = Number.POSITIVE_INFINITY;

async function imported(text: string) {
  return importTrace([text], { defaults: { vcpus: 1, memoryMiB: 1 } });
}

async function read(text: string) {
  const trace = await imported(text);
  if (!trace.ok) throw new Error(trace.problems.map(({ message }) => message).join('; '));
  return trace.value.workload;
}

describe('deadline_s', () => {
  it('is on the clock of submit_s and moves with it to the start of the run', async () => {
    const { deadlineMs } = await read('submit_s,run_s,deadline_s\n100,60,\n40,60,130.5\n');
    // 40 s is the start.
    expect(deadlineMs).toEqual(Float64Array.of(90_500, NEVER));
  });

  it('is a date where the submit times are', async () => {
    const { deadlineMs } = await read('submit,run_s,deadline\n2026-01-01T00:00:00Z,60,2026-01-01T01:00:00Z\n');
    expect(deadlineMs).toEqual(Float64Array.of(3_600_000));
  });

  it('before the submission is a mistake', async () => {
    const trace = await imported('submit_s,run_s,deadline_s\n10,60,5\n');
    expect(trace.ok ? [] : trace.problems.map(({ path }) => path)).toEqual(['deadline_s']);
  });

  it('comes back from the CSV that a workload is written as', async () => {
    const once = [...workloadCsv(await read('job_id,submit_s,run_s,deadline_s\na,0,60,99.5\nb,1,60,\n')).parts()].join(
      '',
    );
    expect(once).toContain('deadline_s');
    expect([...workloadCsv(await read(once)).parts()].join('')).toBe(once);
  });
});

describe('a deadline', () => {
  it('keeps its distance from the submission when jobs are scaled, copied or cut out', async () => {
    const workload = await read('submit_s,run_s,deadline_s\n0,60,100\n200,60,500\n');
    // Twice the arrivals: submitted at 100 s, still with 300 s to go.
    expect(scaleTrace(workload, { arrivals: 2, runtimes: 1 }).deadlineMs).toEqual(Float64Array.of(100_000, 400_000));
    const copied = withCopies(workload, [{ rows: [1], shiftMs: 50_000 }]);
    expect(copied.deadlineMs).toEqual(Float64Array.of(100_000, 500_000, 550_000));
    expect(sliceWorkload(workload, 150_000, 300_000).deadlineMs).toEqual(Float64Array.of(350_000));
  });

  it('of the scenario is for the jobs that have none', async () => {
    const workload = await read('submit_s,run_s,deadline_s\n0,60,100\n200,60,\n');
    const defaults = { vcpus: 1, memoryMiB: 1, gpus: 0, deadlineSeconds: 600 };
    const scale = { arrivals: 1, runtimes: 1 };
    expect(withDeadlines(workload, { defaults, scale }).deadlineMs).toEqual(Float64Array.of(100_000, 800_000));
  });
});
