/**
 * How much one Spot event can take at once: the most attempts lost to reclaims of one instance family, over all its sizes
 * and zones, within three minutes of the first (the span in which pools of a family fall together).
 */
export const EVENT_MS = 180_000;

export class BlastRadius {
  largest = 0;
  private readonly events = new Map<string, { startMs: number; attempts: number }>();

  /** Times must not decrease. */
  add(family: string, nowMs: number, attempts: number): void {
    let event = this.events.get(family);
    if (event === undefined || nowMs - event.startMs > EVENT_MS) {
      event = { startMs: nowMs, attempts: 0 };
      this.events.set(family, event);
    }
    event.attempts += attempts;
    if (event.attempts > this.largest) this.largest = event.attempts;
  }
}
