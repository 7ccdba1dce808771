/**
 * Which of the shares that are not read could be next by now: each has a lower bound of its value, and those that fall at about
 * the same rate are in one heap, whose order time does not change.
 */
import type { Readings } from './readings.ts';
import { dropOf, ROUNDING } from './share-bound.ts';
import { ShareHeap, ShareKeys } from './share-heap.ts';
import type { UsageColumns } from './usage-columns.ts';

/** What shares of a class fall by at most, vCPU-ms per ms. The first two are of those that used nothing, and that do not fall. */
const CLASSES = 256;
const RATES = ratesOfClasses();

function ratesOfClasses(): Float64Array {
  const rates = new Float64Array(CLASSES);
  // The middle ones are 1 and 1.5.
  for (let octave = 1; octave < CLASSES / 2; octave++) {
    rates[2 * octave] = 2 ** (octave - CLASSES / 4);
    rates[2 * octave + 1] = 1.5 * rates[2 * octave];
  }
  return rates;
}

/** The first class of at least this rate, which is more than 0. */
function classOfRate(rate: number): number {
  let low = 2;
  let high = CLASSES - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (RATES[middle] < rate) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shares of one group whose values fall at most by `rate`, times what their group weighs. */
class FallingShares {
  readonly heap: ShareHeap;
  /** Down to the last reading, since the beginning. */
  fallen = 0;
  /** What all have lost at the ends of buckets, and what those that joined since may lose at the next. */
  private dropped = 0;
  nextDrop = 0;

  constructor(
    keys: ShareKeys,
    readonly group: number,
    readonly rate: number,
    /** Among all classes. */
    readonly position: number,
  ) {
    this.heap = new ShareHeap(keys);
  }

  read({ nowMs }: Readings, hasBucketEnded: boolean): void {
    if (hasBucketEnded) {
      this.dropped += this.nextDrop;
      this.nextDrop = 0;
    }
    this.fallen = this.rate * nowMs + this.dropped;
  }
}

export class FarShares {
  private length = 0;
  /** The share with the least bound as of the last reading, ties by identifier; -1 for none. */
  first = -1;
  /** That bound: the value of the share is more, or the same where it has used nothing. */
  firstBound = Number.POSITIVE_INFINITY;
  private readonly shared: ShareKeys;
  /** By group and class of rate. */
  private readonly byClass: (FallingShares | undefined)[] = [];
  private readonly all: FallingShares[] = [];
  /** Position in `all`, by share. */
  private readonly homes: Int32Array;

  constructor(
    private readonly identifiers: readonly string[],
    private readonly columns: UsageColumns,
    private readonly readings: Readings,
    private readonly groupWeights: Float64Array,
  ) {
    this.shared = new ShareKeys(identifiers);
    this.homes = new Int32Array(identifiers.length);
  }

  has(share: number): boolean {
    return this.shared.positions[share] >= 0;
  }

  read(hasBucketEnded: boolean): void {
    const { all } = this;
    for (let position = 0; position < all.length; position++) all[position].read(this.readings, hasBucketEnded);
    this.find();
  }

  /**
   * Puts in a share that has just been read, and its value may fall by `fall` per ms. `factor` is its weight where that is its own
   * and 1 where its group has one: bounds go without that, which may change.
   */
  add(share: number, group: number, value: number, factor: number, fall: number): void {
    const { columns, readings } = this;
    const weight = this.groupWeights[group];
    const usage = (columns.inBucket[share] + columns.closed[share]) * factor;
    const falling = this.classOf(share, group, usage > 0 ? fall / weight : -1);
    const { fallen } = falling;
    let key = 0;
    if (usage > 0) {
      const drop = dropOf(columns, share) * factor;
      key = value / weight + fallen - ROUNDING * (usage + fallen);
      if (columns.bucketEndMs[share] !== readings.bucketEndMs) key -= drop;
      else if (drop > falling.nextDrop) falling.nextDrop = drop;
    }
    falling.heap.push(share, key);
    this.homes[share] = falling.position;
    this.length++;
    this.consider(share, (key - fallen) * weight);
  }

  remove(share: number): void {
    this.all[this.homes[share]].heap.remove(share);
    this.length--;
    if (share === this.first) this.find();
  }

  private find(): void {
    const { all, groupWeights } = this;
    const { keys } = this.shared;
    this.first = -1;
    this.firstBound = Number.POSITIVE_INFINITY;
    if (this.length === 0) return;
    for (let position = 0; position < all.length; position++) {
      const { heap, fallen, group } = all[position];
      if (heap.length > 0) this.consider(heap.first, (keys[heap.first] - fallen) * groupWeights[group]);
    }
  }

  private consider(share: number, bound: number): void {
    const { identifiers, first, firstBound } = this;
    if (bound > firstBound || (bound === firstBound && identifiers[share] > identifiers[first])) return;
    this.first = share;
    this.firstBound = bound;
  }

  private classOf(share: number, group: number, fall: number): FallingShares {
    let number = fall < 0 ? 0 : 1;
    if (fall > 0) {
      const last = this.all[this.homes[share]];
      if (last?.group === group && fall <= last.rate && 1.5 * fall > last.rate) return last;
      number = classOfRate(fall);
    }
    return this.byClass[group * CLASSES + number] ?? this.open(group, number);
  }

  private open(group: number, number: number): FallingShares {
    const falling = new FallingShares(this.shared, group, RATES[number], this.all.length);
    falling.read(this.readings, false);
    this.byClass[group * CLASSES + number] = falling;
    this.all.push(falling);
    return falling;
  }
}
