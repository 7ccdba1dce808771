/**
 * When to buy: one scale-out decision per group of queues that share environments. It walks the first RUNNABLE jobs of each
 * queue in order, lets what is free or launching cover them, and launches for the rest, environment by environment.
 */
import { logNormal, PURPOSE, uniform } from '../models/random.ts';
import { retryHeads } from './dispatcher.ts';
import { EVENT } from './event-queue.ts';
import { INSTANCE } from './fleet.ts';
import { NO_JOB } from './jobs.ts';
import { launch, planWhole } from './launcher.ts';
import { instancesWithin } from './node-room.ts';
import { comingNodes } from './nodes.ts';
import { type EnvironmentState, mayGrow, type Run } from './run.ts';
import type { Component, Shape } from './setup.ts';
import { STRATEGIES } from './strategies/index.ts';
import type { Candidate, Demand, LaunchRequest } from './strategies/strategy.ts';
import { requestTaskRetry } from './tasks.ts';

/** After EC2 refused every candidate type, the environment asks again this much later at the earliest. */
const REFUSAL_RETRY_MS = 60_000;

/** Something fits nowhere: decide about launching after the scale-out delay, unless a decision is already due. */
export function requestScaleOut(run: Run, component: number): void {
  const state = run.components[component];
  if (state.isScaleOutPending) return;
  const { environments, key, isFargate } = run.setup.components[component];
  if (isFargate) {
    requestTaskRetry(run, component);
    return;
  }
  let earliestMs = Number.POSITIVE_INFINITY;
  for (const index of environments) {
    const environment = run.environments[index];
    if (environment.isOpen && environment.vcpus < environment.setup.maxVcpus) {
      earliestMs = Math.min(earliestMs, Math.max(run.nowMs, environment.refusedUntilMs));
    }
  }
  if (earliestMs === Number.POSITIVE_INFINITY) return;
  const { scaleOutDelayMedianSeconds: median, scaleOutDelayP95Seconds: p95 } = run.setup.world.assumptions;
  const draw = uniform(run.setup.world.seed, PURPOSE.scaleOutDelay, key, state.scaleOutCount++);
  const delayMs = Math.round(logNormal(median, p95, draw) * 1000);
  state.isScaleOutPending = true;
  run.events.push(Math.max(run.nowMs + delayMs, earliestMs), EVENT.scaleOut, component, 0);
}

/** Launches up to minvCpus; what is missing after a reclaim is bought here too. */
export function fillToMinimum(run: Run, environment: EnvironmentState, isAtStart: boolean): void {
  const { setup } = environment;
  while (environment.vcpus < setup.minVcpus) {
    const missing = setup.minVcpus - environment.vcpus;
    const type = minimumType(environment, missing);
    if (!setup.mayOvershoot && environment.vcpus + setup.types[type].vcpus > setup.maxVcpus) return;
    const zone = zonesByLoad(environment).find(
      (candidate) => isAtStart || isOffered(run, environment, type, candidate),
    );
    if (zone === undefined) {
      environment.refusedUntilMs = run.nowMs + REFUSAL_RETRY_MS;
      return;
    }
    run.fleet.isForMinimum[launch(run, environment, type, zone, isAtStart)] = 1;
  }
}

/** Largest type that does not exceed what is missing, so that every job shape finds room; else the smallest type. */
function minimumType({ setup }: EnvironmentState, missingVcpus: number): number {
  let best = -1;
  let smallest = 0;
  setup.types.forEach((type, index) => {
    if (type.vcpus < setup.types[smallest].vcpus) smallest = index;
    if (type.vcpus <= missingVcpus && (best < 0 || type.vcpus > setup.types[best].vcpus)) best = index;
  });
  return best < 0 ? smallest : best;
}

export function decideScaleOut(run: Run, componentIndex: number): void {
  const component = run.setup.components[componentIndex];
  run.components[componentIndex].isScaleOutPending = false;
  if (component.isFargate) {
    for (const index of component.environments) retryHeads(run, run.environments[index]);
    return;
  }
  const decision = new Decision(run, component);
  for (const index of component.environments) {
    if (run.environments[index].isOpen) fillToMinimum(run, run.environments[index], false);
  }
  if (decision.coverAll()) requestScaleOut(run, componentIndex);
}

