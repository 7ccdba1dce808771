import { describe, expect, it } from 'vitest';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { defaultScenario } from '../../src/scenario/load.ts';
import { withWideJobs } from '../../src/scenario/wide-jobs.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const TYPES = [labType('lab.4', 4, 8000), labType('lab.16', 16, 64_000), labType('spot.64', 64, 256_000)];
const WORLD = labWorld(TYPES, { assumptions: ideal({ schedulableMemoryFraction: 1 }) });
const ON_DEMAND = labConfig({ instanceTypes: ['lab.4', 'lab.16'] });

function split(jobs: readonly Partial<NewJob>[], batch: BatchConfig = ON_DEMAND, isAsked = true) {
  const workload = workloadOf(jobs.map((job) => ({ submitMs: 0, runMs: 60_000, ...job })));
  const trace = { path: 'log.swf', ...(isAsked && { wideJobs: 'multi-node' as const }) };
  const scenario = defaultScenario({ workload: { trace }, batch });
  const assumptions = { ...scenario.assumptions, schedulableMemoryFraction: 1 };
  return withWideJobs(workload, { ...scenario, assumptions }, WORLD.catalog);
}

describe('jobs larger than the largest allowed instance', () => {
  it('become as few nodes as the largest size permits, the request shared out evenly', () => {
    // 40 vCPUs over 16 = 2.5, so 3 nodes of 13.3 vCPUs and 10,000.3 MiB, rounded up.
    const { workload, notes } = split([{ vcpus: 40, memoryMiB: 30_001 }, { vcpus: 16 }, { vcpus: 32 }]);
    expect(workload.classes).toEqual([
      { vcpus: 14, memoryMiB: 10_001, gpus: 0, nodes: 3 },
      { vcpus: 16, memoryMiB: 1, gpus: 0 },
      { vcpus: 16, memoryMiB: 1, gpus: 0, nodes: 2 },
    ]);
    expect(notes).toMatchObject([
      {
        path: 'workload.trace.wideJobs',
        message:
          '2 of 3 jobs are too large for any allowed instance; they run as multi-node parallel jobs of 2 to 3 nodes, the request shared out evenly',
      },
    ]);
    expect(replay(workload, ON_DEMAND, WORLD).outcome.jobs).toMatchObject({ succeeded: 3 });
  });

  it('get more nodes when their memory needs them', () => {
    // 200,000 MiB over 64,000 = 3.1, so 4 nodes, though 20 vCPUs need 2.
    expect(split([{ vcpus: 20, memoryMiB: 200_000 }]).workload.classes).toEqual([
      { vcpus: 5, memoryMiB: 50_000, gpus: 0, nodes: 4 },
    ]);
  });

  it('may be too large in memory alone, unless another size has it or they have too few vCPUs to share out', () => {
    // 100,000 MiB over 64,000: 2 nodes. A job of 1 vCPU cannot be shared out.
    const { classes } = split([
      { vcpus: 8, memoryMiB: 100_000 },
      { vcpus: 1, memoryMiB: 100_000 },
      { vcpus: 4, memoryMiB: 8000 },
    ]).workload;
    expect(classes).toEqual([
      { vcpus: 4, memoryMiB: 50_000, gpus: 0, nodes: 2 },
      { vcpus: 1, memoryMiB: 100_000, gpus: 0 },
      { vcpus: 4, memoryMiB: 8000, gpus: 0 },
    ]);
  });

  it('are measured by On-Demand types, since such jobs do not run on Spot', () => {
    const mixed = labConfig({ type: 'SPOT', instanceTypes: ['spot.64'] }, { instanceTypes: ['lab.16'] });
    expect(split([{ vcpus: 40 }], mixed).workload.classes).toMatchObject([{ vcpus: 14, nodes: 3 }]);
    const spotOnly = labConfig({ type: 'SPOT', instanceTypes: ['lab.16'] });
    expect(split([{ vcpus: 40 }], spotOnly)).toMatchObject({ workload: { classes: [{ vcpus: 40 }] }, notes: [] });
  });

  it('stay as they are unless the scenario asks, and when no job is wide', () => {
    expect(split([{ vcpus: 40 }], ON_DEMAND, false)).toMatchObject({
      workload: { classes: [{ vcpus: 40 }] },
      notes: [],
    });
    expect(split([{ vcpus: 4 }]).notes).toEqual([]);
  });
});
