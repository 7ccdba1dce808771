/** The part of a plan that makes, changes and replaces compute environments. */
import { nameInArn } from '../../models/batch-arns.ts';
import type { ComputeEnvironment } from '../../models/batch-config.ts';
import type { UpdateKind } from '../../models/update-kind.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import type { ChangeList } from './change-list.ts';
import {
  completed,
  createRequest,
  type EnvironmentChange,
  environmentChange,
  fieldsLeftBehind,
  updateRequest,
} from './environment-change.ts';
import { goingAway } from './going-away.ts';
import { orderedNames, replacementName } from './matching.ts';
import { withNetwork } from './network-sources.ts';
import type { PlanContext } from './plan-context.ts';
import { planTags } from './plan-tags.ts';
import { TIMEOUT_SECONDS } from './step-list.ts';
import { NAME_TAG, PLAN_TAG } from './tags.ts';
import { overrideProblems } from './template-overrides.ts';
import { extraSeconds, gentlePolicy, policyChanges, policyOf } from './update-policy.ts';

export function planEnvironments(context: PlanContext, list: ChangeList): void {
  context.wanted.computeEnvironments.forEach((wanted, index) => {
    const live = context.matches.get(wanted.computeEnvironmentName);
    const path = `batch.computeEnvironments[${index}]`;
    if (live === undefined) planNew(context, list, wanted, path);
    else planExisting(context, list, { wanted: completed(wanted, live, context.fidelity), live, path });
  });
}

interface Pair {
  /** With what the configuration leaves out as the live one has it. */
  readonly wanted: ComputeEnvironment;
  readonly live: LiveComputeEnvironment;
  readonly path: string;
}

function planNew(context: PlanContext, list: ChangeList, wanted: ComputeEnvironment, path: string): void {
  const name = wanted.computeEnvironmentName;
  const networked = withNetwork(wanted, context.network, siblingsOf(context, name), path);
  list.problems.push(...networked.problems);
  list.warnings.push(...networked.notes);
  const unmodelled = (wanted as Partial<LiveComputeEnvironment>).unmodelled;
  const recorded = context.fidelity === 'exact' ? (wanted.tags ?? {}) : {};
  const request = createRequest(networked.environment, name, {
    ...(unmodelled !== undefined && { unmodelled }),
    ...(recorded[NAME_TAG] !== undefined && { logicalName: recorded[NAME_TAG] }),
    ...(recorded[PLAN_TAG] !== undefined && { plan: recorded[PLAN_TAG] }),
  });
  // What was recorded holds what AWS reports besides, which a new environment gets of its own.
  const shown = context.fidelity === 'exact' ? request : networked.environment;
  list.changed({ kind: 'computeEnvironment', name }, '', undefined, shown, 'in-place');
  addCreate(list, name, request, `make the compute environment ${name}`, 'in-place');
  if (wanted.state === 'DISABLED') addState(list, name, name, 'DISABLED');
}

function addCreate(
  list: ChangeList,
  name: string,
  request: Readonly<Record<string, unknown>>,
  why: string,
  updateKind: UpdateKind,
): void {
  const resource = { kind: 'computeEnvironment', name } as const;
  list.relyOn('computeEnvironment', name);
  list.steps.add(
    'environments',
    { action: 'write', operation: 'CreateComputeEnvironment', resource, request, updateKind, why },
    waitValid(name, TIMEOUT_SECONDS.change, `a queue takes ${name} only when it is VALID`),
  );
}

function waitValid(name: string, timeoutSeconds: number, why: string) {
  const resource = { kind: 'computeEnvironment', name } as const;
  return { action: 'wait', until: 'valid', timeoutSeconds, resource, why } as const;
}

/** Environments that share a queue with it first, then all of the account. */
function siblingsOf({ live, wanted, matches }: PlanContext, name: string): readonly LiveComputeEnvironment[][] {
  const beside = wanted.jobQueues
    .map(({ computeEnvironmentOrder }) => orderedNames(computeEnvironmentOrder))
    .filter((names) => names.includes(name))
    .flat();
  const ofQueues = live.jobQueues
    .filter(({ jobQueueName }) =>
      wanted.jobQueues.some(
        (queue) => queue.jobQueueName === jobQueueName && orderedNames(queue.computeEnvironmentOrder).includes(name),
      ),
    )
    .flatMap(({ computeEnvironmentOrder }) => orderedNames(computeEnvironmentOrder));
  const near = new Set([...beside.map((each) => matches.get(each)?.computeEnvironmentName ?? each), ...ofQueues]);
  return [
    live.computeEnvironments.filter((each) => near.has(each.computeEnvironmentName)),
    [...live.computeEnvironments],
  ];
}

