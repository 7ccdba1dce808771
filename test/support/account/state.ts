/** What the in-memory account holds, and how its resources pass from one status to the next as time goes by. */
import type {
  ComputeEnvironmentDetail,
  JobDefinition,
  JobDetail,
  JobQueueDetail,
  SchedulingPolicyDetail,
} from '@aws-sdk/client-batch';
import type { VirtualClock } from './virtual-clock.ts';

/** How long things take, milliseconds. Facts: scaling updates take minutes, infrastructure updates 10 to 30. */
export interface Durations {
  readonly createEnvironmentMs: number;
  readonly scalingUpdateMs: number;
  readonly infrastructureUpdateMs: number;
  readonly deleteEnvironmentMs: number;
  readonly changeQueueMs: number;
  /** How long a detached environment still counts as attached when it is to be deleted. */
  readonly relationshipLingersMs: number;
  /** How long a deleted resource is still described, as DELETED. */
  readonly deletedIsShownMs: number;
}

export const DURATIONS: Durations = {
  createEnvironmentMs: 20_000,
  scalingUpdateMs: 15_000,
  infrastructureUpdateMs: 15 * 60_000,
  deleteEnvironmentMs: 60_000,
  changeQueueMs: 4_000,
  relationshipLingersMs: 45_000,
  deletedIsShownMs: 20_000,
};

export type Status = 'CREATING' | 'UPDATING' | 'DELETING' | 'DELETED' | 'VALID' | 'INVALID';

/** One change of status that time will bring. */
interface Pending {
  readonly atMs: number;
  readonly status: Status;
  readonly statusReason?: string;
}

export interface Held<Detail> {
  detail: Detail & { status?: Status | undefined; statusReason?: string | undefined };
  pending: Pending[];
}

export interface HeldJob {
  readonly detail: JobDetail;
  readonly environment: string | undefined;
  readonly endsAtMs: number;
}

export interface State {
  readonly region: string;
  readonly accountId: string;
  readonly clock: VirtualClock;
  readonly durations: Durations;
  readonly pageSize: number;
  readonly environments: Map<string, Held<ComputeEnvironmentDetail>>;
  readonly queues: Map<string, Held<JobQueueDetail>>;
  readonly policies: Map<string, SchedulingPolicyDetail>;
  readonly definitions: JobDefinition[];
  readonly jobs: Map<string, HeldJob>;
  /** Until when an environment still counts as attached to a queue it has left: `environment queue` -> time. */
  readonly lingering: Map<string, number>;
  /** Environments that will turn INVALID instead of VALID. */
  readonly doomed: Map<string, string>;
  /** Jobs ended by the account itself because their environment was deleted or replaced. */
  readonly killedJobs: string[];
  counter: number;
}

export function arnOf(state: State, kind: string, name: string): string {
  return `arn:aws:batch:${state.region}:${state.accountId}:${kind}/${name}`;
}

export function nameOf(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}

export function later<Detail>(held: Held<Detail>, atMs: number, status: Status, statusReason?: string): void {
  held.pending.push({ atMs, status, ...(statusReason !== undefined && { statusReason }) });
}

/** Lets every change whose time has come happen, and forgets what has been DELETED for long enough. */
export function settle(state: State): void {
  const now = state.clock.nowMs();
  for (const held of state.environments.values()) settleOne(held, now);
  for (const held of state.queues.values()) settleOne(held, now);
  forgetDeleted(state.environments, now, state.durations.deletedIsShownMs);
  forgetDeleted(state.queues, now, state.durations.deletedIsShownMs);
  for (const [id, job] of state.jobs) if (job.endsAtMs <= now) state.jobs.delete(id);
}

function settleOne<Detail>(held: Held<Detail>, now: number): void {
  const due = held.pending.filter(({ atMs }) => atMs <= now);
  held.pending = held.pending.filter(({ atMs }) => atMs > now);
  const last = due.at(-1);
  if (last === undefined) return;
  held.detail = { ...held.detail, status: last.status, statusReason: last.statusReason };
  if (last.status === 'DELETED') deletedAt.set(held, last.atMs);
}

const deletedAt = new WeakMap<object, number>();

function forgetDeleted<Detail>(all: Map<string, Held<Detail>>, now: number, shownMs: number): void {
  for (const [name, held] of all) {
    const at = deletedAt.get(held);
    if (at !== undefined && at + shownMs <= now) all.delete(name);
  }
}
