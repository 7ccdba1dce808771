/**
 * One row in a process of its own, as `simulate` runs one workload: no row pays for what another taught the compiler, nor keeps
 * the times of another row's clock. The parent asks for the rounds, so that the rows of a case take turns and noise strikes
 * all alike.
 */
import { compileForRunsOf } from '../../src/cli/compiler-settings.ts';
import { simulate } from '../../src/engine/simulate.ts';
import type { Workload } from '../../src/models/workload.ts';
import { type BenchRow, SkippedRow, type Story } from './bench-case.ts';
import { poissonWorkload, SERVERS } from './cases/mmc.ts';
import { referenceKernel } from './reference-kernel.ts';

/** Small rows are repeated within a round until this many jobs have run, so that the clock's grain does not matter. */
const JOBS_PER_ROUND = 200_000;

export interface Round {
  /** Of one run. */
  readonly engineNs: number;
  readonly referenceNsPerJob: number;
  /** Of the reference on the same jobs, none of which waits, where that was asked for. */
  readonly sameJobsNsPerJob: number | undefined;
  readonly events: number;
}

/** Answers every `round` with a Round; the first message says what there is to measure. */
export type FromRow =
  | { readonly kind: 'ready'; readonly jobs: number }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'round'; readonly round: Round };

export async function serveRow(row: BenchRow): Promise<void> {
  let story: Story;
  try {
    story = await row.build();
  } catch (error) {
    if (!(error instanceof SkippedRow)) throw error;
    tell({ kind: 'skipped', reason: error.message });
    return;
  }
  // As the command does.
  compileForRunsOf(story.workload.jobCount);
  const reference = row.isReference ? story.workload : poissonWorkload(1e6);
  const sameJobs = row.isBesideSameJobs ? story.workload : undefined;
  process.on('message', () => tell({ kind: 'round', round: runRound(story, reference, sameJobs) }));
  tell({ kind: 'ready', jobs: story.workload.jobCount });
}

function tell(message: FromRow): void {
  process.send?.(message);
}

function runRound(story: Story, reference: Workload, sameJobs: Workload | undefined): Round {
  const referenceNsPerJob = kernelNsPerJob(reference, SERVERS);
  const sameJobsNsPerJob = sameJobs === undefined ? undefined : kernelNsPerJob(sameJobs, sameJobs.jobCount);
  let events = 0;
  const engineNs = timeNs(story.workload.jobCount, () => {
    events = simulate(story.workload, story.config, story.world()).events;
  });
  return { engineNs, referenceNsPerJob, sameJobsNsPerJob, events };
}

function kernelNsPerJob(workload: Workload, servers: number): number {
  return timeNs(workload.jobCount, () => referenceKernel(workload, servers).waitMs) / workload.jobCount;
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
