/**
 * Which shares of a queue are active: those with jobs waiting or running, or that had some within the decay window. By their
 * number a share under a prefix rule weighs, and computeReservation keeps vCPUs free. Counted as shares come and go, because a
 * count at every reading would visit all.
 */
import type { FairShare } from './fair-share-line.ts';
import { ShareHeap, ShareKeys } from './share-heap.ts';
import type { UsageColumns } from './usage-columns.ts';

export class ActiveShares {
  /** By group, which is the prefix rule and 1: what its shares weigh as of the last reading. Of the first, those under none, 1. */
  readonly groupWeights: Float64Array;
  private readonly groups: Int32Array;
  private readonly groupFactors: Float64Array;
  private readonly activeByGroup: Int32Array;
  private readonly isActive: Uint8Array;
  private readonly isWatched: Uint8Array;
  private activeCount = 0;
  /** Shares without jobs by when they last had some, or earlier: looked at again when that is a window ago. */
  private readonly quiet: ShareHeap;
  private readonly quietKeys: ShareKeys;
  private readonly isCounted: boolean;
  /** (computeReservation / 100) ^ n, as far as it was needed, and the one for the shares active at the last reading. */
  private readonly powers: number[];
  private reserved: number;

  constructor(
    private readonly policy: FairShare,
    private readonly columns: UsageColumns,
    private readonly waitingJobs: Int32Array,
  ) {
    const { shares, computeReservation } = policy;
    this.groups = Int32Array.from(shares, ({ prefixRule }) => prefixRule + 1);
    const groupCount = this.groups.reduce((most, group) => Math.max(most, group + 1), 1);
    this.groupFactors = new Float64Array(groupCount).fill(1);
    for (const { prefixRule, weightFactor } of shares)
      if (prefixRule >= 0) this.groupFactors[prefixRule + 1] = weightFactor;
    this.groupWeights = this.groupFactors.slice();
    this.activeByGroup = new Int32Array(groupCount);
    this.isActive = new Uint8Array(shares.length);
    this.isWatched = new Uint8Array(shares.length);
    this.quietKeys = new ShareKeys(shares.map(({ identifier }) => identifier));
    this.quiet = new ShareHeap(this.quietKeys);
    this.isCounted = groupCount > 1 || computeReservation > 0;
    this.powers = [1, computeReservation];
    this.reserved = computeReservation;
  }

  /** A job joined the share. */
  onWaiting(share: number): void {
    if (!this.isCounted || this.isActive[share] === 1) return;
    this.isActive[share] = 1;
    this.activeCount++;
    this.activeByGroup[this.groups[share]]++;
  }

  /** A job of the share left the line or ended. */
  onLess(share: number): void {
    if (!this.isCounted || this.isWatched[share] === 1 || !this.isQuiet(share)) return;
    this.isWatched[share] = 1;
    this.quiet.push(share, this.columns.lastActiveMs[share]);
  }

  read(nowMs: number): void {
    if (!this.isCounted) return;
    while (this.quiet.length > 0) {
      const share = this.quiet.first;
      if (nowMs - this.quietKeys.keys[share] <= this.policy.windowMs) break;
      this.quiet.remove(share);
      this.isWatched[share] = 0;
      if (this.isQuiet(share)) this.look(share, nowMs);
    }
    for (let group = 1; group < this.groupWeights.length; group++)
      this.groupWeights[group] = this.groupFactors[group] * Math.max(1, this.activeByGroup[group]);
    this.reserved = this.power(Math.max(1, this.activeCount));
  }

  /** All but (computeReservation / 100) ^ active shares of the maximum (API FairsharePolicy, computeReservation). */
  allowanceVcpus(runningVcpus: number): number {
    const { computeReservation, maxVcpus } = this.policy;
    if (computeReservation === 0) return Number.POSITIVE_INFINITY;
    return Math.floor(maxVcpus * (1 - this.reserved)) - runningVcpus;
  }

  private isQuiet(share: number): boolean {
    return this.waitingJobs[share] === 0 && this.columns.runningVcpus[share] === 0;
  }

  /** It may have had jobs since it was put among the quiet ones. */
  private look(share: number, nowMs: number): void {
    if (nowMs - this.columns.lastActiveMs[share] <= this.policy.windowMs) {
      this.onLess(share);
      return;
    }
    this.isActive[share] = 0;
    this.activeCount--;
    this.activeByGroup[this.groups[share]]--;
  }

  private power(exponent: number): number {
    const { powers } = this;
    while (powers.length <= exponent) powers.push(powers[powers.length - 1] * this.policy.computeReservation);
    return powers[exponent];
  }
}
