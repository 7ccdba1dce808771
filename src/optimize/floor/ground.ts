/** The input of a floor as all bounds see it: what must run, what may be rented, and what rounding can take away. */
import type { Assumptions } from '../../models/assumptions.ts';
import type { JobDefinition } from '../../models/batch-config.ts';
import type { Catalog } from '../../models/catalog.ts';
import type { Commitment } from '../../models/commitments.ts';
import type { SpotRecordings } from '../../models/spot/recordings.ts';
import type { Workload } from '../../models/workload.ts';
import { prepaidMicroUsd } from './discounts.ts';
import { type Eligibility, eligibilityOf } from './eligibility.ts';
import { type JobDemand, jobDemand } from './job-groups.ts';
import { type FloorScope, rentOptions } from './rent.ts';
import { taskRates } from './tasks.ts';

export interface FloorInput {
  readonly workload: Workload;
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  readonly scope: FloorScope;
  /** Their timeouts cut jobs short. */
  readonly jobDefinitions?: readonly JobDefinition[];
  /** Savings Plans and Reserved Instances in force. */
  readonly commitments?: readonly Commitment[];
  readonly recordings?: SpotRecordings | undefined;
}

export interface FloorGround {
  readonly input: FloorInput;
  readonly demand: JobDemand;
  readonly eligibility: Eligibility;
  /** By group: micro-dollars an hour of one Fargate task; Infinity where there is none. */
  readonly taskRates: Float64Array;
  /** Time the first job of an instance, and every Fargate task, waits for its image, ms. */
  readonly pullMs: number;
  /** Most a job's share of an instance's bill can be rounded down by. */
  readonly roundingMicroUsd: number;
  /** What is paid whatever runs: the commitments, in the treatment `prepaid`. */
  readonly fixedMicroUsd: number;
}

export interface Proof {
  readonly usd: number;
  readonly uncountedJobs: number;
}

/** Given away so that no rounding of sums can lift the floor above the truth. */
const SUM_TOLERANCE = 1e-9;
const MICRO = 1_000_000;
const HOUR_MS = 3_600_000;

export function prepareGround(input: FloorInput): FloorGround {
  const { workload, assumptions, jobDefinitions } = input;
  const pull = pullMs(assumptions);
  const demand = jobDemand({
    workload,
    startingSeconds: assumptions.startingSeconds,
    pullMs: pull,
    ...(jobDefinitions !== undefined && { jobDefinitions }),
  });
  const eligibility = eligibilityOf(demand.groups, rentOptions(input));
  const rates = taskRates(demand.groups, input);
  const fixedMicroUsd = fixedCost(input, demand, (group) => isServable(group, eligibility, rates));
  return {
    input,
    demand,
    eligibility,
    taskRates: rates,
    pullMs: pull,
    roundingMicroUsd: roundingMicroUsd(input),
    fixedMicroUsd,
  };
}

function pullMs({ imageCompressedMb, imagePullMbPerSecond }: Assumptions): number {
  return Math.round((imageCompressedMb / imagePullMbPerSecond) * 1000);
}

/** Whether anything in the scope holds the group's jobs. */
export function isServable(group: number, { cells, cellOfGroup }: Eligibility, rates: Float64Array): boolean {
  return cells[cellOfGroup[group]].length > 0 || rates[group] < Number.POSITIVE_INFINITY;
}

/** The ledger rounds rent, volume and address of an instance to whole micro-dollars: half of one each, when there is one. */
function roundingMicroUsd({ catalog, assumptions, commitments = [] }: FloorInput): number {
  const hasVolume = (catalog.ebsGp3MicroUsdPerGibMonth ?? 0) * assumptions.rootVolumeGib > 0;
  const hasAddress = (catalog.publicIpv4MicroUsdPerHour ?? 0) * assumptions.publicIpv4PerInstance > 0;
  return 0.5 * (1 + Number(hasVolume) + Number(hasAddress) + Number(commitments.length > 0));
}

/** Commitments are paid for every hour until the last instance ends, which is not before the last job can have ended. */
function fixedCost(
  { workload, catalog, scope, commitments = [] }: FloorInput,
  { jobs }: JobDemand,
  isCounted: (group: number) => boolean,
): number {
  if (scope.commitments !== 'prepaid') return 0;
  let lastMs = 0;
  for (let job = 0; job < workload.jobCount; job++) {
    if (jobs.group[job] < 0 || !isCounted(jobs.group[job])) continue;
    lastMs = Math.max(lastMs, workload.submitMs[job] + jobs.heldMs[job]);
  }
  return prepaidMicroUsd(commitments, Math.ceil(lastMs / HOUR_MS), catalog);
}

/** Whole micro-dollars as USD, rounded down. */
export function provenUsd(microUsd: number): number {
  return Math.max(0, Math.floor(microUsd * (1 - SUM_TOLERANCE))) / MICRO;
}
