/**
 * How often the interval that a fortnight of a real trace gives for a coming week holds the week that came: 20 splits of 14 and 7
 * days a trace; and what the printed intervals of waits hold (validate-intervals/). Into docs/validation.md. Usage: tsx scripts/validate-intervals.ts [--check] [--only name]
 */
import { existsSync } from 'node:fs';
import { processContext } from '../src/cli/context.ts';
import { type Loaded, loadScenario, type ScenarioFlags } from '../src/cli/load.ts';
import type { BatchConfig } from '../src/models/batch-config.ts';
import { DAY_MS, startOfDay, traceDays } from '../src/models/trace-days.ts';
import { vcpuHoursOf } from '../src/models/workload.ts';
import { sliceWorkload } from '../src/models/workload-window.ts';
import { type Assembled, worldBuilder, worldSources } from '../src/scenario/assemble.ts';
import { dailyCosts } from '../src/study/daily-costs.ts';
import { futureCost, HURST } from '../src/study/future-cost.ts';
import { inProcessExecutor, runStudy, taskRunner } from '../src/study/index.ts';
import { type MeanInterval, meanInterval } from '../src/study/statistics.ts';
import { onSpot } from './other-machines.ts';
import { waitsOverRuns } from './validate-intervals/waits-over-runs.ts';
import { putSection } from './validation-section.ts';

const SCRIPT = 'validate:intervals';
const TRACES = '../shared/data/traces';
const [TRAIN_DAYS, TEST_DAYS, SPLITS, REPLICATIONS] = [14, 7, 20, 3];
/** The fewest jobs on either side of a split. */
const FEWEST_JOBS = 20;

interface Source {
  readonly name: string;
  readonly flags: ScenarioFlags;
}

/** Not NASA and SDSC-BLUE: on those two the widening was chosen. */
const SOURCES: readonly Source[] = [
  { name: 'HPC2N', flags: { trace: `${TRACES}/swf/HPC2N-2002-2.1-cln.swf.gz` } },
  { name: 'METACENTRUM', flags: { trace: `${TRACES}/swf/METACENTRUM-2009-2.swf.gz`, memoryFrom: 'used' } },
  { name: 'Kabré (Slurm)', flags: { trace: `${TRACES}/slurm/kabre-sacct-2024-06_09.psv.gz` } },
];

interface Reading {
  /** Cost of the coming week, and of its vCPU-hour, over that of the fortnight. */
  readonly perDay: number;
  readonly perVcpuHour: number;
  readonly luck: { readonly lo: number; readonly hi: number };
  readonly days: NonNullable<ReturnType<typeof futureCost>>;
  /** False where jobs never ran on either side: their cost is none, and nothing can be foretold about it. */
  readonly isServed: boolean;
}

const check = process.argv.includes('--check');
const only = process.argv[process.argv.indexOf('--only') + 1];
const wanted = process.argv.includes('--only') ? SOURCES.filter(({ name }) => name.startsWith(only)) : SOURCES;

const rows: string[] = [];
const totals: Reading[] = [];
for (const { name, flags } of wanted) {
  if (flags.trace === undefined || !existsSync(flags.trace)) {
    console.error(`no ${flags.trace}: docs/validation.md stays as it is`);
    process.exit(0);
  }
  const loaded = await load(flags);
  for (const [market, config] of [
    ['On-Demand', loaded.assembled.scenario.batch],
    ['Spot', onSpot(loaded.assembled.scenario.batch)],
  ] as const) {
    const readings = await readingsOf(loaded.assembled, config);
    rows.push(rowOf(name, market, readings));
    totals.push(...readings.filter(({ isServed }) => isServed));
    console.error(rows[rows.length - 1]);
  }
}
if (!process.argv.includes('--only')) {
  const waits = await waitsOverRuns();
  putSection(SCRIPT, [page(), '', ...waits].join('\n'), check);
}

function load(flags: ScenarioFlags): Promise<Loaded> {
  return loadScenario(processContext(), undefined, {
    defaultVcpus: 1,
    defaultMemoryMib: 2048,
    dropUnrunnable: true,
    ...flags,
  });
}

