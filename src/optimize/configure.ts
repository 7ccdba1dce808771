/** Turns a choice into a complete BatchConfig by editing the current one: only what the choice decides changes. */
import type {
  BatchConfig,
  ComputeEnvironment,
  JobDefinition,
  JobQueue,
  RetryStrategy,
} from '../models/batch-config.ts';
import type { InstanceType } from '../models/catalog.ts';
import type { QueueRoute, Submission } from '../models/submission.ts';
import {
  type Candidate,
  type Choice,
  describeChoice,
  type Fleet,
  type LongJobs,
  type Market,
  type Origin,
  USUAL_ATTEMPTS,
} from './candidate.ts';
import { type EnvironmentPlan, environmentOf } from './environments.ts';
import { additionsOf, instanceTypesOf } from './instance-types.ts';
import type { Landscape } from './landscape.ts';
import { largestJobVcpus } from './max-vcpus.ts';
import { environmentsOfQueues } from './queue-environments.ts';
import { marketsFor, partsOf } from './queue-groups.ts';
import { quotaBoundOf } from './quota-cap.ts';
import { spotRetryStrategy } from './spot-retries.ts';

export function candidateOf(landscape: Landscape, choice: Choice, origin: Origin): Candidate {
  const parts = partsOf(landscape);
  const typesOf = (fleet: Fleet) => [...new Set(parts.flatMap((part) => instanceTypesOf(part, fleet)))];
  const additions = (fleet: Fleet) => additionsOf(landscape, fleet, typesOf(fleet));
  const where = landscape.isOtherArchitecture ? `${landscape.architecture}, ` : '';
  const name = describeChoice(choice, additions(choice), choice.long && additions(choice.long.fleet));
  return {
    name: where + name + apartText(parts, choice),
    origin,
    choice,
    config: configure(landscape, choice, (part) => instanceTypesOf(part, choice)),
  };
}

/** Of queues whose jobs cannot use all markets of the choice. */
function apartText(parts: readonly Landscape[], { markets }: Choice): string {
  if (parts.length === 1) return '';
  const apart = parts.filter((part) => marketsFor(part, markets).length < markets.length || isElsewhere(part, markets));
  if (apart.length === 0) return '';
  const names = apart.map(({ queues }) => queues.join(' and '));
  return `, ${apart.length === 1 && apart[0].queues.length === 1 ? 'queue' : 'queues'} ${names.join(' and ')} On-Demand only`;
}

function isElsewhere(part: Landscape, markets: readonly Market[]): boolean {
  return marketsFor(part, markets).some((market) => !markets.includes(market));
}

/** What is decided for all jobs; the instance types follow from what each part of the queues asks for. */
export type ConfigurationPlan = Omit<EnvironmentPlan, 'instanceTypes'> &
  Partial<Pick<Choice, 'attempts' | 'checkpointSeconds' | 'long'>>;

