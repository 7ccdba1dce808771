/**
 * Adds up what instances were charged while they were ready and held no job, from the engine's attempt and instance rows. The
 * ledger books that together with unused room beside running jobs; this tells the two apart.
 */
import type { AttemptRow, InstanceRow } from '../../engine/run.ts';
import type { Setup } from '../../engine/setup.ts';

type Interval = readonly [fromMs: number, toMs: number];

const HOUR_MS = 3_600_000;

export class EmptyTime {
  readonly #setup: Setup;
  /** When jobs held the instances that have not ended yet, by instance. */
  readonly #held = new Map<number, Interval[]>();
  readonly #startingMs: number;
  readonly #pullMs: number;
  #microUsd = 0;

  constructor(setup: Setup) {
    const { startingSeconds, imageCompressedMb, imagePullMbPerSecond } = setup.world.assumptions;
    this.#setup = setup;
    this.#startingMs = Math.round(startingSeconds * 1000);
    this.#pullMs = Math.round((imageCompressedMb / imagePullMbPerSecond) * 1000);
  }

  /** Rent of empty time so far, micro-dollars. */
  get microUsd(): number {
    return this.#microUsd;
  }

  readonly onAttempt = ({ instance, startMs, endMs }: AttemptRow): void => {
    const interval: Interval = [startMs - this.#startingMs, endMs];
    const known = this.#held.get(instance);
    if (known === undefined) this.#held.set(instance, [interval]);
    else known.push(interval);
  };

  readonly onInstance = (row: InstanceRow): void => {
    const held = this.#held.get(row.instance) ?? [];
    this.#held.delete(row.instance);
    if (this.#isUnpaid(row)) return;
    const readyMs = Math.min(row.readyMs, row.endMs);
    const emptyMs = Math.max(0, row.endMs - readyMs - coveredMs(held, this.#pullMs));
    const { microUsdPerHour } = this.#setup.environments[row.environment].types[row.type];
    this.#microUsd += (microUsdPerHour * emptyMs) / HOUR_MS;
  };

  #isUnpaid({ endedBy, endMs, runningMs }: InstanceRow): boolean {
    const { spotFirstHourFree } = this.#setup.world.assumptions;
    return spotFirstHourFree === 1 && endedBy === 'reclaimed' && endMs - runningMs < HOUR_MS;
  }
}

/** Length of the union; the first job to come also waits for the image. */
function coveredMs(held: readonly Interval[], pullMs: number): number {
  let covered = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const [fromMs, toMs] of [...held].sort((left, right) => left[0] - right[0])) {
    if (toMs <= untilMs) continue;
    const isFirst = untilMs === Number.NEGATIVE_INFINITY;
    covered += toMs - (isFirst ? fromMs - pullMs : Math.max(fromMs, untilMs));
    untilMs = toMs;
  }
  return covered;
}
