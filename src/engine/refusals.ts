/**
 * What EC2 refused an environment, by instance type. Whoever needs another type is not held back: that a large type cannot be had
 * says nothing of a small one.
 */
import { WIDE } from './wide-number.ts';

/** After EC2 refused every type that a job can have, or Fargate Spot a task, the environment asks again this much later at the earliest. */
export const REFUSAL_RETRY_MS = 60_000;

export class Refusals {
  /** By type: when it may be asked for again, ms; 0 for one that EC2 has given, or was never asked for, since. */
  private readonly untilMs: Float64Array;
  /** By type: when it was refused first; says nothing of others. */
  private readonly sinceMs: Float64Array;
  /** By type: when one that was beyond its vCPU quota may be asked for again once that does; 0 when it was not beyond it. */
  private readonly afterQuotaMs: Float64Array;
  /** Types that are not asked for before some of their quota has been given back. */
  heldForQuota = 0;
  /** Types whose last answer was a refusal. */
  refusedTypes = 0;
  /** From then on every type may be asked for; 0 before the first refusal. */
  pausedUntilMs = WIDE;

  constructor(typeCount: number) {
    this.untilMs = new Float64Array(typeCount);
    this.sinceMs = new Float64Array(typeCount);
    this.afterQuotaMs = new Float64Array(typeCount);
    this.pausedUntilMs = 0;
  }

  /** EC2 has none of the types, and is not asked for them before a time which is after 0. */
  note(types: readonly number[], nowMs: number, untilMs: number): void {
    for (const type of types) {
      if (this.untilMs[type] === 0) {
        this.refusedTypes++;
        this.sinceMs[type] = nowMs;
      }
      this.releaseForQuota(type);
      this.afterQuotaMs[type] = 0;
      this.untilMs[type] = untilMs;
    }
    this.pausedUntilMs = Math.max(this.pausedUntilMs, untilMs);
  }

  /** EC2 has given one, and may be asked for more. */
  forget(type: number): void {
    if (this.untilMs[type] > 0) this.refusedTypes--;
    this.releaseForQuota(type);
    this.afterQuotaMs[type] = 0;
    this.untilMs[type] = 0;
  }

  /** A type just refused was beyond its quota; once that does it may be asked for from the given time on, ms. */
  holdForQuota(type: number, askableMs: number): void {
    this.releaseForQuota(type);
    this.heldForQuota++;
    this.untilMs[type] = Number.POSITIVE_INFINITY;
    this.afterQuotaMs[type] = askableMs;
  }

  isHeldForQuota(type: number): boolean {
    return this.untilMs[type] === Number.POSITIVE_INFINITY;
  }

  releaseForQuota(type: number): void {
    if (!this.isHeldForQuota(type)) return;
    this.heldForQuota--;
    this.untilMs[type] = this.afterQuotaMs[type];
  }

  /** The first of the types whose last answer was that it is beyond its quota; undefined when none was. */
  firstOverQuota(types: readonly number[]): number | undefined {
    return types.find((type) => this.afterQuotaMs[type] > 0);
  }

  /** Whether EC2 had none of the types when it was last asked for them. */
  areRefused(types: readonly number[]): boolean {
    for (const type of types) if (this.untilMs[type] === 0) return false;
    return types.length > 0;
  }

  /** Since when EC2 has had none of the types, ms; Infinity when it has, or there are none. */
  sinceMsOf(types: readonly number[]): number {
    if (!this.areRefused(types)) return Number.POSITIVE_INFINITY;
    return types.reduce((latest, type) => Math.max(latest, this.sinceMs[type]), 0);
  }

  /** When the type may be asked for, ms. */
  askableFromMs(type: number): number {
    return this.untilMs[type];
  }

  /** When the next of all types may be asked for that may not now; Infinity when all may. */
  nextAskableMs(nowMs: number): number {
    if (this.pausedUntilMs <= nowMs) return Number.POSITIVE_INFINITY;
    return this.untilMs.reduce((next, atMs) => (atMs > nowMs ? Math.min(next, atMs) : next), Number.POSITIVE_INFINITY);
  }

  /** When the first of the types may be asked for, ms; 0 when there are none. */
  earliestMs(types: readonly number[]): number {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const type of types) earliestMs = Math.min(earliestMs, this.untilMs[type]);
    return types.length === 0 ? 0 : earliestMs;
  }
}
