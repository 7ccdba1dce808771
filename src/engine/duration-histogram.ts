/**
 * Streaming quantiles of durations in whole ms: a log-linear histogram with 1,024 steps per power of two, so a quantile is
 * within 0.1 % and memory does not grow with the number of jobs. Values below 2,048 ms are exact.
 */
import type { DurationSummary } from './outcome.ts';
import { WIDE } from './wide-number.ts';

const STEPS = 1024;
const EXACT_BELOW = 2 * STEPS;
const OCTAVES = 34;

export class DurationHistogram {
  private readonly counts = new Int32Array(EXACT_BELOW + OCTAVES * STEPS);
  private count = 0;
  private sum = WIDE;
  private largest = WIDE;

  constructor() {
    this.sum = 0;
    this.largest = 0;
  }

  /** Adds one duration in whole ms, at least 0. */
  add(valueMs: number): void {
    this.counts[bucketOf(valueMs)]++;
    this.count++;
    this.sum += valueMs;
    if (valueMs > this.largest) this.largest = valueMs;
  }

  summary(): DurationSummary | undefined {
    if (this.count === 0) return undefined;
    const [p50, p95, p99] = this.quantiles([0.5, 0.95, 0.99]);
    return {
      count: this.count,
      mean: this.sum / this.count,
      p50,
      p95,
      p99,
      max: this.largest,
    };
  }

  /** For each share, ascending, the smallest bucket value with at least so much of the durations at or below it; in one walk. */
  quantiles(shares: readonly number[]): number[] {
    const { counts } = this;
    const values: number[] = [];
    let bucket = 0;
    let seen = counts[0];
    for (const share of shares) {
      const rank = Math.max(1, Math.ceil(share * this.count));
      while (seen < rank) seen += counts[++bucket];
      values.push(Math.min(middleOf(bucket), this.largest));
    }
    return values;
  }
}

function bucketOf(value: number): number {
  if (value < EXACT_BELOW) return value;
  if (value >= 0x40000000) return bucketOfLong(value);
  const shift = 21 - Math.clz32(value);
  return shift * STEPS + (value >>> shift);
}

/** Of a duration beyond 12 days, too long for the operators on 32 bits. */
function bucketOfLong(value: number): number {
  let octave = 0;
  let scaled = value;
  while (scaled >= 0x40000000) {
    scaled = Math.floor(scaled / 1024);
    octave += 10;
  }
  const shift = 21 - Math.clz32(scaled);
  octave += shift;
  const bucket = octave * STEPS + (scaled >>> shift);
  return bucket < EXACT_BELOW + OCTAVES * STEPS ? bucket : EXACT_BELOW + OCTAVES * STEPS - 1;
}

/** Middle of a bucket. */
function middleOf(bucket: number): number {
  if (bucket < EXACT_BELOW) return bucket;
  const octave = Math.floor(bucket / STEPS) - 1;
  const step = bucket - octave * STEPS;
  return Math.floor((step + 0.5) * 2 ** octave);
}
