import { describe, expect, it } from 'vitest';
import { asSubmitted, submissionSentences } from '../../src/models/submission.ts';
import { workloadOf } from '../support/lab.ts';

const jobs = workloadOf([
  { id: 'short', submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 1, jobDefinition: 'align' },
  { id: 'long', submitMs: 0, runMs: 7_200_000, vcpus: 1, memoryMiB: 1, jobDefinition: 'align' },
  { id: 'other', submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 1, jobDefinition: 'train', queue: 'special' },
]);
const queuesOf = (workload: typeof jobs) =>
  Array.from(workload.classIndex, (index) => workload.classes[index].queue ?? 'main');

describe('how jobs are submitted', () => {
  it('moves only the jobs that run longer, and only from the queue that is named', () => {
    const queueRoutes = [{ fromQueue: 'main', toQueue: 'main-long', longerThanSeconds: 600 }];
    expect(queuesOf(asSubmitted(jobs, { queueRoutes }, 'main'))).toEqual(['main', 'main-long', 'special']);
  });

  it('moves whole job definitions, whatever their run time', () => {
    const queueRoutes = [{ fromQueue: 'main', toQueue: 'main-long', jobDefinitions: ['align'] }];
    expect(queuesOf(asSubmitted(jobs, { queueRoutes }, 'main'))).toEqual(['main-long', 'main-long', 'special']);
  });

  it('moves an array job as a whole, by the mean run time of its children', () => {
    const array = workloadOf([], (builder) => {
      const base = { submitMs: 0, vcpus: 1, memoryMiB: 1 };
      builder.addArray({ id: 'array', ...base, size: 2, runMs: [60_000, 1_800_000] });
    });
    const routes = (longerThanSeconds: number) => [{ fromQueue: 'main', toQueue: 'long', longerThanSeconds }];
    // The mean is 930 s.
    expect(queuesOf(asSubmitted(array, { queueRoutes: routes(900) }, 'main'))).toEqual(['long', 'long']);
    expect(queuesOf(asSubmitted(array, { queueRoutes: routes(940) }, 'main'))).toEqual(['main', 'main']);
  });

  it('changes the checkpoint interval of jobs that write checkpoints, and of no others', () => {
    const checkpoint = { intervalMs: 600_000, costMs: 1000, restoreMs: 2000 };
    const classes = jobs.classes.map((each, index) => (index === 0 ? { ...each, checkpoint } : each));
    const saving = { ...jobs, classes };
    const changed = asSubmitted(saving, { checkpointIntervalSeconds: 60 }, 'main');
    expect(changed.classes.map(({ checkpoint: each }) => each?.intervalMs)).toEqual([
      60_000,
      ...classes.slice(1).map(() => undefined),
    ]);
    expect(asSubmitted(saving, { checkpointIntervalSeconds: 0 }, 'main').classes[0].checkpoint).toBeUndefined();
  });

  it('is the same workload when nothing is asked, and one copy for all replications when something is', () => {
    expect(asSubmitted(jobs, undefined, 'main')).toBe(jobs);
    const submission = { queueRoutes: [{ fromQueue: 'main', toQueue: 'x', longerThanSeconds: 600 }] };
    expect(asSubmitted(jobs, submission, 'main')).toBe(asSubmitted(jobs, { ...submission }, 'main'));
  });

  it('is told to the submitter in words', () => {
    const queueRoutes = [{ fromQueue: 'main', toQueue: 'main-long', longerThanSeconds: 600 }];
    expect(submissionSentences({ queueRoutes, checkpointIntervalSeconds: 0 })).toEqual([
      'submit jobs expected to run longer than 600 seconds to the queue main-long (SubmitJob jobQueue) instead of main',
      'jobs write no checkpoints any more',
    ]);
  });
});
