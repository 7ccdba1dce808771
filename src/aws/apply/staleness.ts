/** Whether the account is still as a plan saw it, and if not, what is different. */
import type { Problem } from '../../models/problem.ts';
import type { ChangePlan } from '../change-plan.ts';
import type { LiveAccount } from '../live-account.ts';
import { type Scope, stateHash } from '../plan/account-scope.ts';
import { existing } from '../plan/plan-changes.ts';
import { scopeOf } from '../plan/plan-scope.ts';

const HINT = 'plan again';

/** No problems when the plan is fresh. */
export function staleness(plan: ChangePlan, account: LiveAccount): readonly Problem[] {
  const live = existing(account);
  if (plan.accountId !== undefined && live.accountId !== undefined && plan.accountId !== live.accountId) {
    const message = `the plan is for the account ${plan.accountId}, the credentials are for ${live.accountId}`;
    return [{ path: '', message, hint: 'choose the profile of the plan’s account, or plan again' }];
  }
  const scope = scopeOf(plan);
  if (stateHash(live, scope) === plan.stateHash) return [];
  const differing = resourcesOf(scope).filter(
    (one) => stateHash(live, one.scope) !== stateHash(plan.before, one.scope),
  );
  if (differing.length === 0)
    return [{ path: '', message: 'the account has changed since the plan was made', hint: HINT }];
  return differing.map(({ label }) => ({
    path: '',
    message: `${label} has changed since the plan was made`,
    hint: HINT,
  }));
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

function resourcesOf(scope: Scope): readonly { readonly label: string; readonly scope: Scope }[] {
  return (Object.keys(LABELS) as (keyof Scope)[]).flatMap((kind) =>
    [...scope[kind]].map((name) => ({
      label: `${LABELS[kind]} ${name}`,
      scope: { ...NOTHING, [kind]: new Set([name]) },
    })),
  );
}
