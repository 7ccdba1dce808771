/**
 * The model of EC2 around the reference scheduler: instances launched, kept at minvCpus, ready, idle and given back. Plain
 * objects in one list, counted anew whenever somebody asks.
 */
import { logNormal, PURPOSE, uniform } from '../../src/models/random.ts';
import type { JobClass } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';
import { firstOffered, minimumOrder, type ReferenceEnvironment, type ReferenceType } from './reference-strategies.ts';

export interface Need {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

export interface Host {
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

export const NEVER = Number.POSITIVE_INFINITY;
export const NOTHING: Need = { vcpus: 0, memoryMiB: 0, gpus: 0 };

export abstract class ReferenceFleet {
  protected nowMs = 0;
  /** The next scheduler cycle. */
  protected dispatchMs = NEVER;
  protected hosts: Host[] = [];
  /** Idle, but kept by minvCpus. */
  protected held: Host[] = [];
  private freeSeats: number[] = [];
  protected launches = 0;
  private looks = 0;
  /** When environments are looked at again: their jobs may pass on, EC2 may offer something, a cool-down is over. */
  protected wakes: { atMs: number; environment: ReferenceEnvironment }[] = [];
  private asks = 0;
  private readonly launchesByPool = new Map<number, number>();

  constructor(protected readonly world: World) {}

  protected abstract need(job: number): JobClass;

  /** What the jobs of the run ask for. */
  protected abstract needs(): readonly JobClass[];

  /** Room was made in the environment, or it can grow no further. */
  protected abstract changed(environment: ReferenceEnvironment): void;

  /** Whether the next scheduler cycle may place something there. */
  protected abstract mayGetJob(environment: ReferenceEnvironment): boolean;

  /** An instance of the environment is gone. */
  protected abstract lost(environment: ReferenceEnvironment): void;

  /** All of the scenario. */
  protected abstract all(): readonly ReferenceEnvironment[];

  /** An instance of some environment is gone, and the environment may have more of the quota now. */
  protected abstract gotQuota(environment: ReferenceEnvironment): void;

  /** vCPUs of Standard instances that the account may run in the market; types of the random cases are all of family t. */
  protected quota({ isSpot }: ReferenceEnvironment): number {
    const { onDemand, spot } = this.world.quotas ?? {};
    return (isSpot ? spot : onDemand)?.standard ?? NEVER;
  }

  /** Whether one more of the type is within the quota that all environments of the market share. */
  protected isWithinQuota(environment: ReferenceEnvironment, type: ReferenceType): boolean {
    const same = this.all().filter(({ isSpot }) => isSpot === environment.isSpot);
    const used = same.reduce((sum, other) => sum + this.vcpus(other), 0);
    return used + type.vcpus <= this.quota(environment);
  }

  /** Types that had no quota have some: they may be asked for again, a minute after they were refused at the earliest. */
  private offerQuota({ environment: { isSpot } }: Host): void {
    for (const environment of this.all().filter((one) => one.isSpot === isSpot)) {
      const { refusedUntilMs, afterQuotaMs } = environment;
      const released = [...refusedUntilMs].filter(
        ([type, atMs]) => atMs === NEVER && this.isWithinQuota(environment, type),
      );
      for (const [type] of released) refusedUntilMs.set(type, must(afterQuotaMs.get(type)));
      if (released.length > 0) this.gotQuota(environment);
    }
  }

  protected vcpus(environment: ReferenceEnvironment): number {
    return this.hosts.reduce((sum, host) => sum + (host.environment === environment ? host.type.vcpus : 0), 0);
  }

  private readyVcpus(environment: ReferenceEnvironment): number {
    const ready = this.hosts.filter((host) => host.environment === environment && host.isReady);
    return ready.reduce((sum, { type }) => sum + type.vcpus, 0);
  }

  /** Whether maxvCpus leaves room for another instance that holds the job, or any job of the run. */
  protected hasHeadroom(environment: ReferenceEnvironment, job?: number): boolean {
    const needs = job === undefined ? this.needs() : [this.need(job)];
    return needs.some((need) => this.smallest(environment, need) <= environment.maxVcpus - this.vcpus(environment));
  }

