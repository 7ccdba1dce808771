/** What the replications cost, broken down in ways that each sum to the printed total. */
import {
  COMMITMENT_KINDS,
  kindsOf,
  LEDGER_KINDS,
  type LedgerAmounts,
  type LedgerMarket,
  sumOfKinds,
} from '../engine/outcome.ts';
import { type BillLine, billLines } from './bill-lines.ts';
import { apportion, type MeanLedger, type MeanLedgerRow, meanLedger } from './mean-ledger.ts';
import type { OutcomeSummary } from './replication.ts';
import { roundedInterval, roundToMicros, roundToThousandths } from './rounding.ts';
import type { MeanInterval } from './statistics.ts';

/** One (compute environment, instance type, market). */
export interface LedgerLine {
  readonly computeEnvironment: string;
  readonly instanceType: string;
  readonly market: LedgerMarket;
  readonly usd: number;
  readonly byKind: LedgerAmounts;
  readonly billedHours: number;
  /** Hours EC2 did not charge because it reclaimed the instance within its first hour. */
  readonly freeHours: number;
  readonly usdPerHour: number;
  readonly instances: number;
  readonly reclaimed: number;
}

/** US dollars. byKind, byComputeEnvironment, byInstanceType and the ledger each sum to totalUsd.mean. */
export interface CostResult {
  readonly totalUsd: MeanInterval;
  readonly byKind: LedgerAmounts;
  readonly byComputeEnvironment: Readonly<Record<string, number>>;
  readonly byInstanceType: Readonly<Record<string, number>>;
  readonly ledger: readonly LedgerLine[];
  /** The bill: every quantity with its price and where that is from. */
  readonly lines: readonly BillLine[];
  /** What the jobs of each definition cost by their dominant share; with `unattributed` it sums to totalUsd.mean. */
  readonly byJobDefinition: Readonly<Record<string, number>>;
  /** Idle and starting instances, volumes, addresses, and commitments less what they cover. */
  readonly unattributed: number;
}

/** Throws RangeError without outcomes. */
export function costResult(outcomes: readonly OutcomeSummary[]): CostResult {
  const ledger = meanLedger(outcomes);
  const interval = roundedInterval(
    outcomes.map((outcome) => outcome.ledger.totalMicroUsd / 1_000_000),
    roundToMicros,
  );
  const extra = COMMITMENT_KINDS.filter((kind) => ledger.rows.some((row) => row.microUsd[kind] !== undefined));
  const byKind = usdByKind([...LEDGER_KINDS, ...extra], (kind) => sumOf(ledger.rows, (row) => row.microUsd[kind] ?? 0));
  return {
    totalUsd: { ...interval, mean: toUsd(ledger.totalMicroUsd) },
    byKind,
    byComputeEnvironment: usdBy(ledger, (row) => row.computeEnvironment),
    byInstanceType: usdBy(ledger, (row) => row.instanceType),
    ledger: ledger.rows.map(ledgerLine),
    lines: ledger.rows.flatMap(billLines),
    ...attributed(outcomes),
  };
}

function attributed(outcomes: readonly OutcomeSummary[]): Pick<CostResult, 'byJobDefinition' | 'unattributed'> {
  const sums = new Map<string, number>();
  let rest = 0;
  for (const { attribution } of outcomes) {
    rest += attribution.unattributedMicroUsd;
    for (const { jobDefinition, microUsd } of attribution.byJobDefinition)
      sums.set(jobDefinition, (sums.get(jobDefinition) ?? 0) + microUsd);
  }
  const names = [...sums.keys()].sort();
  const cells = apportion([...names.map((name) => sums.get(name) ?? 0), rest], outcomes.length);
  return {
    byJobDefinition: Object.fromEntries(names.map((name, index) => [name, toUsd(cells[index])])),
    unattributed: toUsd(cells[names.length]),
  };
}

function ledgerLine(row: MeanLedgerRow): LedgerLine {
  const byKind = usdByKind(kindsOf(row.microUsd), (kind) => row.microUsd[kind] ?? 0);
  return {
    computeEnvironment: row.computeEnvironment,
    instanceType: row.instanceType,
    market: row.market,
    usd: toUsd(rowMicroUsd(row)),
    byKind,
    billedHours: roundToThousandths(row.billedMs / 3_600_000),
    freeHours: roundToThousandths(row.freeMs / 3_600_000),
    usdPerHour: roundToMicros(row.microUsdPerHour / 1_000_000),
    instances: roundToThousandths(row.instances),
    reclaimed: roundToThousandths(row.reclaimed),
  };
}

function usdByKind(
  kinds: ReturnType<typeof kindsOf>,
  microUsdOf: (kind: ReturnType<typeof kindsOf>[number]) => number,
): LedgerAmounts {
  return Object.fromEntries(kinds.map((kind) => [kind, toUsd(microUsdOf(kind))])) as LedgerAmounts;
}

function usdBy(ledger: MeanLedger, nameOf: (row: MeanLedgerRow) => string): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const row of ledger.rows) sums.set(nameOf(row), (sums.get(nameOf(row)) ?? 0) + rowMicroUsd(row));
  const names = [...sums.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, toUsd(sums.get(name) ?? 0)]));
}

function rowMicroUsd(row: MeanLedgerRow): number {
  return sumOfKinds(row.microUsd);
}

function sumOf(rows: readonly MeanLedgerRow[], read: (row: MeanLedgerRow) => number): number {
  return rows.reduce((sum, row) => sum + read(row), 0);
}

function toUsd(microUsd: number): number {
  return roundToMicros(microUsd / 1_000_000);
}
