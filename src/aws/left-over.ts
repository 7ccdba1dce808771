/**
 * What AWS took without a word and did not do: after the last step the plan is made again from the account as it is then. Some of what
 * requests leave out or empty is not documented to take effect (an empty map of instance tags, an update of the policy alone).
 */
import { readForPlan } from './apply/read-for-plan.ts';
import type { BatchReader } from './batch-api.ts';
import type { ChangePlan } from './change-plan.ts';
import { planChanges } from './plan/plan-changes.ts';

/** `computeResources.tags of main`, one a difference; none where the account cannot be planned for. Rejects with the reader's error. */
export async function leftOver(
  plan: ChangePlan,
  reader: BatchReader,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const planned = planChanges({ live: await readForPlan(reader, plan, signal), wanted: plan.wanted });
  return planned.ok ? differencesIn(planned.value) : [];
}

export function differencesIn({ changes }: ChangePlan): readonly string[] {
  return changes.map(({ path, resource }) => (path === '' ? resource.name : `${path} of ${resource.name}`));
}
