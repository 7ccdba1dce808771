/** What a user's own records say about Spot: which instances ran how long, which were taken, and how jobs started. */

/** An instance the user ran on Spot. */
export interface InstanceRun {
  readonly instanceId: string;
  readonly instanceType: string;
  /** Zone name or number as written; undefined when unknown. */
  readonly zone?: string;
  readonly hours: number;
  /** True when the record itself says so; an interruption event for the id counts as well. */
  readonly isReclaimed: boolean;
}

/** When one job could start and when it did, epoch ms. */
export interface JobStart {
  readonly queue: string;
  readonly createdMs: number;
  /** When it became RUNNABLE, where an event says so. */
  readonly runnableMs?: number;
  readonly startedMs: number;
  readonly stoppedMs: number;
}

export interface SpotHistory {
  /** Ids of instances that EC2 interrupted (CloudTrail, EventBridge), each once. */
  readonly reclaimedIds: ReadonlySet<string>;
  /** Ids of instances that Batch says went under an attempt, each once; those of interruption events may be among them. */
  readonly lostHostIds: ReadonlySet<string>;
  readonly runs: readonly InstanceRun[];
  /** Batch attempts: how long they held an instance, hours, and how many instances were lost under them. */
  readonly attempts: { readonly count: number; readonly hours: number; readonly hostsLost: number };
  readonly starts: readonly JobStart[];
}
