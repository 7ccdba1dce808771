/** How often and how long to look again: every 5 seconds at first, ever more slowly, at most until a limit. */
import type { Clock } from './clock.ts';

const POLL = { firstMs: 5_000, factor: 1.5, longestMs: 30_000 } as const;

export class Patience {
  readonly limitMs: number;
  readonly #clock: Clock;
  readonly #endMs: number;
  #waitMs: number = POLL.firstMs;

  constructor(clock: Clock, limitMs: number) {
    this.limitMs = limitMs;
    this.#clock = clock;
    this.#endMs = clock.nowMs() + limitMs;
  }

  isOver(): boolean {
    return this.#clock.nowMs() >= this.#endMs;
  }

  /** How long to wait before the next look. */
  nextMs(): number {
    const waitMs = this.#waitMs;
    this.#waitMs = Math.min(POLL.longestMs, waitMs * POLL.factor);
    return waitMs;
  }
}
