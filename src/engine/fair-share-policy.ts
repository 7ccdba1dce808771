/** Reads a queue's scheduling policy for the shares its jobs name: weights, prefix rules, window and reservation. */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, JobQueue, SchedulingPolicy } from '../models/batch-config.ts';
import type { FairShare, Share } from './fair-share-line.ts';

/** API FairsharePolicy: a shareDecaySeconds of 0 means the default minimum window. */
const LEAST_WINDOW_MS = 600_000;

/** Undefined for a queue without policy: first in, first out. A policy without details has the defaults of all of them. */
export function fairShareOf(
  config: BatchConfig,
  queue: JobQueue,
  identifiers: readonly string[],
  maxVcpus: number,
): FairShare | undefined {
  const found = policyOf(config, queue);
  if (found === undefined) return undefined;
  const policy = found.fairsharePolicy ?? {};
  return {
    windowMs: Math.max(LEAST_WINDOW_MS, (policy.shareDecaySeconds ?? 0) * 1000),
    computeReservation: policy.computeReservation ?? 0,
    maxVcpus,
    shares: identifiers.map((identifier) => shareOf(identifier, policy.shareDistribution ?? [])),
  };
}

/** The policy may be named by its ARN, which ends in its name. */
function policyOf(config: BatchConfig, { schedulingPolicyArn: arn }: JobQueue): SchedulingPolicy | undefined {
  if (arn === undefined) return undefined;
  const name = nameInArn(arn);
  return config.schedulingPolicies?.find((policy) => policy.name === name);
}

type Distribution = NonNullable<NonNullable<SchedulingPolicy['fairsharePolicy']>['shareDistribution']>;

/** An exact entry wins over a `prefix*` rule; shares that no entry names weigh 1. */
function shareOf(identifier: string, distribution: Distribution): Share {
  const exact = distribution.find((entry) => entry.shareIdentifier === identifier);
  if (exact !== undefined) return { identifier, weightFactor: exact.weightFactor ?? 1, prefixRule: -1 };
  const prefixRule = distribution.findIndex(
    ({ shareIdentifier }) => shareIdentifier.endsWith('*') && identifier.startsWith(shareIdentifier.slice(0, -1)),
  );
  return { identifier, weightFactor: prefixRule < 0 ? 1 : (distribution[prefixRule].weightFactor ?? 1), prefixRule };
}
