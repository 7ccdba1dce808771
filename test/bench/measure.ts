/** Times the rows of one case and the reference kernel in turn, round after round, so that noise strikes all alike. */
import { simulate } from '../../src/engine/simulate.ts';
import type { Workload } from '../../src/models/workload.ts';
import { type BenchCase, type BenchRow, SkippedRow, type Story } from './bench-case.ts';
import { poissonWorkload, SERVERS } from './cases/mmc.ts';
import { referenceKernel } from './reference-kernel.ts';

/** Small rows are repeated within a round until this many jobs have run, so that the clock's grain does not matter. */
const JOBS_PER_ROUND = 200_000;
const DEFAULT_ROUNDS = 5;
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
  readonly story: Story;
  readonly reference: Workload;
  /** One entry a round, nanoseconds per run. */
  readonly engineNs: number[];
  readonly referenceNsPerJob: number[];
  events: number;
}

export async function measureCase(
  { rows }: BenchCase,
  isQuick: boolean,
): Promise<readonly (MeasuredRow | SkippedMeasurement)[]> {
  const skipped: SkippedMeasurement[] = [];
  const subjects: Subject[] = [];
  let poisson: Workload | undefined;
  for (const row of rows) {
    if (isQuick && row.isLong) skipped.push({ label: row.label, skipped: '--quick' });
    else {
      try {
        const story = await row.build();
        poisson ??= row.isReference ? undefined : poissonWorkload(1e6);
        subjects.push({
          row,
          story,
          reference: poisson ?? story.workload,
          engineNs: [],
          referenceNsPerJob: [],
          events: 0,
        });
      } catch (error) {
        if (!(error instanceof SkippedRow)) throw error;
        skipped.push({ label: row.label, skipped: error.message });
      }
    }
  }
  // One run of everything that is soon done warms the compiler up and is not counted.
  for (const subject of subjects) if (subject.story.workload.jobCount <= 1e6) runRound(subject);
  for (const subject of subjects) subject.engineNs.length = subject.referenceNsPerJob.length = 0;
  const rounds = isQuick ? QUICK_ROUNDS : DEFAULT_ROUNDS;
  for (let round = 0; round < rounds; round++) for (const subject of subjects) runRound(subject);
  return [...subjects.map((subject) => summarize(subject, subjects)), ...skipped];
}

function runRound(subject: Subject): void {
  const { story, reference } = subject;
  subject.referenceNsPerJob.push(
    timeNs(reference.jobCount, () => referenceKernel(reference, SERVERS).waitMs) / reference.jobCount,
  );
  subject.engineNs.push(
    timeNs(story.workload.jobCount, () => {
      subject.events = simulate(story.workload, story.config, story.world()).events;
    }),
  );
}

/**
 * Processor time of one run in nanoseconds, after a collection so that nobody pays for another's garbage. Processor time,
 * not wall time: on a shared machine the wall also measures the neighbours. Compiler and collector threads count.
 */
function timeNs(jobs: number, run: () => void): number {
  const repeats = Math.max(1, Math.round(JOBS_PER_ROUND / jobs));
  globalThis.gc?.();
  const before = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat++) run();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / repeats;
}

function summarize(subject: Subject, subjects: readonly Subject[]): MeasuredRow {
  const { row, story, engineNs, referenceNsPerJob, events } = subject;
  const jobs = story.workload.jobCount;
  const smaller = subjects.find((other) => other.row.label === row.grownFrom);
  const growth = (weight: (one: Subject) => number): number | undefined =>
    smaller === undefined
      ? undefined
      : median(engineNs.map((ns, round) => ns / weight(subject) / (smaller.engineNs[round] / weight(smaller))));
  return {
    label: row.label,
    jobs,
    events,
    nsPerJob: median(engineNs) / jobs,
    nsPerEvent: median(engineNs) / events,
    shareOfReference: median(engineNs.map((ns, round) => referenceNsPerJob[round] / (ns / jobs))),
    eventGrowth: growth((one) => one.events),
    timeGrowth: growth(() => 1),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
