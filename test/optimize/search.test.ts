import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { Workload } from '../../src/models/workload.ts';
import { optimize, type Recommendation } from '../../src/optimize/index.ts';
import { canonicalJson } from '../../src/report/json.ts';
import { renderRecommendation } from '../../src/report/recommendation-text.ts';
import { labConfig, labType, workloadOf } from '../support/lab.ts';
import { once } from '../support/once.ts';
import { type LabRequest, labRequest, onDemandType, recommend } from './search-lab.ts';

const HOUR_MS = 3_600_000;

/** Ten jobs at once, two vCPUs and one hour each. */
const TEN_JOBS = workloadOf(
  Array.from({ length: 10 }, (_, job) => ({
    id: `job-${job}`,
    submitMs: 0,
    runMs: HOUR_MS,
    vcpus: 2,
    memoryMiB: 2048,
  })),
);
/** Per vCPU-hour: dear $1.00, fair $0.75, cheap $0.50. */
const TYPES = [
  onDemandType('dear.large', 2, 4096, 2),
  onDemandType('dear.xlarge', 4, 8192, 4),
  onDemandType('fair.large', 2, 4096, 1.5),
  onDemandType('cheap.large', 2, 4096, 1),
  onDemandType('cheap.xlarge', 4, 8192, 2),
];
const ON_DEAR = labConfig({ instanceTypes: ['dear'] });

/** Arrivals and run times that vary, so that boot delays matter. */
function busyDay(jobs: number): Workload {
  return workloadOf(
    Array.from({ length: jobs }, (_, job) => ({
      id: job,
      submitMs: ((job * 7919) % 1440) * 60_000,
      runMs: (5 + ((job * 31) % 90)) * 60_000,
      vcpus: 1 + (job % 2),
      memoryMiB: 1024 * (1 + (job % 3)),
    })),
  );
}
const typical = presetAssumptions('typical');

/** Searches whose result more than one test looks at. */
const tenJobsOnDear = once(() => recommend(TYPES, { workload: TEN_JOBS, current: ON_DEAR }));
const tooCheap = once(() => recommend(TYPES, { workload: TEN_JOBS, current: ON_DEAR, subjectTo: ['cost < $9'] }));
const ON_DEAR_64 = labConfig({ instanceTypes: ['dear'], maxvCpus: 64 });
const DAY_OF_120 = { workload: busyDay(120), current: ON_DEAR_64, assumptions: typical };
const dayOf120 = once(() => recommend(TYPES, DAY_OF_120));
const FRONT_OF_60 = { workload: busyDay(60), current: ON_DEAR_64, assumptions: typical, tracesFront: true };
const frontOf60 = once(() => recommend(TYPES, FRONT_OF_60));

describe('the search on a catalogue small enough for a pencil', () => {
  it('finds the family that is half as dear, to the cent', async () => {
    const found = await tenJobsOnDear();
    // Ideal assumptions: 10 jobs x 2 vCPUs x 1 h x $1.00 today, x $0.50 on cheap.
    expect(found.current.cost.totalUsd.mean).toBe(20);
    expect(found.recommended.cost.totalUsd.mean).toBe(10);
    // For verify; nothing is left to luck here.
    expect(found.recommended.singleRuns).toMatchObject({
      ...{ runs: 20, jobs: 10, costUsd: { least: 10, median: 10, most: 10 } },
      ...{ failedJobs: { least: 0, median: 0, most: 0 }, lostAttempts: { least: 0, median: 0, most: 0 } },
    });
    expect(found.verdict).toBe('change');
    expect(found.savingUsd).toMatchObject({ mean: 10, pairs: 20, distinguishable: true });
    expect(found.recommended.batch.computeEnvironments[0].computeResources?.type).toBe('EC2');
  });

  it('takes Spot when it is cheaper and loses nothing, and brings retries along', async () => {
    const found = await recommend([labType('dear.large', 2, 4096, 2)], { workload: TEN_JOBS, current: ON_DEAR });
    // Lab Spot prices are half of On-Demand and the ideal world has no reclaims: 10 x $1.
    expect(found.recommended.cost.totalUsd.mean).toBe(10);
    expect(found.recommended.batch.defaultRetryStrategy?.attempts).toBe(10);
    expect(found.notes.join(' ')).toContain('retries after a Spot reclaim are part of the change');
  });

  it('keeps the current configuration when it is the best there is', async () => {
    const current = labConfig({ instanceTypes: ['cheap'] });
    const found = await recommend(TYPES, { workload: TEN_JOBS, current });
    expect(found.verdict).toBe('keep');
    expect(found.recommended.batch).toEqual(current);
    expect(found.changes).toEqual([]);
    expect(found.savingUsd.mean).toBe(0);
  });

  it('does not count on a type whose price nobody knows', async () => {
    const { onDemandUsdPerHour: _unknown, ...free } = labType('free.large', 2, 4096, 0.1);
    const found = await recommend([...TYPES, free], { workload: TEN_JOBS, current: ON_DEAR });
    expect(found.recommended.cost.totalUsd.mean).toBe(10);
  });
});

