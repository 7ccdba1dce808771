/** Turns results into what the charts and their table twins draw. Pure. */

import { LEDGER_KINDS, type LedgerKind, type LedgerMarket } from '../engine/outcome.ts';
import { LEDGER_LABELS } from '../report/ledger-labels.ts';
import type { Timeline } from './optimize-run.ts';
import type { Side } from './sides.ts';

export interface CostBar {
  readonly kind: LedgerKind;
  readonly label: string;
  /** US dollars, one a side. */
  readonly usd: readonly number[];
}

/** One stack segment a kind of cost; kinds that cost nothing on every side are left out. */
export function costBars(sides: readonly Side[]): readonly CostBar[] {
  return LEDGER_KINDS.map((kind) => ({
    kind,
    label: LEDGER_LABELS[kind],
    usd: sides.map(({ figures }) => figures.cost.byKind[kind]),
  })).filter(({ usd }) => usd.some((amount) => amount > 0));
}

export interface Point {
  /** Hours since the start of the run. */
  readonly x: number;
  readonly y: number;
}

/** A point in the middle of each bucket. */
export function timelinePoints(values: readonly number[], bucketSeconds: number): readonly Point[] {
  return values.map((y, index) => ({ x: ((index + 0.5) * bucketSeconds) / 3600, y }));
}

export interface TimelineRow {
  readonly fromHour: number;
  readonly toHour: number;
  readonly waiting: number;
  readonly used: number;
  readonly total: number;
}

/** The timeline in at most `rows` equal stretches, each the mean over its buckets: the table twin of the chart. */
export function timelineRows(timeline: Timeline, rows: number): readonly TimelineRow[] {
  const { bucketSeconds, runnableJobs, usedVcpus, totalVcpus } = timeline;
  const buckets = runnableJobs.length;
  const each = Math.max(1, Math.ceil(buckets / rows));
  const found: TimelineRow[] = [];
  for (let from = 0; from < buckets; from += each) {
    const to = Math.min(buckets, from + each);
    found.push({
      fromHour: (from * bucketSeconds) / 3600,
      toHour: (to * bucketSeconds) / 3600,
      waiting: meanOf(runnableJobs, from, to),
      used: meanOf(usedVcpus, from, to),
      total: meanOf(totalVcpus, from, to),
    });
  }
  return found;
}

export interface Peak {
  readonly value: number;
  readonly hour: number;
}

/** The highest bucket and when it was; undefined without buckets. The first on ties. */
export function peakOf(values: readonly number[], bucketSeconds: number): Peak | undefined {
  if (values.length === 0) return undefined;
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return { value: values[best], hour: ((best + 0.5) * bucketSeconds) / 3600 };
}

export interface MixRow {
  readonly instanceType: string;
  readonly market: LedgerMarket;
  readonly usd: number;
  /** Of the cost of the configuration, 0 to 1. */
  readonly share: number;
  readonly instances: number;
}

/** What was rented, dearest first, environments taken together. */
export function mixRows({ figures }: Side): readonly MixRow[] {
  const total = figures.cost.totalUsd.mean;
  const rows = new Map<string, MixRow>();
  for (const { instanceType, market, usd, instances } of figures.cost.ledger) {
    const key = `${instanceType}/${market}`;
    const known = rows.get(key);
    const sum = (known?.usd ?? 0) + usd;
    const count = (known?.instances ?? 0) + instances;
    rows.set(key, { instanceType, market, usd: sum, share: total === 0 ? 0 : sum / total, instances: count });
  }
  return [...rows.values()].sort(
    (left, right) => right.usd - left.usd || (left.instanceType < right.instanceType ? -1 : 1),
  );
}

function meanOf(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += values[index];
  return sum / (to - from);
}
