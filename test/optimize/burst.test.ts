/** Workloads that arrive thousands of jobs at once: what the sample keeps, which maxvCpus are tried, and what is left for moves. */
import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import type { Candidate } from '../../src/optimize/candidate.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { fluidRun } from '../../src/optimize/fluid-run.ts';
import { burstInTime } from '../../src/optimize/in-time.ts';
import { surveyLandscape } from '../../src/optimize/landscape.ts';
import { isBurstFor, maxVcpusGrid, raisedMinima } from '../../src/optimize/max-vcpus.ts';
import { sampleWindows } from '../../src/optimize/sample.ts';
import { screen } from '../../src/optimize/screen.ts';
import { spendingOn, usualSpending } from '../../src/optimize/spending.ts';
import { startingField } from '../../src/optimize/starters.ts';
import { parseThresholds } from '../../src/scenario/thresholds.ts';
import { catalogOf } from '../models/catalog-fixture.ts';
import { labConfig, workloadOf } from '../support/lab.ts';
import { onDemandType, recommend } from './search-lab.ts';

const HOUR_MS = 3_600_000;

/** One vCPU and 1 GiB for a quarter of an hour each, all at once. */
function burstOf(count: number, submitMs = 0): readonly NewJob[] {
  return Array.from({ length: count }, (_, job) => ({
    id: `burst-${submitMs}-${job}`,
    submitMs,
    runMs: HOUR_MS / 4,
    vcpus: 1,
    memoryMiB: 1024,
  }));
}

function landscapeOf(maxvCpus: number, jobs: readonly NewJob[]) {
  const current = labConfig({ instanceTypes: ['c6a'], maxvCpus });
  const surveyed = surveyLandscape(workloadOf(jobs), current, catalogOf('us-east-1'), presetAssumptions('typical'));
  if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
  return surveyed.value;
}

