/**
 * Puts commitments into the ledger: one row each with what it cost, used or not, and on the rows of instances a credit for the
 * usage it covered. Whole micro-dollars, never more credit than a row's instances cost, so that everything still sums.
 */
import { commitmentName } from '../models/commitments.ts';
import type { LedgerAmounts, LedgerRow } from './outcome.ts';
import type { UsageMeter } from './usage-meter.ts';

const HOUR_MS = 3_600_000;

/** What the rows of commitments say for the compute environment. */
const COMMITMENTS = '(commitments)';

interface OwnRow {
  readonly index: number;
  readonly type: number;
  readonly row: LedgerRow;
}

export function commitmentRows(meter: UsageMeter, own: readonly OwnRow[]): LedgerRow[] {
  const { commitments, coveredByRate } = meter.apply();
  const credited = own.map(({ index, type, row }): LedgerRow => {
    const rate = meter.rateOf(index, type);
    if (rate === undefined) return row;
    const covered = Math.min(Math.round(coveredByRate[rate]), instanceMicroUsd(row.microUsd));
    return { ...row, microUsd: { ...row.microUsd, covered: covered === 0 ? 0 : -covered } };
  });
  const bought = meter.commitments.map((commitment, position): LedgerRow => {
    const commitmentMicroUsd = Math.round(commitments[position].cost);
    const hours = meter.hourCount;
    return {
      computeEnvironment: COMMITMENTS,
      instanceType: `${position + 1}: ${commitmentName(commitment)}`,
      market: 'COMMITMENT',
      microUsd: { busy: 0, idle: 0, boot: 0, wasted: 0, ebs: 0, publicIpv4: 0, commitment: commitmentMicroUsd },
      billedMs: hours * HOUR_MS,
      freeMs: 0,
      microUsdPerHour: hours === 0 ? 0 : commitmentMicroUsd / hours,
      source: 'the scenario (commitments)',
      volumes: undefined,
      addresses: undefined,
      instances: 0,
      reclaimed: 0,
    };
  });
  return [...credited, ...bought];
}

/** Volumes and addresses are not covered by any commitment. */
function instanceMicroUsd({ busy, idle, boot, wasted }: LedgerAmounts): number {
  return busy + idle + boot + wasted;
}
