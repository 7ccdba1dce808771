/** An elastic Spot fleet: three environments, two queues, reclaims and retries, a daily cycle of jobs in four shapes. */
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { type DailySpec, synthesizeWorkload } from '../../../src/models/synthetic-workload.ts';
import { labConfig } from '../../support/lab.ts';
import type { BenchCase, Story } from '../bench-case.ts';
import { elasticWorlds } from './elastic-world.ts';
import { instanceCatalog } from './instance-catalog.ts';

const JOBS_PER_DAY = 20_000;

function dailySpec(days: number): DailySpec {
  return {
    name: 'elastic-spot',
    days,
    jobsPerDay: JOBS_PER_DAY,
    dailyCycle: { strength: 0.7, peakHour: 15 },
    runtimeMedianMinutes: 9,
    runtimeP95Minutes: 75,
    tailShare: 0.02,
    tailExponent: 1.6,
    runtimeMaximumMinutes: 720,
    shapes: [
      { name: 'small', share: 40, vcpus: 1, memoryMiB: 3500, queue: 'low' },
      { name: 'memory', share: 25, vcpus: 2, memoryMiB: 14_000, queue: 'low' },
      { name: 'cpu', share: 25, vcpus: 4, memoryMiB: 7000, queue: 'high' },
      { name: 'large', share: 10, vcpus: 8, memoryMiB: 56_000, queue: 'high' },
    ],
    arrays: [],
    users: 20,
  };
}

function environmentOrder(...names: readonly string[]) {
  return names.map((computeEnvironment, index) => ({ order: index + 1, computeEnvironment }));
}

function twoQueues(instanceTypes: readonly string[]): BatchConfig {
  const { computeEnvironments } = labConfig(
    { type: 'SPOT', instanceTypes, maxvCpus: 2000 },
    { type: 'SPOT', allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED', instanceTypes, maxvCpus: 1000 },
    { type: 'EC2', instanceTypes, maxvCpus: 500 },
  );
  const jobQueues = [
    { jobQueueName: 'high', priority: 10, computeEnvironmentOrder: environmentOrder('ce0', 'ce2') },
    { jobQueueName: 'low', priority: 1, computeEnvironmentOrder: environmentOrder('ce0', 'ce1', 'ce2') },
  ];
  return { computeEnvironments, jobQueues };
}

function elasticSpot(jobs: number): Story {
  const types = instanceCatalog(24);
  const built = synthesizeWorkload(dailySpec(jobs / JOBS_PER_DAY), 1, { attempts: 5 });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const config = twoQueues(types.map(({ instanceType }) => instanceType));
  return { workload: built.value, config, world: elasticWorlds(types) };
}

export const ELASTIC_SPOT: BenchCase = {
  name: 'spot',
  rows: [
    { label: 'elastic Spot 10^5', build: () => elasticSpot(1e5) },
    {
      label: 'elastic Spot 10^6',
      build: () => elasticSpot(1e6),
      grownFrom: 'elastic Spot 10^5',
      isBesideSameJobs: true,
    },
  ],
};
