/**
 * The scheduler once more, slow and obvious: arrays, loops and scans, written from docs/behaviour.md to hold the engine to.
 * Here is all that AWS Batch does with jobs: states, dependencies, queues, dispatch, timeouts and retries, FIFO over EC2 and
 * SPOT environments; at each moment it looks for the first thing that is due, does it, and starts over. What surrounds the
 * scheduler is modelled beside it: SubmitJob (reference-submission.ts), when Batch buys (reference-scale-out.ts), what it buys
 * (reference-strategies.ts) and the instances (reference-fleet.ts). Shares with the engine the models only: keyed random
 * numbers, the catalogue and the Spot market's weather.
 */
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { OwnFailureEnd } from '../../src/models/own-failures.ts';
import type { JobClass, Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { failDependents, prerequisites, type ReferenceStates } from './reference-dependencies.ts';
import { best, earliest, type Host, must, NEVER } from './reference-fleet.ts';
import { isTriedAgain, ownFailureOf } from './reference-retries.ts';
import { type Group, type Queue, ReferenceScaleOut, referenceQueues } from './reference-scale-out.ts';
import { type ReferenceEnvironment, referenceTypes } from './reference-strategies.ts';
import { type Arrival, referenceArrivals } from './reference-submission.ts';

export interface ReferenceAttempt {
  readonly job: number;
  readonly attempt: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Number of the instance in launch order. */
  readonly instance: number;
  readonly type: string;
  readonly status: 'SUCCEEDED' | 'FAILED';
}

const STALLED_MS = 30 * 24 * 3_600_000;

export function referenceAttempts(workload: Workload, config: BatchConfig, world: World): ReferenceAttempt[] {
  return new Reference(workload, config, world).run();
}

class Reference extends ReferenceScaleOut {
  private readonly rows: ReferenceAttempt[] = [];
  private readonly environments: ReferenceEnvironment[];
  private readonly queues: Queue[];
  private readonly groups: Group[];
  private readonly states: ReferenceStates;
  private readonly tries: number[];
  /** Attempts of each job that failed by themselves. */
  private readonly failed: number[];
  /** In the order placed. */
  private running: { job: number; host: Host; startMs: number; endMs: number }[] = [];
  /** Retries and released dependents on their way to their queue. */
  private coming: { atMs: number; job: number; isRetry: boolean }[] = [];
  private readonly arrivals: Arrival[];
  private lastProgressMs = 0;

  constructor(
    private readonly workload: Workload,
    private readonly config: BatchConfig,
    world: World,
  ) {
    super(world);
    this.arrivals = referenceArrivals(workload, world);
    this.states = new Array(workload.jobCount).fill('submitted');
    this.tries = new Array(workload.jobCount).fill(0);
    this.failed = new Array(workload.jobCount).fill(0);
    this.environments = referenceTypes(config, world);
    this.queues = referenceQueues(config, this.environments);
    this.groups = [...new Set(this.queues.map(({ group }) => group))];
  }

  run(): ReferenceAttempt[] {
    for (const environment of this.environments) this.fillToMinimum(environment, true);
    while (this.states.some((state) => state !== 'succeeded' && state !== 'failed')) {
      this.nowMs = this.nextMs();
      if (this.nowMs === NEVER || this.isHopeless()) break;
      this.doOneThing();
    }
    return this.rows;
  }

  /** The earliest moment at which anything is due. */
  private nextMs(): number {
    let next = Math.min(this.dispatchMs, this.arrivals[0]?.atMs ?? NEVER);
    for (const { atMs } of this.wakes) next = Math.min(next, atMs);
    for (const { endMs } of this.running) next = Math.min(next, endMs);
    for (const { atMs } of this.coming) next = Math.min(next, atMs);
    for (const { decideMs, askAgainMs } of this.groups) next = Math.min(next, decideMs, askAgainMs);
    for (const { ask } of this.environments) next = Math.min(next, ask?.atMs ?? NEVER);
    for (const { reclaimMs, isReady, readyMs, look } of this.hosts)
      next = Math.min(next, reclaimMs, isReady ? NEVER : readyMs, look?.atMs ?? NEVER);
    return next;
  }

  /** Of all that is due now: ends, reclaims, new instances, jobs to queue, the dispatcher, scale-out, scale-in. */
  private doOneThing(): void {
    const now = this.nowMs;
    const ended = this.running.find(({ endMs }) => endMs === now);
    const taken = this.hosts.find(({ reclaimMs }) => reclaimMs === now);
    const ready = this.hosts.find((host) => !host.isReady && host.readyMs === now);
    const next = this.coming.find(({ atMs }) => atMs === now);
    const group = this.groups.find(({ decideMs, askAgainMs }) => decideMs === now || askAgainMs === now);
    const short = earliest(this.environments, ({ ask }) => ask, now);
    if (ended !== undefined) this.endAttempt(ended.job, ended.host);
    else if (taken !== undefined) this.reclaim(taken);
    else if (ready !== undefined) this.becomeReady(ready);
    else if (next !== undefined) {
      this.coming = this.coming.filter((other) => other !== next);
      this.join(next.job, next.isRetry);
    } else if (this.wakes.some(({ atMs }) => atMs === now)) this.wake();
    else if (this.arrivals[0]?.atMs === now) this.submit(must(this.arrivals.shift()));
    else if (this.dispatchMs === now) this.dispatch();
    else if (group !== undefined) this.decide(group);
    else if (short !== undefined) this.askAgain(short);
    else this.lookAtIdle(must(earliest(this.hosts, ({ look }) => look, now)));
  }

  private isHopeless(): boolean {
    if (this.arrivals.length > 0 || this.running.length + this.coming.length > 0) return false;
    if (this.dispatchMs <= this.nowMs) return false;
    if (this.nowMs - this.lastProgressMs > STALLED_MS || this.isAtRest(this.environments, this.groups)) return true;
    const { backfill } = this.world.assumptions;
    return this.queues.every(({ waiting, environments }) =>
      (backfill ? waiting : waiting.slice(0, 1)).every((job) => !environments.some((one) => this.isPossible(one, job))),
    );
  }

  protected need(job: number): JobClass {
    return must(this.workload.classes[must(this.workload.classIndex[job])]);
  }

  protected needs(): readonly JobClass[] {
    return this.workload.classes;
  }

  private queueOf(job: number): Queue {
    const { queue } = this.need(job);
    return must(this.queues.find(({ name }) => name === queue));
  }

  private submit({ job, submittedMs }: Arrival): void {
    this.lastProgressMs = Math.max(this.lastProgressMs, submittedMs);
    if (this.states[job] !== 'submitted') return;
    if (prerequisites(this.workload, this.states, job).every((state) => state === 'succeeded')) this.join(job, false);
    else this.states[job] = 'pending';
  }

  /** Retried jobs go to the front, all others by submission: row order. */
  private join(job: number, isRetry: boolean): void {
    const queue = this.queueOf(job);
    const { waiting } = queue;
    this.states[job] = 'waiting';
    const later = waiting.findIndex((other) => this.tries[other] === 0 && other > job);
    const position = isRetry ? 0 : later < 0 ? waiting.length : later;
    waiting.splice(position, 0, job);
    if (position === 0) queue.isStuck = false;
    if (queue.isStuck) this.askForScaleOut(queue.group);
    else this.askForDispatch();
  }

  private endAttempt(job: number, host: Host): void {
    const failure = ownFailureOf(this.workload, job, must(this.failed[job]));
    const isTimedOut = this.undisturbedMs(job) > (this.need(job).timeoutMs ?? NEVER);
    this.leave(job, host, isTimedOut || failure !== undefined ? 'FAILED' : 'SUCCEEDED');
    if (host.jobs.length === 0) {
      host.idleSinceMs = this.nowMs;
      this.watch(host);
    }
    if (failure !== undefined && !isTimedOut) {
      this.failed[job] = must(this.failed[job]) + 1;
      this.tryAgainOrEnd(job, failure);
    } else this.endJob(job, !isTimedOut);
    this.changed(host.environment);
  }

  private leave(job: number, host: Host, status: ReferenceAttempt['status']): void {
    const { startMs } = must(this.running.find((one) => one.job === job));
    this.running = this.running.filter((one) => one.job !== job);
    host.jobs = host.jobs.filter((other) => other !== job);
    const attempt = must(this.tries[job]);
    const times = { startMs: Math.min(startMs, this.nowMs), endMs: this.nowMs };
    this.lastProgressMs = Math.max(this.lastProgressMs, this.nowMs);
    this.rows.push({ job, attempt, ...times, instance: host.number, type: host.type.name, status });
  }

  /** Released dependents join their queue; those of a failed job fail, and theirs. */
  private endJob(job: number, isSuccess: boolean): void {
    this.states[job] = isSuccess ? 'succeeded' : 'failed';
    this.lastProgressMs = Math.max(this.lastProgressMs, this.nowMs);
    failDependents(this.workload, this.states, this.tries);
    this.states.forEach((state, other) => {
      if (state !== 'pending' || this.coming.some((one) => one.job === other)) return;
      if (prerequisites(this.workload, this.states, other).every((one) => one === 'succeeded'))
        this.coming.push({ atMs: this.nowMs, job: other, isRetry: false });
    });
  }

  private reclaim(host: Host): void {
    for (const job of [...host.jobs].reverse()) {
      const { startMs } = must(this.running.find((one) => one.job === job));
      this.leave(job, host, 'FAILED');
      const isTimedOut = startMs + (this.need(job).timeoutMs ?? NEVER) <= this.nowMs;
      if (isTimedOut) this.endJob(job, false);
      else this.tryAgainOrEnd(job, { statusReason: 'Host EC2 (instance) terminated.' });
    }
    this.giveBack(host, false);
  }

  private tryAgainOrEnd(job: number, end: OwnFailureEnd): void {
    const { attempts = 1 } = this.need(job);
    if (must(this.tries[job]) >= attempts || !isTriedAgain(this.config, end)) {
      this.endJob(job, false);
      return;
    }
    this.states[job] = 'submitted';
    const delayMs = Math.round(this.world.assumptions.retryDelaySeconds * 1000);
    this.coming.push({ atMs: this.nowMs + delayMs, job, isRetry: true });
  }

  /** How long the attempt runs that is next or under way, whatever its timeout. */
  private undisturbedMs(job: number): number {
    return ownFailureOf(this.workload, job, must(this.failed[job]))?.runMs ?? must(this.workload.runMs[job]);
  }

  private askForDispatch(): void {
    const tickMs = this.world.assumptions.dispatchTickSeconds * 1000;
    this.dispatchMs = Math.min(this.dispatchMs, tickMs === 0 ? this.nowMs : Math.ceil(this.nowMs / tickMs) * tickMs);
  }

  private served(environment: ReferenceEnvironment): Queue[] {
    return this.queues.filter(({ environments }) => environments.includes(environment));
  }

  /** Room was made in the environment, or it can grow no further: its queues try again. */
  protected changed(environment: ReferenceEnvironment): void {
    for (const queue of this.served(environment)) queue.isStuck = false;
    if (this.served(environment).some(({ waiting }) => waiting.length > 0)) this.askForDispatch();
  }

  protected mayGetJob(environment: ReferenceEnvironment): boolean {
    return this.dispatchMs < NEVER && this.served(environment).some(({ waiting }) => waiting.length > 0);
  }

  protected all(): readonly ReferenceEnvironment[] {
    return this.environments;
  }

  protected gotQuota(environment: ReferenceEnvironment): void {
    for (const { waiting, group } of this.served(environment)) if (waiting.length > 0) this.askForScaleOut(group);
  }

  protected lost(environment: ReferenceEnvironment): void {
    const isBelowMinimum = this.vcpus(environment) < environment.minVcpus;
    for (const { waiting, group } of this.served(environment))
      if (isBelowMinimum || waiting.length > 0) this.askForScaleOut(group);
  }

  private dispatch(): void {
    this.dispatchMs = NEVER;
    for (const queue of this.queues) {
      if (queue.isStuck || queue.waiting.length === 0) continue;
      while (queue.waiting.length > 0 && this.place(queue, must(queue.waiting[0])));
      if (queue.waiting.length === 0) continue;
      const { backfill, scaleOutLookAheadJobs } = this.world.assumptions;
      queue.isStuck = !backfill;
      if (backfill) for (const job of queue.waiting.slice(1, scaleOutLookAheadJobs)) this.place(queue, job);
      this.askForScaleOut(queue.group);
    }
  }

  private place(queue: Queue, job: number): boolean {
    for (const environment of queue.environments) {
      if (!this.isPossible(environment, job)) continue;
      const ready = this.hosts.filter((host) => host.environment === environment && host.isReady);
      const freeVcpus = ready.reduce((sum, host) => sum + this.free(host).vcpus, 0);
      const wanted = queue.waiting.reduce((sum, other) => sum + this.need(other).vcpus, 0);
      const { packing } = this.world.assumptions;
      const isSpread = packing === 'spread' || (packing === 'auto' && wanted > freeVcpus);
      const host = best(ready, (one) => this.free(one), this.need(job), isSpread);
      if (host !== undefined) {
        queue.waiting = queue.waiting.filter((other) => other !== job);
        this.start(job, host);
        return true;
      }
      if (this.canGrow(environment, job) || !this.mayPassOn(environment, job)) return false;
    }
    return false;
  }

  private start(job: number, host: Host): void {
    const startMs = this.containerUpMs(host);
    const killedMs = (this.need(job).timeoutMs ?? NEVER) + this.world.assumptions.killDelaySeconds * 1000;
    const runMs = Math.min(this.undisturbedMs(job), killedMs);
    this.states[job] = 'running';
    this.tries[job] = must(this.tries[job]) + 1;
    this.lastProgressMs = Math.max(this.lastProgressMs, this.nowMs);
    host.jobs.push(job);
    host.hasRunJob = true;
    this.running.push({ job, host, startMs, endMs: startMs + runMs });
  }
}