/** One decision: the demand still uncovered and what ready instances could yet take. */
class Decision {
  /** Asked for by all jobs a decision looks at; added up only when something is bought, since most decisions buy nothing. */
  private total: Demand | undefined;
  /** Asked for by the jobs already passed. */
  private vcpusPassed = 0;
  private memoryMiBPassed = 0;
  private gpusPassed = 0;
  private isRefused = false;
  private readonly budgets: Map<EnvironmentState, { vcpus: number; memoryMiB: number }>;
  private readonly fittingCache = new Map<string, readonly number[]>();
  /** By the number of the pool, see poolNumber. */
  private readonly refused = new Set<number>();
  private readonly scores = new Map<number, number>();
  /** Instances spoken for by multi-node parallel jobs. */
  private readonly claimed = new Set<number>();

  constructor(
    private readonly run: Run,
    private readonly component: Component,
  ) {
    const environments = component.environments.map((index) => run.environments[index]);
    this.budgets = new Map(
      environments.map((environment) => [
        environment,
        { vcpus: environment.freeVcpus, memoryMiB: environment.freeMemoryMiB },
      ]),
    );
    for (const environment of environments) replan(run, environment);
  }

  /** True when some job is left that a later decision may cover: this one bought something or was refused. */
  coverAll(): boolean {
    let isAnyUncovered = false;
    const launchedBefore = this.run.fleet.launched;
    const isCut = this.forEachJob((shape, shapeIndex, environments) => {
      const isCovered = this.cover(shape, shapeIndex, environments);
      if (shape.nodes === 1) {
        this.vcpusPassed += shape.vcpus;
        this.memoryMiBPassed += shape.memoryMiB;
        this.gpusPassed += shape.gpus;
      }
      if (!isCovered) isAnyUncovered = true;
      // Nothing behind nodes that wait for room can start before them: instances for those would only take the room.
      if (!isCovered && shape.nodes > 1 && !this.run.setup.world.assumptions.backfill) return false;
      return isCovered || environments.some((index) => mayGrow(this.run, this.run.environments[index]));
    });
    const isMoving = this.run.fleet.launched > launchedBefore || this.isRefused;
    return isMoving && (isCut || isAnyUncovered);
  }

  /** Visits the first jobs of each queue, highest priority first, until `visit` says stop; true when a queue had more. */
  private forEachJob(visit: (shape: Shape, shapeIndex: number, environments: readonly number[]) => boolean): boolean {
    const { setup } = this.run;
    let hasMore = false;
    for (const queue of this.component.queues) {
      const line = this.run.lines[queue];
      let allowanceVcpus = line.allowanceVcpus();
      let looked = 0;
      let job = line.head;
      for (
        ;
        job !== NO_JOB && looked < setup.world.assumptions.scaleOutLookAheadJobs;
        job = line.after(job), looked++
      ) {
        const { shape } = setup.classes[setup.workload.classIndex[job]];
        // A job nothing can hold blocks all behind it for ever: buying for those would launch and drop instances in a loop.
        if (!setup.world.assumptions.backfill && !this.isPossible(shape, setup.queues[queue].environments)) break;
        allowanceVcpus -= setup.shapes[shape].jobVcpus;
        if (allowanceVcpus < 0 || !visit(setup.shapes[shape], shape, setup.queues[queue].environments)) break;
      }
      if (job !== NO_JOB) hasMore = true;
    }
    return hasMore;
  }

  private isPossible(shapeIndex: number, environments: readonly number[]): boolean {
    return environments.some((index) => {
      const { enabled, fits } = this.run.setup.environments[index];
      return enabled && fits[shapeIndex] === 1;
    });
  }

  private cover(shape: Shape, shapeIndex: number, environments: readonly number[]): boolean {
    for (const index of environments) {
      const environment = this.run.environments[index];
      if (!environment.isOpen || environment.setup.fits[shapeIndex] === 0) continue;
      if (shape.nodes > 1) {
        const covered = this.coverNodes(environment, shape, shapeIndex);
        if (covered !== 'no room') return covered === 'covered';
        continue;
      }
      if (this.coverByFree(environment, shape) || coverByPlan(environment, shape, this.run)) return true;
      if (!mayGrow(this.run, environment)) continue;
      if (this.buy(environment, shape, shapeIndex)) return coverByPlan(environment, shape, this.run);
      this.noteRefusal(environment);
    }
    return false;
  }