  /** vCPUs that must be free below maxvCpus for a launch; NEVER when nothing holds the job. */
  private smallest({ isStrict, types }: ReferenceEnvironment, need: Need): number {
    const fitting = types.filter((type) => holds(type, need)).map(({ vcpus }) => vcpus);
    return isStrict ? Math.min(...fitting) : 1;
  }

  /** Whether with so many vCPUs there is no room for an instance of some job. */
  private isFull(environment: ReferenceEnvironment, vcpus: number): boolean {
    return this.launchable(environment).some((need) => vcpus + this.smallest(environment, need) > environment.maxVcpus);
  }

  /** What the environment has room for when it is empty: no job waits for it that it has no suitable instance for. */
  private launchable(environment: ReferenceEnvironment): JobClass[] {
    return this.needs().filter((need) => this.smallest(environment, need) <= environment.maxVcpus);
  }

  /** The types EC2 is asked for for the job: all that hold it and have room, with BEST_FIT the cheapest of them. */
  protected asked(environment: ReferenceEnvironment, job: number): ReferenceType[] {
    const { isStrict, maxVcpus, strategy, types } = environment;
    const left = maxVcpus - this.vcpus(environment);
    const allowed = types.filter((type) => holds(type, this.need(job)) && (!isStrict || type.vcpus <= left));
    return strategy === 'BEST_FIT'
      ? allowed.sort((a, b) => a.price - b.price || a.vcpus - b.vcpus).slice(0, 1)
      : allowed;
  }

  /** When EC2 may be asked for the first of them again. */
  protected askableMs(environment: ReferenceEnvironment, job: number): number {
    const times = this.asked(environment, job).map((type) => environment.refusedUntilMs.get(type) ?? 0);
    return times.length === 0 ? 0 : Math.min(...times);
  }

  protected canAsk(environment: ReferenceEnvironment, job: number): boolean {
    const isPaused = this.askableMs(environment, job) > this.nowMs;
    return environment.isEnabled && this.hasHeadroom(environment, job) && !isPaused;
  }

  /** Jobs that have no room there wait for it; not when EC2 refused what they need last time it was asked. */
  protected canGrow(environment: ReferenceEnvironment, job: number): boolean {
    const asked = this.asked(environment, job);
    return this.canAsk(environment, job) && asked.some((type) => !environment.refusedUntilMs.has(type));
  }

  /** The zone with the fewest instances first. */
  protected zones(environment: ReferenceEnvironment): number[] {
    const count = (zone: number) =>
      this.hosts.filter((host) => host.environment === environment && host.zone === zone).length;
    const zones = Array.from({ length: this.world.assumptions.zones }, (_, zone) => zone);
    return zones.sort((a, b) => count(a) - count(b) || a - b);
  }

  protected fillToMinimum(environment: ReferenceEnvironment, isAtStart: boolean): void {
    while (this.vcpus(environment) < environment.minVcpus) {
      const missing = environment.minVcpus - this.vcpus(environment);
      const isWithin = ({ vcpus }: ReferenceType) =>
        !environment.isStrict || this.vcpus(environment) + vcpus <= environment.maxVcpus;
      const request = {
        types: environment.types.filter(isWithin),
        left: { ...NOTHING, vcpus: missing },
        headroomVcpus: missing,
        zones: this.zones(environment),
        nowMs: this.nowMs,
        world: this.world,
        isWithinQuota: (type: ReferenceType) => this.isWithinQuota(environment, type),
      };
      if (request.types.length === 0) return;
      const pools = minimumOrder(environment, request);
      const pool = isAtStart
        ? pools.find(({ type }) => this.isWithinQuota(environment, type))
        : firstOffered(environment, pools, request);
      if (pool === undefined) {
        if (environment.ask !== undefined) return;
        environment.ask = { atMs: this.nowMs + environment.patienceMs, order: this.asks++ };
        environment.patienceMs = Math.min(2 * environment.patienceMs, 600_000);
        return;
      }
      this.launch(environment, pool.type, pool.zone, isAtStart);
      environment.patienceMs = 60_000;
    }
  }

