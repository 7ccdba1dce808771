/**
 * The mean ledger of several replications in whole micro-dollars, apportioned so that every row, kind, environment and
 * type sums exactly to the total that is printed.
 */
import {
  COMMITMENT_KINDS,
  type CommitmentKind,
  type ExtraCharge,
  LEDGER_KINDS,
  type LedgerAmounts,
  type LedgerKind,
  type LedgerMarket,
  type LedgerRow,
} from '../engine/outcome.ts';
import type { OutcomeSummary } from './replication.ts';

/** Means over replications of one (compute environment, instance type, market). */
export interface MeanLedgerRow {
  readonly computeEnvironment: string;
  readonly instanceType: string;
  readonly market: LedgerMarket;
  /** Whole micro-dollars. */
  readonly microUsd: LedgerAmounts;
  readonly billedMs: number;
  readonly freeMs: number;
  /** Mean over the replications that launched this type here. */
  readonly microUsdPerHour: number;
  readonly source: string;
  /** GiB-months of root volumes, hours of public addresses. */
  readonly volumes: ExtraCharge | undefined;
  readonly addresses: ExtraCharge | undefined;
  readonly instances: number;
  readonly reclaimed: number;
}

export interface MeanLedger {
  /** Whole micro-dollars: the mean total, rounded. */
  readonly totalMicroUsd: number;
  /** By environment, then type, then market. */
  readonly rows: readonly MeanLedgerRow[];
}

/** Throws without outcomes: there is no mean of nothing. */
export function meanLedger(outcomes: readonly OutcomeSummary[]): MeanLedger {
  if (outcomes.length === 0) throw new RangeError('a mean ledger needs at least one outcome');
  const groups = groupRows(outcomes);
  const kinds = kindsIn(outcomes);
  const sums = groups.flatMap((group) => kinds.map((kind) => sumOf(group, (row) => row.microUsd[kind] ?? 0)));
  const cells = apportion(sums, outcomes.length);
  return {
    totalMicroUsd: cells.reduce((sum, cell) => sum + cell, 0),
    rows: groups.map((group, index) => {
      const from = index * kinds.length;
      return meanRow(group, kinds, cells.slice(from, from + kinds.length), outcomes.length);
    }),
  };
}

/**
 * Each sum divided by `count` in whole numbers that add up to the rounded total: floors first, then one more for the largest
 * remainders (Hamilton's method), earlier cells first on ties.
 */
export function apportion(sums: readonly number[], count: number): readonly number[] {
  const parts = sums.map((sum) => Math.floor(sum / count));
  const target = Math.round(sums.reduce((total, sum) => total + sum, 0) / count);
  const missing = target - parts.reduce((total, part) => total + part, 0);
  const byRemainder = sums
    .map((sum, index) => ({ index, remainder: sum - parts[index] * count }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index);
  for (const { index } of byRemainder.slice(0, missing)) parts[index] += 1;
  return parts;
}

function groupRows(outcomes: readonly OutcomeSummary[]): readonly (readonly LedgerRow[])[] {
  const groups = new Map<string, LedgerRow[]>();
  for (const row of outcomes.flatMap((outcome) => outcome.ledger.rows)) {
    const key = JSON.stringify([row.computeEnvironment, row.instanceType, row.market]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}

type Kinds = readonly (LedgerKind | CommitmentKind)[];

/** Those of commitments only where some outcome has them. */
function kindsIn(outcomes: readonly OutcomeSummary[]): Kinds {
  const extra = COMMITMENT_KINDS.filter((kind) => outcomes.some(({ ledger }) => ledger.byKind[kind] !== undefined));
  return [...LEDGER_KINDS, ...extra];
}

function meanRow(group: readonly LedgerRow[], kinds: Kinds, cells: readonly number[], count: number): MeanLedgerRow {
  const { computeEnvironment, instanceType, market } = group[0];
  const microUsd = {} as Record<LedgerKind, number> & { [Kind in CommitmentKind]?: number };
  for (const [index, kind] of kinds.entries()) microUsd[kind] = cells[index];
  return {
    computeEnvironment,
    instanceType,
    market,
    microUsd,
    billedMs: sumOf(group, (row) => row.billedMs) / count,
    freeMs: sumOf(group, (row) => row.freeMs) / count,
    microUsdPerHour: sumOf(group, (row) => row.microUsdPerHour) / group.length,
    source: group[0].source,
    volumes: meanCharge(
      group.map((row) => row.volumes),
      count,
    ),
    addresses: meanCharge(
      group.map((row) => row.addresses),
      count,
    ),
    instances: sumOf(group, (row) => row.instances) / count,
    reclaimed: sumOf(group, (row) => row.reclaimed) / count,
  };
}

/** All at one price: prices do not differ between replications. */
function meanCharge(charges: readonly (ExtraCharge | undefined)[], count: number): ExtraCharge | undefined {
  const known = charges.filter((charge) => charge !== undefined);
  if (known.length === 0) return undefined;
  return { ...known[0], quantity: known.reduce((sum, charge) => sum + charge.quantity, 0) / count };
}

function sumOf(rows: readonly LedgerRow[], read: (row: LedgerRow) => number): number {
  return rows.reduce((sum, row) => sum + read(row), 0);
}
