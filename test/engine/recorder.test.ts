import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Clock } from '../../src/engine/clock.ts';
import type { Timeline } from '../../src/engine/outcome.ts';
import { Recorder } from '../../src/engine/recorder.ts';

/** Integral over a timeline whose last bucket may be cut short. */
function integral({ bucketMs }: Timeline, means: readonly number[], endMs: number): number {
  return means.reduce(
    (sum, mean, bucket) => sum + mean * (Math.min(endMs, (bucket + 1) * bucketMs) - bucket * bucketMs),
    0,
  );
}

const step = fc.record({
  elapsedMs: fc.oneof(fc.constant(0), fc.nat(3000), fc.nat(5_000_000)),
  runnable: fc.nat(50),
  used: fc.nat(50),
});

describe('the timeline', () => {
  it('keeps the integral of every level, however often its buckets were merged', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 300 }), (steps) => {
        const clock = new Clock();
        const recorder = new Recorder(clock);
        let nowMs = 0;
        let runnableMs = 0;
        let usedMs = 0;
        for (const { elapsedMs, runnable, used } of steps) {
          runnableMs += recorder.runnableJobs * elapsedMs;
          usedMs += recorder.usedVcpus * elapsedMs;
          nowMs += elapsedMs;
          clock.nowMs = nowMs;
          recorder.advance();
          recorder.runnableJobs = runnable;
          recorder.usedVcpus = used;
        }
        const timeline = recorder.timeline();
        expect(recorder.runnableJobMs).toBe(runnableMs);
        expect(timeline.runnableJobs.length).toBeLessThanOrEqual(512);
        expect(integral(timeline, timeline.runnableJobs, nowMs)).toBeCloseTo(runnableMs, 0);
        expect(integral(timeline, timeline.usedVcpus, nowMs)).toBeCloseTo(usedMs, 0);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('has buckets of one second until it needs more than 512 of them', () => {
    const clock = new Clock();
    const recorder = new Recorder(clock);
    const advanceTo = (nowMs: number) => {
      clock.nowMs = nowMs;
      recorder.advance();
    };
    recorder.usedVcpus = 4;
    advanceTo(1500);
    // The second bucket is half full of the run: its mean is over the half second there was.
    expect(recorder.timeline()).toMatchObject({ bucketMs: 1000, usedVcpus: [4, 4] });
    advanceTo(512_000);
    expect(recorder.timeline().usedVcpus).toHaveLength(512);
    advanceTo(512_001);
    expect(recorder.timeline()).toMatchObject({ bucketMs: 2000 });
    expect(recorder.timeline().usedVcpus).toHaveLength(257);
  });

  it('of a run without time is empty', () => {
    expect(new Recorder(new Clock()).timeline()).toEqual({
      bucketMs: 1000,
      runnableJobs: [],
      usedVcpus: [],
      totalVcpus: [],
    });
  });
});

describe('the bounded slowdown', () => {
  it('counts jobs below 10 seconds as 10 seconds and never falls below 1', () => {
    const recorder = new Recorder(new Clock());
    recorder.recordWait(90_000, 1000); // (90 + 1) / 10 = 9.1
    recorder.recordWait(0, 1000); // (0 + 1) / 10 -> 1
    recorder.recordWait(100_000, 100_000); // 200 / 100 = 2
    expect(recorder.boundedSlowdownMean()).toBeCloseTo((9.1 + 1 + 2) / 3, 12);
  });
});
