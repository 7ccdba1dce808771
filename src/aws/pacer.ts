/**
 * Decides how fast calls go out and when a failed one is made again: an even pace and back-off with full jitter. Waiting
 * and luck are handed in, so that a test needs neither.
 *
 * Batch publishes no rates for Describe and List calls; 5 a second is our choice (docs/account.md). Full jitter: AWS
 * Architecture Blog, "Exponential Backoff And Jitter".
 */
import { isTransient } from './call-failure.ts';

export interface PacerOptions {
  readonly callsPerSecond: number;
  /** Tries of one call, the first included. */
  readonly maxAttempts: number;
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
  readonly nowMs: () => number;
  /** Resolves after the time, or rejects with the signal's reason as soon as it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Told before every wait between two tries. */
  readonly onRetry?: (error: unknown, attempt: number, waitMs: number) => void;
}

const READ_PACE = { callsPerSecond: 5, maxAttempts: 8, firstBackoffMs: 500, longestBackoffMs: 20_000 };

/** The process's clock and luck, at the pace for reading calls. */
export function readPace(changes: Partial<PacerOptions> = {}): PacerOptions {
  return { ...READ_PACE, nowMs: () => performance.now(), sleep, random: Math.random, ...changes };
}

/** Runs calls one after the other at a steady pace; a transient failure is tried again until `maxAttempts`. */
export class Pacer {
  readonly #options: PacerOptions;
  #nextStartMs = Number.NEGATIVE_INFINITY;

  constructor(options: PacerOptions) {
    this.#options = options;
  }

  /** Rejects with the call's last error, or with the signal's reason. */
  async run<Answer>(call: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    const { maxAttempts, sleep, onRetry } = this.#options;
    for (let attempt = 1; ; attempt++) {
      await this.#waitForTurn(signal);
      try {
        return await call();
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt >= maxAttempts || !isTransient(error)) throw error;
        const waitMs = this.#backoffMs(attempt);
        onRetry?.(error, attempt, waitMs);
        await sleep(waitMs, signal);
      }
    }
  }

  async #waitForTurn(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { callsPerSecond, nowMs, sleep } = this.#options;
    const now = nowMs();
    const start = Math.max(now, this.#nextStartMs);
    this.#nextStartMs = start + 1000 / callsPerSecond;
    if (start > now) await sleep(start - now, signal);
  }

  #backoffMs(attempt: number): number {
    const { firstBackoffMs, longestBackoffMs, random } = this.#options;
    return Math.round(random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1)));
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