  private noteRefusal(environment: EnvironmentState): void {
    environment.refusedUntilMs = this.run.nowMs + REFUSAL_RETRY_MS;
    this.isRefused = true;
    retryHeads(this.run, environment);
  }

  /** Launches what is missing of all nodes, of one type in one zone, or nothing; what it speaks for others cannot use. */
  private coverNodes(
    environment: EnvironmentState,
    shape: Shape,
    shapeIndex: number,
  ): 'covered' | 'no room' | 'refused' {
    const { run } = this;
    const { setup } = environment;
    const fitting = this.fittingTypes(environment, shape, shapeIndex);
    const coming = comingNodes(run, environment, this.claimed);
    const complete = fitting.find((type) => coming[type].length >= shape.nodes);
    if (complete !== undefined) {
      this.claim(environment, coming[complete].slice(0, shape.nodes));
      return 'covered';
    }
    if (!mayGrow(run, environment)) return 'no room';
    const missingOf = (type: number) => shape.nodes - coming[type].length;
    const allowed = fitting.filter(
      (type) => missingOf(type) <= instancesWithin(setup, setup.types[type].vcpus, environment.vcpus),
    );
    if (allowed.length === 0) return 'no room';
    const choice = this.chooseNodeType(environment, shape, allowed);
    if (choice === undefined) {
      this.noteRefusal(environment);
      return 'no room';
    }
    const slots = [...coming[choice.type]];
    while (slots.length < shape.nodes) slots.push(launch(run, environment, choice.type, choice.zone, false));
    this.claim(environment, slots);
    return 'covered';
  }

  /** AWS: an MNP job gets one type of its own choosing; when EC2 lacks it, no other is tried. Leftover counts per node. */
  private chooseNodeType(
    environment: EnvironmentState,
    shape: Shape,
    allowed: readonly number[],
  ): Candidate | undefined {
    const headroomVcpus = environment.setup.maxVcpus - environment.vcpus;
    const request = this.request(environment, shape, allowed, shape, headroomVcpus);
    let chosen: number | undefined;
    return STRATEGIES[environment.setup.strategy]({
      ...request,
      canLaunch: (type, zone) => {
        chosen ??= type;
        return type === chosen && request.canLaunch(type, zone);
      },
    });
  }

  private claim(environment: EnvironmentState, slots: readonly number[]): void {
    const { fleet } = this.run;
    const budget = this.budgets.get(environment);
    for (const slot of slots) {
      this.claimed.add(slot);
      environment.planned.remove(slot);
      if (fleet.state[slot] !== INSTANCE.ready || budget === undefined) continue;
      budget.vcpus -= fleet.freeVcpus[slot];
      budget.memoryMiB -= fleet.freeMemoryMiB[slot];
    }
  }

  /** A job behind a blocked head that would fit a ready instance needs no new one. */
  private coverByFree(environment: EnvironmentState, shape: Shape): boolean {
    const budget = this.budgets.get(environment);
    if (budget === undefined || budget.vcpus < shape.vcpus || budget.memoryMiB < shape.memoryMiB) return false;
    if (environment.ready.tightest(shape.vcpus, shape.memoryMiB, shape.gpus) < 0) return false;
    budget.vcpus -= shape.vcpus;
    budget.memoryMiB -= shape.memoryMiB;
    return true;
  }

  private buy(environment: EnvironmentState, shape: Shape, shapeIndex: number): boolean {
    const { setup } = environment;
    const headroomVcpus = setup.maxVcpus - environment.vcpus;
    const fitting = this.fittingTypes(environment, shape, shapeIndex);
    const allowed = setup.mayOvershoot ? fitting : fitting.filter((type) => setup.types[type].vcpus <= headroomVcpus);
    if (allowed.length === 0) return false;
    const choice = STRATEGIES[setup.strategy](
      this.request(environment, shape, allowed, this.remaining(), headroomVcpus),
    );
    if (choice === undefined) return false;
    launch(this.run, environment, choice.type, choice.zone, false);
    return true;
  }

