/** How near anything came to a limit that nothing keeps, and what "none in so many replications" can mean. */
import type { Threshold } from '../scenario/threshold-parser.ts';
import { evaluateThreshold } from '../scenario/thresholds.ts';
import { ruleOfThree } from '../study/share-interval.ts';
import type { Entrant } from './race.ts';

/** For every limit that none of the entrants keeps: the one that comes nearest and what it reached. Two replications count. A search that was stopped speaks of what it had read by then. */
export function reachNotes(
  entrants: readonly Entrant[],
  limits: readonly Threshold[],
  isStopped: boolean,
): readonly string[] {
  const tried = isStopped ? 'read before the search was stopped' : 'tried';
  const simulated = entrants.filter(({ records }) => records.length >= 2);
  return limits.flatMap((limit) => {
    const read = simulated.map((entrant) => ({
      name: entrant.candidate.name,
      ...evaluateThreshold(limit, metricsOf(entrant)),
    }));
    if (read.length === 0 || read.some(({ ok }) => ok)) return [];
    const known = read.filter(({ margin }) => margin !== undefined);
    const nearest = known.toSorted((left, right) => (right.margin ?? 0) - (left.margin ?? 0))[0];
    return nearest === undefined
      ? [`the limit ${limit.text} could not be judged for anything ${tried}`]
      : [
          `nothing ${tried} keeps ${limit.text}; the nearest is ${nearest.name} (${nearest.text.slice(limit.text.length + 2)})`,
        ];
  });
}

/** A limit of no lost jobs that held throughout: by the rule of three a run may still lose one (Hanley and Lippman-Hand 1983). */
export function neverSeenNotes(chosen: Entrant, limits: readonly Threshold[]): readonly string[] {
  const runs = chosen.records.length;
  const share = ruleOfThree(runs);
  const usesSpot = chosen.candidate.config.computeEnvironments.some(
    ({ computeResources }) => computeResources?.type === 'SPOT',
  );
  if (share === undefined || !usesSpot) return [];
  const isLimited = limits.some(({ condition }) => condition.metric === 'failed');
  const neverFailed = chosen.records.every(({ metrics }) => metrics.failedJobs === 0);
  if (!isLimited || !neverFailed) return [];
  return [
    `no job failed in ${runs} fresh replications; with 95 % confidence fewer than ${Math.round(share * 1000) / 10} % of runs lose one`,
  ];
}

function metricsOf({ records }: Entrant) {
  return records.map(({ metrics }) => metrics);
}
