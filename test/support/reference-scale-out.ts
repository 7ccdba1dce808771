/** When the reference scheduler buys: the first waiting jobs of each queue claim what is there, and launch for the rest. */
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { keyOf, logNormal, PURPOSE, uniform } from '../../src/models/random.ts';
import { best, holds, minus, must, NEVER, type Need, NOTHING, plus, ReferenceFleet } from './reference-fleet.ts';
import { chooseReference, type ReferenceEnvironment, type ReferenceType } from './reference-strategies.ts';

export interface Queue {
  readonly name: string;
  readonly priority: number;
  readonly environments: readonly ReferenceEnvironment[];
  readonly group: Group;
  waiting: number[];
  /** Its head was tried in vain and nothing has changed since. */
  isStuck: boolean;
}

/** Queues connected by shared environments, and their common scale-out decision. */
export interface Group {
  readonly key: number;
  queues: Queue[];
  readonly environments: readonly ReferenceEnvironment[];
  decideMs: number;
  /** When EC2 may have again what it refused for a job still without room. */
  askAgainMs: number;
  decisions: number;
}

export abstract class ReferenceScaleOut extends ReferenceFleet {
  protected askForScaleOut(group: Group): void {
    const growing = group.environments.filter((one) =>
      one.isEnabled ? this.hasHeadroom(one) || this.vcpus(one) < one.minVcpus : this.vcpus(one) < one.minVcpus,
    );
    if (group.decideMs !== NEVER || growing.length === 0) return;
    const earliestMs = Math.min(...growing.map((one) => Math.max(this.awaitedMs(one, group), one.coolsUntilMs)));
    if (earliestMs === NEVER) return;
    const { scaleOutDelayMedianSeconds: median, scaleOutDelayP95Seconds: p95 } = this.world.assumptions;
    const draw = uniform(this.world.seed, PURPOSE.scaleOutDelay, group.key, group.decisions++);
    group.decideMs = Math.max(this.nowMs + Math.round(logNormal(median, p95, draw) * 1000), earliestMs);
  }

  protected decide(group: Group): void {
    if (group.decideMs === this.nowMs) group.decideMs = NEVER;
    group.askAgainMs = NEVER;
    for (const host of this.hosts) host.claimed = NOTHING;
    for (const environment of group.environments) this.fillToMinimum(environment, false);
    const seen = group.queues.map((queue) => this.lookAhead(queue));
    let left = seen.flat().reduce<Need>((sum, job) => plus(sum, this.need(job)), NOTHING);
    const claims = new Map(group.environments.map((environment) => [environment, NOTHING]));
    const launchesBefore = this.launches;
    let isRefused = false;
    let againMs = NEVER;
    let isAnyLeft = group.queues.some(({ waiting }, index) => waiting.length > must(seen[index]).length);
    group.queues.forEach(({ environments }, index) => {
      for (const job of must(seen[index])) {
        let isTaken = false;
        for (const environment of environments.filter((one) => this.isPossible(one, job))) {
          isTaken = this.claimFree(environment, job, claims) || this.claimLaunching(environment, job);
          if (isTaken) break;
          if (this.canAsk(environment, job)) {
            if (environment.coolsUntilMs > this.nowMs) break;
            const choice = chooseReference(environment, this.request(environment, job, left));
            if (choice !== undefined) {
              this.launch(environment, choice.type, choice.zone, false);
              isTaken = this.claimLaunching(environment, job);
              break;
            }
            isRefused = true;
            this.refuse(environment, job);
          }
          if (!this.mayPassOn(environment, job)) break;
        }
        left = minus(left, this.need(job));
        if (isTaken) continue;
        isAnyLeft = true;
        const refused = environments.filter((one) => this.isPossible(one, job) && this.hasHeadroom(one, job));
        const laterMs = refused.map((one) => this.askableMs(one, job)).filter((atMs) => atMs > this.nowMs);
        againMs = Math.min(againMs, ...laterMs);
        // Nothing is bought for jobs that may not pass this one.
        if (!this.world.assumptions.backfill || !environments.some((one) => one.isEnabled && this.hasHeadroom(one)))
          break;
      }
    });
    if ((this.launches > launchesBefore || isRefused) && isAnyLeft) this.askForScaleOut(group);
    else group.askAgainMs = againMs;
  }

