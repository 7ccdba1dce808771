/** Turns a choice into a complete BatchConfig by editing the current one: only what the choice decides changes. */
import type {
  BatchConfig,
  ComputeEnvironment,
  JobDefinition,
  JobQueue,
  RetryStrategy,
} from '../models/batch-config.ts';
import type { QueueRoute, Submission } from '../models/submission.ts';
import {
  type Additions,
  type Candidate,
  type Choice,
  describeChoice,
  type LongJobs,
  type Origin,
  USUAL_ATTEMPTS,
} from './candidate.ts';
import { type EnvironmentPlan, environmentOf } from './environments.ts';
import { additionsOf, instanceTypesOf } from './instance-types.ts';
import { type Landscape, nameOfReference } from './landscape.ts';
import { spotRetryStrategy } from './spot-retries.ts';

export function candidateOf(landscape: Landscape, choice: Choice, origin: Origin): Candidate {
  const instanceTypes = instanceTypesOf(landscape, choice);
  const where = landscape.isOtherArchitecture ? `${landscape.architecture}, ` : '';
  return {
    name:
      where + describeChoice(choice, additionsOf(landscape, choice, instanceTypes), longAdditions(landscape, choice)),
    origin,
    choice,
    config: configure(landscape, { ...choice, instanceTypes }),
  };
}

function longAdditions(landscape: Landscape, { long }: Choice): Additions | undefined {
  return long && additionsOf(landscape, long.fleet, instanceTypesOf(landscape, long.fleet));
}

/** Environments for all jobs, and what else a choice decides. */
export interface ConfigurationPlan
  extends EnvironmentPlan,
    Partial<Pick<Choice, 'attempts' | 'checkpointSeconds' | 'long'>> {}

export function configure(landscape: Landscape, plan: ConfigurationPlan): BatchConfig {
  const { current, queues } = landscape;
  const replaced = new Set(queues);
  const kept = keptEnvironments(current, replaced);
  const names = new Set(kept.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const environments = environmentsOf(landscape, plan, names, '');
  const { long } = plan;
  const longFleet = long?.fleet;
  const longEnvironments =
    longFleet === undefined
      ? []
      : environmentsOf(
          landscape,
          { ...longFleet, instanceTypes: instanceTypesOf(landscape, longFleet) },
          names,
          'long-',
        );
  const jobQueues = current.jobQueues.map((queue) =>
    replaced.has(queue.jobQueueName) ? { ...queue, computeEnvironmentOrder: orderOf(environments) } : queue,
  );
  const longQueues = long === undefined ? [] : longQueuesOf(landscape, longEnvironments);
  const edited: BatchConfig = {
    ...current,
    computeEnvironments: [...environments, ...longEnvironments, ...kept],
    jobQueues: [...jobQueues, ...longQueues.map(({ queue }) => queue)],
    ...submissionOf(landscape, plan, longQueues),
  };
  const usesSpot = [plan.markets, longFleet?.markets ?? []].flat().includes('SPOT');
  if (!usesSpot) return edited;
  return withRetries(edited, spotRetryStrategy(landscape.workload, plan.attempts ?? USUAL_ATTEMPTS));
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

/** Beside every searched queue one of its kind, `<queue>-long`. */
function longQueuesOf(
  { current, queues }: Landscape,
  environments: readonly ComputeEnvironment[],
): readonly LongQueue[] {
  const taken = new Set(current.jobQueues.map(({ jobQueueName }) => jobQueueName));
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
  const used = new Set(
    current.jobQueues
      .filter(({ jobQueueName }) => !replaced.has(jobQueueName))
      .flatMap((queue) => queue.computeEnvironmentOrder.map((entry) => nameOfReference(entry.computeEnvironment))),
  );
  return current.computeEnvironments.filter(({ computeEnvironmentName }) => used.has(computeEnvironmentName));
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
