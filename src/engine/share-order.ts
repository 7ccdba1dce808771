/**
 * The order of a queue's shares with waiting jobs, by decayed usage x weightFactor at the last reading. Shares that may soon be
 * next are near: read every time and sorted. The others are far: a lower bound says which of them to read. So a reading of many
 * shares visits few, with the order and the values that a visit to all would give, to the last bit.
 */
import type { ActiveShares } from './active-shares.ts';
import type { FairShare } from './fair-share-line.ts';
import { FarShares } from './far-shares.ts';
import { NearShares } from './near-shares.ts';
import { Readings } from './readings.ts';
import { fallOf } from './share-bound.ts';
import { ShareUsage } from './share-usage.ts';
import { BUCKETS, type UsageColumns } from './usage-columns.ts';

/** Usage is read again at most this often; between readings started jobs count as one second of use. */
const REFRESH_MS = 1000;

/** A share stays near if it may be next within so many readings: to go and come back costs as much as they do. */
const READINGS_NEAR = 10;

/** To read so few shares costs less than to choose among them; of more, so many are near at least. */
const FEW_SHARES = 32;
const LEAST_NEAR = 8;

export class ShareOrder {
  private readonly usages: readonly ShareUsage[];
  private readonly readings: Readings;
  private readonly near: NearShares;
  private readonly far: FarShares;
  /** By share: decayed usage x weight, vCPU-ms, as of the reading of that number, and the vCPUs started since. */
  private readonly values: Float64Array;
  private readonly readAt: Int32Array;
  private readonly groups: Int32Array;
  /** Weights of shares that no prefix rule names; 1 for the others, whose group has one (0 if that is 0). */
  private readonly factors: Float64Array;
  private readonly leastNear: number;
  private isRead = false;
  private runningVcpus = 0;
  private peakVcpus = 0;
  private hasOddVcpus = false;
  /** Nearly all shares are in the same bucket, so these are made once a reading. */
  private weighedEndMs = Number.NaN;
  private openWeight = 1;
  private closedWeight = 1;

  constructor(
    private readonly policy: FairShare,
    private readonly columns: UsageColumns,
    private readonly active: ActiveShares,
  ) {
    const { shares, windowMs } = policy;
    const identifiers = shares.map(({ identifier }) => identifier);
    this.usages = shares.map((_, share) => new ShareUsage(windowMs, columns, share));
    this.readings = new Readings(windowMs);
    this.values = new Float64Array(shares.length);
    this.near = new NearShares(identifiers, this.values);
    this.far = new FarShares(identifiers, columns, this.readings, active.groupWeights);
    this.readAt = new Int32Array(shares.length);
    this.leastNear = shares.length > FEW_SHARES ? LEAST_NEAR : shares.length;
    this.groups = Int32Array.from(shares, ({ prefixRule }) => prefixRule + 1);
    this.factors = Float64Array.from(shares, ({ prefixRule, weightFactor }) =>
      prefixRule < 0 || weightFactor === 0 ? weightFactor : 1,
    );
  }

  /** Reads usage again unless that was done less than a second ago; false then. */
  refresh(nowMs: number): boolean {
    const { readings, near } = this;
    if (this.isRead && nowMs - readings.nowMs < REFRESH_MS) return false;
    this.isRead = true;
    const hasBucketEnded = readings.next(nowMs);
    this.weighedEndMs = Number.NaN;
    this.active.read(nowMs);
    this.far.read(hasBucketEnded);
    if (readings.isDoubtful || this.hasOddVcpus || !readings.areSumsExact(this.peakVcpus)) this.readAll();
    this.readNear();
    near.sort();
    this.bringNear();
    this.sendFar();
    return true;
  }

  /** The share that is next, -1 when none has waiting jobs. */
  first(): number {
    this.bringNear();
    return this.near.length === 0 ? -1 : this.near.shares[0];
  }

  /** The one behind a share with waiting jobs, -1 for none. */
  following(share: number): number {
    const { near, far } = this;
    if (far.has(share)) this.comeNear(share);
    for (;;) {
      const position = near.positionOf(share) + 1;
      const next = position < near.length ? near.shares[position] : -1;
      if (!this.mayPrecede(next)) return next;
      this.comeNear(far.first);
    }
  }

  /** A share without waiting jobs has one now. */
  join(share: number): void {
    this.read(share);
    this.near.insert(share);
  }

  /** A share has no waiting job any more. */
  leave(share: number): void {
    if (this.far.has(share)) this.far.remove(share);
    else this.near.remove(share);
  }

