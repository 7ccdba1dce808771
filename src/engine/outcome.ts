/** The result of one simulation as plain data: the ledger, the waits, the timeline and what never ran. */

import type { ComputeResourceType } from '../models/batch-config.ts';
import type { DeadlineCount } from './deadlines.ts';
import type { OwnFailureCount } from './own-failures.ts';

/** What a dollar was spent on. Lines sum exactly to the total. */
export type LedgerKind = 'busy' | 'idle' | 'boot' | 'wasted' | 'ebs' | 'publicIpv4';
export const LEDGER_KINDS: readonly LedgerKind[] = ['busy', 'idle', 'boot', 'wasted', 'ebs', 'publicIpv4'];

/** Only under commitments: what they cost, and, below 0, what the usage they cover would have cost On-Demand. */
export type CommitmentKind = 'commitment' | 'covered';
export const COMMITMENT_KINDS: readonly CommitmentKind[] = ['commitment', 'covered'];

export type LedgerAmounts = Readonly<Record<LedgerKind, number>> & { readonly [Kind in CommitmentKind]?: number };

/** Environments buy in the four markets of AWS Batch; a commitment has a row of its own. */
export type LedgerMarket = ComputeResourceType | 'COMMITMENT';

/** The kinds that the amounts have, those of commitments last. */
export function kindsOf(amounts: LedgerAmounts): readonly (LedgerKind | CommitmentKind)[] {
  const extra = COMMITMENT_KINDS.filter((kind) => amounts[kind] !== undefined);
  return extra.length === 0 ? LEDGER_KINDS : [...LEDGER_KINDS, ...extra];
}

/** Whole micro-dollars of all kinds. */
export function sumOfKinds(amounts: LedgerAmounts): number {
  return kindsOf(amounts).reduce((sum, kind) => sum + (amounts[kind] ?? 0), 0);
}

/** A quantity bought beside the instances, with its price and where the price is from. */
export interface ExtraCharge {
  readonly quantity: number;
  readonly microUsdPerUnit: number;
  readonly source: string;
}

/** Costs of one (compute environment, instance type, market) in whole micro-dollars. */
export interface LedgerRow {
  readonly computeEnvironment: string;
  readonly instanceType: string;
  readonly market: LedgerMarket;
  readonly microUsd: LedgerAmounts;
  /** Billed instance time in ms after the 60-second minimum; before the free first hour of reclaimed Spot. */
  readonly billedMs: number;
  /** Instance time that was not charged because EC2 reclaimed the instance within its first hour, ms. */
  readonly freeMs: number;
  readonly microUsdPerHour: number;
  /** Where microUsdPerHour is from. */
  readonly source: string;
  /** Root volumes in GiB-months; undefined where none is billed. */
  readonly volumes: ExtraCharge | undefined;
  /** Public IPv4 addresses in hours; undefined where none is billed. */
  readonly addresses: ExtraCharge | undefined;
  readonly instances: number;
  readonly reclaimed: number;
}

export interface Ledger {
  readonly totalMicroUsd: number;
  readonly byKind: LedgerAmounts;
  readonly rows: readonly LedgerRow[];
}

/** Mean, quantiles and extreme of a duration over jobs, ms. Quantiles within 0.1 %. Undefined when no job counted. */
export interface DurationSummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Averages over equal time buckets; at most a few hundred points whatever the length of the run. */
export interface Timeline {
  readonly bucketMs: number;
  /** Mean number of RUNNABLE jobs waiting in each bucket. */
  readonly runnableJobs: readonly number[];
  /** Mean vCPUs held by jobs. */
  readonly usedVcpus: readonly number[];
  /** Mean vCPUs of instances, launching and idle ones included. */
  readonly totalVcpus: readonly number[];
}

/** Whole micro-dollars; all of it sums to the ledger's total. */
export interface AttributedCost {
  readonly byJobDefinition: readonly { readonly jobDefinition: string; readonly microUsd: number }[];
  /** Idle and booting instances, volumes, addresses, commitments less what they cover (so it may be below 0). */
  readonly unattributedMicroUsd: number;
}

export interface NeverRan {
  readonly jobs: number;
  /** Up to ten examples with AWS's own reason code. */
  readonly examples: readonly { readonly job: number; readonly reason: string }[];
  /** How long the run went on because EC2 might yet have had something for them; the ledger ends where that wait began. */
  readonly waitedInVainMs?: number;
}

/** The most vCPUs of a quota at once: `bucket` is its place in QUOTA_BUCKETS, `quotaVcpus` undefined when unknown. */
export interface QuotaUsePeak {
  readonly bucket: number;
  readonly peakVcpus: number;
  readonly quotaVcpus: number | undefined;
}

export interface Outcome {
  readonly jobs: {
    readonly submitted: number;
    readonly succeeded: number;
    readonly failed: number;
    /** Of those failed: stopped by CancelJob, TerminateJob or a jobStateTimeLimitAction; AWS calls them FAILED too. */
    readonly cancelled: number;
    readonly neverRan: number;
  };
  /** Only where jobs have deadlines. */
  readonly deadlines?: DeadlineCount;
  readonly neverRan: NeverRan;
  readonly ledger: Ledger;
  readonly attribution: AttributedCost;
  /** RUNNABLE (dependencies met) to the first RUNNING. */
  readonly waitMs: DurationSummary | undefined;
  /** Submit to the end of the last attempt of jobs that ended. */
  readonly turnaroundMs: DurationSummary | undefined;
  /** Mean over jobs of max(1, (wait + run) / max(run, 10 s)) (Feitelson and Rudolph 1998). */
  readonly boundedSlowdownMean: number | undefined;
  /** First submit to the last job end, ms. */
  readonly makespanMs: number;
  readonly utilization: {
    readonly vcpu: number | undefined;
    readonly memory: number | undefined;
    /** Absent where no instance had GPUs. */
    readonly gpu?: number;
  };
  readonly spot: {
    readonly interruptions: number;
    readonly lostAttempts: number;
    /** Of lost attempts, less what their checkpoints kept. */
    readonly wastedVcpuMs: number;
    /** Most attempts lost to reclaims of one instance family within three minutes. */
    readonly largestReclaimJobs: number;
  };
  /** Attempts that failed by themselves, as in the recorded history; only where the workload has any. */
  readonly ownFailures?: OwnFailureCount;
  readonly instances: {
    readonly launched: number;
    /** For want of capacity; those beyond a quota are not counted. */
    readonly failedLaunches: number;
    readonly peakVcpus: number;
    readonly quotaPeaks: readonly QuotaUsePeak[];
  };
  readonly attempts: number;
  readonly timeline: Timeline;
  readonly events: number;
}
