/**
 * Turns a workload, a configuration and a world into the numeric tables the engine runs on, or says everything that is
 * wrong with them.
 */
import type { BatchConfig, RetryStrategy } from '../models/batch-config.ts';
import type { ExplainEntry } from '../models/instance-selection.ts';
import { type Problem, type Result, succeed } from '../models/problem.ts';
import type { SubmissionTimes } from '../models/submission-times.ts';
import type { Checkpoint, Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import type { ConsumableSetup } from './consumable-setup.ts';
import { dearGpuWarnings } from './dear-gpus.ts';
import type { Environment } from './environments.ts';
import { unsoldSizeWarnings } from './fargate-environment.ts';
import { idleMinimumWarnings } from './idle-minimum.ts';
import { mixedNodesWarnings } from './node-room.ts';
import type { FailureSetup } from './own-failures.ts';
import { type Component, manySharesWarnings, missingShareWarnings, type Queue } from './queues.ts';
import type { Shape } from './shapes.ts';
import { prepareTables } from './tables.ts';
import { roundedVcpuWarnings, vcpuRule } from './whole-vcpus.ts';

export interface ClassSetup {
  /** Index of the shape, and the shape itself. */
  readonly shape: number;
  readonly request: Shape;
  readonly queue: number;
  readonly attempts: number;
  readonly checkpoint: Checkpoint | undefined;
  readonly retryStrategy: RetryStrategy | undefined;
  readonly timeoutMs: number;
  /** Neither checkpoints nor a timeout nor a job that failed by itself: an attempt takes what the job runs. */
  readonly isPlain: boolean;
  /** Index into the queue's shares; 0 in FIFO queues. */
  readonly share: number;
  /** Scheduling priority within the share; higher first. */
  readonly priority: number;
}

export interface Setup {
  readonly workload: Workload;
  /** How late jobs enter SUBMITTED, and in which order. */
  readonly submissions: SubmissionTimes;
  readonly submittedToRunnableMs: number;
  readonly world: World;
  readonly environments: readonly Environment[];
  readonly queues: readonly Queue[];
  readonly components: readonly Component[];
  readonly shapes: readonly Shape[];
  readonly classes: readonly ClassSetup[];
  /** Undefined when no job asks for consumable resources. */
  readonly consumables: ConsumableSetup | undefined;
  /** Undefined when no job has failed by itself in its history. */
  readonly failures: FailureSetup | undefined;
}

/**
 * Problems found here: unknown or unpriced instance types, queues that name no environment, jobs for an unknown queue. `explain` says
 * more of unknown types.
 */
export function prepare(jobs: Workload, config: BatchConfig, world: World, explain?: ExplainEntry): Result<Setup> {
  const prepared = prepareTables(jobs, config, world, explain);
  if (!prepared.ok) return prepared;
  return succeed(prepared.value, [...prepared.warnings, ...warningsOf(prepared.value, config)]);
}

/** What the user should know of a setup as a whole. */
function warningsOf({ workload, queues, environments, classes, shapes, world }: Setup, config: BatchConfig): Problem[] {
  return [
    ...roundedVcpuWarnings(workload.classes, vcpuRule(config)),
    ...missingShareWarnings(queues),
    ...manySharesWarnings(queues),
    ...unknownPriceWarnings(world),
    ...unsoldSizeWarnings(queues, environments, classes, shapes),
    ...mixedNodesWarnings(environments, queues, classes, shapes),
    ...idleMinimumWarnings(environments, queues, classes, shapes),
    ...(world.assumptions.typeRanking === 'vcpu-price' ? dearGpuWarnings(environments, queues, classes) : []),
  ];
}

/** When the job enters SUBMITTED, ms. */
export function submittedMs({ workload, submissions }: Setup, job: number): number {
  return workload.submitMs[job] + (submissions.lateMs?.[job] ?? 0);
}

function unknownPriceWarnings(world: World): Problem[] {
  const { catalog, assumptions } = world;
  const warnings: Problem[] = [];
  if (assumptions.rootVolumeGib > 0 && catalog.ebsGp3MicroUsdPerGibMonth === undefined) {
    warnings.push({
      path: 'catalog',
      message: `the gp3 price in ${catalog.region} is unknown: root volumes are left out of the cost`,
    });
  }
  if (assumptions.publicIpv4PerInstance > 0 && catalog.publicIpv4MicroUsdPerHour === undefined) {
    warnings.push({
      path: 'catalog',
      message: `the public IPv4 price in ${catalog.region} is unknown: addresses are left out of the cost`,
    });
  }
  return warnings;
}
