/**
 * The search against the answer: every configuration of a small space was simulated 200 times (`npm run fixture:regret`), so what
 * the search picks can be held against the truth. `npm run fixture:regret -- --search` prints ten seeds.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  everyConfiguration,
  executorOf,
  FIXTURE_FILE,
  type RegretFixture,
  regretCase,
  searchRegretCase,
} from '../../scripts/regret/case.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { candidateOf } from '../../src/optimize/configure.ts';
import { surveyLandscape } from '../../src/optimize/landscape.ts';
import { meanOf, runStudy } from '../../src/study/index.ts';

const fixture = JSON.parse(readFileSync(FIXTURE_FILE, 'utf8')) as RegretFixture;
const assembled = regretCase();
const feasible = fixture.configurations.filter(({ keepsLimits }) => keepsLimits);

/** What the pick costs above the best that keeps the limits, as a share; Infinity when it breaks them or was never tried. */
async function regretOf(seed: number): Promise<number> {
  const { recommended } = await searchRegretCase(assembled, seed);
  const picked = feasible.find(({ name }) => name === recommended.name);
  return picked === undefined ? Number.POSITIVE_INFINITY : picked.costUsd / feasible[0].costUsd - 1;
}

describe('regret on a space that was tried whole', () => {
  it('has about 200 configurations, 200 seeds each, the very ones the search may try', () => {
    expect(fixture.configurations).toHaveLength(210);
    expect([fixture.seeds, fixture.jobs]).toEqual([200, assembled.workload.jobCount]);
    const names = new Set(everyConfiguration(assembled).map(({ name }) => name));
    expect(new Set(fixture.configurations.map(({ name }) => name))).toEqual(names);
    const { workload, scenario, catalog } = assembled;
    const surveyed = surveyLandscape(workload, scenario.batch, catalog, scenario.assumptions, scenario.search);
    if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
    for (const choice of generateChoices(surveyed.value))
      expect(names).toContain(candidateOf(surveyed.value, choice, 'generated').name);
  });

  it('still says what the engine says: regenerate it with `npm run fixture:regret` when this fails', async () => {
    const all = new Map(everyConfiguration(assembled).map((candidate) => [candidate.name, candidate.config]));
    const tried = [feasible[0], feasible[Math.floor(feasible.length / 2)]];
    const candidates = tried.flatMap(({ name }) => all.get(name) ?? []);
    const study = await runStudy({ candidates, replications: 30, seed: 55 }, executorOf(assembled));
    for (const [index, { records }] of study.candidates.entries()) {
      const mean = meanOf(records.map(({ metrics }) => metrics.costUsd ?? Number.NaN)) ?? Number.NaN;
      // The standard error of 30 seeds is sqrt(200 / 30) times that of 200; four of them leave out one run in 16,000.
      const tolerance = 4 * tried[index].standardErrorUsd * Math.sqrt(1 + fixture.seeds / 30);
      expect(Math.abs(mean - tried[index].costUsd)).toBeLessThan(tolerance);
    }
  });

  it('is at most 1 % (one seed here, ten with `npm run fixture:regret -- --search`)', async () => {
    expect(await regretOf(1)).toBeLessThanOrEqual(0.01);
  }, 120_000);
});
