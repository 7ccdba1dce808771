/**
 * What is remembered of a run: streaming statistics of waits and turnarounds, integrals for the conservation laws, and a
 * timeline whose length is bounded whatever the length of the run (bucket width doubles when it is full).
 */
import type { Clock } from './clock.ts';
import { DurationHistogram } from './duration-histogram.ts';
import type { Timeline } from './outcome.ts';
import { WIDE } from './wide-number.ts';

const MAXIMUM_BUCKETS = 512;
const FIRST_BUCKET_MS = 1000;
/** Jobs shorter than this do not inflate the slowdown (Feitelson's bounded slowdown, threshold 10 s). */
const SLOWDOWN_BOUND_MS = 10_000;

export class Recorder {
  readonly waits = new DurationHistogram();
  readonly turnarounds = new DurationHistogram();
  runnableJobs = 0;
  usedVcpus = 0;
  totalVcpus = 0;
  peakVcpus = 0;
  private slowdownSum = WIDE;
  private slowdownCount = 0;
  /** Until when the levels are booked. */
  private bookedMs = WIDE;
  private bucketMs = FIRST_BUCKET_MS;
  private bucketEndMs = WIDE;
  private bucket = 0;
  /** Integrals over the buckets before the current one, and over the current one so far. */
  private readonly runnableAreas = new Float64Array(MAXIMUM_BUCKETS);
  private readonly usedAreas = new Float64Array(MAXIMUM_BUCKETS);
  private readonly totalAreas = new Float64Array(MAXIMUM_BUCKETS);
  private runnableArea = WIDE;
  private usedArea = WIDE;
  private totalArea = WIDE;
  /** Until when the total is booked: it changes rarely, so it is booked when it does. */
  private totalClockMs = WIDE;

  constructor(private readonly clock: Clock) {
    this.slowdownSum = this.bookedMs = this.totalClockMs = 0;
    this.runnableArea = this.usedArea = this.totalArea = 0;
    this.bucketEndMs = FIRST_BUCKET_MS;
  }

  /** Books the time since the last call at the present levels. Call before any level changes. */
  advance(): void {
    const { nowMs } = this.clock;
    const elapsedMs = nowMs - this.bookedMs;
    // Mostly whatever made room for a job, or brought it, has done so at this moment.
    if (elapsedMs === 0) return;
    if (nowMs > this.bucketEndMs) {
      this.closeBuckets();
      return;
    }
    this.runnableArea += elapsedMs * this.runnableJobs;
    this.usedArea += elapsedMs * this.usedVcpus;
    this.bookedMs = nowMs;
  }

  recordWait(waitMs: number, runMs: number): void {
    this.waits.add(waitMs);
    const slowdown = (waitMs + runMs) / (runMs > SLOWDOWN_BOUND_MS ? runMs : SLOWDOWN_BOUND_MS);
    this.slowdownSum += slowdown > 1 ? slowdown : 1;
    this.slowdownCount++;
  }

  setTotalVcpus(vcpus: number): void {
    this.bookTotal();
    this.totalVcpus = vcpus;
    if (vcpus > this.peakVcpus) this.peakVcpus = vcpus;
  }

  boundedSlowdownMean(): number | undefined {
    return this.slowdownCount === 0 ? undefined : this.slowdownSum / this.slowdownCount;
  }

  /** Integral of the number of RUNNABLE jobs, job-ms: equals the sum of all waits (Little's law). */
  get runnableJobMs(): number {
    return this.runnableAreas.subarray(0, this.bucket).reduce((sum, area) => sum + area, this.runnableArea);
  }

  timeline(): Timeline {
    this.storeBucket();
    const buckets = this.bookedMs > this.bucketEndMs - this.bucketMs ? this.bucket + 1 : this.bucket;
    const lastMs = this.bookedMs - (buckets - 1) * this.bucketMs;
    const { bucketMs } = this;
    return {
      bucketMs,
      runnableJobs: averages(this.runnableAreas, buckets, bucketMs, lastMs),
      usedVcpus: averages(this.usedAreas, buckets, bucketMs, lastMs),
      totalVcpus: averages(this.totalAreas, buckets, bucketMs, lastMs),
    };
  }

  private bookTotal(): void {
    this.totalArea += (this.bookedMs - this.totalClockMs) * this.totalVcpus;
    this.totalClockMs = this.bookedMs;
  }

  /** Books until now, over the end of the current bucket and perhaps of others. */
  private closeBuckets(): void {
    const { nowMs } = this.clock;
    while (nowMs > this.bucketEndMs) {
      this.bookUntil(this.bucketEndMs);
      this.storeBucket();
      this.runnableArea = this.usedArea = this.totalArea = 0;
      if (this.bucket + 1 === MAXIMUM_BUCKETS) this.halveResolution();
      else this.bucket++;
      this.bucketEndMs = (this.bucket + 1) * this.bucketMs;
    }
    this.bookUntil(nowMs);
  }

  private bookUntil(untilMs: number): void {
    const elapsedMs = untilMs - this.bookedMs;
    this.runnableArea += elapsedMs * this.runnableJobs;
    this.usedArea += elapsedMs * this.usedVcpus;
    this.bookedMs = untilMs;
  }

  private storeBucket(): void {
    this.bookTotal();
    this.runnableAreas[this.bucket] = this.runnableArea;
    this.usedAreas[this.bucket] = this.usedArea;
    this.totalAreas[this.bucket] = this.totalArea;
  }

  /** Merges neighbouring buckets; the current one becomes the first empty bucket of the upper half. */
  private halveResolution(): void {
    for (const areas of [this.runnableAreas, this.usedAreas, this.totalAreas]) {
      for (let bucket = 0; bucket < MAXIMUM_BUCKETS / 2; bucket++)
        areas[bucket] = areas[2 * bucket] + areas[2 * bucket + 1];
      areas.fill(0, MAXIMUM_BUCKETS / 2);
    }
    this.bucketMs *= 2;
    this.bucket = MAXIMUM_BUCKETS / 2;
  }
}

/** Levels of the first buckets, of which the last is so long, ms. */
function averages(areas: Float64Array, buckets: number, bucketMs: number, lastMs: number): number[] {
  const levels: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++)
    levels.push(areas[bucket] / (bucket === buckets - 1 ? lastMs : bucketMs));
  return levels;
}
