/** The job queues: which environments each tries in what order, and which of them share capacity and so are scaled together. */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, JobStateTimeLimitAction } from '../models/batch-config.ts';
import type { Problem } from '../models/problem.ts';
import { keyOf } from '../models/random.ts';
import type { JobClass } from '../models/workload.ts';
import type { Environment } from './environments.ts';
import type { FairShare } from './fair-share-line.ts';
import { fairShareOf } from './fair-share-policy.ts';

export interface Queue {
  readonly index: number;
  readonly name: string;
  readonly priority: number;
  /** Indices of environments, in the order they are tried. */
  readonly environments: readonly number[];
  readonly component: number;
  /** Undefined: first in, first out. */
  readonly fairShare: FairShare | undefined;
  /** jobStateTimeLimitActions; empty for most. */
  readonly timeLimitActions: readonly JobStateTimeLimitAction[];
}

/** Queues and environments that share capacity, directly or through others; scaled together. */
export interface Component {
  readonly index: number;
  readonly key: number;
  /** Highest priority first, ties by name. */
  readonly queues: readonly number[];
  readonly environments: readonly number[];
  readonly isFargate: boolean;
}

/** The share of jobs that name none. */
const NO_SHARE = '(no share identifier)';

/** Queues and the groups they form with the environments they share; a queue that names no environment is a problem. */
export function prepareQueues(
  config: BatchConfig,
  environments: readonly Environment[],
  classes: readonly JobClass[],
  problems: Problem[],
): { readonly queues: Queue[]; readonly components: Component[] } {
  const draft = buildQueues(config, environments, classes, problems);
  const components = connect(draft, environments);
  // Not a spread: V8 gives every spread copy a hidden class of its own after a while, and compiled code starts over each run.
  const queues = draft.map(({ index, name, priority, environments, fairShare, timeLimitActions }) => {
    const component = components.findIndex((part) => part.queues.includes(index));
    return { index, name, priority, environments, fairShare, timeLimitActions, component };
  });
  return { queues, components };
}

function buildQueues(
  config: BatchConfig,
  environments: readonly Environment[],
  classes: readonly JobClass[],
  problems: Problem[],
): Omit<Queue, 'component'>[] {
  return config.jobQueues.map((queue, index) => {
    const ordered = [...queue.computeEnvironmentOrder].sort((left, right) => left.order - right.order);
    const indices = ordered.flatMap(({ computeEnvironment }, position) => {
      const found = environments.findIndex((environment) => environment.name === nameInArn(computeEnvironment));
      if (found >= 0) return [found];
      problems.push({
        path: `batch.jobQueues[${index}].computeEnvironmentOrder[${position}].computeEnvironment`,
        message: `no compute environment is called "${computeEnvironment}"`,
      });
      return [];
    });
    const fairShare = fairShareOf(
      config,
      queue,
      sharesIn(classes, queue.jobQueueName, index),
      availableVcpus(indices.map((member) => environments[member])),
    );
    return {
      index,
      name: queue.jobQueueName,
      priority: queue.priority,
      environments: indices,
      fairShare,
      timeLimitActions: queue.jobStateTimeLimitActions ?? [],
    };
  });
}

/**
 * The "maximum available vCPU" of which computeReservation keeps a part (API FairsharePolicy). Whether AWS counts DISABLED environments
 * is not documented; no job may start there, so they have none available. One that is INVALID for a while counts all the time.
 */
function availableVcpus(environments: readonly Environment[]): number {
  return environments.reduce((sum, { enabled, maxVcpus }) => (enabled ? sum + maxVcpus : sum), 0);
}

/** Share identifiers of the jobs submitted to the queue, sorted; jobs that name no queue go to the first. */
function sharesIn(classes: readonly JobClass[], queueName: string, queueIndex: number): string[] {
  const members = classes.filter(({ queue }) => (queue === undefined ? queueIndex === 0 : queue === queueName));
  return [...new Set(members.map(shareIdentifierOf))].sort();
}

/** AWS refuses a job without share in a fair-share queue; in a replay it becomes a share of its own. */
export function shareIdentifierOf({ shareIdentifier }: JobClass): string {
  return shareIdentifier ?? NO_SHARE;
}

function connect(queues: readonly Omit<Queue, 'component'>[], environments: readonly Environment[]): Component[] {
  const groups: { queues: Set<number>; environments: Set<number> }[] = [];
  for (const queue of queues) {
    const merged = { queues: new Set([queue.index]), environments: new Set(queue.environments) };
    for (const group of groups.filter((other) =>
      queue.environments.some((environment) => other.environments.has(environment)),
    )) {
      for (const member of group.queues) merged.queues.add(member);
      for (const member of group.environments) merged.environments.add(member);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(merged);
  }
  return groups.map((group, index) => {
    const members = [...group.environments].sort((left, right) => left - right);
    const names = members.map((member) => environments[member].name).sort();
    const ordered = [...group.queues].sort(
      (left, right) =>
        queues[right].priority - queues[left].priority || (queues[left].name < queues[right].name ? -1 : 1),
    );
    const isFargate = members.some((member) => environments[member].taskSize !== undefined);
    return { index, key: keyOf(names.join('/')), queues: ordered, environments: members, isFargate };
  });
}

/** AWS Batch service quotas: shares of a queue with jobs in it; a SubmitJob that would add one more is refused. */
const MOST_ACTIVE_SHARES = 500;

/** How many shares are active at once depends on the run, so all of a queue are counted. */
export function manySharesWarnings(queues: readonly Queue[]): Problem[] {
  return queues.flatMap(({ index, name, fairShare }) => {
    const shares = fairShare?.shares.length ?? 0;
    if (shares <= MOST_ACTIVE_SHARES) return [];
    return [
      {
        path: `batch.jobQueues[${index}]`,
        message: `jobs of the fair-share queue ${name} name ${shares} shares; AWS refuses jobs that would make more than ${MOST_ACTIVE_SHARES} active at once, the replay does not`,
        hint: 'use fewer share identifiers, or more queues',
      },
    ];
  });
}

export function missingShareWarnings(queues: readonly Queue[]): Problem[] {
  return queues.flatMap(({ index, name, fairShare }) => {
    if (fairShare?.shares.some(({ identifier }) => identifier === NO_SHARE) !== true) return [];
    const message = `some jobs of the fair-share queue ${name} name no share identifier; they are treated as one share`;
    return [
      { path: `batch.jobQueues[${index}]`, message, hint: 'AWS refuses such jobs: put shareIdentifier into the trace' },
    ];
  });
}
