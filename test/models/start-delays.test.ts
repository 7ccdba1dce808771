import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/models/elementary.ts';
import { delayAssumptions, fitLogNormal, startDelays } from '../../src/models/start-delays.ts';

const HOUR_MS = 3_600_000;
const STAGES = {
  launchPendingSeconds: 17,
  bootMedianSeconds: 45,
  imageCompressedMb: 600,
  imagePullMbPerSecond: 60,
  startingSeconds: 3,
};

describe('a log-normal fit of delays', () => {
  it('finds the median and the 95th percentile it was drawn from', () => {
    // Exact quantiles of median 60 s, p95 180 s; the sample deviation of 999 of them is 0.1 % off.
    const delays = Array.from({ length: 999 }, (_, index) => {
      const z = normalQuantile((index + 0.5) / 999);
      return 60_000 * Math.exp((Math.log(3) / 1.6448536269514722) * z);
    });
    const fit = fitLogNormal(delays);
    expect(fit?.medianSeconds).toBeCloseTo(60, 6);
    expect(Math.abs((fit?.p95Seconds ?? 0) / 180 - 1)).toBeLessThan(0.005);
  });

  it('needs three delays above zero', () => {
    expect(fitLogNormal([1000, 1000, 0])).toBeUndefined();
  });
});

describe('start-up delays from job timestamps', () => {
  /** Every two hours a burst: a cold start after 120 s, a second job a minute later that starts within 5 s. */
  const starts = Array.from({ length: 5 }, (_, burst) => {
    const atMs = burst * 2 * HOUR_MS;
    const job = (offsetMs: number, delayMs: number) => ({
      queue: 'q',
      createdMs: atMs + offsetMs,
      runnableMs: atMs + offsetMs + 2000,
      startedMs: atMs + offsetMs + 2000 + delayMs,
      stoppedMs: atMs + offsetMs + 600_000,
    });
    return [job(0, 120_000), job(180_000, 5000)];
  }).flat();

  it('tells cold starts from warm ones and reads submission to RUNNABLE off the events', () => {
    const delays = startDelays(starts);
    expect(delays.cold).toMatchObject({ count: 5, medianSeconds: expect.closeTo(120, 6) });
    expect(delays.warm).toMatchObject({ count: 5, medianSeconds: expect.closeTo(5, 6) });
    expect(delays.submittedToRunnable?.medianSeconds).toBeCloseTo(2, 6);
  });

  it('leaves to the scale-out delay what the other stages do not explain', () => {
    // 120 - 17 pending - 45 boot - 10 pull - 5 warm start = 43.
    expect(delayAssumptions(startDelays(starts), STAGES)).toEqual({
      submittedToRunnableSeconds: 2,
      scaleOutDelayMedianSeconds: 43,
      scaleOutDelayP95Seconds: 43,
      startingSeconds: 5,
    });
  });

  it('says nothing where nothing was seen', () => {
    expect(delayAssumptions(startDelays([]), STAGES)).toEqual({});
  });
});
