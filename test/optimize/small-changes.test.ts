import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createHighsSolver } from '../../src/optimize/floor/index.ts';
import type { Recommendation } from '../../src/optimize/index.ts';
import { limitsFor, parseObjective } from '../../src/optimize/objective.ts';
import type { Entrant } from '../../src/optimize/race.ts';
import { decideWithBeside } from '../../src/optimize/small-changes.ts';
import { renderRecommendation } from '../../src/report/recommendation-text.ts';
import { labConfig, workloadOf } from '../support/lab.ts';
import { recommendScenario, type ScenarioLab } from './holdout/scenario-lab.ts';
import { onDemandType } from './search-lab.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const HOUR_MS = 3_600_000;
const LETTERS = [...'abcdefghijkl'];

// Forty jobs of an hour at once. One machine: the last waits 39 hours; two: 19. Twelve families, so that the few simulations go to
// the habits, all of them with today's maxvCpus; the small changes try another maxvCpus early.
const LAB: ScenarioLab = {
  types: LETTERS.map((letter) => onDemandType(`${letter}.large`, 2, 4096, 1)),
  workload: workloadOf(Array.from({ length: 40 }, () => ({ submitMs: 0, runMs: HOUR_MS, vcpus: 2, memoryMiB: 2048 }))),
  current: labConfig({ instanceTypes: ['a'], maxvCpus: 2 }),
  subjectTo: ['max(wait) <= 20h'],
  search: { environmentOrders: [['EC2']] },
};
const TINY_BUDGET = { candidates: 4, simulations: 30, confirmReplications: 4 };

describe('a search whose budget ends before it finds what keeps the limits', () => {
  let found: Recommendation;

  beforeAll(async () => {
    found = await recommendScenario(LAB, { budget: TINY_BUDGET });
  });

  it('recommends the small change that keeps them, on as many fresh replications as everything else', () => {
    expect(found.verdict).toBe('change');
    expect(found.recommended).toMatchObject({ name: 'current with maxvCpus 4 in ce0', replications: 4 });
    expect(found.recommended.limits.map(({ ok }) => ok)).not.toContain(false);
    expect(found.recommended.waitSeconds?.max).toBe(19 * 3600);
    expect(found.closest).toBeUndefined();
    expect(found.changes).toEqual([
      { path: 'computeEnvironments[ce0].computeResources.maxvCpus', before: 2, after: 4 },
    ]);
    expect(found.runnersUp.map(({ lostBecause }) => lostBecause.slice(0, 6))).not.toContain('costs ');
  });

  it('says that the search itself found nothing, and never that nothing keeps the limit', () => {
    expect(found.search.winner).not.toBe(found.recommended.name);
    expect(renderRecommendation(found).replace(/\s+/g, ' ')).toContain(
      'It is a small change of the current configuration, for the search itself found nothing on its budget.',
    );
    expect(found.notes[0]).toContain('the search itself found nothing that keeps every limit; what is recommended is');
    expect(renderRecommendation(found)).not.toMatch(/nothing tried keeps/i);
  });
});