describe('limits', () => {
  it('names the limit that nothing keeps, and the closest candidate', async () => {
    const found = await tooCheap();
    expect(found.verdict).toBe('noneFeasible');
    expect(found.recommended.batch).toEqual(ON_DEAR);
    // $10 is the least these jobs can cost, $1 over the limit.
    expect(found.closest?.cost.totalUsd.mean).toBe(10);
    // Nobody spoke of lost jobs, so those limits come along by themselves.
    expect(found.closest?.limits.map(({ limit, ok }) => [limit, ok])).toEqual([
      ['cost < $9', false],
      ['failed <= 0', true],
      ['neverRan == 0', true],
    ]);
  });

  it('rejects Spot when its retries run out', async () => {
    const ideal = presetAssumptions('ideal');
    // Two reclaims an hour and jobs of one hour: five losses in a row are common enough among ten jobs.
    const assumptions = { ...ideal, spot: { ...ideal.spot, model: 'advisor' as const, hazardPerHour: 2 } };
    const found = await recommend([labType('only.large', 2, 4096, 2)], {
      workload: TEN_JOBS,
      current: labConfig({ instanceTypes: ['only'] }),
      assumptions,
      space: { environmentOrders: [['EC2'], ['SPOT'], ['SPOT', 'EC2']] },
    });
    const spot = found.runnersUp.filter(({ jobs }) => jobs.failed > 0);
    expect(spot.length).toBeGreaterThan(0);
    for (const { lostBecause } of spot) expect(lostBecause).toContain('breaks failed == 0');
    expect(found.recommended.jobs.failed).toBe(0);
    expect(found.verdict).toBe('keep');
  });

  it('lets a base of On-Demand catch the retries of a few jobs on Spot', async () => {
    const ideal = presetAssumptions('ideal');
    const assumptions = { ...ideal, spot: { ...ideal.spot, model: 'advisor' as const, hazardPerHour: 2 } };
    const found = await recommend([labType('only.large', 2, 4096, 2)], {
      workload: TEN_JOBS,
      current: labConfig({ instanceTypes: ['only'] }),
      assumptions,
      space: { environmentOrders: [['EC2'], ['EC2', 'SPOT']] },
    });
    expect(found.verdict).toBe('change');
    const [base, top] = found.recommended.batch.computeEnvironments.map((each) => each.computeResources);
    expect([base?.type, top?.type]).toEqual(['EC2', 'SPOT']);
    expect(base?.maxvCpus).toBeLessThan(top?.maxvCpus ?? 0);
    // All On-Demand the ten jobs cost 10 x $2.
    expect(found.recommended.cost.totalUsd.mean).toBeLessThan(20);
  });

  it('without limits asks for nothing worse than today, and says so', async () => {
    const found = await recommend(TYPES, {
      workload: busyDay(60),
      current: labConfig({ instanceTypes: ['dear'], maxvCpus: 64 }),
      assumptions: typical,
      subjectTo: [],
    });
    expect(found.objective.isDefault).toBe(true);
    expect(found.objective.subjectTo).toHaveLength(3);
    expect(found.notes.join(' ')).toContain('must not be worse than today');
    const wait = found.recommended.waitSeconds?.p95 ?? Number.NaN;
    expect(wait).toBeLessThanOrEqual(Math.max(600, found.current.waitSeconds?.p95 ?? 0));
  });

  it('reports every limit that cannot be read', async () => {
    const result = await optimize(
      labRequest(TYPES, { workload: TEN_JOBS, current: ON_DEAR, subjectTo: ['p95(weight) < 1m', 'cost <'] }),
    );
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual([
      'objective.subjectTo[0]',
      'objective.subjectTo[1]',
    ]);
  });
});

