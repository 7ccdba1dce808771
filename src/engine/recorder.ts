/**
 * What is remembered of a run: streaming statistics of waits and turnarounds, integrals for the conservation laws, and a
 * timeline whose length is bounded whatever the length of the run (bucket width doubles when it is full).
 */
import { DurationHistogram } from './duration-histogram.ts';
import type { Timeline } from './outcome.ts';

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
  /** Integral of the number of RUNNABLE jobs, job-ms: equals the sum of all waits (Little's law). */
  runnableJobMs = 0;
  private slowdownSum = 0;
  private slowdownCount = 0;
  private clockMs = 0;
  private bucketMs = FIRST_BUCKET_MS;
  private bucketEndMs = FIRST_BUCKET_MS;
  private bucket = 0;
  private runnableArea = new Float64Array(MAXIMUM_BUCKETS);
  private usedArea = new Float64Array(MAXIMUM_BUCKETS);
  private totalArea = new Float64Array(MAXIMUM_BUCKETS);

  /** Books the time since the last call at the present levels. Call before any level changes. */
  advance(nowMs: number): void {
    if (nowMs === this.clockMs) return;
    while (nowMs > this.bucketEndMs) this.closeBucket();
    this.book(nowMs);
  }

  recordWait(waitMs: number, runMs: number): void {
    this.waits.add(waitMs);
    const slowdown = (waitMs + runMs) / (runMs > SLOWDOWN_BOUND_MS ? runMs : SLOWDOWN_BOUND_MS);
    this.slowdownSum += slowdown > 1 ? slowdown : 1;
    this.slowdownCount++;
  }

  setTotalVcpus(vcpus: number): void {
    this.totalVcpus = vcpus;
    if (vcpus > this.peakVcpus) this.peakVcpus = vcpus;
  }

  boundedSlowdownMean(): number | undefined {
    return this.slowdownCount === 0 ? undefined : this.slowdownSum / this.slowdownCount;
  }

  timeline(): Timeline {
    const buckets = this.clockMs > this.bucketEndMs - this.bucketMs ? this.bucket + 1 : this.bucket;
    const lastMs = this.clockMs - (buckets - 1) * this.bucketMs;
    const average = (area: Float64Array): number[] =>
      Array.from(area.subarray(0, buckets), (value, index) => value / (index === buckets - 1 ? lastMs : this.bucketMs));
    return {
      bucketMs: this.bucketMs,
      runnableJobs: average(this.runnableArea),
      usedVcpus: average(this.usedArea),
      totalVcpus: average(this.totalArea),
    };
  }

  private book(untilMs: number): void {
    const elapsedMs = untilMs - this.clockMs;
    this.runnableJobMs += elapsedMs * this.runnableJobs;
    this.runnableArea[this.bucket] += elapsedMs * this.runnableJobs;
    this.usedArea[this.bucket] += elapsedMs * this.usedVcpus;
    this.totalArea[this.bucket] += elapsedMs * this.totalVcpus;
    this.clockMs = untilMs;
  }

  private closeBucket(): void {
    this.book(this.bucketEndMs);
    if (this.bucket + 1 === MAXIMUM_BUCKETS) this.halveResolution();
    else this.bucket++;
    this.bucketEndMs = (this.bucket + 1) * this.bucketMs;
  }

  /** Merges neighbouring buckets; the current one becomes the first empty bucket of the upper half. */
  private halveResolution(): void {
    for (const area of [this.runnableArea, this.usedArea, this.totalArea]) {
      for (let bucket = 0; bucket < MAXIMUM_BUCKETS / 2; bucket++)
        area[bucket] = area[2 * bucket] + area[2 * bucket + 1];
      area.fill(0, MAXIMUM_BUCKETS / 2);
    }
    this.bucketMs *= 2;
    this.bucket = MAXIMUM_BUCKETS / 2;
  }
}
