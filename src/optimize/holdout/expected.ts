/** What a coming stretch of days may cost on one configuration: the level simulated, the spread learned from the days one by one. */
import type { BatchConfig } from '../../models/batch-config.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import { type DailyCost, dailyCosts } from '../../study/daily-costs.ts';
import { futureCost } from '../../study/future-cost.ts';
import { roundToMicros } from '../../study/rounding.ts';
import type { PartFigures } from './holdout.ts';

export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** "Days like those seen": a 95 % interval for the mean over the coming stretch, not for a single day. */
export interface ExpectedCost {
  /** Whole days it is learned from. */
  readonly days: number;
  /** Length of the stretch it is about. */
  readonly horizonDays: number;
  readonly usdPerDay: Range;
  readonly usdPer1000VcpuHours: Range;
}

/** Every whole day before `endMs`; undefined when cancelled. */
export function collectDailyCosts(
  assembled: Assembled,
  batch: BatchConfig,
  endMs: number,
  isCancelled: () => boolean,
): readonly DailyCost[] | undefined {
  const days: DailyCost[] = [];
  for (const day of dailyCosts(assembled, batch, endMs)) {
    if (isCancelled()) return undefined;
    days.push(day);
  }
  return days;
}

/** Undefined where the days are too few to say anything. */
export function expectedCost(
  days: readonly DailyCost[],
  horizonDays: number,
  level: Pick<PartFigures, 'usdPerDay' | 'usdPer1000VcpuHours'>,
  seed: number,
): ExpectedCost | undefined {
  const future = futureCost(days, horizonDays, seed);
  if (future === undefined) return undefined;
  const around = (centre: number, { lo, hi }: Range): Range => ({
    lo: roundToMicros(centre * lo),
    hi: roundToMicros(centre * hi),
  });
  return {
    days: days.length,
    horizonDays: Math.max(1, Math.round(horizonDays)),
    usdPerDay: around(level.usdPerDay, future.perDay),
    usdPer1000VcpuHours: around(level.usdPer1000VcpuHours, future.perVcpuHour),
  };
}

export function isInside(value: number, { lo, hi }: Range): boolean {
  return value >= lo && value <= hi;
}
