/**
 * Does the recommendation survive other readings of what AWS does not document? The confirmed configurations are simulated again
 * under each, on common random numbers: the saving is reported with its interval, and whether another of them would be the choice.
 */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { failedForGood } from '../models/own-failures.ts';
import type { Workload } from '../models/workload.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import type { Executor } from '../study/executor.ts';
import { runStudy, type Study } from '../study/replicate.ts';
import type { ReplicationRecord } from '../study/replication.ts';
import { roundToMicros } from '../study/rounding.ts';
import {
  type MeanInterval,
  meanInterval,
  meanOf,
  type PairedDifference,
  pairedDifference,
} from '../study/statistics.ts';
import { readLimits } from './feasibility.ts';

/** Where these runs begin; the search and its confirmation use others. */
const FIRST_REPLICATION = 2_000_000;

export interface SensitivityReading {
  /** The assumption that was changed, as in the scenario. */
  readonly assumption: string;
  readonly value: string | number;
  readonly replications: number;
  readonly currentUsd: MeanInterval;
  readonly recommendedUsd: MeanInterval;
  /** Current less recommended; positive is cheaper. */
  readonly savingUsd: PairedDifference;
  /** Jobs of the recommended configuration that failed or never ran, mean over replications. */
  readonly lostJobs: number;
  /** How many of them failed for good in the recorded history, and so under any configuration; absent when none did. */
  readonly lostForGood?: number;
  /** Limits of the recommendation that it breaks under this reading, as they read there. */
  readonly brokenLimits: readonly string[];
  /** False when the recommended configuration is dearer under this reading, or cannot be told from the current one. */
  readonly isStillCheaper: boolean;
  /** Every configuration that was simulated, cheapest first. */
  readonly ranking: readonly RankedReading[];
  /** The configuration that would be chosen instead: keeps the limits and is cheaper by more than chance; absent when none is. */
  readonly flipsTo?: string;
}

export interface RankedReading {
  readonly name: string;
  readonly usd: number;
  readonly keepsLimits: boolean;
}

export interface SensitivityRequest {
  readonly workload: Workload;
  readonly assumptions: Assumptions;
  readonly current: BatchConfig;
  readonly recommended: BatchConfig;
  /** The other confirmed configurations. */
  readonly others: readonly { readonly name: string; readonly batch: BatchConfig }[];
  readonly limits: readonly Threshold[];
  readonly seed: number;
  readonly replications: number;
  readonly executorFor: (workload: Workload, assumptions: Assumptions, simulations: number) => Executor;
  readonly isCancelled?: () => boolean;
  readonly onSimulated?: () => void;
}

interface Alternative {
  readonly assumption: string;
  readonly value: string | number;
  readonly assumptions: Assumptions;
}

/** One reading per alternative, in order; fewer when cancelled. */
export async function readSensitivity(request: SensitivityRequest): Promise<readonly SensitivityReading[]> {
  const readings: SensitivityReading[] = [];
  for (const alternative of alternatives(request)) {
    const reading = await readOne(request, alternative);
    if (reading === undefined) break;
    readings.push(reading);
  }
  return readings;
}

export function countSensitivityRuns(
  request: Pick<SensitivityRequest, 'assumptions' | 'recommended' | 'others' | 'replications'>,
): number {
  return alternatives(request).length * (2 + request.others.length) * request.replications;
}

/** The other reading of BEST_FIT_PROGRESSIVE always; the Spot weather when the recommendation uses Spot. */
function alternatives({
  assumptions,
  recommended,
}: Pick<SensitivityRequest, 'assumptions' | 'recommended'>): readonly Alternative[] {
  const typeRanking = assumptions.typeRanking === 'vcpu-price' ? 'covering-cost' : 'vcpu-price';
  const ranking = {
    assumption: 'typeRanking',
    value: typeRanking,
    assumptions: { ...assumptions, typeRanking } as const,
  };
  const usesSpot = recommended.computeEnvironments.some(({ computeResources }) => computeResources?.type === 'SPOT');
  if (!usesSpot || assumptions.spot.model === 'none') return [ranking];
  const hazards = [0.1, 10].map((factor) => {
    const hazardScale = assumptions.spot.hazardScale * factor;
    return {
      assumption: 'spot.hazardScale',
      value: hazardScale,
      assumptions: { ...assumptions, spot: { ...assumptions.spot, hazardScale } },
    };
  });
  const scarce = {
    assumption: 'spot.preset',
    value: 'scarce',
    assumptions: { ...assumptions, spot: { ...assumptions.spot, preset: 'scarce' as const } },
  };
  // A plan whose saving comes from instances that EC2 happens to take back within their free first hour must be seen as one.
  const charged = { assumption: 'spotFirstHourFree', value: 0, assumptions: { ...assumptions, spotFirstHourFree: 0 } };
  return [
    ranking,
    ...hazards,
    ...(assumptions.spot.model === 'pools' && assumptions.spot.preset !== 'scarce' ? [scarce] : []),
    ...(assumptions.spotFirstHourFree === 1 ? [charged] : []),
  ];
}

