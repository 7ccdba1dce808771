/** Fair share with many identifiers on a fixed machine that is always full: who is next must not cost a walk over the shares. */
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { exponential, PURPOSE, uniform } from '../../../src/models/random.ts';
import { WorkloadBuilder } from '../../../src/models/workload-builder.ts';
import { fixedMachine, labType } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { fixedWorld } from './fixed-world.ts';

const JOBS = 200_000;
const MACHINE_VCPUS = 64;
const MEAN_RUN_MS = 60_000;
/** Slightly more than the machine can do, so that every share always has jobs waiting. */
const MEAN_GAP_MS = MEAN_RUN_MS / MACHINE_VCPUS / 1.05;

function fairShare(shares: number): Story {
  const builder = new WorkloadBuilder({ capacity: JOBS });
  let submitMs = 0;
  for (let job = 0; job < JOBS; job++) {
    submitMs += exponential(MEAN_GAP_MS, uniform(1, PURPOSE.syntheticArrival, job, 0));
    const runMs = exponential(MEAN_RUN_MS, uniform(1, PURPOSE.syntheticRuntime, job, 0));
    const share = Math.floor(shares * uniform(1, PURPOSE.syntheticShape, job, 0));
    builder.addJob({ submitMs, runMs, vcpus: 1, memoryMiB: 512, shareIdentifier: `share${share}` });
  }
  const built = builder.finish({});
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const types = [labType('lab.64', MACHINE_VCPUS, 512 * MACHINE_VCPUS)];
  return { workload: built.value, config: fairShareConfig(), world: fixedWorld(types) };
}

function fairShareConfig(): BatchConfig {
  const { jobQueues, ...rest } = fixedMachine('lab.64', MACHINE_VCPUS);
  return {
    ...rest,
    jobQueues: jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
    schedulingPolicies: [{ name: 'fair', fairsharePolicy: { shareDecaySeconds: 3600 } }],
  };
}

export const FAIR_SHARE: BenchCase = {
  name: 'fair-share',
  rows: [
    { label: 'fair share, 20 identifiers', build: () => fairShare(20) },
    { label: 'fair share, 200 identifiers', build: () => fairShare(200), grownFrom: 'fair share, 20 identifiers' },
  ],
};