  private remaining(): Demand {
    this.total ??= this.totalDemand();
    const { vcpus, memoryMiB, gpus } = this.total;
    return {
      vcpus: vcpus - this.vcpusPassed,
      memoryMiB: memoryMiB - this.memoryMiBPassed,
      gpus: gpus - this.gpusPassed,
    };
  }

  private totalDemand(): Demand {
    const total = { vcpus: 0, memoryMiB: 0, gpus: 0 };
    this.forEachJob((shape) => {
      // Nodes get instances of their own: they are no reason to buy a larger one for the others.
      if (shape.nodes > 1) return true;
      total.vcpus += shape.vcpus;
      total.memoryMiB += shape.memoryMiB;
      total.gpus += shape.gpus;
      return true;
    });
    return total;
  }

  private request(
    environment: EnvironmentState,
    shape: Shape,
    fitting: readonly number[],
    remaining: Demand,
    headroomVcpus: number,
  ): LaunchRequest {
    const { run } = this;
    const { types } = environment.setup;
    return {
      shape,
      remaining,
      fitting,
      types,
      zones: zonesByLoad(environment),
      headroomVcpus,
      typeRanking: run.setup.world.assumptions.typeRanking,
      canLaunch: (type, zone) => {
        const key = poolNumber(environment, type, zone);
        if (this.refused.has(key)) return false;
        if (isOffered(run, environment, type, zone)) return true;
        this.refused.add(key);
        run.failedLaunches++;
        return false;
      },
      score: (type, zone) => {
        const key = poolNumber(environment, type, zone);
        let score = this.scores.get(key);
        if (score === undefined) {
          score = run.setup.world.spotMarket.capacityScore(types[type].pools[zone], run.nowMs);
          this.scores.set(key, score);
        }
        return score;
      },
    };
  }

  private fittingTypes(environment: EnvironmentState, shape: Shape, shapeIndex: number): readonly number[] {
    const key = `${environment.setup.index}/${shapeIndex}`;
    let fitting = this.fittingCache.get(key);
    if (fitting === undefined) {
      fitting = environment.setup.types.flatMap((type, index) =>
        type.vcpus >= shape.vcpus && type.memoryMiB >= shape.memoryMiB && type.gpus >= shape.gpus ? [index] : [],
      );
      this.fittingCache.set(key, fitting);
    }
    return fitting;
  }
}

/** Distinct for every environment, type (fewer than 65,536) and zone (at most 6). */
function poolNumber({ setup }: EnvironmentState, type: number, zone: number): number {
  return (setup.index * 65_536 + type) * 8 + zone;
}

/** Every launching instance is again free to be spoken for. */
function replan(run: Run, environment: EnvironmentState): void {
  environment.planned.clear();
  for (const slot of environment.launching) planWhole(run, environment, slot);
}

function coverByPlan(environment: EnvironmentState, shape: Shape, { fleet }: Run): boolean {
  const slot = environment.planned.tightest(shape.vcpus, shape.memoryMiB, shape.gpus);
  if (slot < 0) return false;
  fleet.plannedVcpus[slot] -= shape.vcpus;
  fleet.plannedMemoryMiB[slot] -= shape.memoryMiB;
  fleet.plannedGpus[slot] -= shape.gpus;
  environment.planned.set(slot, fleet.plannedVcpus[slot], fleet.plannedMemoryMiB[slot], fleet.plannedGpus[slot]);
  return true;
}

/** Whether EC2 has an instance of this type and zone to give now. */
function isOffered(run: Run, environment: EnvironmentState, type: number, zone: number): boolean {
  const { world } = run.setup;
  const pool = environment.setup.types[type].pools[zone];
  if (environment.setup.market === 'SPOT') return world.spotMarket.canLaunch(pool, run.nowMs);
  const { onDemandShortageShare } = world.assumptions;
  // One draw per pool and minute, so that a repeated request within the minute gets the same answer.
  return (
    onDemandShortageShare === 0 ||
    uniform(world.seed, PURPOSE.onDemandShortage, pool.key, Math.floor(run.nowMs / 60_000)) >= onDemandShortageShare
  );
}

/** Auto Scaling groups keep zones balanced: the emptiest zone first. */
function zonesByLoad({ instancesByZone }: EnvironmentState): number[] {
  return Array.from(instancesByZone, (_, zone) => zone).sort(
    (left, right) => instancesByZone[left] - instancesByZone[right] || left - right,
  );
}
