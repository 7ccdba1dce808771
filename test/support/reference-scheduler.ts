/**
 * The scheduler once more, slow and obvious: arrays, loops and scans, written from docs/behaviour.md to hold the engine to.
 * Knows FIFO queues over EC2 and SPOT environments; at each moment it looks for the first thing that is due, does it, and
 * starts over. Shares with the engine the models only: keyed random numbers, the catalogue and the Spot market's weather.
 */
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { keyOf, logNormal, PURPOSE, uniform } from '../../src/models/random.ts';
import type { JobClass, Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { chooseReference, type ReferenceEnvironment, type ReferenceType, referenceTypes } from './reference-strategies.ts';

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

interface Host {
  readonly number: number;
  /** Equal instances are filled by seat; a new instance takes the seat given up last. */
  readonly seat: number;
  readonly environment: ReferenceEnvironment;
  readonly type: ReferenceType;
  readonly zone: number;
  readonly readyMs: number;
  readonly reclaimMs: number;
  isReady: boolean;
  /** Oldest first. */
  jobs: number[];
  idleSinceMs: number;
  hasRunJob: boolean;
  pulledMs: number;
  /** When somebody looks whether it is idle, and the how-manieth such appointment this is. */
  look: { atMs: number; order: number } | undefined;
  /** What jobs waiting for it have claimed in the current scale-out decision. */
  claimed: Need;
}

interface Queue {
  readonly name: string;
  readonly priority: number;
  readonly environments: readonly ReferenceEnvironment[];
  readonly group: Group;
  waiting: number[];
  /** Its head was tried in vain and nothing has changed since. */
  isStuck: boolean;
}

/** Queues connected by shared environments, and their common scale-out decision. */
interface Group {
  readonly key: number;
  queues: Queue[];
  readonly environments: readonly ReferenceEnvironment[];
  decideMs: number;
  decisions: number;
}

interface Need {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const STALLED_MS = 30 * 24 * 3_600_000;
const NOTHING: Need = { vcpus: 0, memoryMiB: 0, gpus: 0 };

export function referenceAttempts(workload: Workload, config: BatchConfig, world: World): ReferenceAttempt[] {
  return new Reference(workload, config, world).run();
}

class Reference {
  private readonly rows: ReferenceAttempt[] = [];
  private readonly environments: ReferenceEnvironment[];
  private readonly queues: Queue[];
  private readonly groups: Group[];
  private readonly states: ('submitted' | 'pending' | 'waiting' | 'running' | 'succeeded' | 'failed')[];
  private readonly tries: number[];
  /** In the order placed. */
  private running: { job: number; host: Host; startMs: number; endMs: number }[] = [];
  /** Retries and released dependents on their way to their queue. */
  private coming: { atMs: number; job: number; isRetry: boolean }[] = [];
  private hosts: Host[] = [];
  private held: Host[] = [];
  private freeSeats: number[] = [];
  private readonly launchesByPool = new Map<number, number>();
  private launches = 0;
  private looks = 0;
  private submitted = 0;
  private dispatchMs = NEVER;
  private nowMs = 0;
  private lastProgressMs = 0;

  constructor(
    private readonly workload: Workload,
    config: BatchConfig,
    private readonly world: World,
  ) {
    this.states = new Array(workload.jobCount).fill('submitted');
    this.tries = new Array(workload.jobCount).fill(0);
    this.environments = referenceTypes(config, world);
    this.groups = [];
    this.queues = config.jobQueues.map(({ jobQueueName: name, priority, computeEnvironmentOrder }) => {
      const names = [...computeEnvironmentOrder].sort((a, b) => a.order - b.order).map((one) => one.computeEnvironment);
      const environments = names.map((wanted) => must(this.environments.find((environment) => environment.name === wanted)));
      // The random cases give every queue all environments, so there is one group.
      const key = keyOf([...names].sort().join('/'));
      let group = this.groups.find((one) => one.key === key);
      if (group === undefined) {
        const ordered = this.environments.filter((environment) => environments.includes(environment));
        group = { key, queues: [], environments: ordered, decideMs: NEVER, decisions: 0 };
        this.groups.push(group);
      }
      return { name, priority, environments, group, waiting: [], isStuck: false };
    });
    this.queues.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
    for (const queue of this.queues) queue.group.queues.push(queue);
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
    return Math.min(
      this.dispatchMs,
      this.submitted < this.workload.jobCount ? this.runnableMs(this.submitted) : NEVER,
      ...this.running.map(({ endMs }) => endMs),
      ...this.coming.map(({ atMs }) => atMs),
      ...this.groups.map(({ decideMs }) => decideMs),
      ...this.hosts.flatMap((host) => [host.reclaimMs, host.isReady ? NEVER : host.readyMs, host.look?.atMs ?? NEVER]),
    );
  }

  /** Of all that is due now: ends, reclaims, new instances, jobs to queue, the dispatcher, scale-out, scale-in. */
  private doOneThing(): void {
    const now = this.nowMs;
    const ended = this.running.find(({ endMs }) => endMs === now);
    if (ended !== undefined) return this.endAttempt(ended.job, ended.host);
    const taken = this.hosts.find(({ reclaimMs }) => reclaimMs === now);
    if (taken !== undefined) return this.reclaim(taken);
    const ready = this.hosts.find((host) => !host.isReady && host.readyMs === now);
    if (ready !== undefined) return this.becomeReady(ready);
    const next = this.coming.find(({ atMs }) => atMs === now);
    if (next !== undefined) {
      this.coming = this.coming.filter((other) => other !== next);
      return this.join(next.job, next.isRetry);
    }
    if (this.submitted < this.workload.jobCount && this.runnableMs(this.submitted) === now) return this.submit(this.submitted++);
    if (this.dispatchMs === now) return this.dispatch();
    const group = this.groups.find(({ decideMs }) => decideMs === now);
    if (group !== undefined) return this.decide(group);
    const looked = this.hosts.filter(({ look }) => look?.atMs === now).sort((a, b) => must(a.look).order - must(b.look).order);
    this.lookAtIdle(must(looked[0]));
  }

  private isHopeless(): boolean {
    if (this.submitted < this.workload.jobCount || this.running.length + this.coming.length > 0) return false;
    if (this.dispatchMs <= this.nowMs) return false;
    if (this.nowMs - this.lastProgressMs > STALLED_MS) return true;
    const { backfill } = this.world.assumptions;
    return this.queues.every(({ waiting, environments }) =>
      (backfill ? waiting : waiting.slice(0, 1)).every((job) => !environments.some((one) => this.isPossible(one, job))),
    );
  }

  // Jobs ---------------------------------------------------------------------------------------------------------------

  private need(job: number): JobClass {
    return must(this.workload.classes[must(this.workload.classIndex[job])]);
  }

  private queueOf(job: number): Queue {
    const { queue } = this.need(job);
    return must(this.queues.find(({ name }) => name === queue));
  }

  private runnableMs(job: number): number {
    return must(this.workload.submitMs[job]) + Math.round(this.world.assumptions.submittedToRunnableSeconds * 1000);
  }

  private submit(job: number): void {
    this.lastProgressMs = Math.max(this.lastProgressMs, must(this.workload.submitMs[job]));
    if (this.states[job] !== 'submitted') return;
    if (this.prerequisites(job).every((state) => state === 'succeeded')) this.join(job, false);
    else this.states[job] = 'pending';
  }

  /** States of all the job waits for; an array counts as succeeded when all its children have. */
  private prerequisites(job: number): string[] {
    const { dependencies, arrays, jobCount } = this.workload;
    const own = arrays.findIndex(({ firstJob, size }) => job >= firstJob && job < firstJob + size);
    const found: string[] = [];
    dependencies.dependent.forEach((dependent, edge) => {
      if (dependent !== job && (own < 0 || dependent !== jobCount + own)) return;
      const prerequisite = must(dependencies.prerequisite[edge]);
      if (prerequisite < jobCount) found.push(must(this.states[prerequisite]));
      else {
        const { firstJob, size } = must(arrays[prerequisite - jobCount]);
        found.push(...this.states.slice(firstJob, firstJob + size));
      }
    });
    return found;
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
    const isTimedOut = must(this.workload.runMs[job]) > (this.need(job).timeoutMs ?? NEVER);
    this.leave(job, host, isTimedOut ? 'FAILED' : 'SUCCEEDED');
    if (host.jobs.length === 0) {
      host.idleSinceMs = this.nowMs;
      this.watch(host);
    }
    this.endJob(job, !isTimedOut);
    this.changed(host.environment);
  }

  private leave(job: number, host: Host, status: ReferenceAttempt['status']): void {
    const { startMs } = must(this.running.find((one) => one.job === job));
    this.running = this.running.filter((one) => one.job !== job);
    host.jobs = host.jobs.filter((other) => other !== job);
    const attempt = must(this.tries[job]);
    const times = { startMs: Math.min(startMs, this.nowMs), endMs: this.nowMs };
    this.rows.push({ job, attempt, ...times, instance: host.number, type: host.type.name, status });
  }

  /** Released dependents join their queue; those of a failed job fail, and theirs. */
  private endJob(job: number, isSuccess: boolean): void {
    this.states[job] = isSuccess ? 'succeeded' : 'failed';
    this.lastProgressMs = Math.max(this.lastProgressMs, this.nowMs);
    for (let isChanging = true; isChanging; ) {
      isChanging = false;
      this.states.forEach((state, other) => {
        if ((state !== 'pending' && state !== 'submitted') || this.tries[other] !== 0) return;
        if (!this.prerequisites(other).includes('failed')) return;
        this.states[other] = 'failed';
        isChanging = true;
      });
    }
    this.states.forEach((state, other) => {
      if (state !== 'pending' || this.coming.some((one) => one.job === other)) return;
      if (this.prerequisites(other).every((one) => one === 'succeeded'))
        this.coming.push({ atMs: this.nowMs, job: other, isRetry: false });
    });
  }

  private reclaim(host: Host): void {
    for (const job of [...host.jobs].reverse()) {
      this.leave(job, host, 'FAILED');
      if (must(this.tries[job]) < (this.need(job).attempts ?? 1)) {
        this.states[job] = 'submitted';
        const delayMs = Math.round(this.world.assumptions.retryDelaySeconds * 1000);
        this.coming.push({ atMs: this.nowMs + delayMs, job, isRetry: true });
      } else this.endJob(job, false);
    }
    this.giveBack(host);
  }

  // Dispatching --------------------------------------------------------------------------------------------------------

  private askForDispatch(): void {
    const tickMs = this.world.assumptions.dispatchTickSeconds * 1000;
    this.dispatchMs = Math.min(this.dispatchMs, tickMs === 0 ? this.nowMs : Math.ceil(this.nowMs / tickMs) * tickMs);
  }

  /** Room was made in the environment, or it can grow no further: its queues try again. */
  private changed(environment: ReferenceEnvironment): void {
    const served = this.queues.filter(({ environments }) => environments.includes(environment));
    for (const queue of served) queue.isStuck = false;
    if (served.some(({ waiting }) => waiting.length > 0)) this.askForDispatch();
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
      if (this.canGrow(environment)) return false;
    }
    return false;
  }

  private start(job: number, host: Host): void {
    const { imageCompressedMb, imagePullMbPerSecond, startingSeconds } = this.world.assumptions;
    const pullMs = Math.round((imageCompressedMb / imagePullMbPerSecond) * 1000);
    if (host.pulledMs < 0) host.pulledMs = this.nowMs + pullMs;
    const startMs = Math.max(this.nowMs, host.pulledMs) + Math.round(startingSeconds * 1000);
    const runMs = Math.min(must(this.workload.runMs[job]), this.need(job).timeoutMs ?? NEVER);
    this.states[job] = 'running';
    this.tries[job] = must(this.tries[job]) + 1;
    this.lastProgressMs = Math.max(this.lastProgressMs, this.nowMs);
    host.jobs.push(job);
    host.hasRunJob = true;
    this.running.push({ job, host, startMs, endMs: startMs + runMs });
  }

  private free(host: Host): Need {
    return host.jobs.reduce<Need>((left, job) => minus(left, this.need(job)), host.type);
  }

  private isPossible(environment: ReferenceEnvironment, job: number): boolean {
    const need = this.need(job);
    const isWithinMax = need.vcpus <= environment.maxVcpus;
    return environment.isEnabled && isWithinMax && environment.types.some((type) => holds(type, need));
  }

  // Scaling ------------------------------------------------------------------------------------------------------------

  private vcpus(environment: ReferenceEnvironment): number {
    return this.hosts.reduce((sum, host) => sum + (host.environment === environment ? host.type.vcpus : 0), 0);
  }

  private canGrow(environment: ReferenceEnvironment): boolean {
    const hasRoom = this.vcpus(environment) < environment.maxVcpus;
    return environment.isEnabled && hasRoom && environment.refusedUntilMs <= this.nowMs;
  }

  private askForScaleOut(group: Group): void {
    const growing = group.environments.filter((one) => one.isEnabled && this.vcpus(one) < one.maxVcpus);
    if (group.decideMs !== NEVER || growing.length === 0) return;
    const { scaleOutDelayMedianSeconds: median, scaleOutDelayP95Seconds: p95 } = this.world.assumptions;
    const draw = uniform(this.world.seed, PURPOSE.scaleOutDelay, group.key, group.decisions++);
    const earliestMs = Math.min(...growing.map((one) => one.refusedUntilMs));
    group.decideMs = Math.max(this.nowMs + Math.round(logNormal(median, p95, draw) * 1000), earliestMs);
  }

  private decide(group: Group): void {
    group.decideMs = NEVER;
    for (const host of this.hosts) host.claimed = NOTHING;
    for (const environment of group.environments) if (environment.isEnabled) this.fillToMinimum(environment, false);
    const { scaleOutLookAheadJobs } = this.world.assumptions;
    const seen = group.queues.map(({ waiting }) => waiting.slice(0, scaleOutLookAheadJobs));
    let left = seen.flat().reduce<Need>((sum, job) => plus(sum, this.need(job)), NOTHING);
    const claims = new Map(group.environments.map((environment) => [environment, NOTHING]));
    const launchesBefore = this.launches;
    let isRefused = false;
    let isAnyLeft = group.queues.some(({ waiting }) => waiting.length > scaleOutLookAheadJobs);
    group.queues.forEach(({ environments }, index) => {
      for (const job of must(seen[index])) {
        const possible = environments.filter((environment) => this.isPossible(environment, job));
        const taker = possible.find((environment) => {
          if (this.claimFree(environment, job, claims) || this.claimLaunching(environment, job)) return true;
          if (!this.canGrow(environment)) return false;
          const choice = chooseReference(environment, this.request(environment, job, left));
          if (choice !== undefined) this.launch(environment, choice.type, choice.zone, false);
          else {
            environment.refusedUntilMs = this.nowMs + 60_000;
            isRefused = true;
            this.changed(environment);
          }
          return choice !== undefined && this.claimLaunching(environment, job);
        });
        left = minus(left, this.need(job));
        if (taker === undefined) isAnyLeft = true;
        if (taker === undefined && !environments.some((environment) => this.canGrow(environment))) break;
      }
    });
    if ((this.launches > launchesBefore || isRefused) && isAnyLeft) this.askForScaleOut(group);
  }

  private claimFree(environment: ReferenceEnvironment, job: number, claims: Map<ReferenceEnvironment, Need>): boolean {
    const ready = this.hosts.filter((host) => host.environment === environment && host.isReady);
    const free = ready.reduce<Need>((sum, host) => plus(sum, this.free(host)), NOTHING);
    const claimed = plus(must(claims.get(environment)), this.need(job));
    if (free.vcpus < claimed.vcpus || free.memoryMiB < claimed.memoryMiB) return false;
    if (!ready.some((host) => holds(this.free(host), this.need(job)))) return false;
    claims.set(environment, claimed);
    return true;
  }

  private claimLaunching(environment: ReferenceEnvironment, job: number): boolean {
    const launching = this.hosts.filter((host) => host.environment === environment && !host.isReady);
    const host = best(launching, (one) => minus(one.type, one.claimed), this.need(job), false);
    if (host !== undefined) host.claimed = plus(host.claimed, this.need(job));
    return host !== undefined;
  }

  private request(environment: ReferenceEnvironment, job: number, left: Need) {
    const headroomVcpus = environment.maxVcpus - this.vcpus(environment);
    const need = this.need(job);
    const types = environment.types.filter(
      (type) => holds(type, need) && (!environment.isStrict || type.vcpus <= headroomVcpus),
    );
    return { types, left, headroomVcpus, zones: this.zones(environment), nowMs: this.nowMs, world: this.world };
  }

  /** The zone with the fewest instances first. */
  private zones(environment: ReferenceEnvironment): number[] {
    const count = (zone: number) => this.hosts.filter((host) => host.environment === environment && host.zone === zone).length;
    const zones = Array.from({ length: this.world.assumptions.zones }, (_, zone) => zone);
    return zones.sort((a, b) => count(a) - count(b) || a - b);
  }

  private fillToMinimum(environment: ReferenceEnvironment, isAtStart: boolean): void {
    while (this.vcpus(environment) < environment.minVcpus) {
      const missing = environment.minVcpus - this.vcpus(environment);
      const bySize = [...environment.types].sort((a, b) => a.vcpus - b.vcpus);
      const largest = Math.max(...bySize.filter(({ vcpus }) => vcpus <= missing).map(({ vcpus }) => vcpus));
      const type = must(bySize.find(({ vcpus }) => vcpus === largest) ?? bySize[0]);
      if (environment.isStrict && this.vcpus(environment) + type.vcpus > environment.maxVcpus) return;
      const { zone } = chooseReference({ ...environment, strategy: 'BEST_FIT_PROGRESSIVE_ORDERED' }, {
        types: [type], left: NOTHING, headroomVcpus: missing, zones: this.zones(environment), nowMs: this.nowMs, world: this.world,
      }) ?? { zone: undefined };
      if (zone === undefined && !isAtStart) {
        environment.refusedUntilMs = this.nowMs + 60_000;
        return;
      }
      this.launch(environment, type, isAtStart ? must(this.zones(environment)[0]) : must(zone), isAtStart);
    }
  }

  private launch(environment: ReferenceEnvironment, type: ReferenceType, zone: number, isAtStart: boolean): void {
    const { launchPendingSeconds, bootMedianSeconds, bootP95Seconds } = this.world.assumptions;
    const pool = must(type.pools[zone]);
    const ordinal = this.launchesByPool.get(pool.key) ?? 0;
    this.launchesByPool.set(pool.key, ordinal + 1);
    const bootSeconds = logNormal(bootMedianSeconds, bootP95Seconds, uniform(this.world.seed, PURPOSE.boot, pool.key, ordinal));
    const runningMs = this.nowMs + (isAtStart ? 0 : Math.round(launchPendingSeconds * 1000));
    this.hosts.push({
      number: this.launches++,
      seat: this.freeSeats.pop() ?? this.hosts.length,
      environment,
      type,
      zone,
      readyMs: runningMs + (isAtStart ? 0 : Math.round(bootSeconds * 1000)),
      reclaimMs: environment.isSpot ? this.world.spotMarket.reclaimMs(pool, ordinal, runningMs) : NEVER,
      isReady: false,
      jobs: [],
      idleSinceMs: NEVER,
      hasRunJob: false,
      pulledMs: -1,
      look: undefined,
      claimed: NOTHING,
    });
    const held = this.held.filter((host) => host.environment === environment);
    this.held = this.held.filter((host) => host.environment !== environment);
    for (const host of held) this.watch(host);
    if (!this.canGrow(environment)) this.changed(environment);
  }

  private becomeReady(host: Host): void {
    host.isReady = true;
    host.idleSinceMs = this.nowMs;
    this.watch(host);
    this.changed(host.environment);
  }

  // Giving back --------------------------------------------------------------------------------------------------------

  private isSurplus({ environment, type }: Host): boolean {
    return this.vcpus(environment) - type.vcpus >= environment.minVcpus;
  }

  private idleEndMs({ environment, idleSinceMs, hasRunJob }: Host): number {
    const stepMs = this.world.assumptions.scaleInTickSeconds * 1000;
    const endMs = idleSinceMs + (hasRunJob ? environment.idleMs : environment.unusedMs);
    return Math.max(this.nowMs, stepMs === 0 ? endMs : Math.ceil(endMs / stepMs) * stepMs);
  }

  private watch(host: Host): void {
    if (host.look !== undefined) return;
    if (this.isSurplus(host)) host.look = { atMs: this.idleEndMs(host), order: this.looks++ };
    else if (!this.held.includes(host)) this.held.push(host);
  }

  private lookAtIdle(host: Host): void {
    host.look = undefined;
    if (host.jobs.length > 0) return;
    const served = this.queues.filter(({ environments }) => environments.includes(host.environment));
    const mayGetJob = this.dispatchMs < NEVER && served.some(({ waiting }) => waiting.length > 0);
    if (!this.isSurplus(host) || this.idleEndMs(host) > this.nowMs) this.watch(host);
    else if (mayGetJob) host.look = { atMs: this.dispatchMs, order: this.looks++ };
    else this.giveBack(host);
  }

  private giveBack(host: Host): void {
    this.hosts = this.hosts.filter((other) => other !== host);
    this.held = this.held.filter((other) => other !== host);
    this.freeSeats.push(host.seat);
    const isBelowMinimum = this.vcpus(host.environment) < host.environment.minVcpus;
    for (const { environments, waiting, group } of this.queues)
      if (environments.includes(host.environment) && (isBelowMinimum || waiting.length > 0)) this.askForScaleOut(group);
  }
}

/** Fewest free GPUs, then fewest free vCPUs (most when spreading), then most free memory, then the lowest seat. */
function best(hosts: readonly Host[], freeOf: (host: Host) => Need, need: Need, isSpread: boolean): Host | undefined {
  const sign = isSpread ? -1 : 1;
  const fitting = hosts.filter((host) => holds(freeOf(host), need));
  return fitting.sort((a, b) => {
    const [left, right] = [freeOf(a), freeOf(b)];
    return (
      left.gpus - right.gpus ||
      sign * (left.vcpus - right.vcpus) ||
      right.memoryMiB - left.memoryMiB ||
      a.seat - b.seat
    );
  })[0];
}

function holds(room: Need, need: Need): boolean {
  return room.vcpus >= need.vcpus && room.memoryMiB >= need.memoryMiB && room.gpus >= need.gpus;
}

function plus(left: Need, right: Need): Need {
  return { vcpus: left.vcpus + right.vcpus, memoryMiB: left.memoryMiB + right.memoryMiB, gpus: left.gpus + right.gpus };
}

function minus(left: Need, right: Need): Need {
  return { vcpus: left.vcpus - right.vcpus, memoryMiB: left.memoryMiB - right.memoryMiB, gpus: left.gpus - right.gpus };
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the reference lost track');
  return value;
}
