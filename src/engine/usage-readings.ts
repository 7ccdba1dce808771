/**
 * Usage decays while nothing else happens, and with it changes which share of a blocked fair-share queue is next: its head may fit where
 * the one before does not. AWS looks at its queues in cycles of a length it does not tell; here usage is then read again with every
 * bucket of the decay window.
 */
import { requestDispatch } from './dispatcher.ts';
import * as EVENT from './event-kinds.ts';
import { NO_JOB } from './jobs.ts';
import type { Line } from './line.ts';
import type { Run } from './run.ts';

/** Puts the next reading of the queue's usage on the calendar, if one can make a difference and none is there yet. */
export function planReading(run: Run, queue: number, line: Line): void {
  if (line.isReadingDue) return;
  const laterMs = line.untilReorderedMs();
  if (laterMs === Number.POSITIVE_INFINITY) return;
  line.isReadingDue = true;
  run.comingReadings++;
  run.events.push(run.clock.nowMs + laterMs, EVENT.reading, queue, 0);
}

/** Another head than the one that was tried in vain is tried in the next cycle. */
export function readUsage(run: Run, queue: number): void {
  const line = run.lines[queue];
  run.comingReadings--;
  line.isReadingDue = false;
  if (line.head === NO_JOB || !line.isBlocked) return;
  line.refresh(run.clock.nowMs);
  if (line.isBlocked) planReading(run, queue, line);
  else requestDispatch(run);
}
