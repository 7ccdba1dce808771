/** Two configurations under the same luck, side by side: what the second saves and whether that can be told from chance. */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Workload } from '../models/workload.ts';
import { otherTerms } from './other-terms.ts';
import type { ReplicationRecord } from './replication.ts';
import { roundDifference, roundShare, roundToMicros } from './rounding.ts';
import type { SimulationResult } from './simulation-result.ts';
import { type PairedDifference, pairedDifference, pairedSaving } from './statistics.ts';

export interface ComparedSide {
  readonly name: string;
  readonly batch: BatchConfig;
  readonly result: SimulationResult;
}

export interface Comparison {
  readonly schemaVersion: 1;
  readonly current: ComparedSide;
  readonly recommended: ComparedSide;
  /** Current less recommended, US dollars over paired replications; positive is cheaper. */
  readonly savingUsd: PairedDifference;
  /** The same as a share of the current cost, 0 to 1; absent when the current cost is 0. */
  readonly savingShare?: PairedDifference;
  /** What differs besides the configuration, a clause each; empty when nothing does. */
  readonly otherTerms: readonly string[];
}

export interface ComparisonSource extends ComparedSide {
  readonly records: readonly ReplicationRecord[];
  /** Undefined where both sides are known to replay the same jobs. */
  readonly workload?: Workload;
}

/** Pairs replications by number; throws RangeError when the two did not run the same replications under the same seeds. */
export function compare(current: ComparisonSource, recommended: ComparisonSource): Comparison {
  requireSameLuck(current.records, recommended.records);
  const before = current.records.map(costUsd);
  const after = recommended.records.map(costUsd);
  const savingUsd = pairedDifference(before, after);
  if (savingUsd === undefined) throw new RangeError('a comparison needs at least one replication');
  const savingShare = pairedSaving(before, after);
  return {
    schemaVersion: 1,
    current: sideOf(current),
    recommended: sideOf(recommended),
    savingUsd: roundDifference(savingUsd, roundToMicros),
    ...(savingShare === undefined ? {} : { savingShare: roundDifference(savingShare, roundShare) }),
    otherTerms: otherTerms(current, recommended),
  };
}

/** Throws RangeError when the two cannot be paired. */
export function requireSameLuck(left: readonly ReplicationRecord[], right: readonly ReplicationRecord[]): void {
  const isSame =
    left.length === right.length &&
    left.every(({ replication, seed }, pair) => right[pair].replication === replication && right[pair].seed === seed);
  if (!isSame) throw new RangeError('the two configurations did not run the same replications');
}

function costUsd(record: ReplicationRecord): number {
  return record.outcome.ledger.totalMicroUsd / 1_000_000;
}

function sideOf({ name, batch, result }: ComparisonSource): ComparedSide {
  return { name, batch, result };
}
