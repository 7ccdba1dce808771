import { describe, expect, it, vi } from 'vitest';
import { jobIdOf, type Workload } from '../../../src/models/workload.ts';
import type { NewJob } from '../../../src/models/workload-builder.ts';
import { createHighsSolver } from '../../../src/optimize/floor/index.ts';
import { splitDays, trainingDays } from '../../../src/optimize/holdout/split.ts';
import { parseObjective } from '../../../src/optimize/objective.ts';
import { renderRecommendationMarkdown } from '../../../src/report/recommendation-markdown.ts';
import { renderRecommendation } from '../../../src/report/recommendation-text.ts';
import { labConfig, workloadOf } from '../../support/lab.ts';
import { onDemandType } from '../search-lab.ts';
import { recommendScenario } from './scenario-lab.ts';

// Whole searches: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Per vCPU-hour: dear $1.00, cheap $0.50. */
const TYPES = [onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)];
const ON_DEAR = labConfig({ instanceTypes: ['dear'] });

const words = (text: string) => text.replace(/\s+/g, ' ');

/** `jobsOn(day)` jobs of two vCPUs and one hour at the start of each day. */
function daily(days: number, jobsOn: (day: number) => number, job: Partial<NewJob> = {}): Workload {
  return workloadOf(
    Array.from({ length: days }, (_, day) =>
      Array.from({ length: jobsOn(day) }, () => ({
        submitMs: day * DAY_MS,
        runMs: HOUR_MS,
        vcpus: 2,
        memoryMiB: 2048,
        ...job,
      })),
    ).flat(),
  );
}

describe('the split into days to choose on and days to judge on', () => {
  it('takes the whole number of days nearest to 70 %, halves down', () => {
    expect([4, 5, 7, 10, 30, 90].map(trainingDays)).toEqual([3, 3, 5, 7, 21, 63]);
  });

  it('cuts at a midnight of the trace and gives every job to one side', () => {
    // From 18:00: the first day has six hours. Ten days are touched; seven are for choosing: 6.25 days until the cut.
    const jobs = Array.from({ length: 100 }, (_, job) => ({
      submitMs: Date.UTC(2026, 0, 1, 18) + job * ((9 * DAY_MS) / 99),
      runMs: 1000,
      vcpus: 1,
    }));
    const workload = { ...workloadOf(jobs), originEpochMs: Date.UTC(2026, 0, 1, 18) };
    const split = splitDays(workload, []);
    if (typeof split === 'string') throw new Error(split);
    expect(split.trainDays).toBe(6.25);
    expect(split.training.jobCount + split.test.jobCount).toBe(100);
    expect(split.test.originEpochMs).toBe(Date.UTC(2026, 0, 8));
    expect(split.test.submitMs[0]).toBeGreaterThanOrEqual(0);
    expect(jobIdOf(split.test, 0)).toBe(String(split.training.jobCount));
  });

  it('says why when there is nothing to hold out', () => {
    expect(
      splitDays(
        daily(3, () => 50),
        [],
      ),
    ).toContain('the trace touches 3 days, and at least 4 are needed');
    expect(
      splitDays(
        daily(6, (day) => (day < 4 ? 50 : 1)),
        [],
      ),
    ).toContain('200 fall on the first 4 days and 2 on the rest');
    const limits = parseObjective(['makespan <= 200h', 'p95(wait) <= 1h']);
    if (!limits.ok) throw new Error('limits');
    expect(
      splitDays(
        daily(10, () => 50),
        limits.value.limits,
      ),
    ).toContain('makespan <= 200h can be judged on the whole');
  });
});