describe('what a recommendation may claim', () => {
  const day = DAY_OF_120.workload;

  it('is the same bytes for the same seed', async () => {
    const [first, second] = [await dayOf120(), await recommend(TYPES, DAY_OF_120)];
    expect(canonicalJson(first)).toBe(canonicalJson(second));
  });

  it('does not depend on the order in which families are listed', async () => {
    const forward = labConfig({ instanceTypes: ['dear', 'fair', 'cheap'], maxvCpus: 64 });
    const backward = labConfig({ instanceTypes: ['cheap', 'fair', 'dear'], maxvCpus: 64 });
    const one = await recommend(TYPES, { workload: day, current: forward, assumptions: typical });
    const other = await recommend([...TYPES].reverse(), { workload: day, current: backward, assumptions: typical });
    expect(other.verdict).toBe(one.verdict);
    expect(other.recommended.cost).toEqual(one.recommended.cost);
    if (one.verdict === 'change') expect(other.recommended.name).toBe(one.recommended.name);
  });

  it.each([1, 2, 3, 4])('is never dearer than the current configuration on fresh seeds (seed %i)', async (seed) => {
    const mixed = labConfig({ instanceTypes: ['fair', 'cheap'], maxvCpus: 32 });
    const found = await recommend(TYPES, { workload: day, current: mixed, assumptions: typical, seed });
    expect(found.recommended.cost.totalUsd.mean).toBeLessThanOrEqual(found.current.cost.totalUsd.mean);
    expect(found.replications).toBe(20);
    if (found.verdict === 'change') expect(found.savingUsd.lo).toBeGreaterThan(0);
  });

  it('says by how much the search flattered its winner', async () => {
    const found = await dayOf120();
    expect(found.search.selectionBiasUsd).not.toBeNull();
    expect(found.search.seconds).toBeNull();
  });

  it('keeps a front on which nobody beats anybody', async () => {
    const { pareto } = await dayOf120();
    for (const [index, point] of pareto.entries()) {
      if (index === 0) continue;
      const cheaper = pareto[index - 1];
      const isBetterSomewhere =
        (point.p95WaitSeconds ?? Number.POSITIVE_INFINITY) < (cheaper.p95WaitSeconds ?? Number.POSITIVE_INFINITY) ||
        point.lostShare < cheaper.lostShare;
      expect(isBetterSomewhere).toBe(true);
    }
  });
});

/** The search when somebody stops it after so many simulations. */
function stoppedAfter(simulations: number, parts: LabRequest): Promise<Recommendation> {
  let simulated = 0;
  return recommend(TYPES, {
    ...parts,
    onProgress: (done) => {
      simulated = done;
    },
    isCancelled: () => simulated >= simulations,
  });
}