/** Splits evenly over the trace, as many as have jobs on both sides. */
async function readingsOf(assembled: Assembled, config: BatchConfig): Promise<readonly Reading[]> {
  const days = traceDays(assembled.workload);
  const first = days.startMs < 0 ? 1 : 0;
  const room = days.count - 1 - first - TRAIN_DAYS - TEST_DAYS;
  const readings: Reading[] = [];
  for (let split = 0; split < SPLITS; split++) {
    const day = first + Math.round((split * room) / (SPLITS - 1));
    const at = (offset: number) => startOfDay(days, day + offset);
    const reading = await readingOf(assembled, config, at(0), at(TRAIN_DAYS), at(TRAIN_DAYS + TEST_DAYS));
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}

async function readingOf(
  assembled: Assembled,
  config: BatchConfig,
  fromMs: number,
  boundaryMs: number,
  toMs: number,
): Promise<Reading | undefined> {
  const train = { ...assembled, workload: sliceWorkload(assembled.workload, fromMs, boundaryMs) };
  const test = { ...assembled, workload: sliceWorkload(assembled.workload, boundaryMs, toMs) };
  if (Math.min(train.workload.jobCount, test.workload.jobCount) < FEWEST_JOBS) return undefined;
  const days = futureCost([...dailyCosts(train, config, TRAIN_DAYS * DAY_MS)], TEST_DAYS, assembled.scenario.seed);
  const [seen, came] = [await costOf(train, config), await costOf(test, config)];
  const { lo = seen.mean, hi = seen.mean } = seen;
  if (days === undefined) return undefined;
  return {
    perDay: came.mean / TEST_DAYS / (seen.mean / TRAIN_DAYS),
    perVcpuHour: came.mean / vcpuHoursOf(test.workload) / (seen.mean / vcpuHoursOf(train.workload)),
    luck: { lo: lo / seen.mean, hi: hi / seen.mean },
    days,
    isServed: seen.neverRan + came.neverRan === 0,
  };
}

async function costOf(part: Assembled, config: BatchConfig): Promise<MeanInterval & { readonly neverRan: number }> {
  const executor = inProcessExecutor(taskRunner(part.workload, worldBuilder(worldSources(part))));
  const { seed } = part.scenario;
  const study = await runStudy({ candidates: [config], replications: REPLICATIONS, seed }, executor);
  const usd = study.candidates[0].records.map(({ outcome }) => outcome.ledger.totalMicroUsd / 1_000_000);
  const interval = meanInterval(usd);
  if (interval === undefined) throw new Error('no replication');
  const neverRan = study.candidates[0].records.reduce((sum, { outcome }) => sum + outcome.jobs.neverRan, 0);
  return { ...interval, neverRan };
}

function rowOf(name: string, market: string, all: readonly Reading[]): string {
  const readings = all.filter(({ isServed }) => isServed);
  const held = (read: (reading: Reading) => boolean) => `${readings.filter(read).length} of ${readings.length}`;
  const width = (read: (reading: Reading) => { readonly lo: number; readonly hi: number }) => {
    const middle = readings.map(read).sort((left, right) => left.hi - left.lo - (right.hi - right.lo));
    const { lo, hi } = middle[Math.floor(middle.length / 2)] ?? { lo: Number.NaN, hi: Number.NaN };
    return `-${percent(1 - lo)} to +${percent(hi - 1)}`;
  };
  return `| ${[
    name,
    market,
    held(({ perDay, luck }) => inside(perDay, luck)),
    held(({ perVcpuHour, luck }) => inside(perVcpuHour, luck)),
    held(({ perDay, days }) => inside(perDay, days.perDay)),
    width(({ days }) => days.perDay),
    held(({ perVcpuHour, days }) => inside(perVcpuHour, days.perVcpuHour)),
    width(({ days }) => days.perVcpuHour),
    all.length - readings.length,
  ].join(' | ')} |`;
}

function inside(value: number, { lo, hi }: { readonly lo: number; readonly hi: number }): boolean {
  return value >= lo && value <= hi;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function shareHeld(read: (reading: Reading) => boolean): string {
  const held = totals.filter(read).length;
  return `${held} of ${totals.length} (${percent(held / totals.length)})`;
}

function page(): string {
  return [
    '## Does a 95 % interval hold the week that comes?',
    '',
    `${SPLITS} splits a trace, evenly over all of it: ${TRAIN_DAYS} days are seen, the ${TEST_DAYS} after them are not. Configuration: \`optimal\` types On-Demand, and the`,
    `same on Spot. "Luck" is the t-interval over ${REPLICATIONS} replications of the days seen; "days" is the bootstrap over days of`,
    `\`src/study/future-cost.ts\`, widened as self-similar logs demand (Hurst exponent ${HURST}). Each asks whether the mean cost of the coming`,
    'week, simulated, falls into the interval around the mean of the days seen. The widening was chosen on NASA-iPSC and SDSC-BLUE, which',
    'are therefore not in the table. Splits with fewer than 20 jobs on a side are left out. So are, and counted, those where jobs never ran on',
    'the configuration (multi-node jobs never run on Spot): such a week costs what happens to run, and no forecast of it is claimed.',
    '',
    '| trace | market | luck, cost a day | luck, a vCPU-hour | days, cost a day | middle width | days, a vCPU-hour | middle width | jobs never ran |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    `Together: cost a day ${shareHeld(({ perDay, days }) => inside(perDay, days.perDay))}, cost of a vCPU-hour ${shareHeld(({ perVcpuHour, days }) => inside(perVcpuHour, days.perVcpuHour))}; luck alone`,
    `${shareHeld(({ perDay, luck }) => inside(perDay, luck))} and ${shareHeld(({ perVcpuHour, luck }) => inside(perVcpuHour, luck))}. Replications repeat the days seen, so their interval is about those days only:`,
    'it is right for comparing configurations on one workload and wrong as a forecast. What a coming week costs hangs on what will be',
    'submitted, and the interval of the cost a day is as wide as that; what a submitted vCPU-hour costs is known far better.',
  ].join('\n');
}
