/**
 * `npm run fixture:regret [-- --search]`: simulates every configuration of the small search space under 200 seeds and keeps the means.
 * With `--search` it also runs the search under ten seeds and prints what each picked. Takes a few minutes of one core.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { evaluateThreshold, parseThresholds } from '../src/scenario/thresholds.ts';
import { meanOf, runStudy, standardDeviationOf } from '../src/study/index.ts';
import {
  everyConfiguration,
  executorOf,
  FIXTURE_FILE,
  type RegretFixture,
  regretCase,
  searchRegretCase,
  type TriedConfiguration,
} from './regret/case.ts';

const SEEDS = 200;
/** Far from the seeds of any search in the tests. */
const SEED = 987_654;

if (!process.argv.includes('--search')) writeFileSync(FIXTURE_FILE, render(await tryEverything()));
else await searchTenTimes(JSON.parse(readFileSync(FIXTURE_FILE, 'utf8')) as RegretFixture);

async function tryEverything(): Promise<RegretFixture> {
  const assembled = regretCase();
  const limits = assembled.scenario.objective.subjectTo;
  const thresholds = parseThresholds(limits);
  if (!thresholds.ok) throw new Error(JSON.stringify(thresholds.problems));
  const candidates = everyConfiguration(assembled);
  const request = { candidates: candidates.map(({ config }) => config), replications: SEEDS, seed: SEED };
  const study = await runStudy(request, executorOf(assembled));
  const configurations = study.candidates.map(({ records }, index): TriedConfiguration => {
    const metrics = records.map((record) => record.metrics);
    const costs = metrics.map(({ costUsd }) => costUsd ?? Number.NaN);
    return {
      name: candidates[index].name,
      costUsd: rounded(meanOf(costs)),
      standardErrorUsd: rounded((standardDeviationOf(costs) ?? Number.NaN) / Math.sqrt(SEEDS)),
      p95WaitSeconds: rounded(meanOf(metrics.map(({ waitSeconds }) => waitSeconds?.p95 ?? Number.NaN))),
      failedJobs: rounded(meanOf(metrics.map(({ failedJobs }) => failedJobs ?? Number.NaN))),
      neverRanJobs: rounded(meanOf(metrics.map(({ neverRanJobs }) => neverRanJobs ?? Number.NaN))),
      keepsLimits: thresholds.value.every((threshold) => evaluateThreshold(threshold, metrics).ok),
    };
  });
  return {
    madeBy: 'npm run fixture:regret',
    scenario: 'scripts/regret/scenario.yaml',
    catalogDate: assembled.catalog.date,
    seed: SEED,
    seeds: SEEDS,
    jobs: assembled.workload.jobCount,
    limits,
    configurations: configurations.sort(
      (left, right) => left.costUsd - right.costUsd || (left.name < right.name ? -1 : 1),
    ),
  };
}

function rounded(value: number | undefined): number {
  return Number((value ?? Number.NaN).toFixed(4));
}

/** One line a configuration, so that a change can be read. */
function render({ configurations, ...rest }: RegretFixture): string {
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"configurations":[\n${configurations.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`;
}

async function searchTenTimes({ configurations }: RegretFixture): Promise<void> {
  const assembled = regretCase();
  const best = configurations.find(({ keepsLimits }) => keepsLimits);
  console.log(`${configurations.length} configurations, best: ${best?.name} at $${best?.costUsd}`);
  for (let seed = 1; seed <= 10; seed++) {
    const startedMs = performance.now();
    const { recommended, search } = await searchRegretCase(assembled, seed);
    const tried = configurations.find(({ name }) => name === recommended.name);
    const regret = ((tried?.costUsd ?? Number.NaN) / (best?.costUsd ?? Number.NaN) - 1) * 100;
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(
      `seed ${seed}: ${recommended.name}, $${tried?.costUsd}, regret ${regret.toFixed(2)} %, keeps the limits: ${tried?.keepsLimits}, ${search.candidates} candidates, ${search.simulations} simulations, ${seconds} s`,
    );
  }
}
