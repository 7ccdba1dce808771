/** Who is ahead: entrants that keep the limits by cost, then those that may by cost, then the rest by how far off they are. */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { type Standing, standingOf, violationOf } from './feasibility.ts';
import { type Entrant, meanCostUsd } from './race.ts';

export interface RankedEntrant extends Entrant {
  readonly standing: Standing;
  readonly costUsd: number;
}

/** Entrants without a replication come last. Ties by name, so that no order of lists can decide. */
export function rank(entrants: readonly Entrant[], limits: readonly Threshold[]): readonly RankedEntrant[] {
  const judged = entrants.map((entrant) => {
    const metrics = entrant.records.map((record) => record.metrics);
    const standing: Standing = metrics.length === 0 ? 'broken' : standingOf(limits, metrics);
    const violation = metrics.length === 0 ? Number.POSITIVE_INFINITY : violationOf(limits, metrics);
    return { ...entrant, standing, violation, costUsd: meanCostUsd(entrant) };
  });
  return judged
    .sort(
      (left, right) =>
        ORDER[left.standing] - ORDER[right.standing] ||
        (left.standing === 'broken' ? ascending(left.violation, right.violation) : 0) ||
        ascending(left.costUsd, right.costUsd) ||
        (left.candidate.name < right.candidate.name ? -1 : 1),
    )
    .map(({ violation: _violation, ...entrant }) => entrant);
}

/**
 * The `count` entrants to go on with: the best that keep the limits, with every third place for the cheapest whose violation may
 * be bad luck. On top come the `perOrder` best of every market order: a sample too short to lose a job must not leave the field
 * to Spot alone.
 */
export function survivors(
  ranked: readonly RankedEntrant[],
  count: number,
  perOrder: number = Math.max(2, Math.floor(count / 8)),
): readonly RankedEntrant[] {
  const going = new Set(mostPromising(ranked, count));
  const places = new Map<string, number>();
  for (const entrant of ranked) {
    const order = marketOrderOf(entrant.candidate.config);
    const place = (places.get(order) ?? 0) + 1;
    places.set(order, place);
    if (place <= perOrder) going.add(entrant);
  }
  return ranked.filter((entrant) => going.has(entrant));
}

function mostPromising(ranked: readonly RankedEntrant[], count: number): readonly RankedEntrant[] {
  const kept = ranked.filter(({ standing }) => standing === 'kept');
  const uncertain = ranked.filter(({ standing }) => standing === 'uncertain');
  const broken = ranked.filter(({ standing }) => standing === 'broken');
  const chosen: RankedEntrant[] = [];
  for (let place = 1; chosen.length < count && kept.length + uncertain.length > 0; place++) {
    const next = place % 3 === 0 ? (uncertain.shift() ?? kept.shift()) : (kept.shift() ?? uncertain.shift());
    if (next !== undefined) chosen.push(next);
  }
  return [...chosen, ...broken].slice(0, count);
}

/** For example `SPOT>EC2`; `SPOT|EC2` where two queues have orders of their own. */
export function marketOrderOf({ computeEnvironments, jobQueues }: BatchConfig): string {
  const markets = new Map(
    computeEnvironments.map(({ computeEnvironmentName, computeResources }) => [
      computeEnvironmentName,
      computeResources?.type ?? '',
    ]),
  );
  const orders = jobQueues.map(({ computeEnvironmentOrder }) =>
    computeEnvironmentOrder
      .toSorted((left, right) => left.order - right.order)
      .map(({ computeEnvironment }) => markets.get(nameInArn(computeEnvironment)) ?? '')
      .join('>'),
  );
  return [...new Set(orders)].join('|');
}

const ORDER: Readonly<Record<Standing, number>> = { kept: 0, uncertain: 1, broken: 2 };

/** Infinity equals Infinity. */
function ascending(left: number, right: number): number {
  return left === right ? 0 : left - right;
}

/** The current configuration goes along, in front. */
export function withCurrent(entrants: readonly Entrant[], all: readonly Entrant[]): readonly Entrant[] {
  const current = all.filter(({ candidate }) => candidate.origin === 'current');
  return [...current, ...entrants.filter(({ candidate }) => candidate.origin !== 'current')];
}
