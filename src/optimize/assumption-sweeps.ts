/** How far each assumption is varied, one at a time: the ranges in which AWS may lie as far as anybody has said. */
import { ASSUMPTION_NUMBERS, type AssumptionName, type Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Workload } from '../models/workload.ts';

export interface SweepEnd {
  readonly value: number | string;
  readonly assumptions: Assumptions;
}

export interface Sweep {
  /** As in the scenario. */
  readonly assumption: string;
  readonly unit: string;
  readonly low: SweepEnd;
  readonly high: SweepEnd;
}

/** Low and high in the assumption's own unit; sources stand with the assumptions (docs/assumptions.md). */
const RANGES: Partial<Readonly<Record<AssumptionName, readonly [number, number]>>> = {
  dispatchTickSeconds: [1, 30],
  arrayFanOutSecondsPerThousand: [0, 10],
  submittedToRunnableSeconds: [0, 15],
  scaleOutDelayMedianSeconds: [10, 120],
  scaleOutLookAheadJobs: [100, 10_000],
  bootMedianSeconds: [20, 90],
  startingSeconds: [1, 10],
  imageCompressedMb: [50, 4000],
  imagePullMbPerSecond: [30, 120],
  retryDelaySeconds: [0, 60],
  killDelaySeconds: [0, 30],
  idleTimeoutSeconds: [60, 900],
  fallThroughDelaySeconds: [0, 600],
  coolDownSeconds: [0, 600],
  schedulableMemoryFraction: [0.95, 0.975],
  spotFirstHourFree: [0, 1],
  onDemandShortageShare: [0, 0.05],
};

/** A median moves its 95th percentile along, so that the shape of the delay stays. */
const ALONG: Partial<Readonly<Record<AssumptionName, AssumptionName>>> = {
  scaleOutDelayMedianSeconds: 'scaleOutDelayP95Seconds',
  bootMedianSeconds: 'bootP95Seconds',
};

const HAZARD_RANGE = [0.1, 10] as const;
/** The Spot Advisor's savings of 2025 against prices of 2026: mean absolute error 6.7 points of list price. */
const SPOT_PRICE_RANGE = [0.8, 1.25] as const;

/** Those that can matter to these jobs on these configurations, in the order of docs/assumptions.md; Spot last. */
export function sweepsFor(
  assumptions: Assumptions,
  workload: Workload,
  configurations: readonly BatchConfig[],
): readonly Sweep[] {
  const markets = new Set(
    configurations.flatMap(({ computeEnvironments }) =>
      computeEnvironments.map(({ computeResources }) => computeResources?.type ?? 'EC2'),
    ),
  );
  const usesSpot = markets.has('SPOT');
  const pointless = new Set<AssumptionName>([
    ...(usesSpot ? [] : (['spotFirstHourFree'] as const)),
    ...(markets.has('EC2') ? [] : (['onDemandShortageShare'] as const)),
    ...(usesSpot || workload.classes.some(({ attempts = 1 }) => attempts > 1) ? [] : (['retryDelaySeconds'] as const)),
    ...(workload.arrays.length > 0 ? [] : (['arrayFanOutSecondsPerThousand'] as const)),
    ...(configurations.some(mayPassOn) ? [] : (['fallThroughDelaySeconds'] as const)),
    ...(workload.jobCount > 100 ? [] : (['scaleOutLookAheadJobs'] as const)),
  ]);
  const numbers = (Object.keys(RANGES) as AssumptionName[])
    .filter((name) => !pointless.has(name))
    .flatMap((name) => numberSweep(name, assumptions));
  const orderings: readonly Sweep[] = [
    {
      assumption: 'typeRanking',
      unit: '',
      low: { value: 'vcpu-price', assumptions: { ...assumptions, typeRanking: 'vcpu-price' } },
      high: { value: 'covering-cost', assumptions: { ...assumptions, typeRanking: 'covering-cost' } },
    },
    {
      assumption: 'packing',
      unit: '',
      low: { value: 'spread', assumptions: { ...assumptions, packing: 'spread' } },
      high: { value: 'best-fit', assumptions: { ...assumptions, packing: 'best-fit' } },
    },
  ];
  return [...numbers, ...orderings, ...(usesSpot ? spotSweeps(assumptions) : [])];
}

/** Some queue has a further environment after one that launches instances. */
function mayPassOn({ jobQueues, computeEnvironments }: BatchConfig): boolean {
  const isFargate = computeEnvironments.every(({ computeResources }) =>
    (computeResources?.type ?? 'EC2').startsWith('FARGATE'),
  );
  return !isFargate && jobQueues.some(({ computeEnvironmentOrder }) => computeEnvironmentOrder.length > 1);
}

function numberSweep(name: AssumptionName, assumptions: Assumptions): readonly Sweep[] {
  const range = RANGES[name];
  if (range === undefined) return [];
  const [low, high] = range.map((value) => ({
    value,
    assumptions: { ...assumptions, ...moved(name, value, assumptions) },
  }));
  return [{ assumption: name, unit: ASSUMPTION_NUMBERS[name].unit, low, high }];
}

function moved(name: AssumptionName, value: number, assumptions: Assumptions): Partial<Assumptions> {
  const along = ALONG[name];
  if (along === undefined) return { [name]: value };
  const ratio = assumptions[name] > 0 ? assumptions[along] / assumptions[name] : 2;
  return { [name]: value, [along]: value * ratio };
}

function spotSweeps(assumptions: Assumptions): readonly Sweep[] {
  const spot = (changes: Partial<Assumptions['spot']>): Assumptions => ({
    ...assumptions,
    spot: { ...assumptions.spot, ...changes },
  });
  const price = (factor: number) => ({
    value: factor,
    assumptions: spot({ priceFactor: (assumptions.spot.priceFactor ?? 1) * factor }),
  });
  const prices = {
    assumption: 'spot.priceFactor',
    unit: 'times',
    low: price(SPOT_PRICE_RANGE[0]),
    high: price(SPOT_PRICE_RANGE[1]),
  };
  if (assumptions.spot.model === 'none') return [prices];
  const [low, high] = HAZARD_RANGE.map((factor) => {
    const value = assumptions.spot.hazardScale * factor;
    return { value, assumptions: spot({ hazardScale: value }) };
  });
  return [{ assumption: 'spot.hazardScale', unit: 'times', low, high }, prices];
}