describe('a search whose budget ends before it finds what is far cheaper', () => {
  it('recommends the small change, over the same fresh replications, and says what it found itself', async () => {
    // Jobs of two minutes, forty at once: as many machines idle for five minutes each. The few simulations go to the other families, each
    // with today's maxvCpus and $0.10 less; a small change halves maxvCpus, and so what idles.
    const found = await recommendScenario(
      {
        ...LAB,
        types: LETTERS.map((letter) => onDemandType(`${letter}.large`, 2, 4096, letter === 'a' ? 2 : 1.9)),
        workload: workloadOf(
          Array.from({ length: 40 }, () => ({ submitMs: 0, runMs: 120_000, vcpus: 2, memoryMiB: 2048 })),
        ),
        current: labConfig({ instanceTypes: ['a'], maxvCpus: 80 }),
        preset: 'typical',
      },
      { budget: TINY_BUDGET },
    );
    expect(found.recommended).toMatchObject({ name: 'current with maxvCpus 40 in ce0', replications: 4 });
    const outdone = found.runnersUp.find(({ name }) => name === found.search.outdone);
    expect(outdone?.batch.computeEnvironments[0].computeResources?.maxvCpus).toBe(80);
    expect(found.recommended.cost.totalUsd.mean).toBeLessThan(0.9 * (outdone?.cost.totalUsd.mean ?? 0));
    expect(outdone?.lostBecause).toMatch(/^costs \$3\.\d\d more$/);
    expect(found.notes[0]).toContain(`the search itself found ${outdone?.name} at $`);
    expect(renderRecommendation(found).replace(/\s+/g, ' ')).toContain(
      'It is a small change of the current configuration, and costs far less than what the search itself found.',
    );
  });
});

describe('a search that is stopped while small changes are tried beside it', () => {
  it('keeps what is confirmed, with its floor, and does not say that nothing tried keeps the limits', async () => {
    let isTryingSmallChanges = false;
    const found = await recommendScenario(LAB, {
      budget: TINY_BUDGET,
      solver: createHighsSolver(),
      onProgress: (_done, _total, phase) => {
        isTryingSmallChanges ||= phase === 'today';
      },
      isCancelled: () => isTryingSmallChanges,
    });
    expect(found).toMatchObject({ verdict: 'noneFeasible', cancelled: true, isConfirmed: true });
    // Forty job hours on an instance of $1 that holds one at a time.
    expect(found.floor?.usd).toBeCloseTo(40, 3);
    expect(found.gapPercent).toBeCloseTo(0, 3);
    expect(found.changesToday).toBeUndefined();
    const page = renderRecommendation(found).replace(/\s+/g, ' ');
    expect(page).toContain('Nothing confirmed before it was stopped keeps every limit. The closest is');
    expect(page).not.toMatch(/nothing tried keeps/i);
    expect(page).toContain('Distance to the floor');
  });
});

