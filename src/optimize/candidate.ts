/** The vocabulary of the search: what a generated configuration decides, and what is raced. */
import type { AllocationStrategy, BatchConfig } from '../models/batch-config.ts';
import type { Architecture } from '../models/workload.ts';

export type Market = 'EC2' | 'SPOT';

/** Machines and limits of the environments of a queue. */
export interface Fleet {
  /** One compute environment each, in the order the queues try them. */
  readonly markets: readonly Market[];
  /** Families, sorted by name. */
  readonly families: readonly string[];
  /** Sizes with fewer vCPUs are left out; 0 leaves none out. */
  readonly smallestVcpus: number;
  /** Sizes with more vCPUs are left out unless a job needs them; Infinity leaves none out. */
  readonly largestVcpus: number;
  /** maxvCpus of each environment. */
  readonly maxvCpus: number;
  /** maxvCpus of the first environment where it is smaller: On-Demand for the base load under Spot. */
  readonly baseVcpus?: number;
  /** minvCpus of the first environment. */
  readonly minvCpus: number;
  /** By market; what is not named takes USUAL_STRATEGIES. */
  readonly strategies?: Readonly<Partial<Record<Market, AllocationStrategy>>>;
  /** minScaleDownDelayMinutes of each environment; absent = as today. */
  readonly scaleDownMinutes?: number;
}

/** Which jobs get a queue of their own: those of some definitions, or those longer than a run time. */
export interface LongJobs {
  readonly longerThanSeconds: number;
  /** Where the workload names job definitions, those whose jobs are this long on average; absent = job by job. */
  readonly jobDefinitions?: readonly string[];
  readonly fleet: Fleet;
}

/** The decisions of one candidate; everything else is taken from the current configuration. */
export interface Choice extends Fleet {
  /** Absent = the architecture in use. */
  readonly architecture?: Architecture;
  /** Total tries on Spot where no retry strategy is written; absent = 10. */
  readonly attempts?: number;
  /** A second queue for long jobs; absent = one for all. */
  readonly long?: LongJobs;
  /** Work between two checkpoints, 0 for none; absent = as today. */
  readonly checkpointSeconds?: number;
}

export const USUAL_STRATEGIES: Readonly<Record<Market, AllocationStrategy>> = {
  EC2: 'BEST_FIT_PROGRESSIVE',
  SPOT: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
};

export const USUAL_ATTEMPTS = 10;

export type Origin = 'current' | 'baseline' | 'generated' | 'neighbour';

export interface Candidate {
  /** Unique in a search and readable. */
  readonly name: string;
  readonly origin: Origin;
  readonly config: BatchConfig;
  /** Absent for configurations that were not built from a choice. */
  readonly choice?: Choice;
}

export const MARKET_NAMES: Readonly<Record<Market, string>> = { EC2: 'On-Demand', SPOT: 'Spot' };

/** What a fleet has beside the sizes of its families, for jobs that they do not hold. */
export interface Additions {
  /** Sizes of the families beyond `largestVcpus`. */
  readonly hasLarger: boolean;
  /** Types of other families. */
  readonly others: readonly string[];
}

const NO_ADDITIONS: Additions = { hasLarger: false, others: [] };
const MOST_NAMED = 2;

/** For example `Spot then On-Demand, c6a + m6a, 4 to 16 vCPUs a machine, max 256`. */
export function describeChoice(choice: Choice, additions = NO_ADDITIONS, longAdditions = NO_ADDITIONS): string {
  const { long, checkpointSeconds, attempts = USUAL_ATTEMPTS } = choice;
  return [
    describeFleet(choice, additions),
    ...(attempts === USUAL_ATTEMPTS ? [] : [`${attempts} attempts`]),
    ...(checkpointSeconds === undefined ? [] : [checkpointText(checkpointSeconds)]),
    ...(long === undefined ? [] : [`${longText(long)} on ${describeFleet(long.fleet, longAdditions)}`]),
  ].join(', ');
}

