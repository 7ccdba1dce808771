/** Whether the account is still as a plan saw it, and if not, what is different. */
import type { Problem } from '../../models/problem.ts';
import type { ChangePlan, ResourceKind } from '../change-plan.ts';
import type { JournalEntry } from '../journal.ts';
import type { LiveAccount } from '../live-account.ts';
import { type Scope, stateHash } from '../plan/account-scope.ts';
import { existing } from '../plan/plan-changes.ts';
import { scopeOf } from '../plan/plan-scope.ts';
import { newUsers } from './interference.ts';

const HINT = 'plan again';
const RESUME_HINT = 'put it back as it was and apply again, or go back: batchwright rollback';

/** No problems when the plan is fresh: nothing of it has been done yet. */
export function staleness(plan: ChangePlan, account: LiveAccount): readonly Problem[] {
  const live = existing(account);
  const other = plan.accountId === undefined ? notEmpty(live) : otherAccount(plan.accountId, live);
  if (other.length > 0) return other;
  const users = newUsers(plan, live.jobQueues);
  const scope = scopeOf(plan);
  const now = stateHash(live, scope);
  // An older version digested more of what AWS moves itself: what it recorded is as good as its digest.
  if (now === plan.stateHash || now === stateHash(plan.before, scope)) return users;
  const problems = [...changed(plan, live, HINT), ...users];
  if (problems.length > 0) return problems;
  return [{ path: '', message: 'the account has changed since the plan was made', hint: HINT }];
}

/**
 * The same for a plan that is half done: it must be the same account, and what no step has touched yet must still be as the
 * plan saw it. What a step touched is left to the step.
 */
export function resumptionProblems(
  plan: ChangePlan,
  account: LiveAccount,
  journal: readonly JournalEntry[],
): readonly Problem[] {
  const live = existing(account);
  const other = otherAccount(plan.accountId ?? accountIn(journal), live);
  if (other.length > 0) return other;
  const ids = new Set(journal.flatMap((entry) => ('step' in entry ? [entry.step] : [])));
  const begun = new Set(
    plan.steps.filter(({ id }) => ids.has(id)).map(({ resource }) => `${resource.kind} ${resource.name}`),
  );
  return [...changed(plan, live, RESUME_HINT, begun), ...newUsers(plan, live.jobQueues)];
}

/** An account without any Batch resource does not say which one it is, so it is not the one that is known to have some. */
export function otherAccount(expected: string | undefined, live: LiveAccount): readonly Problem[] {
  if (expected === undefined || live.accountId === expected) return [];
  const found = live.accountId ?? 'an account without anything of AWS Batch';
  const message = `the plan is for the account ${expected}, the credentials are for ${found}`;
  return [{ path: '', message, hint: 'choose the profile of the plan’s account, or plan again' }];
}

/** A plan that knows no account was made in an empty one, and only in an empty one it does what was approved. */
function notEmpty({ accountId }: LiveAccount): readonly Problem[] {
  if (accountId === undefined) return [];
  const message = `the plan was made in an account without anything of AWS Batch, and ${accountId} has something of it`;
  return [{ path: '', message, hint: 'choose the profile of the plan’s account, or plan again' }];
}

/** ARNs of what a first run made. */
function accountIn(journal: readonly JournalEntry[]): string | undefined {
  return journal
    .flatMap((entry) => ('arn' in entry && entry.arn !== undefined ? [entry.arn.split(':')[4]] : []))
    .find((id) => id !== undefined && id !== '');
}

function changed(plan: ChangePlan, live: LiveAccount, hint: string, begun = new Set<string>()): readonly Problem[] {
  return resourcesOf(scopeOf(plan))
    .filter(({ key, scope }) => !begun.has(key) && stateHash(live, scope) !== stateHash(plan.before, scope))
    .map(({ label }) => ({ path: '', message: `${label} has changed since the plan was made`, hint }));
}

const NOTHING: Scope = {
  computeEnvironments: new Set(),
  jobQueues: new Set(),
  schedulingPolicies: new Set(),
  jobDefinitions: new Set(),
};

const LABELS = {
  computeEnvironments: 'the compute environment',
  jobQueues: 'the job queue',
  schedulingPolicies: 'the scheduling policy',
  jobDefinitions: 'the job definition',
} as const;

const KINDS = {
  computeEnvironments: 'computeEnvironment',
  jobQueues: 'jobQueue',
  schedulingPolicies: 'schedulingPolicy',
  jobDefinitions: 'jobDefinition',
} as const satisfies Readonly<Record<keyof Scope, ResourceKind>>;

interface Resource {
  readonly key: string;
  readonly label: string;
  readonly scope: Scope;
}

function resourcesOf(scope: Scope): readonly Resource[] {
  return (Object.keys(LABELS) as (keyof Scope)[]).flatMap((kind) =>
    [...scope[kind]].map((name) => ({
      key: `${KINDS[kind]} ${name}`,
      label: `${LABELS[kind]} ${name}`,
      scope: { ...NOTHING, [kind]: new Set([name]) },
    })),
  );
}
