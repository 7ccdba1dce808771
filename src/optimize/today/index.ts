/** What to change today: small steps, requests just above a size, requests far above their use, and commitments. */
import { type Assembled, checkRunnable, worldBuilder, worldSources } from '../../scenario/assemble.ts';
import type { Recommendation } from '../recommendation.ts';
import { betterThanRecommended } from './better-than-recommended.ts';
import { findCliffs, type GroupCliff } from './cliffs.ts';
import { onDemandHours } from './on-demand-hours.ts';
import { requestGroups } from './request-groups.ts';
import { type Resize, simulatedSavings } from './resized-workload.ts';
import { rightSizing, type Sized } from './right-sizing.ts';
import { coverageOf } from './savings-plan.ts';
import type { ChangesToday, Cliff, RightSizing, SavingsPlanAdvice, TodayAdvice } from './today.ts';

export interface TodayRequest {
  readonly assembled: Assembled;
  readonly recommendation: Recommendation;
  /** Absent where none could be tried. */
  readonly changes?: ChangesToday;
  readonly isCancelled: () => boolean;
}

const MOST_CLIFFS = 10;
const CHECKED_CLIFFS = 3;
/** A run without a whole week knows no weekend: no commitment for a year can be told from it. */
const LEAST_HOURS = 168;

/** Throws when the current configuration cannot be prepared: the search has simulated it. */
export function adviseToday(request: TodayRequest): TodayAdvice {
  const { changes } = request;
  const requests = requestAdvice(request);
  const plan = savingsPlanAdvice(request);
  return {
    ...(changes !== undefined && { changesToday: changes }),
    cliffs: requests.cliffs,
    ...(requests.rightSizing !== undefined && { rightSizing: requests.rightSizing }),
    ...(plan !== undefined && typeof plan === 'object' && { savingsPlan: plan }),
    notes: [
      ...(changes === undefined ? [] : betterThanRecommended(changes, request.recommendation)),
      ...requests.notes,
      ...(typeof plan === 'string' ? [plan] : []),
    ],
  };
}

interface RequestAdvice {
  readonly cliffs: readonly Cliff[];
  readonly rightSizing?: RightSizing;
  readonly notes: readonly string[];
}

function requestAdvice({ assembled, isCancelled }: TodayRequest): RequestAdvice {
  const { batch, seed } = assembled.scenario;
  const setup = checkRunnable(assembled, batch);
  if (!setup.ok) throw new Error('the current configuration was simulated, so it can be prepared');
  const checker = { config: batch, buildWorld: worldBuilder(worldSources(assembled)), seed, isCancelled };
  const groups = requestGroups(setup.value);
  const cliffs = findCliffs(setup.value, groups).slice(0, MOST_CLIFFS);
  const sized = rightSizing(setup.value, groups);
  const checked = cliffs.filter(({ resource }) => resource === 'memoryMiB').slice(0, CHECKED_CLIFFS);
  const smaller = sized === undefined ? [] : smallerRequests(sized);
  const savings = simulatedSavings(
    setup.value,
    [...checked.map(({ group, ask }) => [{ group, memoryMiB: ask }]), ...(smaller.length > 0 ? [smaller] : [])],
    checker,
  );
  const savingOf = new Map(checked.map((cliff, index) => [cliff, savings[index]]));
  return {
    cliffs: cliffs.map((cliff) => withSaving(cliff, savingOf.get(cliff))),
    ...(sized !== undefined && { rightSizing: written(sized, smaller.length > 0 ? savings.at(-1) : undefined) }),
    notes:
      sized === undefined
        ? [
            'right-sizing: the trace has no measured peak memory (peak_rss, peak_memory_mib), so nothing is said about it',
          ]
        : [],
  };
}

function smallerRequests({ groups }: Sized): readonly Resize[] {
  return groups
    .filter(({ request, recommendedMemoryMiB }) => recommendedMemoryMiB < request.memoryMiB)
    .map(({ group, recommendedMemoryMiB }) => ({ group, memoryMiB: recommendedMemoryMiB }));
}

function withSaving({ group: _group, ...cliff }: GroupCliff, saving: Cliff['simulatedSavingUsd']): Cliff {
  return saving === undefined ? cliff : { ...cliff, simulatedSavingUsd: saving };
}

function written({ groups, ...sized }: Sized, saving: RightSizing['simulatedSavingUsd']): RightSizing {
  return {
    ...sized,
    groups: groups.map(({ group: _group, ...rest }) => rest),
    ...(saving !== undefined && { simulatedSavingUsd: saving }),
  };
}

/** A sentence where there is nothing to advise although there is On-Demand use; undefined without any. */
function savingsPlanAdvice({ assembled, recommendation }: TodayRequest): SavingsPlanAdvice | string | undefined {
  const { scenario } = assembled;
  const discountPercent = scenario.catalog.savingsPlanDiscountPercent ?? null;
  if (scenario.commitments.length > 0)
    return 'savings plan: the scenario has commitments already; a further one is not looked at';
  const coverageFor = (batch: Recommendation['current']['batch']) => {
    const setup = checkRunnable(assembled, batch);
    if (!setup.ok) return undefined;
    const hours = onDemandHours(setup.value);
    return coverageOf(hours, hours.length < LEAST_HOURS ? null : discountPercent);
  };
  const current = coverageFor(recommendation.current.batch);
  const recommended = recommendation.verdict === 'change' ? coverageFor(recommendation.recommended.batch) : undefined;
  if (current === undefined && recommended === undefined) return undefined;
  return {
    discountPercent,
    ...(current !== undefined && { current }),
    ...(recommended !== undefined && { recommended }),
  };
}

export type { TodayAdvice } from './today.ts';
