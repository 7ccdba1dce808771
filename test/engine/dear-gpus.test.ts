import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { ComputeResource } from '../../src/models/batch-config.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

/** One GPU each: $0.0625 a vCPU on the large size, $0.125 on the small one. */
const types = [labType('gpu.64', 64, 262_144, 4, { gpus: 1 }), labType('gpu.4', 4, 16_384, 0.5, { gpus: 1 })];

function warningsFor(job: Partial<NewJob>, resources: Partial<ComputeResource> = {}, some = types): readonly string[] {
  const jobs = [{ submitMs: 0, runMs: 60_000, vcpus: 4, memoryMiB: 8192, gpus: 1, ...job }];
  const config = labConfig({ instanceTypes: some.map(({ instanceType }) => instanceType), ...resources });
  const prepared = prepare(workloadOf(jobs), config, labWorld(some));
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems));
  return (prepared.warnings ?? []).map(({ message }) => message);
}

describe('jobs with GPUs under BEST_FIT_PROGRESSIVE', () => {
  it('are told when the lowest price a vCPU is a large size for one GPU, and what it costs a job', () => {
    expect(warningsFor({})).toEqual([
      'jobs of 1 GPU and 4 vCPU in ce0 get gpu.64 at $4.00 an hour a job, where gpu.4 at $0.50 an hour a job would do: BEST_FIT_PROGRESSIVE takes the lowest price a vCPU, which GPU jobs do not pay by',
    ]);
  });

  it('hear nothing where the small size does not hold the job, and nothing of jobs without GPUs', () => {
    expect(warningsFor({ vcpus: 5 })).toEqual([]);
    expect(warningsFor({ gpus: 0 })).toEqual([]);
  });

  it('hear nothing where as many jobs fit on the large size as it costs more: 8 of 8 GPUs for $4', () => {
    const dense = [labType('gpu.64', 64, 262_144, 4, { gpus: 8 }), types[1]];
    expect(warningsFor({}, {}, dense)).toEqual([]);
    // A node of a multi-node job has the instance to itself.
    expect(warningsFor({ nodes: 2 }, {}, dense)).toHaveLength(1);
  });

  it('hear nothing under BEST_FIT, which takes the cheapest machine, nor where vCPUs do not rank the types', () => {
    expect(warningsFor({}, { allocationStrategy: 'BEST_FIT' })).toEqual([]);
    const assumptions = { ...presetAssumptions('ideal'), typeRanking: 'covering-cost' as const };
    const config = labConfig({ instanceTypes: ['gpu.64', 'gpu.4'] });
    const jobs = [{ submitMs: 0, runMs: 60_000, vcpus: 4, memoryMiB: 8192, gpus: 1 }];
    const prepared = prepare(workloadOf(jobs), config, labWorld(types, { assumptions }));
    expect(prepared.ok && (prepared.warnings ?? [])).toEqual([]);
  });
});
