/**
 * The change plan: the difference between the live account and a wanted configuration, as ordered steps with their AWS
 * update kind. `plan` writes it, `apply` executes exactly it and nothing else, `rollback` goes back to its `before`.
 */
import type { BatchConfig, ComputeEnvironment } from '../models/batch-config.ts';
import type { UpdateKind } from '../models/update-kind.ts';
import type { LiveAccount } from './live-account.ts';

export type ResourceKind = 'computeEnvironment' | 'jobQueue' | 'schedulingPolicy' | 'jobDefinition';

/** One field of one resource, before and after. */
export interface FieldChange {
  readonly resource: { readonly kind: ResourceKind; readonly name: string };
  /** For example `computeResources.maxvCpus`; empty when the whole resource is made or removed. */
  readonly path: string;
  readonly sign: '~' | '-' | '+';
  readonly before?: unknown;
  readonly after?: unknown;
  readonly updateKind: UpdateKind;
}

/** The writing operations of the Batch API a plan may use, by the SDK's own names. */
export type WriteOperation =
  | 'CreateComputeEnvironment'
  | 'UpdateComputeEnvironment'
  | 'DeleteComputeEnvironment'
  | 'CreateJobQueue'
  | 'UpdateJobQueue'
  | 'DeleteJobQueue'
  | 'CreateSchedulingPolicy'
  | 'UpdateSchedulingPolicy'
  | 'DeleteSchedulingPolicy'
  | 'RegisterJobDefinition'
  | 'DeregisterJobDefinition'
  | 'TagResource'
  | 'UntagResource';

/** Reading operations that a step waits on. */
export type WaitCondition =
  /** The environment or queue is VALID (INVALID ends the wait as a failure). */
  | 'valid'
  /** Neither CREATING, UPDATING nor DELETING: what is to go may be INVALID. */
  | 'settled'
  /** The environment or queue answers no Describe any more, or answers DELETED. */
  | 'gone'
  /** No job is STARTING or RUNNING on the environment; no job at all is left in the queue. */
  | 'drained';

interface StepBase {
  /** `step-01`, in the order of execution. */
  readonly id: string;
  readonly resource: { readonly kind: ResourceKind; readonly name: string };
  /** One sentence for the person who approves it. */
  readonly why: string;
}

export interface WriteStep extends StepBase {
  readonly action: 'write';
  readonly operation: WriteOperation;
  /** The request as the SDK's command takes it. ARNs of resources that the plan itself makes are written `{{arn:kind:name}}`. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly updateKind: UpdateKind;
}

export interface WaitStep extends StepBase {
  readonly action: 'wait';
  readonly until: WaitCondition;
  readonly timeoutSeconds: number;
}

export type PlanStep = WriteStep | WaitStep;

/** What a change does to the jobs that run now. */
export interface TouchedJobs {
  readonly computeEnvironment: string;
  readonly running: number;
  /** More jobs that run, of its queues, of which AWS does not say where (on EKS it never does); absent without any. */
  readonly unplaced?: number;
  /** For example: replaced instances give running jobs 30 minutes, then end them. */
  readonly consequence: string;
}

/** Simulated before and after, when the plan was made from a scenario or a recommendation. */
export interface PredictedEffect {
  readonly costUsd?: { readonly before: Estimate; readonly after: Estimate };
  readonly waitSecondsP95?: {
    readonly before: number;
    readonly after: number;
    /** 95 % intervals of the two, open above where the runs are skewed; absent where the recommendation does not say, as in older ones. */
    readonly intervals?: { readonly before: WaitBounds; readonly after: WaitBounds };
  };
  readonly replications: number;
  readonly assumptionsPreset: string;
  readonly workload?: string;
  /** What single runs of the change had; absent where the recommendation does not say, as in older ones. */
  readonly singleRuns?: PromisedRuns;
}

/** A figure that the recommendation does not have is absent. Recommendations of before know of waits the middle and the longest alone. */
export interface PromisedRuns {
  readonly runs: number;
  /** Submitted in each run. */
  readonly jobs?: number;
  /** What records of jobs, which begin with SUBMITTED, have more of a wait than the runs, whose waits begin with RUNNABLE. */
  readonly submittedToRunnableSeconds?: number;
  readonly costUsd?: PromisedRange;
  readonly waitSecondsP95?: PromisedRange;
  readonly failedJobs?: PromisedRange;
  readonly lostAttempts?: PromisedRange;
}

export interface PromisedRange {
  readonly least?: number;
  readonly median: number;
  readonly most: number;
}

export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

export type WaitBounds = Pick<Bounds, 'lo'> & Partial<Pick<Bounds, 'hi'>>;

export interface Estimate extends Bounds {
  readonly mean: number;
}

export const CHANGE_PLAN_KIND = 'batchwright-change-plan';

export interface ChangePlan {
  readonly schemaVersion: 1;
  readonly kind: typeof CHANGE_PLAN_KIND;
  /** First 16 hex digits of the digest of everything else in the file; the value of the tag `batchwright:plan`. */
  readonly id: string;
  readonly region: string;
  readonly accountId?: string;
  /** Digest of `before`: apply reads the account again and refuses (exit 7) when the digest differs. */
  readonly stateHash: string;
  /** Every live resource the plan touches or relies on, as it was; what rollback restores. */
  readonly before: LiveAccount;
  /** The same resources as they shall be. */
  readonly wanted: BatchConfig;
  readonly changes: readonly FieldChange[];
  readonly steps: readonly PlanStep[];
  readonly touches: readonly TouchedJobs[];
  readonly effect?: PredictedEffect;
  /**
   * Environments that lose their last queue and stay, as they are: their jobs and their minvCpus go on, which the caps of
   * apply count. Those the configuration names are not among them; absent without any and in older plans.
   */
  readonly detached?: readonly ComputeEnvironment[];
  readonly warnings: readonly string[];
  /** Of a way back: what it would take back that the plan did not write. Absent where there is nothing of that kind. */
  readonly changedByOthers?: readonly string[];
}