  /** What only a quota holds back, for nobody knows how long, keeps nobody from filling up to minvCpus. */
  private awaitedMs(environment: ReferenceEnvironment, group: Group): number {
    const headsMs = this.headsAskableMs(environment, group);
    return headsMs === NEVER && this.vcpus(environment) < environment.minVcpus ? 0 : headsMs;
  }

  /** EC2 is not asked again for what the next job of each queue needs before that time; with backfill others may need more. */
  private headsAskableMs(environment: ReferenceEnvironment, { queues }: Group): number {
    const waiting = queues
      .filter(({ environments }) => environments.includes(environment))
      .map((one) => one.waiting[0]);
    const heads = waiting.filter((job) => job !== undefined).filter((job) => this.isPossible(environment, job));
    if (heads.length === 0 || this.world.assumptions.backfill) return 0;
    return Math.min(...heads.map((job) => this.askableMs(environment, job)));
  }

  private refuse(environment: ReferenceEnvironment, job: number): void {
    const untilMs = this.nowMs + 60_000;
    for (const type of this.asked(environment, job)) {
      const isQuota = !this.isWithinQuota(environment, type);
      environment.refusedUntilMs.set(type, isQuota ? NEVER : untilMs);
      if (isQuota) environment.afterQuotaMs.set(type, untilMs);
      else environment.afterQuotaMs.delete(type);
      if (!environment.refusedSinceMs.has(type)) environment.refusedSinceMs.set(type, this.nowMs);
    }
    if (this.fallThroughMs() > 0)
      for (const atMs of [untilMs, this.nowMs + this.fallThroughMs()]) this.wakes.push({ atMs, environment });
    this.changed(environment);
  }

  /** The first jobs of the queue, up to one that nothing can ever hold: those behind it wait for ever. */
  private lookAhead({ waiting, environments }: Queue): number[] {
    const { scaleOutLookAheadJobs, backfill } = this.world.assumptions;
    const first = waiting.slice(0, scaleOutLookAheadJobs);
    const wall = first.findIndex((job) => !environments.some((environment) => this.isPossible(environment, job)));
    return wall < 0 || backfill ? first : first.slice(0, wall);
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
    const isWithinQuota = (type: ReferenceType) => this.isWithinQuota(environment, type);
    const { nowMs, world } = this;
    return { types, left, headroomVcpus, zones: this.zones(environment), nowMs, world, isWithinQuota };
  }

  protected isPossible(environment: ReferenceEnvironment, job: number): boolean {
    const need = this.need(job);
    const { isEnabled, isStrict, maxVcpus, types } = environment;
    const fits = types.some((type) => holds(type, need) && (!isStrict || type.vcpus <= maxVcpus));
    const isAllowed = types.some((type) => holds(type, need) && type.vcpus <= this.quota(environment));
    return isEnabled && need.vcpus <= maxVcpus && fits && isAllowed;
  }
}

/** Highest priority first. The random cases give every queue all environments, so queues with the same set are one group. */
export function referenceQueues(config: BatchConfig, all: readonly ReferenceEnvironment[]): Queue[] {
  const groups: Group[] = [];
  const queues = config.jobQueues.map(({ jobQueueName: name, priority, computeEnvironmentOrder }): Queue => {
    const names = [...computeEnvironmentOrder].sort((a, b) => a.order - b.order).map((one) => one.computeEnvironment);
    const environments = names.map((wanted) => must(all.find((environment) => environment.name === wanted)));
    const key = keyOf([...names].sort().join('/'));
    let group = groups.find((one) => one.key === key);
    if (group === undefined) {
      const ordered = all.filter((environment) => environments.includes(environment));
      group = { key, queues: [], environments: ordered, decideMs: NEVER, askAgainMs: NEVER, decisions: 0 };
      groups.push(group);
    }
    return { name, priority, environments, group, waiting: [], isStuck: false };
  });
  queues.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  for (const queue of queues) queue.group.queues.push(queue);
  return queues;
}