  onStart(share: number, vcpus: number, nowMs: number): void {
    this.book(share, vcpus, nowMs);
    if (this.runningVcpus > this.peakVcpus) this.peakVcpus = this.runningVcpus;
    if (!Number.isInteger(4 * vcpus)) this.hasOddVcpus = true;
    const more = vcpus * REFRESH_MS * this.weightOf(share);
    if (this.near.has(share)) this.near.raise(share, more);
    else this.values[share] += more;
  }

  onEnd(share: number, vcpus: number, nowMs: number): void {
    const { far } = this;
    this.read(share);
    if (far.has(share)) {
      // Its bound counts on what was running.
      far.remove(share);
      this.columns.runningVcpus[share] -= vcpus;
      this.goFar(share);
      this.columns.runningVcpus[share] += vcpus;
    }
    this.book(share, -vcpus, nowMs);
  }

  allowanceVcpus(): number {
    return this.active.allowanceVcpus(this.runningVcpus);
  }

  /** What a reading missed is made up for first: later its time is past. */
  private book(share: number, moreVcpus: number, nowMs: number): void {
    this.read(share);
    this.usages[share].advance(nowMs);
    this.columns.runningVcpus[share] += moreVcpus;
    this.runningVcpus += moreVcpus;
  }

  /** As `read` of each; what they have in common is looked up once. */
  private readNear(): void {
    const { columns, usages, readings, readAt, near } = this;
    const { bucketEndMs, clockMs } = columns;
    const { length, shares } = near;
    const { count, nowMs, skippedAtMs } = readings;
    for (let position = 0; position < length; position++) {
      const share = shares[position];
      if (readAt[share] === count) continue;
      readAt[share] = count;
      if (nowMs > bucketEndMs[share] || clockMs[share] < skippedAtMs) usages[share].catchUp(readings, nowMs);
      else columns.advance(share, nowMs);
      this.weigh(share);
    }
  }

  private read(share: number): void {
    const { columns, readings } = this;
    if (this.readAt[share] === readings.count) return;
    this.readAt[share] = readings.count;
    const isBehind = columns.clockMs[share] < readings.skippedAtMs;
    if (isBehind || readings.nowMs > columns.bucketEndMs[share]) this.usages[share].catchUp(readings, readings.nowMs);
    else columns.advance(share, readings.nowMs);
    this.weigh(share);
  }

  private readAll(): void {
    const { columns, usages, readings } = this;
    const { nowMs, previousMs, skippedAtMs } = readings;
    for (let share = 0; share < usages.length; share++) {
      if (skippedAtMs < nowMs && columns.clockMs[share] < previousMs) usages[share].catchUp(readings, previousMs);
      if (skippedAtMs < nowMs) usages[share].advance(nowMs);
      else usages[share].catchUp(readings, nowMs);
      this.readAt[share] = readings.count;
      this.weigh(share);
    }
  }

  private weigh(share: number): void {
    const { columns, readings } = this;
    const { windowMs } = this.policy;
    const endMs = columns.bucketEndMs[share];
    if (endMs !== this.weighedEndMs) {
      const elapsedMs = readings.nowMs - (endMs - windowMs / BUCKETS);
      this.weighedEndMs = endMs;
      this.openWeight = 1 - elapsedMs / (2 * windowMs);
      this.closedWeight = 1 - elapsedMs / windowMs;
    }
    this.values[share] = columns.decayed(share, this.openWeight, this.closedWeight) * this.weightOf(share);
  }

  private weightOf(share: number): number {
    const group = this.groups[share];
    return group === 0 ? this.factors[share] : this.active.groupWeights[group];
  }

  /** Until none of the far shares can be ahead of the first. */
  private bringNear(): void {
    const { near, far } = this;
    while (this.mayPrecede(near.length === 0 ? -1 : near.shares[0])) this.comeNear(far.first);
  }

  private comeNear(share: number): void {
    this.far.remove(share);
    this.read(share);
    this.near.insert(share);
  }

  /** Whether a far share may be ahead of this near one, -1 for none. */
  private mayPrecede(share: number): boolean {
    const { firstBound, first } = this.far;
    if (share < 0) return first >= 0;
    const value = this.values[share];
    return firstBound < value || (firstBound === value && this.near.isNamedBefore(first, share));
  }

  /** All near shares have just been read. */
  private sendFar(): void {
    const { near, values, readings } = this;
    const aheadMs = READINGS_NEAR * (readings.nowMs - readings.previousMs);
    while (near.length > this.leastNear) {
      const share = near.shares[near.length - 1];
      if (values[share] - this.fallOf(share) * aheadMs <= values[near.shares[0]]) return;
      near.removeLast();
      this.goFar(share);
    }
  }

  private goFar(share: number): void {
    this.far.add(share, this.groups[share], this.values[share], this.factors[share], this.fallOf(share));
  }

  private fallOf(share: number): number {
    return fallOf(this.columns, share, this.policy.windowMs) * this.weightOf(share);
  }
}
