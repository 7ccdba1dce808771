/**
 * What happens to the fleet when the last job has ended: idle instances run into their idle timeout as ever, in the order it
 * expires, and are billed until then; what minvCpus holds, and what runs nothing after a stalled run, ends with the run.
 */
import { ROW } from './fleet.ts';
import * as HELD from './held-places.ts';
import * as INSTANCE from './instance-state.ts';
import { idleEnd, isKeptByMinimum, terminate } from './launcher.ts';
import type { Run } from './run.ts';

export function closeFleet(run: Run): void {
  const { fleet } = run;
  const open: { slot: number; expiryMs: number; reclaimMs: number }[] = [];
  for (let slot = 0; slot < fleet.slotCount; slot++) {
    if (fleet.state[slot] !== INSTANCE.none)
      open.push({ slot, expiryMs: expiryOf(run, slot), reclaimMs: reclaimOf(run, slot) });
  }
  open.sort((left, right) => left.expiryMs - right.expiryMs || left.slot - right.slot);
  const endOfRunMs = run.nowMs;
  for (const { slot, expiryMs, reclaimMs } of open) {
    const environment = run.environments[fleet.environmentOf(slot)];
    if (isKeptByMinimum(run, environment, slot)) {
      terminate(run, slot, endOfRunMs, 'end-of-run');
      continue;
    }
    run.clock.nowMs = Math.max(run.nowMs, Math.min(expiryMs, reclaimMs));
    if (reclaimMs < expiryMs) {
      run.interruptions++;
      terminate(run, slot, reclaimMs, 'reclaimed');
    } else terminate(run, slot, expiryMs, 'scale-in');
  }
}

/** When the instance's idle time is up; one still booting first becomes ready. */
function expiryOf(run: Run, slot: number): number {
  const { fleet } = run;
  const idleSinceMs =
    fleet.state[slot] === INSTANCE.ready ? fleet.held[slot * ROW + HELD.idleSinceMs] : fleet.readyMs[slot];
  return idleEnd(run, run.environments[fleet.environmentOf(slot)], slot, idleSinceMs);
}

function reclaimOf(run: Run, slot: number): number {
  const { fleet } = run;
  const { setup } = run.environments[fleet.environmentOf(slot)];
  if (setup.market !== 'SPOT') return Number.POSITIVE_INFINITY;
  const pool = setup.types[fleet.typeOf(slot)].pools[fleet.zone[slot]];
  return run.setup.world.spotMarket.reclaimMs(pool, fleet.ordinal[slot], fleet.runningMs[slot]);
}
