/**
 * What happens to the fleet when the last job has ended: idle instances run into their idle timeout, or are reclaimed, as ever,
 * and are billed until then; what minvCpus holds, and what runs nothing after a stalled run, ends with the run, or where a wait in vain
 * began.
 */
import { WIDE_ROW } from './fleet.ts';
import * as HELD from './held-places.ts';
import { lastThingMs } from './in-vain.ts';
import * as INSTANCE from './instance-state.ts';
import { bookHeld, idleEnd, terminate } from './launcher.ts';
import type { Run } from './run.ts';

/** An instance that is there when the run ends, and when it would go if nothing held it. */
interface Remaining {
  readonly slot: number;
  readonly goesMs: number;
  readonly isReclaim: boolean;
}

export function closeFleet(run: Run): void {
  const remaining = remainingInstances(run);
  const kept = keptByMinimum(run, remaining);
  const endOfRunMs = run.nowMs;
  // No job looks for room any more, and to take instances out of the indices one by one would keep those in order to the last.
  for (const { ready, planned } of run.environments) {
    ready.clear();
    planned.clear();
  }
  // Before the clock moves on, so that nothing is recorded of them after the end of the run.
  for (const instance of kept) terminate(run, instance.slot, endOfRunMs, 'end-of-run');
  for (const instance of remaining) {
    if (kept.has(instance)) continue;
    const { slot, goesMs, isReclaim } = instance;
    run.clock.nowMs = goesMs;
    if (isReclaim) run.interruptions++;
    terminate(run, slot, goesMs, isReclaim ? 'reclaimed' : 'scale-in');
  }
  const isInVain = run.isGivenUp && run.heldSinceMs === lastThingMs(run);
  bookHeld(run, isInVain ? run.heldSinceMs : undefined);
}

/** The first to go first. */
function remainingInstances(run: Run): readonly Remaining[] {
  const { fleet } = run;
  const found: Remaining[] = [];
  for (let slot = 0; slot < fleet.slotCount; slot++) {
    if (fleet.state[slot] === INSTANCE.none) continue;
    const expiryMs = expiryOf(run, slot);
    const reclaimMs = reclaimOf(run, slot);
    found.push({ slot, goesMs: Math.max(run.nowMs, Math.min(expiryMs, reclaimMs)), isReclaim: reclaimMs < expiryMs });
  }
  return found.sort((left, right) => left.goesMs - right.goesMs || left.slot - right.slot);
}

/**
 * Those whose going would leave less than minvCpus when their time comes. Found while all are there: ending one would make the next
 * look as if it were needed. What happens to them after the run, for example a reclaim, is none of its business.
 */
function keptByMinimum(run: Run, remaining: readonly Remaining[]): ReadonlySet<Remaining> {
  const { fleet } = run;
  const vcpus = run.environments.map((environment) => environment.vcpus);
  const kept = new Set<Remaining>();
  for (const instance of remaining) {
    const environment = fleet.environmentOf(instance.slot);
    const { types, minVcpus } = run.environments[environment].setup;
    const leftVcpus = vcpus[environment] - types[fleet.typeOf(instance.slot)].vcpus;
    if (leftVcpus < minVcpus) kept.add(instance);
    else vcpus[environment] = leftVcpus;
  }
  return kept;
}

/** When the instance's idle time is up; one still booting first becomes ready. */
function expiryOf(run: Run, slot: number): number {
  const { fleet } = run;
  const idleSinceMs =
    fleet.state[slot] === INSTANCE.ready ? fleet.held[slot * WIDE_ROW + HELD.idleSinceMs] : fleet.readyMs[slot];
  return idleEnd(run, run.environments[fleet.environmentOf(slot)], slot, idleSinceMs);
}

function reclaimOf(run: Run, slot: number): number {
  const { fleet } = run;
  const { setup } = run.environments[fleet.environmentOf(slot)];
  if (setup.market !== 'SPOT') return Number.POSITIVE_INFINITY;
  const pool = setup.types[fleet.typeOf(slot)].pools[fleet.zone[slot]];
  return run.setup.world.spotMarket.reclaimMs(pool, fleet.ordinal[slot], fleet.runningMs[slot]);
}
