import { describe, expect, it } from 'vitest';
import { prepare } from '../../../src/engine/setup.ts';
import { simulatePrepared } from '../../../src/engine/simulate.ts';
import type { ComputeResource } from '../../../src/models/batch-config.ts';
import type { CatalogOverride } from '../../../src/models/catalog-build.ts';
import type { VcpuQuotas } from '../../../src/models/vcpu-quotas.ts';
import type { NewJob } from '../../../src/models/workload-builder.ts';
import { findCliffs } from '../../../src/optimize/today/cliffs.ts';
import { requestGroups } from '../../../src/optimize/today/request-groups.ts';
import { resized } from '../../../src/optimize/today/resized-workload.ts';
import { rightSizing } from '../../../src/optimize/today/right-sizing.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';

const HOUR_MS = 3_600_000;

/** m.large: 2 vCPUs and 8,192 MiB for $2 an hour; m.xlarge twice that. */
const SIZES = [labType('m.large', 2, 8192, 2), labType('m.xlarge', 4, 16384, 4)];

function setupOf(
  jobs: readonly NewJob[],
  types: readonly CatalogOverride[] = SIZES,
  resources: Partial<ComputeResource> = {},
  quotas?: VcpuQuotas,
) {
  const assumptions = ideal({ schedulableMemoryFraction: 0.965 });
  const families = [...new Set(types.map(({ instanceType }) => instanceType.split('.')[0]))];
  const world = labWorld(types, { assumptions, ...(quotas !== undefined && { quotas }) });
  const prepared = prepare(workloadOf(jobs), labConfig({ instanceTypes: families, ...resources }), world);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems));
  return prepared.value;
}

function jobs(count: number, job: Partial<NewJob>, peakOf: (index: number) => number | undefined = () => undefined) {
  return Array.from({ length: count }, (_, index) => ({
    submitMs: index,
    runMs: HOUR_MS,
    vcpus: 2,
    memoryMiB: 8192,
    peakMemoryMiB: peakOf(index),
    ...job,
  }));
}

function cliffsOf(...parts: Parameters<typeof setupOf>) {
  const setup = setupOf(...parts);
  return findCliffs(setup, requestGroups(setup)).map(({ group: _group, ...cliff }) => cliff);
}

describe('requests just above a size', () => {
  it('finds the memory at which a job fits the next smaller type, after what AWS Batch keeps', () => {
    // 8192 x 0.965 = 7905.28: a job of 8,192 MiB needs the xlarge for itself, $4 an hour; of 7,905 MiB the large, $2. But two of
    // 7,905 MiB fill an xlarge as well: floor(16384 x 0.965 / 2) = 7905. Ten job hours save $20.
    expect(cliffsOf(jobs(10, { jobDefinition: 'align' }))).toEqual([
      {
        jobDefinition: 'align',
        queue: 'queue',
        request: { vcpus: 2, memoryMiB: 8192, gpus: 0 },
        jobs: 10,
        jobHours: 10,
        resource: 'memoryMiB',
        ask: 7905,
        before: { instanceType: 'm.xlarge', jobsPerInstance: 1, usdPerJobHour: 4 },
        after: { instanceType: 'm.large', jobsPerInstance: 1, usdPerJobHour: 2 },
        estimatedSavingUsd: 20,
        estimatedSavingShare: 0.5,
      },
    ]);
  });

  it('finds the memory at which one more job fits the instance', () => {
    // Two of 4,096 MiB do not fit 7,905: one a large, $2 an hour. Two of 3,952 do: $1 an hour each.
    expect(cliffsOf(jobs(4, { vcpus: 1, memoryMiB: 4096 }))).toMatchObject([
      { ask: 3952, before: { jobsPerInstance: 1 }, after: { jobsPerInstance: 2 }, estimatedSavingUsd: 4 },
    ]);
  });

  it('never advises less memory than a job was seen to need', () => {
    expect(cliffsOf(jobs(10, {}, () => 7906))).toEqual([]);
    expect(cliffsOf(jobs(10, {}, () => 7905))).toMatchObject([{ ask: 7905, largestPeakMiB: 7905 }]);
  });

  it('finds the vCPU too many, and how much longer jobs may then run', () => {
    // With two vCPUs instead of three it is a large, $2 an hour instead of $4, but a cut of a third is a change of the job.
    expect(cliffsOf(jobs(5, { vcpus: 3, memoryMiB: 1024 }))).toEqual([]);
    // Of five vCPUs one is too many for a half of the 2xlarge: $8 an hour against $4 with four, for at most twice the run time.
    const setup = setupOf(jobs(5, { vcpus: 5, memoryMiB: 1024 }), [...SIZES, labType('m.2xlarge', 8, 32768, 8)]);
    expect(findCliffs(setup, requestGroups(setup))).toMatchObject([
      { resource: 'vcpus', ask: 4, estimatedSavingShare: 0.5, breakEvenStretch: 1 },
    ]);
  });

  it('is silent about requests that fill what they are given', () => {
    expect(cliffsOf(jobs(10, { memoryMiB: 7905 }))).toEqual([]);
  });
});