function limitsOf(...texts: string[]) {
  const parsed = parseThresholds(texts);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe('the sample of a workload with bursts', () => {
  /** Ten jobs an hour for a day, the burst on top of hour 7. */
  const withBurst = (size: number) => {
    const steady = Array.from({ length: 240 }, (_, job) => ({
      id: `steady-${job}`,
      submitMs: Math.floor(job / 10) * HOUR_MS + (job % 10) * 60_000,
      runMs: 60_000,
    }));
    return workloadOf([...steady, ...burstOf(size, 7.5 * HOUR_MS)].sort((one, other) => one.submitMs - other.submitMs));
  };

  it('has the whole burst, though it is larger than the sample, and a quiet stretch', () => {
    // 24 h x 50 of 340 jobs, in two: 1.76 h, whole hours: one.
    expect(sampleWindows(withBurst(100), 50)).toEqual([
      { fromMs: 0, toMs: HOUR_MS },
      { fromMs: 7 * HOUR_MS, toMs: 8 * HOUR_MS },
    ]);
  });

  it('is the whole workload where the burst is most of it', () => {
    expect(sampleWindows(withBurst(300), 50)).toEqual([]);
  });
});

describe('the fluid estimate', () => {
  const demand = { bucketMs: HOUR_MS / 4, vcpus: Float64Array.of(1000) };

  it('pays for what waits when the last jobs have been submitted', () => {
    // 250 vCPU-hours at 100 vCPUs take 2.5 h; of 1,000 vCPUs 900 wait, nine quarters of an hour more.
    const { rentedHours, started, waitHours, finishHours } = fluidRun(demand, { maxvCpus: 100, minvCpus: 0 }, 1, 1);
    expect([rentedHours, started, waitHours, finishHours]).toEqual([250, 100, 2.25, 2.5]);
  });
});

describe('maxvCpus of a burst', () => {
  it('has halves between a quarter of the peak and today, down to twice that', () => {
    // The peak is 1,000 vCPUs: 256, 512, 1,008 and 2,000 as multiples of 16; 128, 64 and 32 are halves, 16 is today's.
    expect(maxVcpusGrid(landscapeOf(16, burstOf(1000)))).toEqual([16, 32, 64, 128, 256, 512, 1008, 2000]);
  });

  it('has none where today is close to a quarter of the peak', () => {
    const landscape = landscapeOf(80, burstOf(1000));
    expect(maxVcpusGrid(landscape)).toEqual([80, 256, 512, 1008, 2000]);
    expect(isBurstFor(landscape)).toBe(false);
    expect(burstInTime(landscape, limitsOf('p95(wait) <= 1h'))).toBeUndefined();
  });

  it('passes the screen with the least that is in time for the limits', () => {
    const landscape = landscapeOf(16, burstOf(1000));
    const choices = generateChoices(landscape);
    const maximaFor = (...limits: string[]) => {
      const kept = screen(landscape, choices, 40, burstInTime(landscape, limitsOf(...limits)));
      return new Set(kept.filter(({ markets }) => markets.join() === 'EC2').map(({ maxvCpus }) => maxvCpus));
    };
    // 250 vCPU-hours: 64 vCPUs take 3.9 h, 128 take 1.95 h; what is in half of the time stands beside.
    expect(maximaFor('makespan <= 4h')).toContain(64);
    expect(maximaFor('makespan <= 4h')).toContain(128);
    expect(maximaFor('makespan <= 2h')).not.toContain(64);
  });

  it('is held to the wait of today where nobody gave limits', () => {
    // 16 of 1,000 vCPUs at once: 984 / 16 quarters of an hour, 15.375 h, and a twentieth for other machines.
    const inTime = burstInTime(landscapeOf(16, burstOf(1000)), []);
    expect(inTime?.waitHours).toBeCloseTo(1.05 * 15.375, 6);
    expect(inTime?.finishHours).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('minvCpus', () => {
  it('is not raised for a run of under a day, which does not pay for the rest of it', () => {
    expect(raisedMinima(landscapeOf(16, burstOf(1000)), 0)).toEqual([]);
    // 1,000 jobs at once and one a day later: a quarter of 1,001 x 0.25 vCPU-hours over 24.25 h is 2.6 vCPUs, 16 at least.
    const twoDays = landscapeOf(16, [...burstOf(1000), ...burstOf(1, 24 * HOUR_MS)]);
    expect(raisedMinima(twoDays, 0)).toEqual([16]);
    expect(raisedMinima(twoDays, 16)).toEqual([24]);
  });
});

describe('what a workload that cannot be cut may spend', () => {
  it('is the usual where the purse pays for the race and a quarter more', () => {
    // 140 x 2 + 47 x 2 + 16 x 6 = 470, and a quarter: 587.5.
    expect(spendingOn(140, 588)).toEqual(usualSpending(140, 1));
    expect(spendingOn(140, 587)).not.toEqual(usualSpending(140, 1));
  });

  it('leaves more than half for moves where it does not', () => {
    const { rounds, moves } = spendingOn(140, 204);
    // (0.45 x 204 - 8) / (1 + 1/3 + 2/9) = 53.9; a third and a ninth of 53 go on.
    expect(rounds).toEqual([
      { entrants: 53, replications: 1 },
      { entrants: 18, replications: 2 },
      { entrants: 6, replications: 4 },
    ]);
    // Two thirds of 0.15 x 204.
    expect([moves.most, moves.replications]).toEqual([20, 1]);
  });

  it('simulates nothing twice where it pays for a few dozen', () => {
    // 0.45 x 32 and 0.15 x 32, rounded down.
    const { rounds, moves } = spendingOn(140, 32);
    expect(rounds).toEqual([{ entrants: 14, replications: 1 }]);
    expect([moves.most, moves.replications, moves.afterwards.replications]).toEqual([4, 1, 1]);
  });

  it('goes to a third of habits and the best of what was generated', () => {
    const candidate = (name: string, origin: Candidate['origin']) => ({ name, origin, config: labConfig({}) });
    const habits = ['current', 'optimal', 'c6a'].map((name) =>
      candidate(name, name === 'current' ? 'current' : 'baseline'),
    );
    const generated = ['one', 'two', 'three'].map((name) => candidate(name, 'generated'));
    const names = (places: number) => startingField([...habits, ...generated], places).map(({ name }) => name);
    expect(names(3)).toEqual(['current', 'one', 'two']);
    expect(names(5)).toEqual(['current', 'optimal', 'one', 'two', 'three']);
    expect(names(6)).toHaveLength(6);
  });
});

describe('a search over a burst', () => {
  it('finds a maxvCpus between today and the peak that is in time and pays for fewer machines', async () => {
    const { recommended, search } = await recommend(
      [onDemandType('small', 2, 8192, 0.1), onDemandType('large', 8, 32768, 0.4)],
      {
        workload: workloadOf(burstOf(600)),
        current: labConfig({ instanceTypes: ['small'], maxvCpus: 4 }),
        assumptions: presetAssumptions('typical'),
        subjectTo: ['p95(wait) <= 3h'],
        budget: { candidates: 30, sampleJobs: 100, jobStarts: 600 * 80, confirmReplications: 2 },
      },
    );
    expect(search.sampleJobs).toBeUndefined();
    const [{ computeResources }] = recommended.batch.computeEnvironments;
    // 150 vCPU-hours in a little over three hours are some 50 vCPUs; a quarter of the peak is 160, 152 as a multiple of 16.
    expect(computeResources?.maxvCpus).toBeLessThan(100);
    expect(recommended.waitSeconds?.p95).toBeLessThanOrEqual(3 * 3600);
  });
});
