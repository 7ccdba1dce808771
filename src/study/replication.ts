/** One simulation of a study, before and after: the task an executor is given and the small record it brings back. */
import type { Outcome, Timeline } from '../engine/outcome.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { ReplicationMetrics } from '../scenario/metrics.ts';

export interface StudyTask {
  /** Position of the candidate in the study's list. */
  readonly candidateIndex: number;
  readonly candidate: BatchConfig;
  readonly replication: number;
  /** The world's seed: the same for every candidate of one replication, so that they share their luck. */
  readonly seed: number;
  /** Also asks what the submissions of each day cost. */
  readonly byDay?: boolean;
}

/** An Outcome that is cheap to send between processes: the timeline travels with replication 0 only. */
export type OutcomeSummary = Omit<Outcome, 'timeline'> & { readonly timeline?: Timeline };

export interface ReplicationRecord {
  readonly candidateIndex: number;
  readonly replication: number;
  readonly seed: number;
  readonly metrics: ReplicationMetrics;
  readonly outcome: OutcomeSummary;
  /** US dollars by day of submission; only where the task asks for it and no commitment blurs it. */
  readonly usdByDay?: readonly number[];
}