describe('judging on the held-out days', () => {
  it('gives the figures of pencil and paper', async () => {
    // Ten days; 10 jobs a day on the first seven, 20 a day on the last three: 70 and 60 jobs of two vCPU-hours.
    const workload = daily(10, (day) => (day < 7 ? 10 : 20));
    const found = await recommendScenario(
      { types: TYPES, workload, current: ON_DEAR },
      { solver: createHighsSolver() },
    );
    const { holdout } = found;
    if (holdout === null) throw new Error('nothing held out');
    expect(found.verdict).toBe('change');
    expect(holdout).toMatchObject({
      trainDays: 7,
      trainJobs: 70,
      testJobs: 60,
      trainVcpuHours: 140,
      testVcpuHours: 120,
    });
    // Ideal assumptions: a vCPU-hour costs $1 on dear and $0.50 on cheap, on either side.
    expect(holdout.current.training?.costUsd.mean).toBe(140);
    expect(holdout.current.heldOut.costUsd.mean).toBe(120);
    expect(holdout.trainingCostUsd).toBe(70);
    expect(holdout.heldOutCostUsd).toBe(60);
    expect(holdout.recommended.heldOut.usdPer1000VcpuHours).toBe(500);
    expect(holdout.degradationPercent).toBe(0);
    expect(holdout.savingUsd).toMatchObject({ mean: 60, lo: 60, hi: 60, distinguishable: true });
    expect(holdout.verdict).toBe('cheaper');
    // 120 vCPU-hours at $0.50: the floor of these jobs is what they cost.
    expect(holdout.floorUsd).toBeLessThanOrEqual(60);
    expect(holdout.floorUsd).toBeGreaterThan(59.99);
    expect(holdout.gapPercent).toBeCloseTo(0, 2);
    // Every training day costs the same a vCPU-hour and a day: the forecast is a point, right about the one and wrong about the other.
    expect(holdout.expected).toEqual({
      days: 7,
      horizonDays: 2,
      usdPerDay: { lo: 10, hi: 10 },
      usdPer1000VcpuHours: { lo: 500, hi: 500 },
      holdsUsdPerDay: false,
      holdsUsdPer1000VcpuHours: true,
    });
    // Of the nine whole days seven cost $10 and two $20, so a week may cost more or less; a vCPU-hour always costs $0.50.
    expect(holdout.comingWeek).toMatchObject({ days: 9, horizonDays: 7, usdPer1000VcpuHours: { lo: 500, hi: 500 } });
    // Today's machines cost twice as much on every training day: no day could change that, so the interval has no width.
    const today = found.overDays?.against.find(({ isCurrent }) => isCurrent);
    expect(found.overDays?.costUsd).toBe(70);
    expect(today).toMatchObject({
      name: 'current',
      costUsd: 140,
      days: 7,
      horizonDays: 3,
      extraShare: 1,
      lo: 1,
      hi: 1,
    });
    const page = renderRecommendation(found);
    expect(page).toContain('Against plain habits on other days (7 days seen');
    expect(page).toMatch(/current +\+100.0 % +\+100.0 % to \+100.0 % +dearer/);
    // Jobs end inside their days, so cutting costs nothing; the headline is about all jobs: 130 x 2 vCPU-hours.
    expect(holdout.seamPercent).toBe(0);
    expect(found.recommended.cost.totalUsd.mean).toBe(130);
    expect(found.search.selectionBiasUsd).toBe(0);
    expect(found.search.searchMeanUsd).toBe(70);
    expect(renderRecommendation(found)).toContain('On the 2 days that the search never saw it saves $60.00 (50.0 %).');
    expect(renderRecommendationMarkdown(found)).toContain('### Held-out days');
  });

  it('is not what the search chose by: other held-out jobs, same search', async () => {
    const lab = { types: TYPES, current: ON_DEAR, preset: 'typical' as const };
    const quiet = await recommendScenario({ ...lab, workload: daily(6, (day) => (day < 4 ? 30 : 20)) });
    const busy = await recommendScenario({ ...lab, workload: daily(6, (day) => (day < 4 ? 30 : 90)) });
    expect(busy.search.winner).toBe(quiet.search.winner);
    expect(busy.search.searchMeanUsd).toBe(quiet.search.searchMeanUsd);
    expect(busy.holdout?.trainingCostUsd).toBe(quiet.holdout?.trainingCostUsd);
    expect(busy.holdout?.heldOutCostUsd).not.toBe(quiet.holdout?.heldOutCostUsd);
  });

  it('keeps finalists that run jobs of a shape that only the held-out days have', async () => {
    const types = [...TYPES, onDemandType('cheap.xlarge', 4, 8192, 2)];
    const first = daily(7, (day) => (day < 5 ? 10 : 0));
    const large = Array.from({ length: 30 }, () => ({
      submitMs: 6 * DAY_MS,
      runMs: HOUR_MS,
      vcpus: 4,
      memoryMiB: 4096,
    }));
    const all = workloadOf([
      ...Array.from({ length: first.jobCount }, (_, job) => ({
        submitMs: first.submitMs[job],
        runMs: HOUR_MS,
        vcpus: 2,
        memoryMiB: 2048,
      })),
      ...large,
    ]);
    const found = await recommendScenario({
      types,
      workload: all,
      current: labConfig({ instanceTypes: ['dear', 'cheap'] }),
    });
    for (const side of [found.recommended, ...found.runnersUp]) expect(side.jobs.neverRan).toBe(0);
    expect(found.holdout?.recommended.lostJobs).toBe(0);
  });

  it('does not call days unseen that hold copies of jobs the search saw', async () => {
    const lab = { types: TYPES, workload: daily(10, () => 10), current: ON_DEAR };
    const grown = await recommendScenario({ ...lab, growth: 2 });
    expect(grown.holdout).toMatchObject({ verdict: 'cheaper', holdsCopies: true });
    for (const text of [renderRecommendation(grown), renderRecommendationMarkdown(grown)].map(words)) {
      expect(text).toContain('days kept from the search, which hold copies of jobs it saw, it saves');
      expect(text).toContain('growth copies jobs from day to day: these days are not as new to the choice');
      expect(text).not.toContain('days that the search never saw');
    }
    const asSeen = await recommendScenario(lab);
    expect(asSeen.holdout?.holdsCopies).toBeUndefined();
    expect(words(renderRecommendation(asSeen))).toContain('On the 2 days that the search never saw it saves');
  });

  it('is null on short traces, and the notes say so', async () => {
    const found = await recommendScenario({ types: TYPES, workload: daily(2, () => 30), current: ON_DEAR });
    expect(found.holdout).toBeNull();
    expect(found.overDays).toBeUndefined();
    expect(found.notes.join(' ')).toContain('nothing was held out: the trace touches 2 days');
  });
});
