/**
 * The planner: live account x wanted configuration -> ordered steps, or every reason why AWS Batch would refuse them. Pure:
 * the same inputs give the same plan, byte for byte.
 */
import type { BatchConfig, ComputeEnvironment } from '../../models/batch-config.ts';
import { fail, type Problem, type Result, succeed } from '../../models/problem.ts';
import { checkBatch } from '../../scenario/check-batch.ts';
import { toProblem } from '../../scenario/finding.ts';
import { CHANGE_PLAN_KIND, type ChangePlan, type PredictedEffect } from '../change-plan.ts';
import type { JobsByEnvironment } from '../jobs-by-environment.ts';
import type { LiveAccount } from '../live-account.ts';
import { inScope, stateHash } from './account-scope.ts';
import { ChangeList } from './change-list.ts';
import { detached, leftAlone } from './left-alone.ts';
import { madeTwice } from './made-twice.ts';
import { matchEnvironments } from './matching.ts';
import type { NetworkSettings } from './network-sources.ts';
import type { PlanContext } from './plan-context.ts';
import { planDefinitions } from './plan-definitions.ts';
import { planEnvironments } from './plan-environments.ts';
import { planPolicies } from './plan-policies.ts';
import { planQueues } from './plan-queues.ts';
import { planRetirements } from './plan-retirements.ts';
import { planId } from './plan-scope.ts';
import { digestOf } from './stable-digest.ts';
import { tagProblems } from './tag-limit.ts';
import { touchedJobs } from './touched-jobs.ts';

export interface PlanInputs {
  readonly live: LiveAccount;
  readonly wanted: BatchConfig;
  /** Subnets, security groups and roles the user gave; the account's own fill the gaps. */
  readonly network?: NetworkSettings;
  /** Replace environments rather than update their infrastructure in place. */
  readonly prefersBlueGreen?: boolean;
  /** Absent where they were not counted. */
  readonly jobs?: JobsByEnvironment;
  readonly effect?: PredictedEffect;
}

/** Compute environments and job queues each, per Region (Batch user guide, service quotas). */
const QUOTA = 50;

export function planChanges(inputs: PlanInputs): Result<ChangePlan> {
  const live = existing(inputs.live);
  const context: PlanContext = {
    live,
    wanted: inputs.wanted,
    fidelity: 'named',
    network: inputs.network ?? {},
    matches: matchEnvironments(live.computeEnvironments, inputs.wanted.computeEnvironments),
    finalNames: new Map(),
    retiring: [],
    digest: digestOf([inputs.live.region, inputs.wanted, live.computeEnvironments.map(({ tags }) => tags)]),
    prefersBlueGreen: inputs.prefersBlueGreen ?? false,
  };
  const list = new ChangeList();
  planEverything(context, list);
  list.warnings.push(...leftAlone(context));
  const problems = [
    ...refusedValues(inputs.wanted),
    ...list.problems,
    ...madeTwice(list.steps.numbered()),
    ...tagProblems(live, list.steps.numbered()),
    ...quotaProblems(live, list),
  ];
  if (problems.length > 0) return fail(...unique(problems));
  return succeed(changePlan(inputs, context, list));
}

/** The parts of a plan in an order where each knows what the ones before it decided. */
export function planEverything(context: PlanContext, list: ChangeList): void {
  planPolicies(context, list);
  planEnvironments(context, list);
  planQueues(context, list);
  planDefinitions(context, list);
  planRetirements(context, list);
}

function changePlan(inputs: PlanInputs, context: PlanContext, list: ChangeList): ChangePlan {
  const steps = list.steps.numbered();
  const { accountId, region } = inputs.live;
  const outside = detachedOutside(context);
  const content = {
    schemaVersion: 1,
    kind: CHANGE_PLAN_KIND,
    region,
    ...(accountId !== undefined && { accountId }),
    stateHash: stateHash(context.live, list.scope),
    before: inScope(context.live, list.scope),
    wanted: inputs.wanted,
    changes: list.changes,
    steps,
    touches: touchedJobs(list.changes, context.live.computeEnvironments, context.retiring, inputs.jobs),
    ...(inputs.effect !== undefined && { effect: inputs.effect }),
    ...(outside.length > 0 && { detached: outside }),
    warnings: list.warnings,
  } as const;
  return { ...content, id: planId(content) };
}

/** Those that the configuration does not name itself, without AWS's own dial. */
function detachedOutside(context: PlanContext): readonly ComputeEnvironment[] {
  const named = new Set(context.matches.values());
  return detached(context).flatMap((live) => {
    if (named.has(live) || live.computeResources === undefined) return [];
    const { computeEnvironmentName, type, state } = live;
    const { desiredvCpus: _, ...computeResources } = live.computeResources;
    return [{ computeEnvironmentName, type, ...(state !== undefined && { state }), computeResources }];
  });
}

/** Without what is gone, which Describe still answers for a while. */
export function existing(live: LiveAccount): LiveAccount {
  return {
    ...live,
    computeEnvironments: live.computeEnvironments.filter(({ status }) => status !== 'DELETED'),
    jobQueues: live.jobQueues.filter(({ status }) => status !== 'DELETED'),
  };
}

function refusedValues(wanted: BatchConfig): readonly Problem[] {
  return checkBatch(wanted)
    .filter(({ severity }) => severity === 'problem')
    .map((finding) => toProblem({ ...finding, path: ['batch', ...finding.path] }));
}

function quotaProblems(live: LiveAccount, { steps }: ChangeList): readonly Problem[] {
  const kinds = [
    ['CreateComputeEnvironment', 'computeEnvironments', live.computeEnvironments.length],
    ['CreateJobQueue', 'jobQueues', live.jobQueues.length],
  ] as const;
  return kinds.flatMap(([create, path, now]) => {
    // Of a replacement, old and new are there at once.
    const made = steps.numbered().filter((step) => step.action === 'write' && step.operation === create);
    if (made.length === 0 || now + made.length <= QUOTA) return [];
    const message = `the account would hold ${now + made.length} of them, AWS Batch allows ${QUOTA} in a Region`;
    return [{ path: `batch.${path}`, message, hint: 'delete some that are not used' }];
  });
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem]));
  return [...seen.values()];
}
