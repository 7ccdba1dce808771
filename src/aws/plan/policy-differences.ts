/** Whether two fair-share policies are the same once AWS's defaults are filled in (API FairsharePolicy, ShareAttributes). */
import type { SchedulingPolicy } from '../../models/batch-config.ts';
import { isSame, isSameSet } from './equality.ts';

type Fairshare = SchedulingPolicy['fairsharePolicy'];

export interface PolicyDifference {
  readonly field: 'shareDecaySeconds' | 'computeReservation' | 'shareDistribution';
  readonly before: unknown;
  readonly after: unknown;
}

export function policyDifferences(live: Fairshare, wanted: Fairshare): readonly PolicyDifference[] {
  const [before, after] = [full(live), full(wanted)];
  return (['shareDecaySeconds', 'computeReservation', 'shareDistribution'] as const).flatMap((field) => {
    const isEqual =
      field === 'shareDistribution' ? isSameSet(before[field], after[field]) : isSame(before[field], after[field]);
    return isEqual ? [] : [{ field, before: before[field], after: after[field] }];
  });
}

/** The policy as a request says it: an update replaces the whole. */
export function full(policy: Fairshare): Required<NonNullable<Fairshare>> {
  return {
    shareDecaySeconds: policy?.shareDecaySeconds ?? 0,
    computeReservation: policy?.computeReservation ?? 0,
    shareDistribution: (policy?.shareDistribution ?? []).map(({ shareIdentifier, weightFactor = 1 }) => ({
      shareIdentifier,
      weightFactor,
    })),
  };
}
