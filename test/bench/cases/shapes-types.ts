/** Many job shapes on many instance types: what grows with either must not be paid per event. */
import { exponential, PURPOSE, uniform } from '../../../src/models/random.ts';
import { WorkloadBuilder } from '../../../src/models/workload-builder.ts';
import { labConfig } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { elasticWorlds } from './elastic-world.ts';
import { instanceCatalog } from './instance-catalog.ts';

const JOBS = 200_000;
const MEAN_GAP_MS = 500;
const MEAN_RUN_MS = 300_000;

function shapesOnTypes(shapeCount: number, typeCount: number): Story {
  const builder = new WorkloadBuilder({ capacity: JOBS });
  let submitMs = 0;
  for (let job = 0; job < JOBS; job++) {
    submitMs += exponential(MEAN_GAP_MS, uniform(1, PURPOSE.syntheticArrival, job, 0));
    const runMs = exponential(MEAN_RUN_MS, uniform(1, PURPOSE.syntheticRuntime, job, 0));
    const shape = Math.floor(shapeCount * uniform(1, PURPOSE.syntheticShape, job, 0));
    const vcpus = 1 << (shape % 5);
    builder.addJob({ submitMs, runMs, vcpus, memoryMiB: vcpus * (1500 + Math.floor((shape * 5000) / shapeCount)) });
  }
  const built = builder.finish({ attempts: 5 });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const types = instanceCatalog(typeCount);
  const instanceTypes = types.map(({ instanceType }) => instanceType);
  const config = labConfig(
    { type: 'SPOT', instanceTypes, maxvCpus: 3000 },
    { type: 'EC2', instanceTypes, maxvCpus: 2000 },
  );
  return { workload: built.value, config, world: elasticWorlds(types) };
}

export const SHAPES_TYPES: BenchCase = {
  name: 'shapes-types',
  rows: [
    { label: '50 shapes x 30 types', build: () => shapesOnTypes(50, 30) },
    { label: '500 shapes x 300 types', build: () => shapesOnTypes(500, 300), grownFrom: '50 shapes x 30 types' },
  ],
};
