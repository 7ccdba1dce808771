/**
 * What would help against a compute environment that becomes INVALID: that it is mended soon (UpdateComputeEnvironment, AWS Batch
 * user guide, "Invalid compute environment"), or an environment like it behind it in the order of the queue, which gets the jobs
 * while it is INVALID ("Compute environments").
 */
import type { InvalidPeriod } from '../models/assumptions.ts';
import type { BatchConfig, ComputeEnvironment } from '../models/batch-config.ts';
import type { World } from '../models/world.ts';
import type { WaitChange } from './wait-change.ts';

export interface InvalidEdit {
  readonly computeEnvironment: string;
  readonly change: WaitChange;
  readonly config: BatchConfig;
  readonly world: World;
}

/** How soon an alarm and somebody who follows it may mend an environment: our example. */
const MENDED_WITHIN_SECONDS = 600;
/** AWS Batch user guide, "Service quotas": compute environments of a job queue. */
const MOST_ENVIRONMENTS = 3;

/** Nothing for an environment that is never INVALID. */
export function afterInvalid(world: World, config: BatchConfig, queue: string, name: string): readonly InvalidEdit[] {
  const periods = world.assumptions.invalidEnvironments ?? [];
  if (!periods.some(({ computeEnvironment }) => computeEnvironment === name)) return [];
  return [...mended(world, config, periods, name), ...doubled(world, config, queue, name)];
}

function mended(
  world: World,
  config: BatchConfig,
  periods: readonly InvalidPeriod[],
  name: string,
): readonly InvalidEdit[] {
  const isLong = ({ computeEnvironment, fromSeconds = 0, untilSeconds = Number.POSITIVE_INFINITY }: InvalidPeriod) =>
    computeEnvironment === name && untilSeconds - fromSeconds > MENDED_WITHIN_SECONDS;
  if (!periods.some(isLong)) return [];
  const invalidEnvironments = periods.map((period) =>
    isLong(period) ? { ...period, untilSeconds: (period.fromSeconds ?? 0) + MENDED_WITHIN_SECONDS } : period,
  );
  const change: WaitChange = { field: 'status', withinSeconds: MENDED_WITHIN_SECONDS };
  const assumptions = { ...world.assumptions, invalidEnvironments };
  return [{ computeEnvironment: name, change, config, world: { ...world, assumptions } }];
}

function doubled(world: World, config: BatchConfig, queueName: string, name: string): readonly InvalidEdit[] {
  const { computeEnvironments, jobQueues } = config;
  const environment = computeEnvironments.find((one) => one.computeEnvironmentName === name);
  const queue = jobQueues.find(({ jobQueueName }) => jobQueueName === queueName);
  const resources = environment?.computeResources;
  if (environment === undefined || resources === undefined || queue === undefined) return [];
  if (queue.computeEnvironmentOrder.length >= MOST_ENVIRONMENTS) return [];
  const added = freeName(name, computeEnvironments);
  // What minvCpus keeps would cost around the clock.
  const computeResources = resources.minvCpus === undefined ? resources : { ...resources, minvCpus: 0 };
  const order = queue.computeEnvironmentOrder
    .toSorted((left, right) => left.order - right.order)
    .flatMap(({ computeEnvironment }) => (computeEnvironment === name ? [name, added] : [computeEnvironment]))
    .map((computeEnvironment, index) => ({ order: index + 1, computeEnvironment }));
  const changed = {
    ...config,
    computeEnvironments: [...computeEnvironments, { ...environment, computeEnvironmentName: added, computeResources }],
    jobQueues: jobQueues.map((one) => (one === queue ? { ...queue, computeEnvironmentOrder: order } : one)),
  };
  const { maxvCpus: vcpus } = resources;
  const change: WaitChange = { field: 'computeEnvironmentOrder', queue: queueName, added, vcpus };
  return [{ computeEnvironment: name, change, config: changed, world }];
}

function freeName(name: string, environments: readonly ComputeEnvironment[]): string {
  const isTaken = (candidate: string) =>
    environments.some(({ computeEnvironmentName }) => computeEnvironmentName === candidate);
  let number = 2;
  while (isTaken(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
