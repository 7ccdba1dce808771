/** Array jobs of 10,000 children, one every half hour, every second one waiting for the one before; On-Demand, elastic. */
import { logNormal, PURPOSE, uniform } from '../../../src/models/random.ts';
import { WorkloadBuilder } from '../../../src/models/workload-builder.ts';
import { labConfig } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { elasticWorlds } from './elastic-world.ts';
import { instanceCatalog } from './instance-catalog.ts';

const CHILDREN = 10_000;
const HALF_HOUR_MS = 1_800_000;

function arrays(count: number): Story {
  const builder = new WorkloadBuilder({ capacity: count * CHILDREN });
  for (let array = 0; array < count; array++) {
    const runMs = Float64Array.from({ length: CHILDREN }, (_, child) =>
      logNormal(300_000, 900_000, uniform(1, PURPOSE.syntheticRuntime, array, child)),
    );
    builder.addArray({
      id: `a${array}`,
      size: CHILDREN,
      submitMs: array * HALF_HOUR_MS,
      runMs,
      vcpus: 1,
      memoryMiB: 1900,
    });
    if (array % 2 === 1) builder.addDependency(`a${array}`, `a${array - 1}`);
  }
  const built = builder.finish({});
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const types = instanceCatalog(24);
  const instanceTypes = types.map(({ instanceType }) => instanceType);
  return {
    workload: built.value,
    config: labConfig({ instanceTypes, maxvCpus: 4000 }),
    world: elasticWorlds(types),
  };
}

export const ARRAYS: BenchCase = {
  name: 'arrays',
  rows: [
    { label: 'arrays of 10,000: 10', build: () => arrays(10) },
    { label: 'arrays of 10,000: 100', build: () => arrays(100), grownFrom: 'arrays of 10,000: 10' },
  ],
};
