/**
 * What to buy: lets what is free or launching cover the first RUNNABLE jobs of each queue in order, and launches for the
 * rest, environment by environment.
 */
import { forEachJob, totalDemand } from './demand.ts';
import { retryHeads } from './dispatcher.ts';
import { fittingTypes } from './fitting-types.ts';
import { ROW } from './fleet.ts';
import { allowedTypes, askableFromMs, askedTypes, hasHeadroom, mayLaunch } from './growth.ts';
import * as INSTANCE from './instance-state.ts';
import { launch, planWhole } from './launcher.ts';
import { listOf } from './lists.ts';
import { instancesWithin } from './node-room.ts';
import { comingNodes } from './nodes.ts';
import { mayPassOn, noteRefused } from './pass-on.ts';
import { TIGHTEST } from './placement.ts';
import { PoolRequest } from './pool-request.ts';
import type { Component } from './queues.ts';
import * as ROOM from './room-places.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { Shape } from './shapes.ts';
import { STRATEGIES } from './strategies/index.ts';
import type { Candidate, Demand } from './strategies/strategy.ts';

/** `no room`: the next environment may be tried; `refused`: the job waits for this one. */
type Covered = 'covered' | 'no room' | 'refused';

/**
 * The decisions of one component, one at a time: the demand still uncovered and what ready instances could yet take. Kept by the
 * run, since a hidden class and the machine code that relies on it die with its last object.
 */
export class Decision {
  /** Asked for by all jobs a decision looks at; added up only when something is bought, since most decisions buy nothing. */
  private total: Demand | undefined = undefined;
  /** Asked for by the jobs already passed. */
  private vcpusPassed = 0;
  private memoryMiBPassed = 0;
  private gpusPassed = 0;
  private isRefused = false;
  /** When EC2 may be asked again for a job left without room; Infinity when none waits for that. */
  private askAgainMs = Number.POSITIVE_INFINITY;
  private readonly environments: readonly EnvironmentState[];
  /** By index of the environment: what is free on ready instances and not yet spoken for. */
  private readonly freeVcpus: Float64Array;
  private readonly freeMemoryMiB: Float64Array;
  /** Pools that EC2 refused in this decision. */
  readonly refused = new Set<number>();
  private readonly request: PoolRequest;
  /** Instances spoken for by multi-node parallel jobs. */
  private readonly claimed = new Set<number>();

  constructor(
    private readonly run: Run,
    private readonly component: Component,
  ) {
    this.environments = listOf(component.environments, (index) => run.environments[index]);
    this.freeVcpus = new Float64Array(run.environments.length);
    this.freeMemoryMiB = new Float64Array(run.environments.length);
    this.request = new PoolRequest(run, this.environments[0], this.refused);
  }

  /** A new decision: all that is free or launching now can be spoken for. */
  begin(): void {
    this.total = undefined;
    this.vcpusPassed = this.memoryMiBPassed = this.gpusPassed = 0;
    this.isRefused = false;
    this.askAgainMs = Number.POSITIVE_INFINITY;
    if (this.refused.size > 0) this.refused.clear();
    if (this.claimed.size > 0) this.claimed.clear();
    const { environments } = this;
    for (let position = 0; position < environments.length; position++) {
      const environment = environments[position];
      this.freeVcpus[environment.setup.index] = environment.freeVcpus;
      this.freeMemoryMiB[environment.setup.index] = environment.freeMemoryMiB;
      replan(this.run, environment);
    }
  }