function planExisting(context: PlanContext, list: ChangeList, { wanted, live, path }: Pair): void {
  const { fidelity, prefersBlueGreen } = context;
  const name = live.computeEnvironmentName;
  list.relyOn('computeEnvironment', name);
  if (live.status === 'DELETING') {
    list.problems.push(goingAway(name, path));
    return;
  }
  const change = environmentChange(live, wanted, fidelity, prefersBlueGreen);
  if (fidelity === 'named' && (change.kind === 'blue-green' || change.kind === 'infrastructure'))
    list.problems.push(...overrideProblems(wanted, path));
  if (change.kind === 'blue-green') {
    if (statusProblem(list, live, path)) return;
    planReplacement(context, list, { wanted, live, path }, change);
    return;
  }
  context.finalNames.set(wanted.computeEnvironmentName, name);
  planTags(list, { kind: 'computeEnvironment', name }, live.computeEnvironmentArn, live.tags, wanted.tags, fidelity);
  if (fidelity === 'exact') restorePolicy(list, { wanted, live, path }, change);
  if (change.kind === undefined || statusProblem(list, live, path)) return;
  const resource = { kind: 'computeEnvironment', name } as const;
  for (const { path: field, before, after, needs } of change.differences)
    list.changed(resource, field, before, after, needs === 'in-place' ? 'in-place' : change.kind);
  if (fidelity === 'named' && change.kind === 'infrastructure')
    for (const { path: field, before, after } of policyChanges(policyOf(live), gentlePolicy(live)))
      list.changed(resource, field, before, after, 'infrastructure');
  addUpdate(list, { wanted, live, path }, change);
  if (change.kind === 'infrastructure') list.warnings.push(...templateNotes(name, wanted));
  const { computeResources: resources } = live;
  const max = wanted.computeResources?.maxvCpus;
  if (max !== undefined && resources?.desiredvCpus !== undefined && resources.desiredvCpus > max)
    list.warnings.push(
      `${name} runs ${resources.desiredvCpus} vCPUs now, above the new maxvCpus ${max}: instances stay until their jobs end`,
    );
}

function addUpdate(list: ChangeList, { wanted, live }: Pair, change: EnvironmentChange): void {
  const name = live.computeEnvironmentName;
  const resource = { kind: 'computeEnvironment', name } as const;
  const state = change.differences.find(({ path }) => path === 'state')?.after;
  const request = updateRequest(live, wanted, change);
  const body = state === 'ENABLED' ? { ...request, state } : request;
  const updateKind = change.kind ?? 'in-place';
  const isInfrastructure = updateKind === 'infrastructure';
  const updatePolicy = gentlePolicy(live);
  if (Object.keys(body).length > 1) {
    list.steps.add(
      'environments',
      {
        action: 'write',
        operation: 'UpdateComputeEnvironment',
        resource,
        request: isInfrastructure ? { ...body, updatePolicy } : body,
        updateKind,
        why: `${updateKind === 'in-place' ? 'change' : `${updateKind} update of`} ${name}`,
      },
      waitValid(
        name,
        isInfrastructure ? TIMEOUT_SECONDS.infrastructure + extraSeconds(updatePolicy) : TIMEOUT_SECONDS.change,
        `an environment takes one update at a time`,
      ),
    );
  }
  // One that is INVALID stays so: being disabled mends nothing.
  const until = live.status === 'INVALID' ? 'settled' : 'valid';
  if (state === 'DISABLED') addState(list, name, live.computeEnvironmentArn, state, until);
}

/** The recorded policy, once nothing is updated any more: until then the environment has the one of our own updates. */
function restorePolicy(list: ChangeList, { wanted, live }: Pair, { kind }: EnvironmentChange): void {
  const name = live.computeEnvironmentName;
  const resource = { kind: 'computeEnvironment', name } as const;
  const recorded = policyOf(wanted as Partial<LiveComputeEnvironment>);
  const current = kind === 'infrastructure' ? gentlePolicy(live) : policyOf(live);
  const changes = policyChanges(current, recorded);
  if (changes.length === 0) return;
  for (const { path, before, after } of changes) list.changed(resource, path, before, after);
  list.steps.add(
    'update-policies',
    {
      action: 'write',
      operation: 'UpdateComputeEnvironment',
      resource,
      request: { computeEnvironment: live.computeEnvironmentArn, updatePolicy: recorded },
      updateKind: 'in-place',
      why: `what the next update of ${name} does to jobs`,
    },
    waitValid(name, TIMEOUT_SECONDS.change, 'an environment takes one update at a time'),
  );
}

