/** Times the rows of one case, each in a process of its own, in turn, round after round; each round begins with the reference kernel. */
import { type ChildProcess, fork } from 'node:child_process';
import type { BenchCase, BenchRow } from './bench-case.ts';
import type { FromRow, Round } from './row-process.ts';

/** Not counted: the compiler is still learning. A run of 10^7 jobs needs none. */
const WARM_UP_ROUNDS = 2;
const NEEDS_WARM_UP = 1e6;
const DEFAULT_ROUNDS = 7;
const QUICK_ROUNDS = 3;

export interface MeasuredRow {
  readonly label: string;
  readonly jobs: number;
  readonly events: number;
  /** Medians over the rounds. */
  readonly nsPerJob: number;
  readonly nsPerEvent: number;
  /** Engine jobs/s over reference jobs/s, median over the rounds of the ratio within a round. */
  readonly shareOfReference: number;
  /** The same with the reference on the very jobs of the row, none of which waits; undefined unless the row asks for it. */
  readonly shareOnSameJobs: number | undefined;
  /** Cost per event over that of the ten times smaller row, median of ratios within a round. */
  readonly eventGrowth: number | undefined;
  /** Time of the run over that of the ten times smaller row. */
  readonly timeGrowth: number | undefined;
}

export interface SkippedMeasurement {
  readonly label: string;
  readonly skipped: string;
}

interface Subject {
  readonly row: BenchRow;
  readonly jobs: number;
  readonly child: ChildProcess;
  readonly rounds: Round[];
}

/** `script` is started with `--row LABEL` for every row. */
export async function measureCase(
  { rows }: BenchCase,
  isQuick: boolean,
  script: string,
): Promise<readonly (MeasuredRow | SkippedMeasurement)[]> {
  const skipped: SkippedMeasurement[] = [];
  const subjects: Subject[] = [];
  for (const row of rows) {
    if (isQuick && row.isLong) skipped.push({ label: row.label, skipped: '--quick' });
    else {
      const child = fork(script, ['--row', row.label], { execArgv: [...process.execArgv, '--expose-gc'] });
      const first = await answerOf(child, row);
      if (first.kind === 'ready') subjects.push({ row, jobs: first.jobs, child, rounds: [] });
      else if (first.kind === 'skipped') skipped.push({ label: row.label, skipped: first.reason });
    }
  }
  for (const subject of subjects.filter(({ jobs }) => jobs <= NEEDS_WARM_UP))
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await nextRound(subject);
  for (let round = 0; round < (isQuick ? QUICK_ROUNDS : DEFAULT_ROUNDS); round++)
    for (const subject of subjects) subject.rounds.push(await nextRound(subject));
  for (const { child } of subjects) child.disconnect();
  return [...subjects.map((subject) => summarize(subject, subjects)), ...skipped];
}

async function nextRound({ child, row }: Subject): Promise<Round> {
  child.send('round');
  const answer = await answerOf(child, row);
  if (answer.kind !== 'round') throw new Error(`${row.label} answered ${answer.kind} when asked for a round`);
  return answer.round;
}

function answerOf(child: ChildProcess, { label }: BenchRow): Promise<FromRow> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${label} ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer: FromRow) => {
      child.off('exit', onExit);
      resolve(answer);
    });
  });
}

function summarize({ row, jobs, rounds }: Subject, subjects: readonly Subject[]): MeasuredRow {
  const smaller = subjects.find((other) => other.row.label === row.grownFrom);
  const growth = (cost: (round: Round) => number): number | undefined =>
    smaller === undefined ? undefined : median(rounds.map((round, index) => cost(round) / cost(smaller.rounds[index])));
  return {
    label: row.label,
    jobs,
    events: rounds[0].events,
    nsPerJob: median(rounds.map(({ engineNs }) => engineNs)) / jobs,
    nsPerEvent: median(rounds.map(nsPerEvent)),
    shareOfReference: median(rounds.map(({ engineNs, referenceNsPerJob }) => referenceNsPerJob / (engineNs / jobs))),
    shareOnSameJobs: row.isBesideSameJobs
      ? median(rounds.map(({ engineNs, sameJobsNsPerJob = Number.NaN }) => sameJobsNsPerJob / (engineNs / jobs)))
      : undefined,
    eventGrowth: growth(nsPerEvent),
    timeGrowth: growth(({ engineNs }) => engineNs),
  };
}

function nsPerEvent({ engineNs, events }: Round): number {
  return engineNs / events;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
