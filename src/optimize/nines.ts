/** What each extra nine of certainty costs: the cheapest configuration that holds a limit with probability 0.9, 0.99, 0.999. */
import type { Threshold } from '../scenario/threshold-parser.ts';
import { type ChanceLimit, chanceLimits, hasRoom, readChance, replicationsToConfirm } from '../study/chance.ts';
import { roundShare, roundToMicros } from '../study/rounding.ts';
import { readLimits } from './feasibility.ts';
import { type Entrant, meanCostUsd } from './race.ts';

export const NINES = [0.9, 0.99, 0.999];

/** One level of one limit; without a name nothing simulated holds it so often. */
export interface PriceOfNine {
  /** The limit it is about, for example `P(makespan <= 6h) >= 0.99`. */
  readonly limit: string;
  readonly probability: number;
  readonly name?: string;
  readonly costUsd?: number;
  /** Its cost less that of the level before, where that is known. */
  readonly extraUsd?: number;
  /** Of the fresh replications in which the condition held. */
  readonly share?: number;
  /** True when the one-sided 95 % bound reaches the level; false when only the share does. */
  readonly isConfirmed: boolean;
  /** Fewest fresh replications that could confirm the level. */
  readonly neededReplications: number;
}

/** Over the confirmed entrants, whose replications are fresh; they must keep the other limits. */
export function priceOfNines(entrants: readonly Entrant[], limits: readonly Threshold[]): readonly PriceOfNine[] {
  return chanceLimits(limits)
    .filter(({ probability }) => probability.operator.startsWith('>'))
    .flatMap((limit) => {
      const others = limits.filter((other) => other !== limit);
      const field = entrants.filter((entrant) => readLimits(others, metricsOf(entrant)).every(({ ok }) => ok));
      let before: number | undefined;
      return NINES.map((probability) => {
        const price = priceOf(field, limit, probability, before);
        before = price.costUsd;
        return price;
      });
    });
}

function priceOf(
  field: readonly Entrant[],
  limit: ChanceLimit,
  probability: number,
  before: number | undefined,
): PriceOfNine {
  const level: ChanceLimit = { ...limit, probability: { operator: '>=', limit: probability } };
  const read = field.flatMap((entrant) => {
    const reading = readChance(level, metricsOf(entrant));
    return reading === undefined ? [] : [{ entrant, reading, share: reading.kept / reading.replications }];
  });
  const sure = read.filter(({ reading }) => reading.isConfirmed);
  const pool = sure.length > 0 ? sure : read.filter(({ share }) => share >= probability);
  const best = pool.toSorted((left, right) => meanCostUsd(left.entrant) - meanCostUsd(right.entrant))[0];
  const base = { limit: limit.text, probability, neededReplications: replicationsToConfirm(level, 0) };
  if (best === undefined) return { ...base, isConfirmed: false };
  const costUsd = roundToMicros(meanCostUsd(best.entrant));
  return {
    ...base,
    name: best.entrant.candidate.name,
    costUsd,
    ...(before === undefined ? {} : { extraUsd: roundToMicros(costUsd - before) }),
    share: roundShare(best.share),
    isConfirmed: sure.length > 0,
  };
}

/** The cheapest entrants that should hold each limit with its own and with every usual level of certainty, for fresh seeds to judge. */
export function ninesFinalists<Racer extends Entrant>(
  ranked: readonly Racer[],
  limits: readonly Threshold[],
): readonly Racer[] {
  const simulated = ranked.filter(({ candidate, records }) => candidate.origin !== 'current' && records.length >= 3);
  const found = chanceLimits(limits).flatMap(({ condition, probability }) => {
    const own = probability.operator.startsWith('>') ? [probability.limit] : [];
    return [...own, ...NINES].flatMap((level) => {
      const safe = simulated.filter((entrant) => hasRoom(condition, level, metricsOf(entrant)));
      return safe.toSorted((left, right) => meanCostUsd(left) - meanCostUsd(right)).slice(0, 1);
    });
  });
  return [...new Set(found)];
}

function metricsOf({ records }: Entrant) {
  return records.map(({ metrics }) => metrics);
}
