/** All jobs runnable at once on a fixed machine, with a job that needs all of it at the head of every thousand. */
import { exponential, PURPOSE, uniform } from '../../../src/models/random.ts';
import { WorkloadBuilder } from '../../../src/models/workload-builder.ts';
import { fixedMachine, labType } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { fixedWorld } from './fixed-world.ts';

const MACHINE_VCPUS = 64;
const BETWEEN_WIDE_JOBS = 1000;

function blockedHead(jobs: number): Story {
  const builder = new WorkloadBuilder({ capacity: jobs });
  for (let job = 0; job < jobs; job++) {
    // Job 1, not 0, is wide: the first small one keeps the machine from being empty.
    const vcpus = job % BETWEEN_WIDE_JOBS === 1 ? MACHINE_VCPUS : 1;
    const runMs = exponential(60_000, uniform(1, PURPOSE.syntheticRuntime, job, 0));
    builder.addJob({ submitMs: 0, runMs, vcpus, memoryMiB: 512 });
  }
  const built = builder.finish({});
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const types = [labType('lab.64', MACHINE_VCPUS, 512 * MACHINE_VCPUS)];
  return { workload: built.value, config: fixedMachine('lab.64', MACHINE_VCPUS), world: fixedWorld(types) };
}

export const BLOCKED_HEAD: BenchCase = {
  name: 'blocked-head',
  rows: [
    { label: 'blocked head 10^5', build: () => blockedHead(1e5) },
    { label: 'blocked head 10^6', build: () => blockedHead(1e6), grownFrom: 'blocked head 10^5' },
  ],
};