  protected askAgain(environment: ReferenceEnvironment): void {
    environment.ask = undefined;
    this.fillToMinimum(environment, false);
  }

  protected launch(environment: ReferenceEnvironment, type: ReferenceType, zone: number, isAtStart: boolean): void {
    const { launchPendingSeconds, bootMedianSeconds, bootP95Seconds } = this.world.assumptions;
    const pool = must(type.pools[zone]);
    const ordinal = this.launchesByPool.get(pool.key) ?? 0;
    this.launchesByPool.set(pool.key, ordinal + 1);
    const bootSeconds = logNormal(
      bootMedianSeconds,
      bootP95Seconds,
      uniform(this.world.seed, PURPOSE.boot, pool.key, ordinal),
    );
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
    environment.refusedUntilMs.delete(type);
    environment.refusedSinceMs.delete(type);
    environment.afterQuotaMs.delete(type);
    this.noteFullness(environment);
    const isFull = this.isFull(environment, this.vcpus(environment));
    if (isFull) this.changed(environment);
  }

  /** For which jobs the environment is full, and since when. */
  private noteFullness(environment: ReferenceEnvironment): void {
    for (const need of this.launchable(environment)) {
      const isFull = this.vcpus(environment) + this.smallest(environment, need) > environment.maxVcpus;
      if (!isFull) environment.fullSinceMs.delete(need);
      else if (!environment.fullSinceMs.has(need)) {
        environment.fullSinceMs.set(need, this.nowMs);
        this.wakes.push({ atMs: this.nowMs + this.fallThroughMs(), environment });
      }
    }
  }

  /** Full or refused for the job for long enough, or neither. */
  protected mayPassOn(environment: ReferenceEnvironment, job: number): boolean {
    const refused = this.asked(environment, job).map((type) => environment.refusedSinceMs.get(type));
    const isRefused = refused.length > 0 && !refused.includes(undefined);
    const refusedMs = isRefused ? Math.max(...refused.map((sinceMs) => sinceMs ?? 0)) : NEVER;
    const sinceMs = Math.min(environment.fullSinceMs.get(this.need(job)) ?? NEVER, refusedMs);
    return sinceMs === NEVER || this.nowMs >= sinceMs + this.fallThroughMs();
  }

  protected fallThroughMs(): number {
    return this.world.assumptions.fallThroughDelaySeconds * 1000;
  }

  /** When a container placed now is up; the first on an instance pulls the image, and all others until then wait for it. */
  protected containerUpMs(host: Host): number {
    const { imageCompressedMb, imagePullMbPerSecond, startingSeconds } = this.world.assumptions;
    if (host.pulledMs < 0) host.pulledMs = this.nowMs + Math.round((imageCompressedMb / imagePullMbPerSecond) * 1000);
    return Math.max(this.nowMs, host.pulledMs) + Math.round(startingSeconds * 1000);
  }

  protected becomeReady(host: Host): void {
    const { environment } = host;
    host.isReady = true;
    host.idleSinceMs = this.nowMs;
    if (this.readyVcpus(environment) > environment.minVcpus) {
      const held = this.held.filter((other) => other.environment === environment);
      this.held = this.held.filter((other) => other.environment !== environment);
      for (const other of held) this.watch(other);
    }
    this.watch(host);
    this.changed(host.environment);
  }

  protected lookAtIdle(host: Host): void {
    host.look = undefined;
    if (host.jobs.length > 0) return;
    if (!this.isSurplus(host) || this.idleEndMs(host) > this.nowMs) this.watch(host);
    else if (this.mayGetJob(host.environment)) host.look = { atMs: this.dispatchMs, order: this.looks++ };
    else this.giveBack(host, true);
  }

  protected giveBack(host: Host, isScaleIn: boolean): void {
    this.hosts = this.hosts.filter((other) => other !== host);
    this.held = this.held.filter((other) => other !== host);
    this.freeSeats.push(host.seat);
    this.noteEnd(host, isScaleIn);
    this.offerQuota(host);
    this.lost(host.environment);
  }

