/**
 * Whether a failed attempt is tried again: attempts and evaluateOnExit of the retry strategy (AWS Batch user guide,
 * "Automated job retries"). First matching entry wins (order is not documented; our reading); no match means retry.
 */
import type { EvaluateOnExit, RetryStrategy } from '../models/batch-config.ts';

export interface AttemptEnd {
  readonly statusReason: string;
  readonly reason: string;
  /** Undefined when the container never returned one, as when its host died. */
  readonly exitCode: number | undefined;
}

/** `attemptsMade` counts the attempt that just ended. */
export function isRetried(
  strategy: RetryStrategy | undefined,
  attempts: number,
  attemptsMade: number,
  end: AttemptEnd,
): boolean {
  if (attemptsMade >= attempts) return false;
  const entry = strategy?.evaluateOnExit?.find((candidate) => matches(candidate, end));
  return entry === undefined || entry.action.toUpperCase() === 'RETRY';
}

/** All conditions an entry names must hold. */
function matches(entry: EvaluateOnExit, end: AttemptEnd): boolean {
  return (
    matchesPattern(entry.onStatusReason, end.statusReason) &&
    matchesPattern(entry.onReason, end.reason) &&
    matchesPattern(entry.onExitCode, end.exitCode === undefined ? '' : String(end.exitCode))
  );
}

/** A trailing * matches any ending; an absent pattern matches everything. */
function matchesPattern(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
