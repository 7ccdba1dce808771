/** Splits the distance between what a plan costs and the floor into what a better plan could and could not avoid. */
import type { LedgerAmounts } from '../../engine/outcome.ts';
import type { Setup } from '../../engine/setup.ts';
import { simulatePrepared } from '../../engine/simulate.ts';
import { EmptyTime } from './empty-time.ts';

/** US dollars; the parts sum to `gapUsd`. */
export interface FloorGap {
  readonly costUsd: number;
  readonly floorUsd: number;
  readonly gapUsd: number;
  /** Room beside running jobs that no job could use. */
  readonly packingUsd: number;
  /** Ready instances without any job: timeouts and tails. */
  readonly idleUsd: number;
  readonly bootUsd: number;
  /** Work lost with reclaimed instances. */
  readonly reworkUsd: number;
  /**
   * Dearer types and markets than the floor's, volumes and addresses beyond its share, and what the bound does not see.
   * Negative when the floor already contains part of the lines above.
   */
  readonly restUsd: number;
}

const MICRO = 1_000_000;

/** The gap of one simulated run: replays the setup once, so give it a seed the plan was not chosen on. */
export function measureGap(setup: Setup, floorUsd: number): FloorGap {
  const empty = new EmptyTime(setup);
  const { ledger } = simulatePrepared(setup, { onAttempt: empty.onAttempt, onInstance: empty.onInstance });
  return gapOf(ledger.byKind, empty.microUsd, floorUsd);
}

/** `emptyMicroUsd` is the part of `byKind.idle` that fell on instances without any job. */
export function gapOf(byKind: LedgerAmounts, emptyMicroUsd: number, floorUsd: number): FloorGap {
  const { busy, idle, boot, wasted, ebs, publicIpv4 } = byKind;
  const committed = (byKind.commitment ?? 0) + (byKind.covered ?? 0);
  const costUsd = (busy + idle + boot + wasted + ebs + publicIpv4 + committed) / MICRO;
  const emptyUsd = Math.min(idle, emptyMicroUsd) / MICRO;
  return {
    costUsd,
    floorUsd,
    gapUsd: costUsd - floorUsd,
    packingUsd: idle / MICRO - emptyUsd,
    idleUsd: emptyUsd,
    bootUsd: boot / MICRO,
    reworkUsd: wasted / MICRO,
    restUsd: (busy + ebs + publicIpv4 + committed) / MICRO - floorUsd,
  };
}
