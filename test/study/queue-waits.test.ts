import { describe, expect, it } from 'vitest';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { Submission } from '../../src/models/submission.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { taskRunner } from '../../src/study/run-task.ts';
import { fixedMachine, ideal, labType, labWorld, workloadOf } from '../support/lab.ts';

const MINUTE_MS = 60_000;

/** One machine of 4 vCPUs that jobs of both queues want whole; `urgent` goes first. Jobs that name no queue belong to the first, bulk. */
function twoQueues(submission?: Submission): BatchConfig {
  const machine = fixedMachine('lab.4', 4);
  const queue = (jobQueueName: string, priority: number) => ({ ...machine.jobQueues[0], jobQueueName, priority });
  return {
    ...machine,
    jobQueues: [queue('bulk', 1), queue('urgent', 9), queue('long', 1)],
    ...(submission !== undefined && { submission }),
  };
}

function job(submitMinute: number, runMinutes: number, queue?: string): NewJob {
  const job = { submitMs: submitMinute * MINUTE_MS, runMs: runMinutes * MINUTE_MS, vcpus: 4, memoryMiB: 1024 };
  return queue === undefined ? job : { ...job, queue };
}

// The machine: bulk 0 to 10, urgent 10 to 12 (came at 4), urgent 12 to 14 (came at 6), bulk 14 to 24 and 24 to 34 (came at 0).
const WORKLOAD = workloadOf([job(0, 10), job(0, 10, 'bulk'), job(0, 10), job(4, 2, 'urgent'), job(6, 2, 'urgent')]);

function recordOf(queues?: readonly string[], extra: { config?: BatchConfig; byDay?: true } = {}) {
  const { config: candidate = twoQueues(), byDay } = extra;
  const world = (seed: number) => labWorld([labType('lab.4', 4, 4096)], { seed, assumptions: ideal() });
  const task = { candidateIndex: 0, candidate, replication: 0, seed: 1, ...(byDay === true && { byDay }) };
  return taskRunner(WORKLOAD, world, queues)(task);
}

describe('the waits of single queues', () => {
  it('are those of pencil and paper', () => {
    expect(recordOf(['urgent', 'bulk']).metrics.queueWaitSeconds).toEqual({
      // 6 and 6 minutes.
      urgent: { mean: 360, p50: 360, p95: 360, p99: 360, max: 360 },
      // 0, 14 and 24 minutes: the mean is 12 min 40 s; quantiles by nearest rank, within 0.1 %.
      bulk: expect.objectContaining({ mean: 760, max: 1440 }),
    });
    expect(recordOf(['bulk']).metrics.queueWaitSeconds?.bulk?.p50).toBeCloseTo(840, 0);
  });

  it('change nothing else of the record, and are not there unless somebody asks', () => {
    const { metrics, ...record } = recordOf();
    const watched = recordOf(['bulk', 'urgent']);
    expect(metrics).not.toHaveProperty('queueWaitSeconds');
    const { queueWaitSeconds, ...others } = watched.metrics;
    expect(queueWaitSeconds).toBeDefined();
    expect({ ...watched, metrics: others }).toEqual({ ...record, metrics });
    expect(recordOf([])).toEqual({ ...record, metrics });
  });

  it('leave out a queue that no job names', () => {
    expect(recordOf(['long']).metrics.queueWaitSeconds).toEqual({});
  });

  it('follow jobs that a configuration has submitted elsewhere', () => {
    const routed = twoQueues({ queueRoutes: [{ fromQueue: 'bulk', toQueue: 'long', longerThanSeconds: 60 }] });
    expect(recordOf(['bulk', 'long'], { config: routed }).metrics.queueWaitSeconds).toEqual({
      bulk: expect.objectContaining({ mean: 760, max: 1440 }),
    });
  });

  it('are there beside the costs of the days', () => {
    const record = recordOf(['urgent'], { byDay: true });
    expect(record.usdByDay).toBeDefined();
    expect(record.metrics.queueWaitSeconds?.urgent?.mean).toBe(360);
  });
});