export function configure(
  landscape: Landscape,
  plan: ConfigurationPlan,
  typesOf: (part: Landscape) => readonly string[],
): BatchConfig {
  const { current } = landscape;
  const parts = partsOf(landscape);
  const replaced = new Set(parts.flatMap(({ queues }) => queues));
  const kept = keptEnvironments(current, replaced);
  const names = new Set(kept.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const main = mainPart(parts);
  const planOf = (part: Landscape, fleet: Omit<EnvironmentPlan, 'instanceTypes'>, instanceTypes: readonly string[]) =>
    partPlan(part, { ...fleet, instanceTypes }, part === main);
  const environments = parts.map((part) => environmentsOf(part, planOf(part, plan, typesOf(part)), names, ''));
  const orders = new Map(
    parts.flatMap(({ queues }, index) => queues.map((queue) => [queue, orderOf(environments[index])] as const)),
  );
  const { long } = plan;
  const longFleet = long?.fleet;
  const longEnvironments =
    longFleet === undefined
      ? []
      : parts.map((part) =>
          environmentsOf(part, planOf(part, longFleet, instanceTypesOf(part, longFleet)), names, 'long-'),
        );
  const taken = new Set(current.jobQueues.map(({ jobQueueName }) => jobQueueName));
  const longQueues = longEnvironments.flatMap((ofPart, index) => longQueuesOf(parts[index], ofPart, taken));
  const edited: BatchConfig = {
    ...current,
    computeEnvironments: [...environments.flat(), ...longEnvironments.flat(), ...kept],
    jobQueues: [
      ...current.jobQueues.map((queue) => withOrder(queue, orders.get(queue.jobQueueName))),
      ...longQueues.map(({ queue }) => queue),
    ],
    ...submissionOf(landscape, plan, longQueues),
  };
  const usesSpot = [plan.markets, longFleet?.markets ?? []].flat().includes('SPOT');
  if (!usesSpot) return edited;
  return withRetries(edited, spotRetryStrategy(landscape.workload, plan.attempts ?? USUAL_ATTEMPTS));
}

function withOrder(
  queue: JobQueue,
  computeEnvironmentOrder: JobQueue['computeEnvironmentOrder'] | undefined,
): JobQueue {
  return computeEnvironmentOrder === undefined ? queue : { ...queue, computeEnvironmentOrder };
}

/** The part that most vCPU-hours go to; what is kept running is kept for it. */
function mainPart(parts: readonly Landscape[]): Landscape {
  const work = ({ shapes }: Landscape) =>
    shapes.reduce((sum, { nodes, vcpus, jobHours }) => sum + (nodes > 1 ? 0 : vcpus * jobHours), 0);
  return parts.reduce((most, part) => (work(part) > work(most) ? part : most), parts[0]);
}

/** Where queues are kept apart each part has the markets its jobs can use, no more than its quotas allow, and minvCpus is kept once. */
function partPlan(part: Landscape, plan: EnvironmentPlan, isMain: boolean): EnvironmentPlan {
  if (!part.isPart) return plan;
  const markets = marketsFor(part, plan.markets);
  const { baseVcpus, ...rest } = plan;
  const base = baseVcpus !== undefined && markets.length === plan.markets.length ? { baseVcpus } : {};
  const families = part.types.filter((type) => isNamed(type, plan.instanceTypes)).map(({ family }) => family);
  const most = Math.max(quotaBoundOf(part, { families, markets }), largestJobVcpus(part));
  return {
    ...rest,
    ...base,
    markets,
    maxvCpus: Math.min(plan.maxvCpus, most),
    minvCpus: isMain ? plan.minvCpus : leastMinVcpus(part),
  };
}

/** What the user lists, where nothing is not listed. */
function leastMinVcpus({ space }: Landscape): number {
  return Math.min(...(space.minvCpus ?? [0]));
}

function isNamed({ family, instanceType }: InstanceType, names: readonly string[]): boolean {
  return names.includes(family) || names.includes(instanceType);
}

/** Their names are taken from then on. */
function environmentsOf(
  landscape: Landscape,
  plan: EnvironmentPlan,
  names: Set<string>,
  prefix: string,
): readonly ComputeEnvironment[] {
  return plan.markets.map((market, index) => {
    const suffix = `${prefix}${market === 'SPOT' ? 'spot' : 'on-demand'}`;
    const environment = environmentOf(landscape, plan, market, index, names, suffix);
    names.add(environment.computeEnvironmentName);
    return environment;
  });
}

function orderOf(environments: readonly ComputeEnvironment[]): JobQueue['computeEnvironmentOrder'] {
  return environments.map(({ computeEnvironmentName }, index) => ({
    order: index + 1,
    computeEnvironment: computeEnvironmentName,
  }));
}

interface LongQueue {
  readonly fromQueue: string;
  readonly queue: JobQueue;
}

/** Beside every searched queue one of its kind, `<queue>-long`; the names are taken from then on. */
function longQueuesOf(
  { current, queues }: Landscape,
  environments: readonly ComputeEnvironment[],
  taken: Set<string>,
): readonly LongQueue[] {
  return current.jobQueues
    .filter(({ jobQueueName }) => queues.includes(jobQueueName))
    .map((queue) => {
      const jobQueueName = freeQueueName(queue.jobQueueName, taken);
      taken.add(jobQueueName);
      return {
        fromQueue: queue.jobQueueName,
        queue: { ...queue, jobQueueName, computeEnvironmentOrder: orderOf(environments) },
      };
    });
}

/** AWS allows 128 characters. */
function freeQueueName(queue: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = `${queue.slice(0, 118)}-long${number === 1 ? '' : `-${number}`}`;
    if (!taken.has(name)) return name;
  }
}

function submissionOf(
  { current }: Landscape,
  { checkpointSeconds, long }: ConfigurationPlan,
  longQueues: readonly LongQueue[],
): Pick<BatchConfig, 'submission'> {
  const routes = longQueues.map(({ fromQueue, queue }) => routeTo(fromQueue, queue.jobQueueName, long));
  const submission: Submission = {
    ...current.submission,
    ...(routes.length === 0 ? {} : { queueRoutes: [...(current.submission?.queueRoutes ?? []), ...routes] }),
    ...(checkpointSeconds === undefined ? {} : { checkpointIntervalSeconds: checkpointSeconds }),
  };
  return Object.keys(submission).length === 0 ? {} : { submission };
}

function routeTo(fromQueue: string, toQueue: string, long: LongJobs | undefined): QueueRoute {
  const { longerThanSeconds = 0, jobDefinitions } = long ?? {};
  return jobDefinitions === undefined
    ? { fromQueue, toQueue, longerThanSeconds }
    : { fromQueue, toQueue, jobDefinitions };
}

/** Environments that queues outside the search still use. */
function keptEnvironments(current: BatchConfig, replaced: ReadonlySet<string>): readonly ComputeEnvironment[] {
  return environmentsOfQueues(current, (queue) => !replaced.has(queue));
}

/** Only where nothing is said: a strategy the user wrote stays. */
function withRetries(config: BatchConfig, strategy: RetryStrategy): BatchConfig {
  const jobDefinitions = config.jobDefinitions?.map(
    (definition): JobDefinition =>
      definition.retryStrategy === undefined ? { ...definition, retryStrategy: strategy } : definition,
  );
  return {
    ...config,
    ...(jobDefinitions === undefined ? {} : { jobDefinitions }),
    defaultRetryStrategy: config.defaultRetryStrategy ?? strategy,
  };
}
