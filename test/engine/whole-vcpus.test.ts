/** EC2 jobs ask for whole vCPUs (API ResourceRequirement); traces that say otherwise are rounded up, and the user is told. */
import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import { fixedMachine, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const MINUTE_MS = 60_000;
const MACHINE = fixedMachine('lab.4', 4);
const WORLD = labWorld([labType('lab.4', 4, 1000)]);

describe('a fraction of a vCPU in an EC2 queue', () => {
  it('is rounded up to a whole one, with a warning that says which', () => {
    const jobs = [0.25, 0.25, 0.5, 1.5, 1].map((vcpus) => ({ submitMs: 0, runMs: MINUTE_MS, vcpus }));
    const { startMs } = replay(workloadOf(jobs), MACHINE, WORLD);
    // 1 + 1 + 1 vCPUs start at once; 2 more do not fit beside them, and the last one waits behind.
    expect(startMs).toEqual([0, 0, 0, MINUTE_MS, MINUTE_MS]);
    expect(prepare(workloadOf(jobs), MACHINE, WORLD)).toMatchObject({
      ok: true,
      warnings: [
        {
          path: 'workload',
          message:
            'jobs of EC2 queues ask for 0.25, 0.5, 1.5 vCPUs; EC2 jobs ask for whole vCPUs, so they are rounded up',
          hint: 'submit them with the rounded value, or to a Fargate queue',
        },
      ],
    });
  });

  it('leaves no vCPU behind when the job has ended', () => {
    const jobs = [0, 1, 2, 3, 4, 5].map((minute) => ({ submitMs: minute * MINUTE_MS, runMs: MINUTE_MS, vcpus: 0.25 }));
    const whole = { submitMs: 6 * MINUTE_MS, runMs: MINUTE_MS, vcpus: 4 };
    expect(replay(workloadOf([...jobs, whole]), MACHINE, WORLD).startMs.at(-1)).toBe(6 * MINUTE_MS);
  });
});
