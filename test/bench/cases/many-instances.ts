/** A fixed fleet of four-vCPU instances at nine tenths load: the search for room must not grow with the fleet. */
import { exponential, PURPOSE, uniform } from '../../../src/models/random.ts';
import { WorkloadBuilder } from '../../../src/models/workload-builder.ts';
import { labConfig, labType } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { fixedWorld } from './fixed-world.ts';

const JOBS = 1_000_000;
const VCPUS_EACH = 4;
const MEAN_RUN_MS = 60_000;
const MEAN_VCPUS = (1 + 2 + 4) / 3;
const LOAD = 0.9;

function manyInstances(instances: number): Story {
  const vcpus = instances * VCPUS_EACH;
  const meanGapMs = (MEAN_RUN_MS * MEAN_VCPUS) / (LOAD * vcpus);
  const builder = new WorkloadBuilder({ capacity: JOBS });
  let submitMs = 0;
  for (let job = 0; job < JOBS; job++) {
    submitMs += exponential(meanGapMs, uniform(1, PURPOSE.syntheticArrival, job, 0));
    const runMs = exponential(MEAN_RUN_MS, uniform(1, PURPOSE.syntheticRuntime, job, 0));
    const size = Math.floor(3 * uniform(1, PURPOSE.syntheticShape, job, 0));
    const memoryShare = Math.floor(4 * uniform(1, PURPOSE.syntheticShape, job, 1));
    builder.addJob({ submitMs, runMs, vcpus: 1 << size, memoryMiB: (1 << size) * (1000 + 300 * memoryShare) });
  }
  const built = builder.finish({});
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const types = [labType('lab.4', VCPUS_EACH, VCPUS_EACH * 2048)];
  const config = labConfig({ instanceTypes: ['lab.4'], minvCpus: vcpus, maxvCpus: vcpus });
  return { workload: built.value, config, world: fixedWorld(types) };
}

export const MANY_INSTANCES: BenchCase = {
  name: 'instances',
  rows: [
    { label: '2,000 instances', build: () => manyInstances(2000) },
    { label: '20,000 instances', build: () => manyInstances(20_000), grownFrom: '2,000 instances' },
  ],
};
