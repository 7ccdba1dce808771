/** Reads the account a plan is to be applied in, or taken back in. */
import type { BatchReader } from '../batch-api.ts';
import type { ChangePlan } from '../change-plan.ts';
import type { LiveAccount } from '../live-account.ts';
import { scopeOf } from '../plan/plan-scope.ts';
import { readLiveAccount } from '../read-account.ts';

/** Of job definitions those of the plan, as a rule: accounts hold thousands. */
export async function readForPlan(reader: BatchReader, plan: ChangePlan, signal?: AbortSignal): Promise<LiveAccount> {
  const options = { region: plan.region, ...(signal !== undefined && { signal }) };
  const live = await readLiveAccount(reader, { ...options, jobDefinitions: [...scopeOf(plan).jobDefinitions] });
  // Other definitions may be all there is to say which account this is.
  return live.accountId === undefined ? readLiveAccount(reader, options) : live;
}