function addState(
  list: ChangeList,
  name: string,
  computeEnvironment: string,
  state: 'DISABLED',
  until: 'valid' | 'settled' = 'valid',
): void {
  list.steps.add(
    'stop',
    {
      action: 'write',
      operation: 'UpdateComputeEnvironment',
      resource: { kind: 'computeEnvironment', name },
      request: { computeEnvironment, state },
      updateKind: 'in-place',
      why: `${name} takes no new jobs`,
    },
    { ...waitValid(name, TIMEOUT_SECONDS.change, 'an environment takes one update at a time'), until },
  );
}

/** Create the new one; queues take both; the old one is retired once nothing runs on it. */
function planReplacement(
  context: PlanContext,
  list: ChangeList,
  { wanted, live, path }: Pair,
  change: EnvironmentChange,
) {
  const { network, digest } = context;
  const old = live.computeEnvironmentName;
  const name = replacementName(wanted.computeEnvironmentName, digest);
  const networked = withNetwork(wanted, network, siblingsOf(context, old), path);
  list.problems.push(...networked.problems, ...replacementProblems(context, live, name, path));
  list.warnings.push(...networked.notes, `${old} is replaced by ${name}: ${change.because}`);
  list.warnings.push(...templateNotes(name, networked.environment));
  const request = createRequest(networked.environment, name, {
    logicalName: wanted.computeEnvironmentName,
    ...(live.tags !== undefined && { tags: live.tags }),
    ...(live.unmodelled !== undefined && { unmodelled: live.unmodelled }),
  });
  const left = fieldsLeftBehind(live, wanted);
  if (left.length > 0)
    list.warnings.push(`${name} does not get ${left.join(', ')} of ${old}: AWS does not take it there`);
  for (const { path: field, before, after } of change.differences)
    list.changed({ kind: 'computeEnvironment', name: old }, field, before, after, 'blue-green');
  context.finalNames.set(wanted.computeEnvironmentName, name);
  addCreate(list, name, request, `make ${name}, which replaces ${old}`, 'blue-green');
  if (wanted.state === 'DISABLED') addState(list, name, name, 'DISABLED');
  context.retiring.push(live);
}

/** API LaunchTemplateSpecification: read again at creation and at every infrastructure update, also of one that does not name it. */
function templateNotes(name: string, { computeResources }: ComputeEnvironment): readonly string[] {
  const { launchTemplate: template } = computeResources ?? {};
  const id = template?.launchTemplateName || template?.launchTemplateId;
  const version = template?.version || '$Default';
  if (!id || !/^\$(Default|Latest)$/.test(version)) return [];
  return [
    `${name}: its launch template ${id} is read again at version ${version}, so new instances get what that is now`,
  ];
}

/** AWS refuses changes of what is being changed. True when there is a problem. */
function statusProblem(list: ChangeList, live: LiveComputeEnvironment, path: string): boolean {
  const { computeEnvironmentName: name, status, statusReason } = live;
  if (status === 'INVALID') list.warnings.push(`${name} is INVALID: ${statusReason ?? 'AWS gives no reason'}`);
  if (status === 'VALID' || status === 'INVALID') return false;
  list.problems.push({
    path,
    message: `${name} is ${status}, and AWS refuses changes meanwhile`,
    hint: 'wait until it is VALID and plan again',
  });
  return true;
}

function replacementProblems(
  { live, wanted, fidelity }: PlanContext,
  old: LiveComputeEnvironment,
  name: string,
  path: string,
) {
  const problems = [];
  if (live.computeEnvironments.some((each) => each.computeEnvironmentName === name)) {
    const hint = 'delete it, or finish the plan that made it';
    problems.push({ path, message: `the name ${name} for the replacement is already taken`, hint });
  }
  const named = new Set(wanted.jobQueues.map(({ jobQueueName }) => jobQueueName));
  for (const queue of live.jobQueues) {
    const uses = queue.computeEnvironmentOrder.some(
      ({ computeEnvironment }) => nameInArn(computeEnvironment) === old.computeEnvironmentName,
    );
    if (!uses || named.has(queue.jobQueueName) || fidelity === 'exact') continue;
    problems.push({
      path,
      message: `must be replaced, but the job queue ${queue.jobQueueName}, which the configuration does not name, uses it too`,
      hint: `add ${queue.jobQueueName} to batch.jobQueues (discover writes it)`,
    });
  }
  return problems;
}