async function readOne(
  request: SensitivityRequest,
  { assumption, value, assumptions }: Alternative,
): Promise<SensitivityReading | undefined> {
  const { workload, current, recommended, others, limits, replications, seed, executorFor, isCancelled, onSimulated } =
    request;
  const study = await runStudy(
    {
      candidates: [current, recommended, ...others.map(({ batch }) => batch)],
      replications,
      seed,
      firstReplication: FIRST_REPLICATION,
      ...(isCancelled !== undefined && { isCancelled }),
      ...(onSimulated !== undefined && { onProgress: (done) => done > 0 && onSimulated() }),
    },
    executorFor(workload, assumptions, (2 + others.length) * replications),
  );
  if (!study.isComplete) return undefined;
  const costs = study.candidates.map(({ records }) => costsOf(records));
  const [today, planned] = costs;
  const currentUsd = meanInterval(today);
  const recommendedUsd = meanInterval(planned);
  const savingUsd = pairedDifference(today, planned);
  if (currentUsd === undefined || recommendedUsd === undefined || savingUsd === undefined) return undefined;
  const lost = study.candidates[1].records.map(({ outcome }) => outcome.jobs.failed + outcome.jobs.neverRan);
  const forGood = failedForGood(workload.ownFailures);
  return {
    assumption,
    value,
    replications,
    currentUsd,
    recommendedUsd,
    savingUsd,
    brokenLimits: readLimits(
      limits,
      study.candidates[1].records.map(({ metrics }) => metrics),
    ).flatMap(({ ok }, index) => (ok ? [] : [limits[index].text])),
    lostJobs: lost.reduce((sum, jobs) => sum + jobs, 0) / lost.length,
    ...(forGood > 0 && { lostForGood: forGood }),
    isStillCheaper: savingUsd.distinguishable && savingUsd.mean > 0,
    ...rankedUnder(request, study),
  };
}

function costsOf(records: readonly ReplicationRecord[]): readonly number[] {
  return records.map(({ outcome }) => outcome.ledger.totalMicroUsd / 1_000_000);
}

/** By cost under this reading; the choice flips only to one that keeps the limits and is cheaper by more than chance. */
function rankedUnder(
  { others, limits }: SensitivityRequest,
  { candidates }: Study,
): Pick<SensitivityReading, 'ranking' | 'flipsTo'> {
  const names = ['current', 'recommended', ...others.map(({ name }) => name)];
  const planned = costsOf(candidates[1].records);
  const rated = candidates.map(({ records }, index) => {
    const costs = costsOf(records);
    const extra = pairedDifference(costs, planned);
    const metrics = records.map((record) => record.metrics);
    const keepsLimits = readLimits(limits, metrics).every(({ ok }) => ok);
    const usd = roundToMicros(meanOf(costs) ?? Number.NaN);
    return { name: names[index], usd, keepsLimits, isCheaper: extra?.distinguishable === true && extra.mean < 0 };
  });
  const ranked = rated.toSorted((left, right) => left.usd - right.usd || (left.name < right.name ? -1 : 1));
  const isRecommendedKept = rated[1].keepsLimits;
  const better = ranked.find(
    ({ name, keepsLimits, isCheaper }) => name !== 'recommended' && keepsLimits && (isCheaper || !isRecommendedKept),
  );
  return {
    ranking: ranked.map(({ name, usd, keepsLimits }) => ({ name, usd, keepsLimits })),
    ...(better !== undefined && { flipsTo: better.name }),
  };
}
