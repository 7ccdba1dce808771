/** Time that passes only when somebody waits: tests of hours end in milliseconds. */

export class VirtualClock {
  #nowMs: number;

  /** Starts at a moment whose ISO form is easy to read in a failing test. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  readonly nowMs = (): number => this.#nowMs;

  advance(ms: number): void {
    if (!(ms >= 0)) throw new Error(`time cannot pass by ${ms} ms`);
    this.#nowMs += ms;
  }

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    this.advance(ms);
  };
}
