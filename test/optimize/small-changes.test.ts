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
    expect(found.notes[0]).toContain('the search itself found nothing that keeps every limit; what is recommended is');
    expect(renderRecommendation(found)).not.toMatch(/nothing tried keeps/i);
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
    return { candidate: { name, origin: name === 'current' ? 'current' : 'neighbour' }, records } as unknown as Entrant;
  }
  const decided = (confirmed: readonly Entrant[], small: Entrant) =>
    decideWithBeside(confirmed, { confirmed: [small], tried: [] }, limits, 7);

  it('takes one that is safely cheaper where the winner of the search is not', () => {
    const today = entrant('current', 1, 100, 101, 102, 100);
    // Differences to today 3, -1, 4, -2: mean 1, standard error 1.47; the small change saves 5 each time.
    const winner = entrant('winner', 1, 97, 102, 98, 102);
    const small = entrant('small', 1, 95, 96, 97, 95);
    const { verdict, chosen, notes } = decided([today, winner], small);
    expect([verdict, chosen]).toEqual(['change', small]);
    expect(notes[0]).toContain('the search itself found nothing safely cheaper');
  });

  it('leaves what the search recommends', () => {
    const today = entrant('current', 1, 100, 101, 102, 100);
    const winner = entrant('winner', 1, 97, 98, 99, 97);
    expect(decided([today, winner], entrant('small', 1, 95, 96, 97, 95)).chosen).toBe(winner);
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
