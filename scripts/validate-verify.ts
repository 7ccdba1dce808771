/**
 * How often `verify` calls a history OUTSIDE the single runs of its plan: one of the plan's own world, which is a false alarm, and one of
 * another world (validate-verify/). Into docs/validation.md. Usage: tsx scripts/validate-verify.ts [--check]
 */
import { processContext } from '../src/cli/context.ts';
import { loadScenario } from '../src/cli/load.ts';
import { chanceWithin } from '../src/study/single-runs.ts';
import { ratesOf } from './validate-verify/rates.ts';
import { type Run, runsOf } from './validate-verify/runs.ts';
import { plannedWorlds, type World } from './validate-verify/worlds.ts';
import { putSection } from './validation-section.ts';

const SCRIPT = 'validate:verify';
const SCENARIO = 'scenarios/quickstart.yaml';
const [OWN_RUNS, OTHER_RUNS, DRAWS] = [1000, 200, 4000];
const SIZES = [20, 30];
/** Another world is met by its own luck. */
const OTHER_SEED = 777;

const { assembled } = await loadScenario(processContext(), SCENARIO, {});
const { seed, assumptions } = assembled.scenario;
const { submittedToRunnableSeconds } = assumptions;
const rows: string[] = [];
for (const { own, others } of plannedWorlds(assembled)) {
  const planned = runsOf(own, OWN_RUNS, seed);
  for (const size of SIZES) rows.push(rowOf(own, "the plan's own", planned, planned, size));
  for (const world of others)
    rows.push(rowOf(own, world.name, planned, runsOf(world, OTHER_RUNS, OTHER_SEED), SIZES[SIZES.length - 1]));
  console.error(rows.slice(-SIZES.length - others.length).join('\n'));
}
putSection(SCRIPT, page().join('\n'), process.argv.includes('--check'));

function rowOf(own: World, history: string, planned: readonly Run[], histories: readonly Run[], size: number): string {
  const rates = ratesOf(planned, histories, { runsOfAPlan: size, draws: DRAWS, submittedToRunnableSeconds });
  return `| ${[
    own.name,
    history,
    size,
    planned === histories ? percent(1 - chanceWithin(size, 2)) : '',
    ...[rates.meanWait, rates.wait, rates.waitOfOneDay, rates.failedJobs, rates.lostAttempts, rates.any].map(percent),
    ...(planned === histories ? [rates.meanCost, rates.cost].map(percent) : ['', '']),
  ].join(' | ')} |`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function page(): readonly string[] {
  const count = (value: number): string => value.toLocaleString('en-US');
  return [
    '## Is a history called OUTSIDE as often as is printed?',
    '',
    `\`${SCENARIO}\` (${count(assembled.workload.jobCount)} jobs), ${count(OWN_RUNS)} runs a configuration, the records of each as \`verify\` reads them; ${count(DRAWS)} times 20 or 30 of them`,
    'make a plan, and another one the history. Each cell is the share of histories that are called OUTSIDE. "Wait: mean" asks whether the promised',
    'mean lies in the interval of the observed percentile (`waitSecondsP95.isWithin`); "range" whether the percentile lies between the least and the most of',
    'the runs, which is what `verify` says; "a day" the same of a history of one of the five days alone. "Any": wait, failed jobs or lost attempts. Of costs, which `verify` does',
    `not compare: whether another run's bill lies outside the interval of the mean, and outside the range. Other worlds have ${OTHER_RUNS} runs.`,
    '',
    '| plan | history | runs | printed | wait: mean | wait: range | a day | failed jobs | lost attempts | any | cost: mean | cost: range |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    'Of a skewed plan the mean is missed by most histories of its own world, and by as many of another: it tells nothing. Its range is wide, because few runs wait for',
    'hours, so slower starts are seldom told by one history; more reclaims are, by the attempts that are lost. Waits may lie 0.1 % beyond the',
    "range, as the engine's percentiles are no closer, and runs that are equal add to the chance of lying inside: so On-Demand is below what is printed. Each figure",
    'has its own chance to be outside by luck, so "any" is above it. A day alone has fewer jobs than a run, and jobs that queue together are fewer than they seem.',
  ];
}
