/**
 * How low the value of a share may have fallen since it was last looked at. What it has used by then loses weight, what it uses
 * later only adds; so a straight line holds for good.
 */
import { BUCKETS, type UsageColumns } from './usage-columns.ts';

/**
 * A bucket loses 1/BUCKETS of its usage in weight while another bucket passes, and at its end, when it is forgotten, another half
 * of that at once. Counted by this much it is never above the straight line: the half is spread over the time it has left, at
 * least BUCKETS - 1 - age buckets. The oldest may have no time left: what it loses at once is told apart (`dropAt`).
 */
export const FALL_BY_AGE: readonly number[] = Array.from({ length: BUCKETS }, (_, age) =>
  age === BUCKETS - 1 ? 1 : 1 + 0.5 / (BUCKETS - 1 - age),
);

/**
 * What a share uses from now on weighs 1 at first and less with age: on average over a window more than this, and when it runs
 * for longer, all else is forgotten.
 */
const WEIGHT_WHILE_RUNNING = 0.4;

/**
 * vCPU-ms that the share loses at most per millisecond as long as no job of it ends, apart from the drop of its oldest bucket
 * when the present one ends.
 */
export function fallOf(columns: UsageColumns, share: number, windowMs: number): number {
  const lost = (columns.inBucket[share] * FALL_BY_AGE[0] + columns.closedFall[share]) / windowMs;
  return Math.max(0, lost - WEIGHT_WHILE_RUNNING * columns.runningVcpus[share]);
}

/** vCPU-ms that the share loses at once when its present bucket ends. */
export function dropOf(columns: UsageColumns, share: number): number {
  return columns.oldest[share] / (2 * BUCKETS);
}

/** What rounding may add up to, in a value or a bound, relative to the usage and the time that went into it. */
export const ROUNDING = 1e-12;