  /** With the last one given back by Batch, nothing is launched for a while. */
  private noteEnd({ environment }: Host, isScaleIn: boolean): void {
    const left = this.vcpus(environment);
    this.noteFullness(environment);
    const { coolDownSeconds } = this.world.assumptions;
    if (coolDownSeconds === 0 || left > 0 || !isScaleIn) return;
    environment.coolsUntilMs = this.nowMs + coolDownSeconds * 1000;
    this.wakes.push({ atMs: environment.coolsUntilMs, environment });
  }

  protected wake(): void {
    const due = this.wakes.filter(({ atMs }) => atMs === this.nowMs);
    this.wakes = this.wakes.filter(({ atMs }) => atMs !== this.nowMs);
    for (const { environment } of due) this.changed(environment);
  }

  /** Nothing is due but that EC2 takes instances which minvCpus keeps. */
  protected isAtRest(
    environments: readonly ReferenceEnvironment[],
    groups: readonly { readonly decideMs: number; readonly askAgainMs: number }[],
  ): boolean {
    const isDeciding = groups.some(({ decideMs, askAgainMs }) => Math.min(decideMs, askAgainMs) < NEVER);
    const isAsking = environments.some(({ ask }) => ask !== undefined);
    if (isDeciding || isAsking || this.wakes.length > 0 || this.dispatchMs < NEVER) return false;
    return this.hosts.every(({ isReady, look }) => isReady && look === undefined);
  }

  private isSurplus({ environment, type }: Host): boolean {
    return this.readyVcpus(environment) - type.vcpus >= environment.minVcpus;
  }

  private idleEndMs({ environment, idleSinceMs, hasRunJob }: Host): number {
    const stepMs = this.world.assumptions.scaleInTickSeconds * 1000;
    const endMs = idleSinceMs + (hasRunJob ? environment.idleMs : environment.unusedMs);
    return Math.max(this.nowMs, stepMs === 0 ? endMs : Math.ceil(endMs / stepMs) * stepMs);
  }

  protected watch(host: Host): void {
    if (host.look !== undefined) return;
    if (this.isSurplus(host)) host.look = { atMs: this.idleEndMs(host), order: this.looks++ };
    else if (!this.held.includes(host)) this.held.push(host);
  }

  protected free(host: Host): Need {
    return host.jobs.reduce<Need>((left, job) => minus(left, this.need(job)), host.type);
  }
}

/** Fewest free GPUs, then fewest free vCPUs (most when spreading), then most free memory, then the lowest seat. */
export function best(
  hosts: readonly Host[],
  freeOf: (host: Host) => Need,
  need: Need,
  isSpread: boolean,
): Host | undefined {
  const sign = isSpread ? -1 : 1;
  const fitting = hosts.filter((host) => holds(freeOf(host), need));
  return fitting.sort((a, b) => {
    const [left, right] = [freeOf(a), freeOf(b)];
    return (
      left.gpus - right.gpus || sign * (left.vcpus - right.vcpus) || right.memoryMiB - left.memoryMiB || a.seat - b.seat
    );
  })[0];
}

export function holds(room: Need, need: Need): boolean {
  return room.vcpus >= need.vcpus && room.memoryMiB >= need.memoryMiB && room.gpus >= need.gpus;
}

export function plus(left: Need, right: Need): Need {
  return { vcpus: left.vcpus + right.vcpus, memoryMiB: left.memoryMiB + right.memoryMiB, gpus: left.gpus + right.gpus };
}

export function minus(left: Need, right: Need): Need {
  return { vcpus: left.vcpus - right.vcpus, memoryMiB: left.memoryMiB - right.memoryMiB, gpus: left.gpus - right.gpus };
}

export function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the reference lost track');
  return value;
}

/** Of all with an appointment now, the one that made it first. */
export function earliest<One>(
  all: readonly One[],
  appointment: (one: One) => { atMs: number; order: number } | undefined,
  nowMs: number,
): One | undefined {
  const due = all.filter((one) => appointment(one)?.atMs === nowMs);
  return due.sort((left, right) => must(appointment(left)).order - must(appointment(right)).order)[0];
}
