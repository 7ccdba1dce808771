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

/**
 * Classes of shares, those of one group whose values fall at most by one rate. In columns: figures in objects of their own become
 * other hidden classes as they turn from whole numbers into fractions.
 */
export class FarShares {
  /** The share with the least bound as of the last reading, ties by identifier; -1 for none. */
  first = -1;
  private length = 0;
  private readonly shared: ShareKeys;
  /** By number of a class, as they are opened; `opened` has the numbers by group and rate. */
  private readonly heaps: ShareHeap[] = [];
  private readonly opened: Int32Array;
  private readonly groups: Int32Array;
  private readonly rates: Float64Array;
  /** Down to the last reading, since the beginning: by the rate, and at the ends of buckets, and what may come at the next. */
  private readonly fallen: Float64Array;
  private readonly dropped: Float64Array;
  private readonly nextDrops: Float64Array;
  /** Class by share. */
  private readonly homes: Int32Array;
  private readonly bounds = new Float64Array(1).fill(Number.POSITIVE_INFINITY);

  constructor(
    private readonly identifiers: readonly string[],
    private readonly columns: UsageColumns,
    private readonly readings: Readings,
    private readonly groupWeights: Float64Array,
  ) {
    const most = groupWeights.length * CLASSES;
    this.shared = new ShareKeys(identifiers);
    this.homes = new Int32Array(identifiers.length).fill(-1);
    this.opened = new Int32Array(most).fill(-1);
    this.groups = new Int32Array(most);
    this.rates = new Float64Array(most);
    this.fallen = new Float64Array(most);
    this.dropped = new Float64Array(most);
    this.nextDrops = new Float64Array(most);
  }

  /** Bound of the first: its value is more, or the same where it has used nothing. Infinity for none. */
  get firstBound(): number {
    return this.bounds[0];
  }

  has(share: number): boolean {
    return this.shared.positions[share] >= 0;
  }

  /** Usage is read, of the near shares; theirs may have fallen. */
  read(hasBucketEnded: boolean): void {
    const { heaps, rates, fallen, dropped, nextDrops } = this;
    const { nowMs } = this.readings;
    for (let home = 0; home < heaps.length; home++) {
      if (hasBucketEnded) {
        dropped[home] += nextDrops[home];
        nextDrops[home] = 0;
      }
      fallen[home] = rates[home] * nowMs + dropped[home];
    }
    this.find();
  }

  /**
   * Puts in a share that has just been read, and its value may fall by `fall` per ms. `factor` is its weight where that is its own
   * and 1 where its group has one: bounds go without that, which may change.
   */
  add(share: number, group: number, value: number, factor: number, fall: number): void {
    const { columns, readings, nextDrops } = this;
    const weight = this.groupWeights[group];
    const usage = (columns.inBucket[share] + columns.closed[share]) * factor;
    const home = this.homeOf(share, group, usage > 0 ? fall / weight : -1);
    const fallen = this.fallen[home];
    let key = 0;
    if (usage > 0) {
      const drop = dropOf(columns, share) * factor;
      key = value / weight + fallen - ROUNDING * (usage + fallen);
      if (columns.bucketEndMs[share] !== readings.bucketEndMs) key -= drop;
      else if (drop > nextDrops[home]) nextDrops[home] = drop;
    }
    this.heaps[home].push(share, key);
    this.homes[share] = home;
    this.length++;
    this.consider(share, (key - fallen) * weight);
  }

  remove(share: number): void {
    this.heaps[this.homes[share]].remove(share);
    this.length--;
    if (share === this.first) this.find();
  }

  private find(): void {
    const { heaps, groups, fallen, groupWeights } = this;
    const { keys } = this.shared;
    this.first = -1;
    this.bounds[0] = Number.POSITIVE_INFINITY;
    if (this.length === 0) return;
    for (let home = 0; home < heaps.length; home++) {
      const share = heaps[home].first;
      if (share >= 0) this.consider(share, (keys[share] - fallen[home]) * groupWeights[groups[home]]);
    }
  }

  private consider(share: number, bound: number): void {
    const { identifiers, first, bounds } = this;
    if (bound > bounds[0] || (bound === bounds[0] && first >= 0 && identifiers[share] > identifiers[first])) return;
    this.first = share;
    bounds[0] = bound;
  }

  /** The class for a share; the last one where that does. */
  private homeOf(share: number, group: number, fall: number): number {
    const last = this.homes[share];
    const rate = last < 0 ? 0 : this.rates[last];
    if (fall > 0 && fall <= rate && 1.5 * fall > rate && this.groups[last] === group) return last;
    const number = fall > 0 ? classOfRate(fall) : fall < 0 ? 0 : 1;
    const index = group * CLASSES + number;
    if (this.opened[index] < 0) this.open(index, group, RATES[number]);
    return this.opened[index];
  }

  private open(index: number, group: number, rate: number): void {
    const home = this.heaps.push(new ShareHeap(this.shared)) - 1;
    this.opened[index] = home;
    this.groups[home] = group;
    this.rates[home] = rate;
    this.fallen[home] = rate * this.readings.nowMs;
  }
}
