/** Whether simulated time still moves: what a checked run asserts of every instant, so that a loop at one is found and named. */
import type { Run } from './run.ts';

/** At one instant a job is submitted, placed, ended and tried again, an instance launched, ready and given back: a few events each. */
const EVENTS_EACH = 64;

export class InstantWatch {
  private atMs = Number.NEGATIVE_INFINITY;
  private events = 0;

  constructor(private readonly run: Run) {}

  /** Throws when more happened at this instant than all jobs, instances and environments account for. */
  onEvent(): void {
    const { nowMs, jobs, fleet, environments } = this.run;
    if (nowMs !== this.atMs) {
      this.atMs = nowMs;
      this.events = 0;
    }
    this.events++;
    // Slots are used again, so an instance bought and given back over and over does not raise the bound.
    if (this.events <= EVENTS_EACH * (jobs.count + fleet.slotCount + environments.length)) return;
    throw new Error(`conservation law broken: time moves on (${this.events} events at ${nowMs} ms)`);
  }
}
