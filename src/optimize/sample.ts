/** Which part of a large workload stands for the whole in the early rounds: its busiest stretch and a quiet one. */

import type { Workload } from '../models/workload.ts';
import { keepWindows, type TimeWindow } from '../models/workload-window.ts';

const HOUR_MS = 3_600_000;

/** The workload itself when it has at most `mostJobs`; otherwise a busy and a quiet stretch of about that many together. */
export function sampleOf(workload: Workload, mostJobs: number): Workload {
  if (workload.jobCount <= mostJobs) return workload;
  const windows = sampleWindows(workload, mostJobs);
  return windows.length === 0 ? workload : keepWindows(workload, windows);
}

/**
 * Equal stretches of whole hours, as long as the mean rate allows; the one with the most work submitted that is not larger than
 * the sample, and the one with the least work that still has jobs. Ties go to the earlier. Where a single hour submits more than
 * the sample has, the busy stretch is the one with most work however large: without its burst a sample knows neither how long jobs
 * wait nor what serves them, and a thinned one waits less behind the same maxvCpus. Empty where that is most of the workload.
 */
export function sampleWindows(workload: Workload, mostJobs: number): readonly TimeWindow[] {
  const { jobCount, submitMs } = workload;
  const spanMs = submitMs[jobCount - 1] + 1;
  const lengthMs = Math.max(HOUR_MS, Math.floor((spanMs * mostJobs) / jobCount / 2 / HOUR_MS) * HOUR_MS);
  const stretches = stretchesOf(workload, lengthMs);
  if (stretches.length < 3) return [];
  const affordable = stretches.filter(({ jobs }) => jobs <= mostJobs);
  const isBursty = stretchesOf(workload, HOUR_MS).some(({ jobs }) => jobs > mostJobs);
  const pool = affordable.length > 0 ? affordable : stretches;
  const busy = (isBursty ? stretches : pool).reduce((best, stretch) => (stretch.workMs > best.workMs ? stretch : best));
  if (isBursty && busy.jobs > jobCount / 2) return [];
  const others = (isBursty ? affordable : pool).filter((stretch) => stretch !== busy && stretch.jobs >= 10);
  if (others.length === 0) return [busy.window];
  const quiet = others.reduce((best, stretch) => (stretch.workMs < best.workMs ? stretch : best));
  return [busy.window, quiet.window].sort((left, right) => left.fromMs - right.fromMs);
}

interface Stretch {
  readonly window: TimeWindow;
  jobs: number;
  /** vCPU-milliseconds submitted. */
  workMs: number;
}

function stretchesOf(workload: Workload, lengthMs: number): readonly Stretch[] {
  const stretches = new Map<number, Stretch>();
  for (let job = 0; job < workload.jobCount; job++) {
    const index = Math.floor(workload.submitMs[job] / lengthMs);
    const window = { fromMs: index * lengthMs, toMs: (index + 1) * lengthMs };
    const stretch = stretches.get(index) ?? { window, jobs: 0, workMs: 0 };
    stretch.jobs++;
    const { vcpus, nodes = 1 } = workload.classes[workload.classIndex[job]];
    stretch.workMs += workload.runMs[job] * vcpus * nodes;
    stretches.set(index, stretch);
  }
  return [...stretches.values()];
}
