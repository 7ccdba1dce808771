/**
 * Multi-node parallel jobs (AWS Batch user guide, "Multi-node parallel jobs" and "Managed compute environments"): decides which
 * instances can be the nodes of a job (one whole instance each, all of one type, none that minvCpus keeps) and what those hold
 * while it runs. The main node is attached like any job; this file looks after the rest.
 */
import { isRefused, mayGrow } from './growth.ts';
import * as INSTANCE from './instance-state.ts';
import { holds } from './launchable-types.ts';
import { watchIdle } from './launcher.ts';
import { instancesWithin } from './node-room.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { Shape } from './shapes.ts';

/** Slots that could be nodes, by type and lowest slot first; `counts` says whether a slot of the environment does. */
function nodeSlots(run: Run, environment: EnvironmentState, counts: (slot: number) => boolean): number[][] {
  const { fleet } = run;
  const byType = environment.setup.types.map((): number[] => []);
  for (let slot = 0; slot < fleet.slotCount; slot++) {
    const isHere = fleet.state[slot] !== INSTANCE.none && fleet.environmentOf(slot) === environment.setup.index;
    // AWS: what minvCpus keeps is for jobs of one node only.
    if (isHere && fleet.jobCountOf(slot) === 0 && fleet.isForMinimum[slot] === 0 && counts(slot)) {
      byType[fleet.typeOf(slot)].push(slot);
    }
  }
  return byType;
}

/** Unused instances that are ready or launching and not `claimed` for something else, by type. */
export function comingNodes(run: Run, environment: EnvironmentState, claimed?: ReadonlySet<number>): number[][] {
  return nodeSlots(run, environment, (slot) => claimed?.has(slot) !== true);
}

/** Where the job can start now, main node first: undefined unless there is an instance for every node. */
export function findNodes(run: Run, environment: EnvironmentState, shape: Shape): readonly number[] | undefined {
  if (environment.freeVcpus < shape.jobVcpus) return undefined;
  const ready = nodeSlots(run, environment, (slot) => run.fleet.state[slot] === INSTANCE.ready);
  const { types } = environment.setup;
  const slots = ready.find((found, type) => found.length >= shape.nodes && holds(types[type], shape));
  return slots?.slice(0, shape.nodes);
}

/** Whether the job, which has no room in the environment now, waits for it instead of passing on to the next. */
export function mayHold(run: Run, environment: EnvironmentState, shape: Shape, shapeIndex: number): boolean {
  return shape.nodes > 1 ? mayGetNodes(run, environment, shape, shapeIndex) : mayGrow(run, environment, shapeIndex);
}

/** Whether waiting for this environment can help: all nodes are there or coming, or there is room to launch the rest. */
function mayGetNodes(run: Run, environment: EnvironmentState, shape: Shape, shapeIndex: number): boolean {
  const coming = comingNodes(run, environment);
  const areRefused = isRefused(run, environment, shapeIndex);
  return environment.setup.types.some((type, index) => {
    if (!holds(type, shape)) return false;
    const missing = shape.nodes - coming[index].length;
    return (
      missing <= 0 || (!areRefused && missing <= instancesWithin(environment.setup, type.vcpus, environment.vcpus))
    );
  });
}

/** The job has started on its main node: the other nodes are held too, and no node takes anything else. */
export function holdNodes(
  run: Run,
  environment: EnvironmentState,
  job: number,
  slots: readonly number[],
  shape: Shape,
): void {
  const { fleet, nowMs } = run;
  const type = environment.setup.types[fleet.typeOf(slots[0])];
  const [main, ...others] = slots;
  environment.ready.remove(main);
  environment.freeVcpus -= type.vcpus - shape.vcpus;
  environment.freeMemoryMiB -= type.memoryMiB - shape.memoryMiB;
  const mainStartMs = Math.max(nowMs, fleet.pullDoneMsOf(main)) + run.startingMs;
  for (const slot of others) {
    fleet.take(slot, type, shape);
    // The other nodes are started once the main node is RUNNING.
    if (run.pullMs > 0 && fleet.pullDoneMsOf(slot) < 0) fleet.setPullDone(slot, mainStartMs + run.pullMs);
    environment.ready.remove(slot);
    environment.freeVcpus -= type.vcpus;
    environment.freeMemoryMiB -= type.memoryMiB;
  }
  run.otherNodes.set(job, others);
}

/** The main node has been released; so are the others, with `lostMs` of `heldMs` booked as wasted on each. */
export function releaseNodes(
  run: Run,
  environment: EnvironmentState,
  job: number,
  shape: Shape,
  heldMs: number,
  lostMs: number,
): void {
  const { fleet } = run;
  const others = run.otherNodes.get(job) ?? [];
  run.otherNodes.delete(job);
  const main = run.jobs.slotOf(job);
  const type = environment.setup.types[fleet.typeOf(main)];
  environment.ready.add(main);
  environment.freeVcpus += type.vcpus - shape.vcpus;
  environment.freeMemoryMiB += type.memoryMiB - shape.memoryMiB;
  for (const slot of others) {
    fleet.giveBack(slot, type, shape, heldMs, heldMs, lostMs);
    run.attribution.add(slot, run.setup.workload.classIndex[job], heldMs * fleet.lastShare);
    fleet.becomeIdle(slot);
    environment.ready.add(slot);
    environment.freeVcpus += type.vcpus;
    environment.freeMemoryMiB += type.memoryMiB;
    watchIdle(run, environment, slot);
  }
}

/** When the last launching instance is ready, if some queue's head waits for several of them; else undefined. */
export function nodesAwaitedUntilMs(run: Run, environment: EnvironmentState): number | undefined {
  const { classes, shapes, workload } = run.setup;
  if (environment.launching.size === 0) return undefined;
  const isAwaited = environment.queues.some((queue) => {
    const { head } = run.lines[queue];
    return head >= 0 && shapes[classes[workload.classIndex[head]].shape].nodes > 1;
  });
  if (!isAwaited) return undefined;
  let lastMs = 0;
  for (const slot of environment.launching) lastMs = Math.max(lastMs, run.fleet.readyMs[slot]);
  return lastMs;
}