  /**
   * When the next decision is worth making, ms: now if this one bought something or was refused and left some job; otherwise
   * once EC2 may be asked again, Infinity if no job waits for that.
   */
  coverAll(): number {
    let isAnyUncovered = false;
    const launchedBefore = this.run.fleet.launched;
    const isCut = forEachJob(this.run, this.component, (shape, shapeIndex, environments) => {
      const isCovered = this.cover(shape, shapeIndex, environments);
      if (shape.nodes === 1) {
        this.vcpusPassed += shape.vcpus;
        this.memoryMiBPassed += shape.memoryMiB;
        this.gpusPassed += shape.gpus;
      }
      if (!isCovered) {
        isAnyUncovered = true;
        this.waitForRefused(shapeIndex, environments);
      }
      return isCovered;
    });
    const isMoving = this.run.fleet.launched > launchedBefore || this.isRefused;
    return isMoving && (isCut || isAnyUncovered) ? this.run.clock.nowMs : this.askAgainMs;
  }

  /** The job has no room, but an environment that EC2 refused a while ago could give it some. */
  private waitForRefused(shapeIndex: number, environments: readonly number[]): void {
    for (let position = 0; position < environments.length; position++) {
      const environment = this.run.environments[environments[position]];
      if (!environment.isOpen || environment.setup.fits[shapeIndex] === 0 || !hasHeadroom(environment, shapeIndex))
        continue;
      const askableMs = askableFromMs(this.run, environment, shapeIndex);
      if (askableMs > this.run.clock.nowMs) this.askAgainMs = Math.min(this.askAgainMs, askableMs);
    }
  }

  private cover(shape: Shape, shapeIndex: number, environments: readonly number[]): boolean {
    for (let position = 0; position < environments.length; position++) {
      const environment = this.run.environments[environments[position]];
      if (!environment.isOpen || environment.setup.fits[shapeIndex] === 0) continue;
      const covered =
        shape.nodes > 1
          ? this.coverNodes(environment, shape, shapeIndex)
          : this.coverIn(environment, shape, shapeIndex);
      if (covered !== 'no room') return covered === 'covered';
      if (!mayPassOn(this.run, environment, shapeIndex)) return false;
    }
    return false;
  }

  private coverIn(environment: EnvironmentState, shape: Shape, shapeIndex: number): Covered {
    const { run } = this;
    if (this.coverByFree(environment, shape, shapeIndex) || coverByPlan(environment, shape, shapeIndex, run))
      return 'covered';
    if (!mayLaunch(run, environment, shapeIndex)) return 'no room';
    if (environment.coolsUntilMs > run.clock.nowMs) return 'refused';
    if (this.buy(environment, shape, shapeIndex))
      return coverByPlan(environment, shape, shapeIndex, run) ? 'covered' : 'refused';
    this.noteRefusal(environment, askedTypes(run, environment, shapeIndex), 1);
    return 'no room';
  }

  private noteRefusal(environment: EnvironmentState, types: readonly number[], instances: number): void {
    noteRefused(this.run, environment, types, instances);
    this.isRefused = true;
    retryHeads(this.run, environment);
  }

  /** Launches what is missing of all nodes, of one type in one zone, or nothing; what it speaks for others cannot use. */
  private coverNodes(environment: EnvironmentState, shape: Shape, shapeIndex: number): Covered {
    const { run } = this;
    const { setup } = environment;
    const fitting = fittingTypes(setup, shape, shapeIndex);
    const coming = comingNodes(run, environment, this.claimed);
    const complete = fitting.find((type) => coming[type].length >= shape.nodes);
    if (complete !== undefined) {
      this.claim(environment, coming[complete].slice(0, shape.nodes));
      return 'covered';
    }
    if (!mayLaunch(run, environment, shapeIndex)) return 'no room';
    if (environment.coolsUntilMs > run.clock.nowMs) return 'refused';
    const missingOf = (type: number) => shape.nodes - coming[type].length;
    const allowed = fitting.filter(
      (type) => missingOf(type) <= instancesWithin(setup, setup.types[type].vcpus, environment.vcpus),
    );
    if (allowed.length === 0) return 'no room';
    const choice = this.chooseNodeType(environment, shape, allowed, missingOf);
    if (choice === undefined) {
      this.noteNodesRefusal(environment, shapeIndex, missingOf);
      return 'no room';
    }
    environment.refusedNodes.delete(shapeIndex);
    const slots = [...coming[choice.type]];
    while (slots.length < shape.nodes) slots.push(launch(run, environment, choice.type, choice.zone, false));
    this.claim(environment, slots);
    return 'covered';
  }

