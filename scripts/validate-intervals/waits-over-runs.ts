/**
 * What is printed of a p95 wait over 20 or 30 replications, held against 1,000 of them: two thousand samples drawn from these, on
 * scenarios/quickstart.yaml with its own machines, with the same on Spot, and with one type on Spot, where few runs wait for hours.
 */
import { processContext } from '../../src/cli/context.ts';
import { loadScenario } from '../../src/cli/load.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { PURPOSE, uniform } from '../../src/models/random.ts';
import { type Assembled, worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import { formatQuantity } from '../../src/scenario/format-quantity.ts';
import { inProcessExecutor, runStudy, taskRunner } from '../../src/study/index.ts';
import { overRuns } from '../../src/study/over-runs.ts';
import { shareNoWorse } from '../../src/study/share-interval.ts';
import { meanInterval, meanOf } from '../../src/study/statistics.ts';
import { ofType, onSpot } from '../other-machines.ts';
import { bootstrapT, hall, johnson } from './other-intervals.ts';

const SCENARIO = 'scenarios/quickstart.yaml';
const [RUNS, SAMPLES] = [1000, 2000];
const SIZES = [20, 30];

type Configure = (batch: BatchConfig) => BatchConfig;

/** The lines of the section. */
export async function waitsOverRuns(): Promise<readonly string[]> {
  const { assembled } = await loadScenario(processContext(), SCENARIO, {});
  const cases: readonly (readonly [name: string, configure: Configure])[] = [
    ['`optimal` On-Demand', (batch) => batch],
    ['`optimal` on Spot', onSpot],
    ['`r6a.2xlarge` alone on Spot', (batch) => ofType(onSpot(batch), 'r6a.2xlarge')],
  ];
  const rows: string[] = [];
  for (const [name, configure] of cases) {
    const waits = await p95Waits(assembled, configure(assembled.scenario.batch));
    rows.push(...SIZES.map((size) => rowOf(name, waits, size)));
    console.error(rows.slice(-SIZES.length).join('\n'));
  }
  return [...INTRODUCTION, '', ...HEADER, ...rows, '', ...CONCLUSION];
}

/** Seconds, one a replication. */
async function p95Waits(assembled: Assembled, config: BatchConfig): Promise<readonly number[]> {
  const executor = inProcessExecutor(taskRunner(assembled.workload, worldBuilder(worldSources(assembled))));
  const { seed } = assembled.scenario;
  const study = await runStudy({ candidates: [config], replications: RUNS, seed }, executor);
  return study.candidates[0].records.flatMap(({ metrics }) => metrics.waitSeconds?.p95 ?? []);
}

function rowOf(name: string, waits: readonly number[], size: number): string {
  const all = overRuns(waits);
  const mean = meanOf(waits) ?? Number.NaN;
  const samples = Array.from({ length: SAMPLES }, (_, sample) =>
    Array.from(
      { length: size },
      (_value, index) => waits[Math.floor(uniform(size, PURPOSE.bootstrap, sample, index) * waits.length)],
    ),
  );
  const share = (holds: (sample: readonly number[], key: number) => boolean) =>
    `${((100 * samples.filter(holds).length) / SAMPLES).toFixed(1)} %`;
  const student = (sample: readonly number[]) => {
    const { lo = Number.NaN, hi = Number.NaN } = meanInterval(sample) ?? {};
    return { lo, hi };
  };
  return `| ${[
    name,
    ...[mean, all.median, all.worst].map((seconds) => formatQuantity(seconds, 'seconds', 0)),
    size,
    share((sample) => inside(mean, student(sample))),
    share((sample) => inside(mean, johnson(sample))),
    share((sample) => inside(mean, hall(sample))),
    share((sample, key) => inside(mean, bootstrapT(sample, key))),
    share((sample) => overRuns(sample).isSkewed),
    share((sample) => inside(mean, printed(student(sample), overRuns(sample).isSkewed))),
    share((sample) => inside(all.median, bracketOf(sample))),
    share((sample) => standsFor(Math.max(...sample), waits) >= shareNoWorse(size)),
  ].join(' | ')} |`;
}

function printed({ lo, hi }: { lo: number; hi: number }, isSkewed: boolean): { lo: number; hi: number } {
  return { lo, hi: isSkewed ? Number.POSITIVE_INFINITY : hi };
}

function bracketOf(sample: readonly number[]): { lo: number; hi: number } {
  const { lo = Number.NaN, hi = Number.NaN } = overRuns(sample);
  return { lo, hi };
}

/** The share of all runs that are no worse. */
function standsFor(worst: number, waits: readonly number[]): number {
  return waits.filter((wait) => wait <= worst).length / waits.length;
}

function inside(value: number, { lo, hi }: { readonly lo: number; readonly hi: number }): boolean {
  return value >= lo && value <= hi;
}

const INTRODUCTION: readonly string[] = [
  '## Does the printed interval of a p95 wait hold the mean of other seeds?',
  '',
  `\`${SCENARIO}\`, ${RUNS.toLocaleString('en-US')} replications a configuration; then ${SAMPLES.toLocaleString('en-US')} samples of 20 and of 30 drawn from these, as \`simulate\` and`,
  '`optimize` would have had them. Asked is how often the interval of the sample holds the mean of all: Student’s t; the corrections for skewness of Johnson (1978) and',
  'Hall (1992); bootstrap-t. "Skewed": samples that Cochran’s rule calls so (`src/study/over-runs.ts`), whose interval is printed open above.',
  'Then how often the interval of the middle run holds the median of all, and how often the worst run of the sample stands for as many runs as',
  'is printed beside it (86.1 % for 20, 90.5 % for 30).',
];

const HEADER: readonly string[] = [
  '| configuration | mean | middle | worst | sample | t | Johnson | Hall | bootstrap-t | skewed | as printed | middle run | worst run |',
  '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
];

const CONCLUSION: readonly string[] = [
  'Where few runs wait ten times as long as the others no interval of the mean is worth its name: a sample without such a run cannot know of',
  'them, whatever is made of it. What holds for any distribution is said of single runs: the middle one, and the worst with the share of runs it',
  'stands for. A limit on single runs, `P(p95(wait) <= 15m) >= 0.9`, has an exact bound; one on the mean does not.',
];
