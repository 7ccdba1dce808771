/**
 * Jobs that start again from the beginning whenever their Spot instance is taken, against the closed forms of a constant
 * hazard: billed time E = (e^(lambda (T + b)) - 1) / lambda with boot b, P(success within N) = 1 - (1 - e^(-lambda (T + b)))^N.
 */
import { describe, expect, it } from 'vitest';
import { exponential, PURPOSE, uniform } from '../../src/models/random.ts';
import { createAdvisorMarket } from '../../src/models/spot/advisor.ts';
import { estimateOf, zScore } from '../support/batch-means.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const HOUR_MS = 3_600_000;
const JOBS = 4000;

interface Restart {
  readonly hazardPerHour: number;
  /** Of every job, or by job. */
  readonly runHours: number | ((job: number) => number);
  readonly attempts: number;
  readonly bootSeconds?: number;
  readonly retryDelaySeconds?: number;
  readonly jobCount?: number;
}

/** Many independent jobs, each on an instance of its own. */
function run({ hazardPerHour, runHours, attempts, bootSeconds = 0, retryDelaySeconds = 0, jobCount = JOBS }: Restart) {
  const boot = { bootMedianSeconds: bootSeconds, bootP95Seconds: bootSeconds };
  const assumptions = ideal({ spotFirstHourFree: 0, retryDelaySeconds, ...boot });
  const spot = { ...assumptions.spot, model: 'advisor' as const, hazardPerHour };
  const hoursOf = typeof runHours === 'number' ? () => runHours : runHours;
  const jobs = Array.from({ length: jobCount }, (_, job) => {
    return { submitMs: 0, runMs: hoursOf(job) * HOUR_MS, vcpus: 1, attempts };
  });
  return replay(
    workloadOf(jobs),
    labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }),
    labWorld([labType('lab.1', 1, 100)], {
      assumptions: { ...assumptions, spot },
      spotMarket: createAdvisorMarket(spot, 7),
    }),
  );
}

describe('restarting from scratch', { timeout: 60_000 }, () => {
  // (e^(lambda T) - 1) / lambda. 250 attempts are as good as for ever: (1 - e^-2)^250 = 2e-16.
  it.each([
    { hazardPerHour: 0.05, runHours: 4, billedHours: 4.42806 },
    { hazardPerHour: 0.1, runHours: 10, billedHours: 17.18282 },
    { hazardPerHour: 0.5, runHours: 4, billedHours: 12.77811 },
    { hazardPerHour: 1.39, runHours: 1, billedHours: 2.16896 },
  ])('bills $billedHours h on average at $hazardPerHour an hour for $runHours h of work', (golden) => {
    const { outcome, attempts, instances } = run({ ...golden, attempts: 250 });
    expect(outcome.jobs.succeeded).toBe(JOBS);
    const hours = new Array<number>(JOBS).fill(0);
    for (const { job, startMs, endMs } of attempts) hours[job] = (hours[job] ?? 0) + (endMs - startMs) / HOUR_MS;
    const billedHours = instances.reduce((sum, { billedMs }) => sum + billedMs, 0) / HOUR_MS / JOBS;
    const estimate = { mean: billedHours, standardError: estimateOf(hours).standardError };
    const seen = `${estimate.mean} +- ${estimate.standardError}`;
    expect(Math.abs(zScore(estimate, golden.billedHours)), seen).toBeLessThan(3.5);
    expect(estimate.standardError / golden.billedHours, seen).toBeLessThan(0.03);
  });

  it('bills 1 / (mu - lambda) h on average when work is exponential with rate mu and each attempt is as long', () => {
    // 1 / (1 - .25) h. The variance is finite for lambda < mu / 2 only, and the mean slow to come beyond mu / 3.
    const count = 20_000;
    const hoursOf = (job: number) => exponential(1, uniform(3, PURPOSE.syntheticRuntime, 0, job));
    const { attempts, outcome } = run({ hazardPerHour: 0.25, runHours: hoursOf, attempts: 255, jobCount: count });
    expect(outcome.jobs.succeeded).toBe(count);
    const hours = new Array<number>(count).fill(0);
    for (const { job, startMs, endMs } of attempts) hours[job] = (hours[job] ?? 0) + (endMs - startMs) / HOUR_MS;
    const estimate = estimateOf(hours);
    expect(Math.abs(zScore(estimate, 4 / 3)), `${estimate.mean} +- ${estimate.standardError}`).toBeLessThan(3.5);
    expect(estimate.standardError).toBeLessThan(0.04);
  });

  it('takes (1 / lambda + R) (e^(lambda T) - 1) with a dead time R after each interruption', () => {
    // (2 + .25) (e^2 - 1) = 2.25 x 6.389056 = 14.375376 h.
    const { attempts } = run({ hazardPerHour: 0.5, runHours: 4, attempts: 250, retryDelaySeconds: 900 });
    const hours = new Array<number>(JOBS).fill(0);
    for (const { job, endMs } of attempts) hours[job] = endMs / HOUR_MS;
    const estimate = estimateOf(hours);
    expect(Math.abs(zScore(estimate, 14.375376)), `${estimate.mean} +- ${estimate.standardError}`).toBeLessThan(3.5);
    expect(estimate.standardError / 14.375376).toBeLessThan(0.03);
  });

  it('exposes the boot too', () => {
    // lambda (T + b) = .5 x 4.25 = 2.125: (e^2.125 - 1) / .5 = (8.372897 - 1) / .5 = 14.745795 h.
    const jobCount = 1000;
    const { instances, outcome } = run({ hazardPerHour: 0.5, runHours: 4, attempts: 250, bootSeconds: 900, jobCount });
    const hours = instances.reduce((sum, { billedMs }) => sum + billedMs, 0) / HOUR_MS / jobCount;
    // Var = (e^(2 x) - 1 - 2 x e^x) / lambda^2 with x = lambda (T + b): (70.1054 - 1 - 35.5848) / .25 = 134.08; deviation of
    // the mean of 1,000 jobs: sqrt(.13408) = .366.
    expect(Math.abs(hours - 14.745795) / 0.366).toBeLessThan(3.5);
    expect(outcome.ledger.byKind.boot).toBeGreaterThan(0);
  });

  // 1 - (1 - e^(-lambda T))^N
  it.each([
    { hazardPerHour: 0.05, runHours: 4, attempts: 1, probability: 0.818731 },
    { hazardPerHour: 0.1, runHours: 10, attempts: 2, probability: 0.600424 },
    { hazardPerHour: 0.5, runHours: 4, attempts: 10, probability: 0.766398 },
    { hazardPerHour: 1.39, runHours: 1, attempts: 3, probability: 0.576563 },
  ])('succeeds with probability $probability within $attempts attempts', ({ probability, ...restart }) => {
    const { outcome } = run(restart);
    const deviation = Math.sqrt(JOBS * probability * (1 - probability));
    expect(Math.abs(outcome.jobs.succeeded - JOBS * probability) / deviation).toBeLessThan(3.5);
    expect(outcome.jobs.failed + outcome.jobs.succeeded).toBe(JOBS);
  });
});
