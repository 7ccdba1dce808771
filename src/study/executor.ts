/** The port through which a study runs its simulations; cores, browser workers and AWS Batch arrays stand behind it. */
import type { ReplicationRecord, StudyTask } from './replication.ts';

export interface Executor {
  /**
   * Runs every task, in any order, and hands over each record as it arrives, each once. Stops early, without an error, once
   * `isCancelled` is true. Rejects when a simulation throws.
   */
  run(
    tasks: readonly StudyTask[],
    onResult: (record: ReplicationRecord) => void,
    isCancelled: () => boolean,
  ): Promise<void>;
}

/** Runs one task to the end. Pure: the same task gives the same record. */
export type RunTask = (task: StudyTask) => ReplicationRecord;