/** The types of the instances of a run. */
function launchedOf(...parts: Parameters<typeof setupOf>): readonly string[] {
  const setup = setupOf(...parts);
  const launched = new Set<string>();
  simulatePrepared(setup, {
    onInstance: ({ environment, type }) =>
      launched.add(setup.environments[environment].types[type].instanceType.instanceType),
  });
  return [...launched].sort();
}

describe('the type a cliff is told for', () => {
  // m5.large: 2 vCPUs and 8,192 MiB for $1.50; c5.xlarge: 4 and 16,384 for $2, the cheaper vCPU but the dearer instance.
  const TYPES = [labType('m5.large', 2, 8192, 1.5), labType('c5.xlarge', 4, 16384, 2)];
  const above = (memoryMiB: number) => jobs(1, { memoryMiB });

  it('is the cheapest vCPU for BEST_FIT_PROGRESSIVE, the cheapest instance for BEST_FIT, as a simulation launches them', () => {
    // 8,000 MiB fit a c5.xlarge alone, once: $2. With 7,905 two fit it, $1 each; one fits a m5.large, $1.50.
    const now = { instanceType: 'c5.xlarge', jobsPerInstance: 1, usdPerJobHour: 2 };
    expect(cliffsOf(above(8000), TYPES)).toMatchObject([
      { ask: 7905, before: now, after: { instanceType: 'c5.xlarge', jobsPerInstance: 2, usdPerJobHour: 1 } },
    ]);
    expect(launchedOf(above(7905), TYPES)).toEqual(['c5.xlarge']);
    const bestFit: Partial<ComputeResource> = { allocationStrategy: 'BEST_FIT' };
    expect(cliffsOf(above(8000), TYPES, bestFit)).toMatchObject([
      { ask: 7905, before: now, after: { instanceType: 'm5.large', jobsPerInstance: 1, usdPerJobHour: 1.5 } },
    ]);
    expect(launchedOf(above(7905), TYPES, bestFit)).toEqual(['m5.large']);
  });

  it('is none beyond maxvCpus for BEST_FIT, which never exceeds it', () => {
    const cheapLarge = [labType('m5.large', 2, 8192, 1.5), labType('c5.xlarge', 4, 16384, 1)];
    const half = jobs(1, { vcpus: 1, memoryMiB: 4096 });
    // At most 2 vCPUs: one job of 4,096 MiB a m5.large, $1.50; two of 3,952. BEST_FIT_PROGRESSIVE may launch the c5.xlarge: 3 and 4 jobs.
    expect(cliffsOf(half, cheapLarge, { allocationStrategy: 'BEST_FIT', maxvCpus: 2 })).toMatchObject([
      {
        before: { instanceType: 'm5.large', jobsPerInstance: 1 },
        after: { instanceType: 'm5.large', jobsPerInstance: 2 },
      },
    ]);
    expect(cliffsOf(half, cheapLarge, { maxvCpus: 2 })).toMatchObject([
      {
        before: { instanceType: 'c5.xlarge', jobsPerInstance: 3 },
        after: { instanceType: 'c5.xlarge', jobsPerInstance: 4 },
      },
    ]);
    expect(launchedOf(half, cheapLarge, { maxvCpus: 2 })).toEqual(['c5.xlarge']);
  });

  it('is none that a vCPU quota of the account does not allow', () => {
    const half = jobs(1, { vcpus: 1, memoryMiB: 4096 });
    const quotas = { onDemand: { standard: 2 } };
    expect(cliffsOf(half, TYPES, {}, quotas)).toMatchObject([
      {
        before: { instanceType: 'm5.large', jobsPerInstance: 1 },
        after: { instanceType: 'm5.large', jobsPerInstance: 2 },
      },
    ]);
    // What fits only a type beyond the quota never runs; BEST_FIT waits for the cheapest, beyond the quota or not.
    expect(cliffsOf(above(8000), TYPES, {}, quotas)).toEqual([]);
    const cheapLarge = [labType('m5.large', 2, 8192, 1.5), labType('c5.xlarge', 4, 16384, 1)];
    expect(cliffsOf(half, cheapLarge, { allocationStrategy: 'BEST_FIT' }, quotas)).toEqual([]);
  });

  it('is the one with which least is saved where Spot capacity decides, and no cliff is told where some type would be dearer', () => {
    // Spot costs half. 8,000 MiB: once on a c5.xlarge, $1; three times on a c5.2xlarge, $0.67. With 7,905: once on a m5.large, $0.75, which
    // may be the roomiest pool - dearer than the c5.2xlarge.
    const spot: Partial<ComputeResource> = { type: 'SPOT', allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' };
    const larger = labType('c5.2xlarge', 8, 32768, 4);
    expect(cliffsOf(above(8000), [...TYPES, larger], spot)).toEqual([]);
    // Without it all pools are cheaper per job: twice on a c5.xlarge and four times on a c5.2xlarge, $0.50 each.
    expect(cliffsOf(above(8000), [TYPES[1], larger], spot)).toMatchObject([
      { before: { instanceType: 'c5.2xlarge', jobsPerInstance: 3 }, after: { usdPerJobHour: 0.5 } },
    ]);
  });

  it('is the one with which least is saved where it depends on how many jobs wait', () => {
    // All sizes cost $1 a vCPU-hour. One job of 8,192 MiB gets an m.xlarge to itself, $4. Three at once, 24,576 MiB, get one m.2xlarge of
    // 32,000 x 0.965 = 30,880 MiB, $2.67 each: it leaves 6,304 over, two m.xlarge 2 x 15,810 - 24,576 = 7,044. With 7,905 an m.large
    // leaves nothing over, however many wait: $2.
    const sizes = [...SIZES, labType('m.2xlarge', 8, 32000, 8)];
    const three = jobs(3, { submitMs: 0 });
    expect(launchedOf(three, sizes)).toEqual(['m.2xlarge']);
    expect(cliffsOf(three, sizes)).toMatchObject([
      {
        ask: 7905,
        before: { instanceType: 'm.2xlarge', jobsPerInstance: 3 },
        after: { instanceType: 'm.large', jobsPerInstance: 1 },
        estimatedSavingShare: 0.25,
      },
    ]);
    expect(cliffsOf(three.slice(0, 1), sizes)).toMatchObject([
      { before: { instanceType: 'm.xlarge', jobsPerInstance: 1 }, estimatedSavingShare: 0.5 },
    ]);
  });
});

describe('right-sizing from measured peaks', () => {
  it('asks for the 99 % quantile plus a fifth, in steps of 16 MiB, and says how sure that is', () => {
    // Peaks 10, 20, ..., 1000: the 99th is 990, x 1.2 = 1188, up to 75 x 16 = 1200, which no job exceeded. 0 of 100 leave up
    // to 1 - 0.025^(1 / 100) = 3.6 %. A job of 1,200 MiB shares a large with another (2 of 2 vCPUs), one of 8,192 takes an xlarge.
    const setup = setupOf(jobs(100, { vcpus: 1 }, (index) => 10 * (index + 1)));
    const sized = rightSizing(setup, requestGroups(setup));
    expect(sized).toMatchObject({ quantile: 0.99, margin: 0.2, tooFewPeaks: 0 });
    expect(sized?.groups).toMatchObject([
      {
        measured: 100,
        peakMiB: { median: 500, quantile: 990, largest: 1000 },
        recommendedMemoryMiB: 1200,
        outOfMemory: { share: 0 },
        // 100 job hours at $4 less 100 at $1.
        estimatedSavingUsd: 300,
      },
    ]);
    expect(sized?.groups[0].outOfMemory.hi).toBeCloseTo(1 - 0.025 ** 0.01, 6);
  });

  it('advises more where peaks come close to the request, and counts jobs above its advice', () => {
    // 199 peaks of 1,000 and one of 9,000: the 198th of 200 is 1,000, so 1,200 is advised although one job in 200 needed more.
    const setup = setupOf(jobs(200, { memoryMiB: 1024 }, (index) => (index === 7 ? 9000 : 1000)));
    const [group] = rightSizing(setup, requestGroups(setup))?.groups ?? [];
    expect(group).toMatchObject({ recommendedMemoryMiB: 1200, outOfMemory: { share: 0.005 } });
  });

  it('never cuts below the largest peak that was measured', () => {
    // The 198th of 200 is 1,000, x 1.2 = 1,200; but one job needed 3,000, which is 3,008 in steps of 16.
    const setup = setupOf(jobs(200, {}, (index) => (index === 7 ? 3000 : 1000)));
    const [group] = rightSizing(setup, requestGroups(setup))?.groups ?? [];
    expect(group).toMatchObject({ recommendedMemoryMiB: 3008, outOfMemory: { share: 0 } });
    // One needed more than is asked for today: nothing is cut.
    const above = setupOf(jobs(200, {}, (index) => (index === 7 ? 9000 : 1000)));
    expect(rightSizing(above, requestGroups(above))?.groups).toEqual([]);
  });

  it('says nothing without peaks, and gives no advice on a handful of them', () => {
    const without = setupOf(jobs(10, {}));
    expect(rightSizing(without, requestGroups(without))).toBeUndefined();
    // Unknown is not zero: nine of twenty are measured.
    const few = setupOf(jobs(20, {}, (index) => (index < 9 ? 100 : undefined)));
    expect(rightSizing(few, requestGroups(few))).toMatchObject({ groups: [], tooFewPeaks: 1 });
  });

  it('changes the request of the group alone', () => {
    const setup = setupOf([...jobs(1, { jobDefinition: 'a' }), ...jobs(1, { jobDefinition: 'b' })]);
    const group = requestGroups(setup).find(({ jobDefinition }) => jobDefinition === 'b');
    if (group === undefined) throw new Error('there is a group of b');
    const { classes } = resized(setup.workload, [{ group, memoryMiB: 512 }]);
    expect(classes.map(({ jobDefinition, memoryMiB }) => [jobDefinition, memoryMiB])).toEqual([
      ['a', 8192],
      ['b', 512],
    ]);
  });
});
