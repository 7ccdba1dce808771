/**
 * Decides how much later than the trace says a job enters SUBMITTED: SubmitJob calls beyond the account's rate wait their turn
 * (AWS Batch service quotas: 50 a second, an array is one call), and the children of arrays appear one after the other.
 */
import type { Assumptions } from './assumptions.ts';
import { rowsInOrder } from './row-order.ts';
import type { Workload } from './workload.ts';

export type SubmissionPace = Pick<Assumptions, 'submitCallsPerSecond' | 'arrayFanOutSecondsPerThousand'>;

export interface SubmissionTimes {
  /** By row, whole ms after the submit time of the trace; undefined when no job is late. */
  readonly lateMs: Float64Array | undefined;
  /** Rows in the order they enter SUBMITTED; undefined when that is their own order. */
  readonly order: Uint32Array | undefined;
}

const PUNCTUAL: SubmissionTimes = { lateMs: undefined, order: undefined };
const known = new WeakMap<Workload, Map<string, SubmissionTimes>>();

/** Remembered by workload, so that the replications of a study share one. */
export function submissionTimes(workload: Workload, pace: SubmissionPace): SubmissionTimes {
  const { submitCallsPerSecond, arrayFanOutSecondsPerThousand } = pace;
  const isFanOut = arrayFanOutSecondsPerThousand > 0 && workload.arrays.length > 0;
  if (submitCallsPerSecond === 0 && !isFanOut) return PUNCTUAL;
  const times = known.get(workload) ?? new Map<string, SubmissionTimes>();
  known.set(workload, times);
  const key = `${submitCallsPerSecond}/${arrayFanOutSecondsPerThousand}`;
  const found = times.get(key) ?? timesOf(workload, pace);
  times.set(key, found);
  return found;
}

function timesOf(workload: Workload, pace: SubmissionPace): SubmissionTimes {
  const { jobCount, submitMs, arrays } = workload;
  const takeCall = callPacer(pace.submitCallsPerSecond);
  // Seconds for a thousand children are milliseconds for one.
  const childMs = pace.arrayFanOutSecondsPerThousand;
  let lateMs: Float64Array | undefined;
  let fannedOutMs = 0;
  let array = 0;
  for (let job = 0; job < jobCount; ) {
    const size = array < arrays.length && arrays[array].firstJob === job ? arrays[array++].size : 1;
    const isArray = array > 0 && arrays[array - 1].firstJob === job;
    const takenMs = takeCall(submitMs[job]);
    const fromMs = isArray ? Math.max(takenMs, fannedOutMs) : takenMs;
    if (isArray) fannedOutMs = fromMs + size * childMs;
    for (let child = 0; child < size; child++, job++) {
      const late = Math.round(fromMs + (isArray ? child * childMs : 0)) - submitMs[job];
      if (late === 0) continue;
      lateMs ??= new Float64Array(jobCount);
      lateMs[job] = late;
    }
  }
  return lateMs === undefined ? PUNCTUAL : { lateMs, order: entryOrder(submitMs, lateMs) };
}

/** When each call in turn is taken: never more than the rate in any stretch of a second; 0 = no limit. */
function callPacer(callsPerSecond: number): (atMs: number) => number {
  if (callsPerSecond === 0) return (atMs) => atMs;
  const calls = Math.max(1, Math.floor(callsPerSecond));
  const windowMs = (1000 * calls) / callsPerSecond;
  const taken = new Float64Array(calls).fill(Number.NEGATIVE_INFINITY);
  let next = 0;
  return (atMs) => {
    const takenMs = Math.max(atMs, taken[next] + windowMs);
    taken[next] = takenMs;
    next = (next + 1) % calls;
    return takenMs;
  };
}

function entryOrder(submitMs: Float64Array, lateMs: Float64Array): Uint32Array | undefined {
  const enteredMs = new Float64Array(submitMs.length);
  for (let row = 0; row < submitMs.length; row++) enteredMs[row] = submitMs[row] + lateMs[row];
  return rowsInOrder(enteredMs, submitMs.length);
}
