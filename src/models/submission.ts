/**
 * Ours, not AWS's: what a configuration asks of whoever submits the jobs, and the workload as it looks when they do. AWS Batch
 * never moves a job to another queue, so a split of long and short jobs has to happen in SubmitJob.
 */
import type { JobClass, Workload } from './workload.ts';

/** Jobs of `fromQueue` that go to `toQueue` instead: those longer than a run time, or those of some job definitions. */
export interface QueueRoute {
  readonly fromQueue: string;
  readonly toQueue: string;
  /** Run time of an undisturbed attempt, seconds; longer jobs move. */
  readonly longerThanSeconds?: number;
  /** Jobs of these definitions move. */
  readonly jobDefinitions?: readonly string[];
}

export interface Submission {
  readonly queueRoutes?: readonly QueueRoute[];
  /** Seconds of work between two checkpoints, for jobs that write any; 0 = they write none. */
  readonly checkpointIntervalSeconds?: number;
}

const known = new WeakMap<Workload, Map<string, Workload>>();

/**
 * The workload itself when nothing is asked. Remembered by workload, so that the replications of a study share one copy; jobs that
 * name no queue belong to `firstQueue`.
 */
export function asSubmitted(workload: Workload, submission: Submission | undefined, firstQueue: string): Workload {
  if (submission === undefined) return workload;
  const { queueRoutes = [], checkpointIntervalSeconds } = submission;
  if (queueRoutes.length === 0 && checkpointIntervalSeconds === undefined) return workload;
  const copies = known.get(workload) ?? new Map<string, Workload>();
  known.set(workload, copies);
  const key = JSON.stringify([submission, firstQueue]);
  const found = copies.get(key);
  if (found !== undefined) return found;
  const routed = routeJobs(workload, queueRoutes, firstQueue);
  const made =
    checkpointIntervalSeconds === undefined ? routed : withInterval(routed, checkpointIntervalSeconds * 1000);
  copies.set(key, made);
  return made;
}

/** The first route that applies wins; classes are doubled where only some of their jobs move. */
function routeJobs(workload: Workload, routes: readonly QueueRoute[], firstQueue: string): Workload {
  if (routes.length === 0) return workload;
  const classes: JobClass[] = [...workload.classes];
  const moved = new Map<string, number>();
  const classIndex = workload.classIndex.slice();
  const runMs = decidingRunMs(workload);
  for (let job = 0; job < workload.jobCount; job++) {
    const from = workload.classIndex[job];
    const jobClass = workload.classes[from];
    const route = routes.find((each) => applies(each, jobClass, runMs[job], firstQueue));
    if (route === undefined) continue;
    const key = `${from}>${route.toQueue}`;
    const to = moved.get(key) ?? classes.push({ ...jobClass, queue: route.toQueue }) - 1;
    moved.set(key, to);
    classIndex[job] = to;
  }
  return { ...workload, classes, classIndex };
}

/** An array job is one submission, so all its children go where their mean run time says. */
export function decidingRunMs(workload: Workload): Float64Array {
  if (workload.arrays.length === 0) return workload.runMs;
  const runMs = workload.runMs.slice();
  for (const { firstJob, size } of workload.arrays) {
    const children = workload.runMs.subarray(firstJob, firstJob + size);
    runMs.fill(children.reduce((sum, childMs) => sum + childMs, 0) / size, firstJob, firstJob + size);
  }
  return runMs;
}

function applies(route: QueueRoute, jobClass: JobClass, runMs: number, firstQueue: string): boolean {
  if ((jobClass.queue ?? firstQueue) !== route.fromQueue) return false;
  const { longerThanSeconds, jobDefinitions } = route;
  if (jobDefinitions !== undefined)
    return jobClass.jobDefinition !== undefined && jobDefinitions.includes(jobClass.jobDefinition);
  return longerThanSeconds !== undefined && runMs > longerThanSeconds * 1000;
}

function withInterval(workload: Workload, intervalMs: number): Workload {
  const classes = workload.classes.map((jobClass): JobClass => {
    if (jobClass.checkpoint === undefined) return jobClass;
    const { checkpoint, ...rest } = jobClass;
    return intervalMs === 0 ? rest : { ...jobClass, checkpoint: { ...checkpoint, intervalMs } };
  });
  return { ...workload, classes };
}

/** What the submitter has to do, one sentence each, for exports and plans. */
export function submissionSentences(submission: Submission | undefined): readonly string[] {
  const { queueRoutes = [], checkpointIntervalSeconds: seconds } = submission ?? {};
  const routes = queueRoutes.map(routeSentence);
  if (seconds === undefined) return routes;
  const checkpoints =
    seconds === 0
      ? 'jobs write no checkpoints any more'
      : `jobs that write checkpoints do so every ${seconds} seconds of work`;
  return [...routes, checkpoints];
}

function routeSentence({ fromQueue, toQueue, longerThanSeconds, jobDefinitions }: QueueRoute): string {
  const which =
    jobDefinitions === undefined
      ? `jobs expected to run longer than ${longerThanSeconds ?? 0} seconds`
      : `jobs of the definitions ${jobDefinitions.join(', ')}`;
  return `submit ${which} to the queue ${toQueue} (SubmitJob jobQueue) instead of ${fromQueue}`;
}