  /** Only one type was asked for, and only that one has been refused. */
  private noteNodesRefusal(
    environment: EnvironmentState,
    shapeIndex: number,
    missingOf: (type: number) => number,
  ): void {
    const { onlyType } = this.request;
    if (onlyType === undefined) return;
    environment.refusedNodes.set(shapeIndex, onlyType);
    this.noteRefusal(environment, [onlyType], missingOf(onlyType));
  }

  /** AWS: an MNP job gets one type of its own choosing; when EC2 lacks it, no other is tried. Leftover counts per node. */
  private chooseNodeType(
    environment: EnvironmentState,
    shape: Shape,
    allowed: readonly number[],
    missingOf: (type: number) => number,
  ): Candidate | undefined {
    this.request.fill(environment, shape, allowed, shape, true, missingOf);
    return STRATEGIES[environment.setup.strategy](this.request);
  }

  private claim(environment: EnvironmentState, slots: readonly number[]): void {
    const { fleet } = this.run;
    const { index } = environment.setup;
    for (const slot of slots) {
      this.claimed.add(slot);
      environment.planned.remove(slot);
      if (fleet.state[slot] !== INSTANCE.ready) continue;
      this.freeVcpus[index] -= fleet.room[slot * ROW + ROOM.freeVcpus];
      this.freeMemoryMiB[index] -= fleet.room[slot * ROW + ROOM.freeMemoryMiB];
    }
  }

  /** A job behind a blocked head that would fit a ready instance needs no new one. */
  private coverByFree(environment: EnvironmentState, shape: Shape, shapeIndex: number): boolean {
    const { index } = environment.setup;
    if (this.freeVcpus[index] < shape.vcpus || this.freeMemoryMiB[index] < shape.memoryMiB) return false;
    if (environment.ready.find(shape.vcpus, shape.memoryMiB, shape.gpus, shapeIndex, TIGHTEST) < 0) return false;
    this.freeVcpus[index] -= shape.vcpus;
    this.freeMemoryMiB[index] -= shape.memoryMiB;
    return true;
  }

  private buy(environment: EnvironmentState, shape: Shape, shapeIndex: number): boolean {
    this.request.fill(environment, shape, allowedTypes(environment, shape, shapeIndex), this.remaining());
    const choice = STRATEGIES[environment.setup.strategy](this.request);
    if (choice === undefined) return false;
    launch(this.run, environment, choice.type, choice.zone, false);
    return true;
  }

  private remaining(): Demand {
    this.total ??= totalDemand(this.run, this.component);
    const { vcpus, memoryMiB, gpus } = this.total;
    return {
      vcpus: vcpus - this.vcpusPassed,
      memoryMiB: memoryMiB - this.memoryMiBPassed,
      gpus: gpus - this.gpusPassed,
    };
  }
}

/** Every launching instance is again free to be spoken for. */
function replan(run: Run, environment: EnvironmentState): void {
  environment.planned.clear();
  if (environment.launching.size === 0) return;
  for (const slot of environment.launching) planWhole(run, environment, slot);
}

function coverByPlan(environment: EnvironmentState, shape: Shape, shapeIndex: number, { fleet }: Run): boolean {
  const slot = environment.planned.find(shape.vcpus, shape.memoryMiB, shape.gpus, shapeIndex, TIGHTEST);
  if (slot < 0) return false;
  const { rows } = fleet.planned;
  const at = slot * ROW;
  rows[at + ROOM.freeVcpus] -= shape.vcpus;
  rows[at + ROOM.freeMemoryMiB] -= shape.memoryMiB;
  rows[at + ROOM.freeGpus] -= shape.gpus;
  environment.planned.shrank(slot);
  return true;
}
