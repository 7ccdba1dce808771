/**
 * Decides when a run in which jobs wait and none runs has come to rest: nothing that is under way can give one of them room. Only EC2
 * could, by taking an instance that minvCpus keeps; the run does not wait for that, since all that time would be billed.
 */
import { ROW } from './fleet.ts';
import * as MARK from './instance-marks.ts';
import * as INSTANCE from './instance-state.ts';
import * as ROOM from './room-places.ts';
import type { Run } from './run.ts';

/** To be asked when no job runs or is on its way to its queue, and nobody is going to cancel one. */
export function isAtRest(run: Run): boolean {
  if (run.dispatchAtMs < Number.POSITIVE_INFINITY || run.comingLooks > 0) return false;
  for (const { decideAtMs, askAgainMs } of run.components)
    if (Math.min(decideAtMs, askAgainMs) < Number.POSITIVE_INFINITY) return false;
  if (run.environments.some(({ isMinimumAwaited }) => isMinimumAwaited)) return false;
  return areAllHeld(run);
}

/** Whether each instance is idle and kept by minvCpus: none boots, and none is about to be given back. */
function areAllHeld({ fleet }: Run): boolean {
  for (let slot = 0; slot < fleet.slotCount; slot++) {
    if (fleet.state[slot] === INSTANCE.none) continue;
    if ((fleet.room[slot * ROW + ROOM.marks] & MARK.isHeld) === 0) return false;
  }
  return true;
}
