import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/engine/simulate.ts';
import type { Workload } from '../../src/models/workload.ts';
import { fromOutcome } from '../../src/scenario/metrics.ts';
import { parseThreshold } from '../../src/scenario/threshold-parser.ts';
import { evaluateThreshold } from '../../src/scenario/thresholds.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

const MINUTE_MS = 60_000;
/** Room for one job of 2 vCPUs at a time; nothing takes time but the jobs. */
const TYPES = [labType('one.large', 2, 4096, 1)];
const ONE_AT_A_TIME = labConfig({ instanceTypes: ['one'], maxvCpus: 2 });
const JOB = { submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 2, memoryMiB: 1024 };

function run(workload: Workload) {
  return simulate(workload, ONE_AT_A_TIME, labWorld(TYPES));
}

function judged(text: string, workload: Workload) {
  const threshold = parseThreshold(text);
  if (!threshold.ok) throw new Error(JSON.stringify(threshold.problems));
  return evaluateThreshold(threshold.value, [fromOutcome(run(workload))]);
}

describe('deadlines', () => {
  // One after the other: they end after 10, 20 and 30 minutes.
  const three = workloadOf([
    { ...JOB, deadlineMs: 10 * MINUTE_MS },
    { ...JOB, deadlineMs: 20 * MINUTE_MS - 1 },
    { ...JOB },
  ]);

  it('are kept to the millisecond, and only jobs that have one count', () => {
    expect(run(three).deadlines).toEqual({ jobs: 2, missed: 1 });
  });

  it('are missed by jobs that fail in time and by jobs that never run', () => {
    const lost = workloadOf([
      { ...JOB, timeoutMs: MINUTE_MS, deadlineMs: 20 * MINUTE_MS },
      { ...JOB, memoryMiB: 8192, deadlineMs: 20 * MINUTE_MS },
    ]);
    const { jobs, deadlines } = run(lost);
    expect(jobs).toMatchObject({ failed: 1, neverRan: 1 });
    expect(deadlines).toEqual({ jobs: 2, missed: 2 });
  });

  it('do not count for jobs that their user cancels or terminates', () => {
    const stopped = workloadOf([
      { ...JOB, terminateMs: MINUTE_MS, deadlineMs: 20 * MINUTE_MS },
      { ...JOB, deadlineMs: 20 * MINUTE_MS },
    ]);
    expect(run(stopped).deadlines).toEqual({ jobs: 1, missed: 0 });
  });

  it('change nothing else', () => {
    const { deadlineMs: _deadlines, ...plain } = three;
    const { deadlines, ...rest } = run(three);
    expect(deadlines).toBeDefined();
    expect(rest).toEqual(run(plain));
  });

  it('are a metric for limits, unknown where no job has one', () => {
    expect(judged('missedDeadlines == 0', three)).toMatchObject({ ok: false, actual: 1 });
    expect(judged('missedDeadlines <= 1', three)).toMatchObject({ ok: true });
    expect(judged('P(missedDeadlines == 0) >= 0.99', three)).toMatchObject({ ok: false, actual: 0 });
    const { deadlineMs: _deadlines, ...plain } = three;
    expect(judged('missedDeadlines == 0', plain)).toMatchObject({ ok: false, actual: undefined });
  });
});
