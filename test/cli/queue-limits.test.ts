/** Limits on the waits of one queue, as `check` holds them and as a slip in one is told. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** One machine at most, which the queue prod gets first. */
const SCENARIO = `version: 1
name: two-queues
workload: { trace: { path: jobs.csv } }
batch:
  computeEnvironments:
    - computeEnvironmentName: shared
      type: MANAGED
      computeResources: { type: EC2, allocationStrategy: BEST_FIT_PROGRESSIVE, maxvCpus: 2, instanceTypes: [c6i.large] }
  jobQueues:
    - { jobQueueName: prod, priority: 9, computeEnvironmentOrder: [{ order: 1, computeEnvironment: shared }] }
    - { jobQueueName: bulk, priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: shared }] }
    - { jobQueueName: spare, priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: shared }] }
assumptions: { preset: ideal }
replications: 2
`;

/** Four jobs of an hour that come at once, and a job of a minute after half an hour. */
const JOBS = `submit_s,run_s,vcpus,memory_mib,queue
0,3600,2,2048,bulk
0,3600,2,2048,bulk
0,3600,2,2048,bulk
0,3600,2,2048,bulk
1800,60,2,2048,prod
`;

function folder(thresholds = ''): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 's.yaml'), `${SCENARIO}${thresholds}`);
  writeFileSync(join(cwd, 'jobs.csv'), JOBS);
  return cwd;
}

describe('check', () => {
  it('holds a queue to its own limit', async () => {
    const limits = ['max(wait, prod) <= 30m', 'max(wait, bulk) < 3h', 'max(wait) < 3h'];
    const flags = limits.flatMap((limit) => ['--threshold', limit]);
    const { exitCode, out } = await runHere(['check', 's.yaml', '--json', ...flags], { cwd: folder() });
    const { thresholds } = JSON.parse(out);
    expect(exitCode).toBe(4);
    // prod starts when the first hour is over; of bulk the last waits three hours and that minute.
    const judged = thresholds.map(({ actual, ok }: { actual: number; ok: boolean }) => [actual, ok]);
    expect(judged).toEqual([
      [1800, true],
      [10_860, false],
      [10_860, false],
    ]);
  });

  it('says of a queue without jobs that nothing is known, which keeps no limit', async () => {
    const { exitCode, out } = await runHere(['check', 's.yaml', '--threshold', 'p95(wait, spare) < 1h'], {
      cwd: folder(),
    });
    expect(exitCode).toBe(4);
    expect(out).toContain('p95(wait, spare) < 1h: unknown, no job of queue spare started in 2 of 2 replications');
  });

  it('names the queues there are, and the nearest, where a limit names none of them', async () => {
    const told = 'in "p95(wait, prd) < 1h": unknown job queue "prd" - did you mean prod? queues: prod, bulk, spare';
    const flag = await runHere(['check', 's.yaml', '--threshold', 'p95(wait, prd) < 1h'], { cwd: folder() });
    expect([flag.exitCode, flag.error]).toEqual([2, `error: --threshold: ${told}\n`]);
    const written = await runHere(['check', 's.yaml'], { cwd: folder('thresholds: ["p95(wait, prd) < 1h"]\n') });
    expect([written.exitCode, written.error]).toEqual([3, `error: s.yaml:15  thresholds[0]: ${told}\n`]);
  });
});