function describeFleet(fleet: Fleet, { hasLarger, others }: Additions): string {
  const { markets, families, baseVcpus, maxvCpus, minvCpus, scaleDownMinutes } = fleet;
  const strategies = markets.flatMap((market) => {
    const strategy = fleet.strategies?.[market];
    return strategy === undefined || strategy === USUAL_STRATEGIES[market]
      ? []
      : [`${MARKET_NAMES[market]} ${strategy}`];
  });
  const added = [...(hasLarger ? ['larger'] : []), ...others.slice(0, MOST_NAMED)];
  if (others.length > MOST_NAMED) added.push(`${others.length - MOST_NAMED} more`);
  return [
    markets.map((market) => MARKET_NAMES[market]).join(' then '),
    `${families.join(' + ')}${describeSizes(fleet)}`,
    ...(added.length === 0 ? [] : [`${added.join(' + ')} where a job needs it`]),
    `max ${baseVcpus === undefined ? '' : `${baseVcpus} then `}${maxvCpus}`,
    ...(minvCpus > 0 ? [`min ${minvCpus}`] : []),
    ...strategies,
    ...(scaleDownMinutes === undefined ? [] : [`scale-down delay ${scaleDownMinutes} min`]),
  ].join(', ');
}

function describeSizes({ smallestVcpus, largestVcpus }: Fleet): string {
  const isOpen = largestVcpus === Number.POSITIVE_INFINITY;
  const most = `${largestVcpus} vCPU${largestVcpus === 1 ? '' : 's'} a machine`;
  if (smallestVcpus <= 1) return isOpen ? '' : `, up to ${most}`;
  return isOpen ? `, from ${smallestVcpus} vCPUs a machine` : `, ${smallestVcpus} to ${most}`;
}

function longText({ longerThanSeconds, jobDefinitions }: LongJobs): string {
  return jobDefinitions === undefined
    ? `jobs over ${hours(longerThanSeconds)}`
    : `jobs of ${jobDefinitions.length} long job definition${jobDefinitions.length === 1 ? '' : 's'}`;
}

function checkpointText(seconds: number): string {
  return seconds === 0 ? 'no checkpoints' : `a checkpoint every ${hours(seconds)}`;
}

function hours(seconds: number): string {
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Number((seconds / 3600).toPrecision(3))} h`;
}

/** Equal for choices that decide the same. */
export function choiceKey(choice: Choice): string {
  const { long, architecture, attempts, checkpointSeconds } = choice;
  const parts = [fleetKey(choice), architecture, attempts, checkpointSeconds];
  if (long !== undefined) parts.push(long.longerThanSeconds, long.jobDefinitions?.join(','), fleetKey(long.fleet));
  return parts.join('|');
}

function fleetKey(fleet: Fleet): string {
  const { markets, families, smallestVcpus, largestVcpus, maxvCpus, baseVcpus, minvCpus, strategies } = fleet;
  return [
    markets.join('>'),
    families.join('+'),
    smallestVcpus,
    largestVcpus,
    maxvCpus,
    baseVcpus,
    minvCpus,
    strategies?.EC2,
    strategies?.SPOT,
    fleet.scaleDownMinutes,
  ].join('|');
}

/** `SPOT>EC2`; of a choice with two queues both, the long jobs' last. */
export function marketsOf({ markets, long }: Choice): string {
  return [markets, ...(long === undefined ? [] : [long.fleet.markets])].map((order) => order.join('>')).join('|');
}

export function configKey(candidate: Candidate): string {
  return JSON.stringify(candidate.config);
}

/** The first of equals. */
export function uniqueConfigs(candidates: readonly Candidate[]): readonly Candidate[] {
  const unique = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = configKey(candidate);
    if (!unique.has(key)) unique.set(key, candidate);
  }
  return [...unique.values()];
}
