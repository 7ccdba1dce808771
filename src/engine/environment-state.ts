/**
 * What a compute environment, and a component of environments that decide together, have at this moment. Classes rather than
 * object literals: V8 looks at a literal again when it is made for the second time, which is in the second run of a process, and
 * throws away what it had compiled for the first.
 */
import type { Environment } from './environments.ts';
import type { Fleet } from './fleet.ts';
import { Fullness } from './fullness.ts';
import type { Line } from './line.ts';
import { listOf, listWhere } from './lists.ts';
import { FIRST_WAIT_MS } from './minimum.ts';
import { PlacementIndex } from './placement.ts';
import { PoolScores } from './pool-scores.ts';
import { Refusals } from './refusals.ts';
import type { Decision } from './scale-out-decision.ts';
import type { Setup } from './setup.ts';
import { WIDE } from './wide-number.ts';

export class EnvironmentState {
  /** Spot: EC2 may take its instances or tasks, with the jobs on them. */
  readonly isReclaimable: boolean;
  /** ENABLED and not INVALID: takes jobs and launches. */
  isOpen: boolean;
  /** Ready instances by free capacity. */
  readonly ready: PlacementIndex;
  /** Launching instances by capacity not yet spoken for; rebuilt at every scale-out decision. */
  readonly planned: PlacementIndex;
  readonly launching = new Set<number>();
  /** vCPUs of all instances, launching ones included. */
  vcpus = 0;
  readyVcpus = 0;
  /** Free on ready instances. */
  freeVcpus = 0;
  freeMemoryMiB = 0;
  readonly refusals: Refusals;
  /** By shape of a multi-node parallel job: the one type EC2 was asked for in vain. */
  readonly refusedNodes = new Map<number, number>();
  /** Undefined when nobody asks (fallThroughDelaySeconds is 0). */
  readonly fullness: Fullness | undefined;
  /** Launches nothing before this time: scale-in has just taken its last instance. */
  coolsUntilMs = WIDE;
  /** EC2 refused what minvCpus asks for; an event is on its way that asks again. */
  isMinimumAwaited = false;
  /** How long after the next refusal it is asked again, ms. */
  minimumWaitMs = FIRST_WAIT_MS;
  /** Periods under way in which it is INVALID. */
  invalidPeriods = 0;
  readonly instancesByZone: Int32Array;
  readonly scores: PoolScores;
  /** Idle instances kept only because of minvCpus; looked at again when others launch. */
  readonly held = new Set<number>();
  /** Queues served. */
  readonly queues: readonly number[];
  readonly lines: readonly Line[];

  constructor(
    readonly setup: Environment,
    { queues, world, shapes }: Setup,
    fleet: Fleet,
    lines: readonly Line[],
  ) {
    const { zones } = world.assumptions;
    this.isReclaimable = setup.market === 'SPOT' || setup.market === 'FARGATE_SPOT';
    this.isOpen = setup.enabled;
    this.fullness = world.assumptions.fallThroughDelaySeconds > 0 ? new Fullness(setup) : undefined;
    const { leastMemoryMiB } = setup;
    this.ready = new PlacementIndex(fleet.rooms, leastMemoryMiB, setup.maxTypeGpus, shapes.length);
    this.planned = new PlacementIndex(fleet.planned, leastMemoryMiB, setup.maxTypeGpus, shapes.length);
    this.refusals = new Refusals(setup.types.length);
    this.coolsUntilMs = 0;
    this.instancesByZone = new Int32Array(zones);
    this.scores = new PoolScores(setup.types, zones);
    const served = listWhere(queues, ({ environments }) => environments.includes(setup.index));
    this.queues = listOf(served, ({ index }) => index);
    this.lines = listOf(this.queues, (queue) => lines[queue]);
  }
}

export class ComponentState {
  /** When the next scale-out decision is due; Infinity when none is. */
  decideAtMs = Number.POSITIVE_INFINITY;
  /** When one is due because EC2 may have again what it refused for a job still without room; Infinity when none is. */
  askAgainMs = Number.POSITIVE_INFINITY;
  scaleOutCount = 0;
  /** Made by the first decision, used for all. */
  decision: Decision | undefined = undefined;
}
