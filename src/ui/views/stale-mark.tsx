/** Says in the heading of figures that they are of an earlier text: the card that says so first may be far off the screen. */
import { isStale } from '../state.ts';

export function StaleMark() {
  return isStale.value ? <span class="stale-mark"> · before your last change</span> : null;
}
