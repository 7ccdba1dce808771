import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PURPOSE } from '../../../src/models/random.ts';
import { STEADY } from '../../../src/models/spot/diurnal.ts';
import { type EventField, eventField, nextEvent } from '../../../src/models/spot/events.ts';

const SLOT_MS = 1_000_000;
const sources = [
  { key: 11, weight: 0.7 },
  { key: 12, weight: 0.3 },
];

function fieldOf(seed: number): EventField {
  return eventField(seed, PURPOSE.spotUpSpell, SLOT_MS, sources);
}

function next(seed: number, afterMs: number, height: number): number {
  const event = nextEvent(fieldOf(seed), afterMs, afterMs + 1e9, height, STEADY);
  return event?.atMs ?? Number.POSITIVE_INFINITY;
}

describe('the field of events', () => {
  it('meets a state that ends at rate h after an exponential time of mean slot / h', () => {
    for (const height of [0.2, 1, 3.5]) {
      let sum = 0;
      for (let seed = 0; seed < 20_000; seed++) sum += next(seed, 12_345, height) - 12_345;
      // Standard error of the mean: 1 / sqrt(20,000) = .7 % of it.
      expect(Math.abs((sum / 20_000 / SLOT_MS) * height - 1)).toBeLessThan(0.021);
    }
  });

  it('only gains events when the rate grows, so the next one never comes later', () => {
    const height = fc.double({ min: 0.01, max: 12, noNaN: true });
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e9), height, height, (seed, afterMs, one, other) => {
        const soon = next(seed, afterMs, Math.max(one, other));
        expect(soon).toBeLessThanOrEqual(next(seed, afterMs, Math.min(one, other)));
        expect(soon).toBeGreaterThan(afterMs);
      }),
    );
  });

  it('finds the same events whether walked from the start or entered in the middle', () => {
    const walked: number[] = [];
    for (let atMs = 0; atMs < 50 * SLOT_MS; atMs = next(3, atMs, 2)) walked.push(atMs);
    for (const middleMs of [1, 7.5 * SLOT_MS, 33 * SLOT_MS]) {
      expect(next(3, middleMs, 2)).toBe(walked.find((atMs) => atMs > middleMs));
    }
  });

  it('has no events at rate 0 or beyond its end', () => {
    expect(next(1, 0, 0)).toBe(Number.POSITIVE_INFINITY);
    const first = next(1, 0, 1);
    expect(nextEvent(fieldOf(1), 0, first - 1, 1, STEADY)).toBeUndefined();
    expect(nextEvent(fieldOf(1), 0, first, 1, STEADY)?.atMs).toBe(first);
  });
});
