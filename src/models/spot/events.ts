/**
 * Finds the next event that changes a pool's state, in a field of random points over time and height. A state that ends at
 * rate r reacts to the points lower than r, so pools that hear the same source move together, and raising a rate only adds
 * points: the others stay where they are. Each cell of the field is a pure function of (seed, purpose, source, cell), so
 * nothing is stored and nothing depends on who asked before.
 */
import { exp } from '../elementary.ts';
import { PURPOSE, type Purpose, uniform } from '../random.ts';
import type { Source } from './dependence.ts';
import { type DailyRhythm, dailyFactor } from './diurnal.ts';

/** Points have mean density 1 per `slotMs` of time and 1 of height, over all sources together. */
export interface EventField {
  readonly seed: number;
  readonly purpose: Purpose;
  readonly slotMs: number;
  readonly sources: readonly Source[];
  /** By source: the probability that a cell has no point. */
  readonly emptyShares: readonly number[];
}

export function eventField(seed: number, purpose: Purpose, slotMs: number, sources: readonly Source[]): EventField {
  return { seed, purpose, slotMs, sources, emptyShares: sources.map(({ weight }) => exp(-weight)) };
}

export interface PoolEvent {
  /** Whole ms. */
  readonly atMs: number;
  /** Names the point; equal for every pool that reacts to it. */
  readonly key: number;
}

/** Draws reserved for one cell: the number of points and two coordinates for each of up to 15 (P(more) < 1e-13). */
const DRAWS_PER_CELL = 32;
const MAX_POINTS = 15;

/**
 * The first event strictly after `afterMs` and at most `untilMs` that is lower than `height` times the rhythm's factor at its time;
 * undefined when there is none.
 */
export function nextEvent(
  field: EventField,
  afterMs: number,
  untilMs: number,
  height: number,
  rhythm: DailyRhythm,
): PoolEvent | undefined {
  if (!(height > 0)) return undefined;
  const layers = Math.ceil(height * (1 + rhythm.amplitude));
  const lastSlot = Math.floor(untilMs / field.slotMs);
  for (let slot = Math.floor(afterMs / field.slotMs); slot <= lastSlot; slot++) {
    let best: PoolEvent | undefined;
    for (let source = 0; source < field.sources.length; source++) {
      for (let layer = 0; layer < layers; layer++) {
        best = firstInCell(field, source, slot, layer, afterMs, height, rhythm, best);
      }
    }
    if (best !== undefined) return best.atMs <= untilMs ? best : undefined;
  }
  return undefined;
}

/** A uniform that goes with the event itself, the same for every pool that reacts to it. */
export function eventMark(seed: number, event: PoolEvent): number {
  return uniform(seed, PURPOSE.spotLatent, event.key, 0);
}

function firstInCell(
  field: EventField,
  sourceIndex: number,
  slot: number,
  layer: number,
  afterMs: number,
  height: number,
  rhythm: DailyRhythm,
  bestSoFar: PoolEvent | undefined,
): PoolEvent | undefined {
  const { seed, purpose, slotMs } = field;
  const { key, weight } = field.sources[sourceIndex];
  const entity = (key ^ Math.imul(layer + 1, 0x9e3779b1)) >>> 0;
  const base = slot * DRAWS_PER_CELL;
  const points = poissonCount(weight, field.emptyShares[sourceIndex], uniform(seed, purpose, entity, base));
  let best = bestSoFar;
  for (let point = 0; point < points; point++) {
    const atMs = Math.ceil((slot + uniform(seed, purpose, entity, base + 1 + 2 * point)) * slotMs);
    if (atMs <= afterMs || (best !== undefined && atMs >= best.atMs)) continue;
    const pointHeight = layer + uniform(seed, purpose, entity, base + 2 + 2 * point);
    if (pointHeight < height * dailyFactor(rhythm, atMs)) best = { atMs, key: eventKey(entity, slot, point) };
  }
  return best;
}

function eventKey(entity: number, slot: number, point: number): number {
  return (entity ^ Math.imul(slot * 16 + point + 1, 0x85ebca6b)) >>> 0;
}

/** Number of points in a cell by inversion of the Poisson distribution; `emptyShare` is exp(-mean). */
function poissonCount(mean: number, emptyShare: number, u: number): number {
  let term = emptyShare;
  let cumulative = term;
  let count = 0;
  while (u > cumulative && count < MAX_POINTS) {
    count += 1;
    term *= mean / count;
    cumulative += term;
  }
  return count;
}