describe('the budget', () => {
  const current = labConfig({ instanceTypes: ['dear'], maxvCpus: 64 });

  it('caps the simulations of the search; the confirmation comes on top', async () => {
    const budget = { simulations: 30, confirmReplications: 5 };
    const { search } = await recommend(TYPES, { workload: busyDay(40), current, assumptions: typical, budget });
    // Current, winner and three runners-up, five fresh replications each.
    expect(search.simulations).toBeLessThanOrEqual(30 + 5 * 5);
  });

  it('caps the job starts as well', async () => {
    const budget = { jobStarts: 400, confirmReplications: 2 };
    const { search } = await recommend(TYPES, { workload: busyDay(40), current, assumptions: typical, budget });
    expect(search.simulations).toBeLessThanOrEqual(400 / 40 + 5 * 2);
  });

  it('races a large workload on a sample, but reports the whole of it', async () => {
    const jobs = workloadOf(
      Array.from({ length: 600 }, (_, job) => ({
        id: job,
        submitMs: job * 600_000,
        runMs: HOUR_MS,
        vcpus: 2,
        memoryMiB: 2048,
      })),
    );
    const budget = { sampleJobs: 100 };
    const found = await recommend(TYPES, { workload: jobs, current: ON_DEAR, budget });
    expect(found.search.sampleJobs).toBeLessThanOrEqual(100);
    expect(found.recommended.jobs.submitted).toBe(600);
    // 600 jobs x 2 vCPUs x 1 h x $0.50.
    expect(found.recommended.cost.totalUsd.mean).toBe(600);
  });

  it('returns the best so far when it is stopped, marked as such', async () => {
    let simulated = 0;
    const found = await recommend(TYPES, {
      workload: TEN_JOBS,
      current: ON_DEAR,
      onProgress: (done) => {
        simulated = done;
      },
      isCancelled: () => simulated >= 25,
    });
    expect(found.cancelled).toBe(true);
    expect(found.isConfirmed).toBe(false);
    expect(renderRecommendation(found)).not.toContain('seeds the search never used');
    expect(found.search.simulations).toBe(25);
    expect(found.search.selectionBiasUsd).toBeNull();
    expect(found.recommended.cost.totalUsd.mean).toBeLessThanOrEqual(20);
    expect(found.notes.join(' ')).toContain('stopped before it could confirm');
    const cost = `$${found.recommended.cost.totalUsd.mean.toFixed(2)}`;
    const best = found.verdict === 'change' ? found.recommended.name : 'the current configuration';
    const text = renderRecommendation(found).replaceAll(/\s+/g, ' ');
    expect(text).toContain(`Stopped early: the best so far is ${best} at ${cost}, not confirmed on fresh seeds.`);
    expect(text).toContain('stopped early: this is the best so far');
  });

  it('says of how many jobs the figures are, and that one replication tells nothing', async () => {
    // Ten jobs of two vCPU-hours, one every other hour, half of them seen: 5 x 2 x $1 on dear.
    const job = { id: 'job', runMs: HOUR_MS, vcpus: 2, memoryMiB: 2048 };
    const jobsOf = (count: number) =>
      workloadOf(Array.from({ length: count }, (_, index) => ({ ...job, submitMs: 2 * HOUR_MS * index })));
    const found = await stoppedAfter(4, { workload: jobsOf(10), searchOn: jobsOf(5), current: ON_DEAR });
    expect(found.search.part).toEqual({ jobs: 5, ofJobs: 10 });
    expect(found.current.jobs.submitted).toBe(5);
    expect([found.verdict, found.replications]).toEqual(['keep', 1]);
    const text = renderRecommendation(found).replaceAll(/\s+/g, ' ');
    expect(text).toContain('at $10.00 for 5 of 10 jobs, not confirmed on fresh seeds. Some were cheaper in the one');
    expect(text).toContain('each, seed 1, of 5 of 10 jobs');
    expect(text).toContain('one replication cannot tell its cost from that of the current configuration');
    expect(text).not.toContain('not worth a change');
  });

  it('stands by a recommendation that was confirmed before it was stopped', async () => {
    const whole = await tenJobsOnDear();
    const found = await stoppedAfter(whole.search.simulations, { workload: TEN_JOBS, current: ON_DEAR });
    expect({ ...found, cancelled: false }).toEqual(whole);
    expect([found.cancelled, found.isConfirmed]).toEqual([true, true]);
    const text = renderRecommendation(found).replaceAll(/\s+/g, ' ');
    expect(text).toContain('stopped early, after the recommendation was confirmed');
    expect(text).not.toContain('Stopped early: the best so far');
    expect(text).toContain('seeds the search never used');
  });

  it('stands by it too when only the points of the front are left to confirm', async () => {
    const whole = await frontOf60();
    const found = await stoppedAfter(whole.search.simulations - 1, FRONT_OF_60);
    expect([found.cancelled, found.isConfirmed]).toEqual([true, true]);
    expect(found.recommended).toEqual(whole.recommended);
    expect(found.savingUsd).toEqual(whole.savingUsd);
    for (const { costUsd } of found.pareto) expect(costUsd).toBeGreaterThan(0);
  });

  it('has nothing to return when it is stopped before the first simulation', async () => {
    const result = await optimize(labRequest(TYPES, { workload: TEN_JOBS, current: ON_DEAR, isCancelled: () => true }));
    expect(result.ok).toBe(false);
  });

  it('counts its progress upwards and ends at the number of simulations', async () => {
    const seen: number[] = [];
    const found = await recommend(TYPES, {
      workload: TEN_JOBS,
      current: ON_DEAR,
      onProgress: (done, total) => {
        seen.push(done);
        expect(total).toBeGreaterThanOrEqual(done);
      },
    });
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(seen[seen.length - 1]).toBe(found.search.simulations);
  });
});

describe('the front', () => {
  it('is confirmed on fresh seeds, point by point, when it is asked for', async () => {
    const { pareto, replications } = await frontOf60();
    expect(pareto.length).toBeGreaterThan(1);
    expect(pareto.every(({ isConfirmed }) => isConfirmed)).toBe(true);
    expect(replications).toBe(20);
  });
});

describe('a limit on a probability in the search', () => {
  const current = labConfig({ instanceTypes: ['dear'], maxvCpus: 64 });
  const parts = { workload: busyDay(60), current, assumptions: presetAssumptions('typical') };

  it('gets the fresh replications that can confirm it', async () => {
    const found = await recommend(TYPES, { ...parts, subjectTo: ['P(p95(wait) <= 30m) >= 0.9'] });
    // 29 without a miss, 46 with one to spare.
    expect(found.replications).toBeGreaterThanOrEqual(29);
    expect(found.recommended.limits[0]).toMatchObject({ ok: true, isConfirmed: true });
    expect(found.priceOfNines?.map(({ probability }) => probability)).toEqual([0.9, 0.99, 0.999]);
  });

  it('says what it would take where the budget has not enough of them', async () => {
    const budget = { candidates: 30, confirmJobStarts: 2000, confirmReplications: 10 };
    const found = await recommend(TYPES, { ...parts, budget, subjectTo: ['P(p95(wait) <= 30m) >= 0.99'] });
    expect(found.replications).toBe(10);
    expect(found.recommended.limits[0].text).toContain(
      'cannot be confirmed with 10 replications, that needs at least 299',
    );
  });
});

describe('limits that nothing keeps', () => {
  it('are named one by one with the nearest that was reached', async () => {
    const found = await tooCheap();
    expect(found.notes.join('\n')).toMatch(/nothing tried keeps cost < \$9; the nearest is .* \(\$10/);
  });
});
