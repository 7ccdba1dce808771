/** The vocabulary of the search: what a generated configuration decides, and what is raced. */
import type { BatchConfig } from '../models/batch-config.ts';

export type Market = 'EC2' | 'SPOT';

/** The decisions of one candidate; everything else is taken from the current configuration. */
export interface Choice {
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
  /** minvCpus of the first environment. */
  readonly minvCpus: number;
}

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

/** For example `Spot then On-Demand, c6a + m6a, 4 to 16 vCPUs a machine, max 256`. */
export function describeChoice(choice: Choice, hasLarger = false): string {
  const markets = choice.markets.map((market) => MARKET_NAMES[market]).join(' then ');
  const minimum = choice.minvCpus > 0 ? `, min ${choice.minvCpus}` : '';
  return `${markets}, ${choice.families.join(' + ')}${describeSizes(choice)}${hasLarger ? ', larger where a job needs it' : ''}, max ${choice.maxvCpus}${minimum}`;
}

function describeSizes({ smallestVcpus, largestVcpus }: Choice): string {
  const isOpen = largestVcpus === Number.POSITIVE_INFINITY;
  const most = `${largestVcpus} vCPU${largestVcpus === 1 ? '' : 's'} a machine`;
  if (smallestVcpus <= 1) return isOpen ? '' : `, up to ${most}`;
  return isOpen ? `, from ${smallestVcpus} vCPUs a machine` : `, ${smallestVcpus} to ${most}`;
}

/** Equal for choices that decide the same. */
export function choiceKey(choice: Choice): string {
  const { markets, families, smallestVcpus, largestVcpus, maxvCpus, minvCpus } = choice;
  return [markets.join('>'), families.join('+'), smallestVcpus, largestVcpus, maxvCpus, minvCpus].join('|');
}
