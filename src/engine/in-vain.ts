/**
 * The wait for capacity that never comes. Nobody knows for how long somebody would wait, so the bill of a run that is given up ends where
 * that wait began: what ended during a wait that may turn out to be one is booked once it is known whether it was.
 */
import type { InstanceLife } from './ledger.ts';
import type { InstanceRow, Run } from './run.ts';
import { submittedMs } from './setup.ts';

/** An instance that has ended, with what is told of it beside its life. */
export interface Booking extends InstanceLife {
  readonly instance: number;
  readonly zone: number;
  readonly endedBy: InstanceRow['endedBy'];
}

export interface HeldBooking {
  readonly booking: Booking;
  /** When its idle time was up: until then it would have been there and billed whatever comes of the wait. */
  readonly idleTimeUpMs: number;
  readonly weights: Float64Array | undefined;
}

/** When something last happened that a job could wait for: a submission, a start, an end, an instance lost or an environment mended. */
export function lastThingMs(run: Run): number {
  const { setup } = run;
  const last = setup.workload.jobCount - 1;
  const lastSubmitMs = submittedMs(setup, setup.submissions.order?.[last] ?? last);
  return Math.max(run.lastPlacedMs, run.lastEndMs, run.lastOtherMs, lastSubmitMs);
}

/** Whether the time up to `endMs` may have been waited in vain: jobs are left, and none runs. */
export function mayBeInVain(run: Run, endMs: number): boolean {
  return run.runningJobs === 0 && run.jobsLeft > 0 && endMs > lastThingMs(run);
}

/** What was billed after `sinceMs` of a run that was given up since then is left out; undefined for what was launched later. */
export function cutAt({ booking, idleTimeUpMs }: HeldBooking, sinceMs: number): Booking | undefined {
  if (booking.launchMs > sinceMs) return undefined;
  if (booking.endMs <= Math.max(sinceMs, idleTimeUpMs)) return booking;
  const hasRun = booking.hasRun && booking.runningMs <= sinceMs;
  const runningMs = Math.min(booking.runningMs, sinceMs);
  return { ...booking, runningMs, hasRun, endMs: sinceMs, isReclaimed: false, endedBy: 'end-of-run' };
}