describe('the decision with small changes beside the search', () => {
  const objective = parseObjective(['p95(wait) <= 2h', 'failed <= 9', 'neverRan <= 9']);
  if (!objective.ok) throw new Error(JSON.stringify(objective.problems));
  const limits = limitsFor(objective.value, []);

  function entrant(name: string, waitHours: number, ...costsUsd: readonly number[]): Entrant {
    const records = costsUsd.map((costUsd, replication) => ({
      replication,
      metrics: { waitSeconds: { p95: waitHours * 3600 }, failedJobs: 0, neverRanJobs: 0 },
      outcome: { ledger: { totalMicroUsd: costUsd * 1_000_000 } },
    }));
    const origin = name === 'current' ? 'current' : 'neighbour';
    return { candidate: { name, origin, config: labConfig({}) }, records } as unknown as Entrant;
  }
  const withFields = (one: Entrant, fields: Parameters<typeof labConfig>[0]): Entrant => ({
    ...one,
    candidate: { ...one.candidate, config: labConfig(fields) },
  });
  const decided = (confirmed: readonly Entrant[], small: Entrant | readonly Entrant[], screened = 100) =>
    decideWithBeside(confirmed, { confirmed: [small].flat(), tried: [] }, limits, 7, screened);

  it('takes one that is safely cheaper where the winner of the search is not', () => {
    const today = entrant('current', 1, 100, 101, 102, 100);
    // Differences to today 3, -1, 4, -2: mean 1, standard error 1.47; the small change saves 5 each time.
    const winner = entrant('winner', 1, 97, 102, 98, 102);
    const small = entrant('small', 1, 95, 96, 97, 95);
    const { verdict, chosen, notes } = decided([today, winner], small);
    expect([verdict, chosen]).toEqual(['change', small]);
    expect(notes[0]).toContain('the search itself found nothing safely cheaper');
  });

  it('takes the one of fewer changes where the cheapest cannot be told from it in cost', () => {
    const today = entrant('current', 1, 100, 101, 102, 100);
    const one = withFields(entrant('one', 1, 95, 96, 97, 95), { type: 'SPOT' });
    // Less than one change: 1, -1, 1, -0.5, mean 0.125; less than today all the same.
    const two = withFields(entrant('two', 1, 94, 97, 96, 95.5), { type: 'SPOT', minvCpus: 16 });
    expect(decided([today, today], [two, one]).chosen).toBe(one);
    // $20 less each time, which is worth another change.
    const cheap = withFields(entrant('cheap', 1, 75, 76, 77, 75), { type: 'SPOT', minvCpus: 16 });
    expect(decided([today, today], [one, cheap]).chosen).toBe(cheap);
  });

  it('says of one that is dear that far cheaper ones may have been missed, but not where a larger budget finds no more', () => {
    // Today breaks the two hours; the change keeps them for twice the price.
    const today = entrant('current', 9, 100, 101);
    const dear = entrant('dear', 1, 200, 201);
    const onBudget = decided([today, entrant('winner', 8, 50, 51)], dear).notes[0];
    expect(onBudget).toContain('it costs more than today, and what keeps the limits for far less may have been missed');
    const nothingGenerated = decided([today], dear, 0).notes[0];
    expect(nothingGenerated).toContain('the search had nothing to generate, whatever its --budget');
    expect(nothingGenerated).not.toContain('larger');
  });

  it('leaves what the search recommends', () => {
    const today = entrant('current', 1, 100, 101, 102, 100);
    const winner = entrant('winner', 1, 97, 98, 99, 97);
    expect(decided([today, winner], entrant('small', 1, 95, 96, 97, 95)).chosen).toBe(winner);
  });

  it('takes one that is cheaper by more than a tenth, and names what the search found', () => {
    const today = entrant('current', 1, 100, 101, 102, 100);
    const winner = entrant('winner', 1, 90, 91, 92, 90);
    // Less than the winner by 10 each time, of 90.75: 11.0 %.
    const small = entrant('small', 1, 80, 81, 82, 80);
    const found = decided([today, winner], small);
    expect([found.verdict, found.chosen, found.outdone]).toEqual(['change', small, winner]);
    expect(found.notes[0]).toContain('the search itself found winner at $90.75; what is recommended is a small change');
    expect(found.notes[0]).toContain('which costs $10.00 (11.0 %) less over the same 4 fresh replications');
    // By 9 of 90.75: the winner was chosen among far more.
    expect(decided([today, winner], entrant('small', 1, 81, 82, 83, 81)).chosen).toBe(winner);
    // It waits three hours where two are allowed, or breaks that on the days kept from the search.
    expect(decided([today, winner], entrant('small', 3, 80, 81, 82, 80)).chosen).toBe(winner);
    const unsteady = { ...small, brokenOnHeldOut: ['p95(wait) <= 2h: 3h'] };
    expect(decided([today, winner], unsteady).chosen).toBe(winner);
    const broken = entrant('current', 9, 100, 101, 102, 100);
    expect(decided([broken, winner], unsteady).chosen).toBe(winner);
    // 10 less on average, but by luck.
    expect(decided([today, winner], entrant('small', 1, 180, 1, 62, 80)).chosen).toBe(winner);
  });

  it('names it as the closest, and says that more replications refuted it, where it breaks a limit too', () => {
    const today = entrant('current', 9, 100, 101);
    const winner = entrant('winner', 8, 50, 51);
    const small = entrant('small', 3, 60, 61);
    const { verdict, closest, notes } = decided([today, winner], small);
    expect([verdict, closest]).toEqual(['noneFeasible', small]);
    expect(notes.join()).toContain('small is named under what to change today, but over the 2 fresh replications');
    expect(notes.join()).toContain('it breaks p95(wait) <= 2h: 3h');
  });
});
