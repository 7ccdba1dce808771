/**
 * CancelJob and TerminateJob at given times. CancelJob fails jobs that are SUBMITTED, PENDING or RUNNABLE and does nothing to
 * those on an instance; a PENDING job fails only once its dependencies have completed (API CancelJob). TerminateJob also
 * ends attempts (API TerminateJob). Neither is ever retried (user guide, "Job retries").
 */
import { requestDispatch } from './dispatcher.ts';
import { cancelWaiting, stopAttempt } from './endings.ts';
import * as EVENT from './event-kinds.ts';
import * as JOB from './job-state-numbers.ts';
import { REASON } from './job-states.ts';
import { NO_JOB } from './jobs.ts';
import type { Run } from './run.ts';

const CANCEL = 0;
const TERMINATE = 1;

/** Puts every cancellation of the workload on the calendar. */
export function planStops(run: Run): void {
  const { cancelMs, terminateMs } = run.setup.workload;
  if (cancelMs !== undefined) planColumn(run, cancelMs, CANCEL);
  if (terminateMs !== undefined) planColumn(run, terminateMs, TERMINATE);
}

function planColumn(run: Run, times: Float64Array, kind: number): void {
  for (let job = 0; job < times.length; job++) {
    if (times[job] === Number.POSITIVE_INFINITY) continue;
    run.comingStops++;
    run.events.push(Math.max(0, times[job]), EVENT.stop, job, kind);
  }
}

export function stop(run: Run, job: number, kind: number): void {
  run.comingStops--;
  const reason = kind === TERMINATE ? REASON.terminated : REASON.canceled;
  const state = run.jobs.stateOf(job);
  if (state === JOB.running) {
    if (kind === TERMINATE) stopAttempt(run, job, reason);
  } else if (state === JOB.runnable) cancelRunnable(run, job, reason);
  else if (state === JOB.pending && run.dependencies.isWaiting(job)) run.stopBecauseOf(job, reason);
  else if (state === JOB.pending || state === JOB.submitted) cancelWaiting(run, job, reason);
}

/** Takes a RUNNABLE job out of its queue and fails it; those behind it may be next. */
export function cancelRunnable(run: Run, job: number, reason: string): void {
  const { jobs, recorder, nowMs } = run;
  const { queue, request } = run.classes[run.classIndex[job]];
  const line = run.lines[queue];
  const head = line.head;
  line.remove(job, request.jobVcpus);
  if (line.head !== head) line.isBlocked = false;
  recorder.advance();
  recorder.runnableJobs--;
  run.queuedMs += nowMs - jobs.sinceMsOf(job);
  run.options.waits?.onLeft(queue, job, nowMs);
  cancelWaiting(run, job, reason);
  if (line.head !== NO_JOB && !line.isBlocked) requestDispatch(run);
}
