/**
 * Keyed random numbers: every draw is a pure function of (seed, purpose, entity, counter), never of draw order. Two
 * candidates under one seed therefore share their luck (common random numbers), and adding a job never changes another
 * pool's weather. Mixing: four rounds of the MurmurHash3 32-bit block step over the key words with its finaliser, run twice
 * with different constants to give 53 bits.
 */
import { exp, ln, normalQuantile } from './elementary.ts';

/** What a draw is for. Numbers are part of the results: append, never renumber. */
export const PURPOSE = {
  spotUpSpell: 1,
  spotDownSpell: 2,
  spotShockSeverity: 3,
  spotShockHit: 4,
  spotShockDelay: 5,
  spotIdiosyncratic: 6,
  spotNotice: 7,
  spotInitialState: 8,
  spotLatent: 9,
  boot: 16,
  scaleOutDelay: 17,
  onDemandShortage: 18,
  pull: 19,
  syntheticArrival: 32,
  syntheticRuntime: 33,
  syntheticShape: 34,
  scheduleWindow: 35,
  scheduleRuntime: 36,
  scheduleCopies: 37,
  replication: 48,
  search: 49,
  bootstrap: 50,
  shake: 51,
  growth: 52,
  apiBackoff: 52,
} as const;

export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** Added by every block step; signed, so that most sums stay small integers before the code is compiled. */
const STEP = 0xe6546b64 | 0;
/** What the two halves of a draw begin with. */
const HIGH = 0x9747b28c;
const LOW = 0x3c6ef372;

/** Uniform on the open interval (0, 1), never exactly 0 or 1. */
export function uniform(seed: number, purpose: Purpose, entity: number, counter: number): number {
  // The words are scrambled once for both halves: the draws of a short run are made before V8 has compiled any of this.
  const first = scrambled(seed);
  const second = scrambled(purpose);
  const third = scrambled(entity);
  const fourth = scrambled(counter);
  return joined(mixed(first, second, third, fourth, HIGH), mixed(first, second, third, fourth, LOW));
}

/** 53 bits of two halves of 32. */
function joined(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6) + 0.5) / 9007199254740992;
}

/** Many draws for one purpose: the numbers of `uniform`, with what they have in common worked out once. */
export class Draws {
  private readonly high: number;
  private readonly low: number;

  constructor(seed: number, purpose: Purpose) {
    this.high = mixedKey(scrambled(seed), scrambled(purpose), HIGH);
    this.low = mixedKey(scrambled(seed), scrambled(purpose), LOW);
  }

  uniform(entity: number, counter: number): number {
    const third = scrambled(entity);
    const fourth = scrambled(counter);
    return joined(mixedOn(this.high, third, fourth), mixedOn(this.low, third, fourth));
  }
}

/** Exponential with the given mean; Infinity when the mean is Infinity. */
export function exponential(mean: number, u: number): number {
  return -mean * ln(u);
}

/** Log-normal given its median and its 95th percentile (same unit); the median itself when both are equal. */
export function logNormal(median: number, p95: number, u: number): number {
  if (median <= 0 || p95 <= median) return median;
  return median * exp((ln(p95 / median) / 1.6448536269514722) * normalQuantile(u));
}

/** The same as a function of `u`, for many draws from one distribution. */
export function logNormalQuantile(median: number, p95: number): (u: number) => number {
  if (median <= 0 || p95 <= median) return () => median;
  const spread = ln(p95 / median) / 1.6448536269514722;
  return (u) => median * exp(spread * normalQuantile(u));
}

/** A seed for replication `index` of a study seeded with `seed`: independent streams, still reproducible. */
export function replicationSeed(seed: number, index: number): number {
  return mix(seed, PURPOSE.replication, index, 0, 0x85ebca6b);
}

/** Stable 32-bit key of a name (FNV-1a), so that streams follow names, not list positions. */
export function keyOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < name.length; position++) {
    hash = Math.imul(hash ^ name.charCodeAt(position), 0x01000193);
  }
  return hash >>> 0;
}

function mix(seed: number, purpose: number, entity: number, counter: number, start: number): number {
  return mixed(scrambled(seed), scrambled(purpose), scrambled(entity), scrambled(counter), start) >>> 0;
}

/** Four block steps over scrambled words and the finaliser; a signed number of 32 bits. */
function mixed(first: number, second: number, third: number, fourth: number, start: number): number {
  return mixedOn(mixedKey(first, second, start), third, fourth);
}

/** The first two block steps. */
function mixedKey(first: number, second: number, start: number): number {
  let hash = start ^ first;
  hash = Math.imul((hash << 13) | (hash >>> 19), 5) + STEP;
  hash ^= second;
  return (Math.imul((hash << 13) | (hash >>> 19), 5) + STEP) | 0;
}

/** The other two, and the finaliser. */
function mixedOn(key: number, third: number, fourth: number): number {
  let hash = key ^ third;
  hash = Math.imul((hash << 13) | (hash >>> 19), 5) + STEP;
  hash ^= fourth;
  hash = Math.imul((hash << 13) | (hash >>> 19), 5) + STEP;
  hash ^= 16;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** What the block step does to a word of the key before it meets the hash. */
function scrambled(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}
