/** The waits of single queues within one simulation, kept only while a limit asks for them: a run without such limits counts nothing more. */
import { DurationHistogram } from '../engine/duration-histogram.ts';
import type { Workload } from '../models/workload.ts';
import { type QueueWaitSeconds, toSeconds } from '../scenario/metrics.ts';

export interface QueueWatch {
  /** For SimulateOptions. */
  readonly onWait: (job: number, waitMs: number) => void;
  readonly read: () => QueueWaitSeconds;
}

/**
 * `queues` are those that jobs name; where a configuration asks for some to be submitted to another queue they count for the one they
 * named. Jobs that name none belong to `firstQueue`.
 */
export function watchQueues(
  queues: readonly string[],
  { classes, classIndex }: Workload,
  firstQueue: string,
): QueueWatch {
  const queueOf = (index: number) => classes[index].queue ?? firstQueue;
  const named = queues.filter((name) => classIndex.some((index) => queueOf(index) === name));
  const histograms = new Map(named.map((name) => [name, new DurationHistogram()]));
  return {
    onWait: (job, waitMs) => histograms.get(queueOf(classIndex[job]))?.add(waitMs),
    read: () => Object.fromEntries(named.map((name) => [name, toSeconds(histograms.get(name)?.summary())])),
  };
}
