/** Runs the points of a sweep: first all are loaded, so that nothing is told of a table that cannot be completed, then each is run. */

import type { Problem } from '../models/problem.ts';
import { pointText } from '../report/sweep-values.ts';
import { type SimulateScenarioOptions, simulateScenario } from '../study/index.ts';
import { impossiblePoint, type PointValues, type SweepPoint, type SweptRun, sweptPoint } from '../study/sweep.ts';
import type { CliContext } from './context.ts';
import { ExecutorShelf } from './executors.ts';
import { EXIT } from './exit-codes.ts';
import { Failure, invalidInput } from './failure.ts';
import { hearInterruption } from './interruption.ts';
import { type Loaded, warningsOfFigures } from './load.ts';
import { createProgress } from './progress.ts';
import type { SweepCase } from './sweep-cases.ts';
import type { OutputFlags } from './verbs/flags.ts';

/** What of a loaded point is worth keeping until it is run. */
export interface Checked {
  readonly jobCount: number;
  readonly impossible: Loaded['impossible'];
  readonly notes: readonly string[];
}

/** Throws a Failure with the problems of all points. */
export async function checkCases(context: CliContext, cases: readonly SweepCase[]): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  const found: ProblemAt[] = [];
  for (const one of cases) {
    // Loading holds the thread.
    await hearInterruption(context);
    try {
      const { assembled, impossible, notes } = await one.load();
      checked.push({ jobCount: assembled.workload.jobCount, impossible, notes });
    } catch (error) {
      if (!(error instanceof Failure) || error.exitCode !== EXIT.invalidInput) throw error;
      found.push(...error.problems.map((problem) => ({ problem, values: one.values })));
    }
  }
  if (found.length > 0) throw invalidInput(...problemsWithPoints(found));
  return checked;
}

export interface ProblemAt {
  readonly problem: Problem;
  readonly values: PointValues;
}

/** What is wrong at several points is told once, with the values that all of them share: those are to blame. */
export function problemsWithPoints(found: readonly ProblemAt[]): readonly Problem[] {
  const pointsOf = new Map<string, ProblemAt[]>();
  for (const one of found) {
    const key = JSON.stringify(one.problem);
    pointsOf.set(key, [...(pointsOf.get(key) ?? []), one]);
  }
  return [...pointsOf.values()].map((alike) => {
    const [{ problem, values }] = alike;
    const shared = Object.entries(values).filter(([path, value]) => alike.every((one) => one.values[path] === value));
    const blamed = shared.length > 0 ? `with ${pointText(Object.fromEntries(shared))}` : `at ${alike.length} points`;
    return { ...problem, message: `${problem.message} (${blamed})` };
  });
}

export interface SweepRun {
  /** Those that ran to their end, in order; none when the baseline did not. */
  readonly points: readonly SweepPoint[];
  readonly isComplete: boolean;
}

/** The first case is the baseline. */
export async function runCases(
  context: CliContext,
  baseline: Loaded,
  cases: readonly SweepCase[],
  checked: readonly Checked[],
  flags: OutputFlags,
): Promise<SweepRun> {
  const { replications } = baseline.assembled.scenario;
  const shelf = new ExecutorShelf(context, baseline.assembled, flags.workers);
  const starts = checked.map(({ jobCount, impossible }) => (impossible.length > 0 ? 0 : jobCount * replications));
  shelf.expect(starts.reduce((sum, count) => sum + count, 0));
  const progress = createProgress(context, flags.progress !== false);
  const total = cases.length * replications;
  const points: SweepPoint[] = [];
  let written: KnownRun | undefined;
  try {
    for (const [index, { values, load }] of cases.entries()) {
      const { impossible } = checked[index];
      if (impossible.length > 0) {
        points.push(impossiblePoint(values, impossible));
        continue;
      }
      const hooks = {
        onProgress: (done: number) => progress.update(index * replications + done, total),
        isCancelled: context.isInterrupted,
      };
      const one = await runPoint(await load(), shelf, written, hooks);
      if (one === undefined) break;
      points.push(sweptPoint(values, one.run, written?.run));
      if (index === 0) written = one;
    }
  } finally {
    progress.stop();
    await shelf.close();
  }
  return { points, isComplete: points.length === cases.length };
}

interface KnownRun {
  readonly scenario: string;
  readonly run: SweptRun;
}

/** Undefined when it was interrupted before every replication came back. A point that is the scenario as written is not run again. */
async function runPoint(
  loaded: Loaded,
  shelf: ExecutorShelf,
  written: KnownRun | undefined,
  hooks: Pick<SimulateScenarioOptions, 'onProgress' | 'isCancelled'>,
): Promise<KnownRun | undefined> {
  const { assembled, leftOut } = loaded;
  const { replications, thresholds } = assembled.scenario;
  const scenario = JSON.stringify(assembled.scenario);
  if (written?.scenario === scenario) return written;
  const simulated = await shelf.runApart(assembled, replications, (executor) =>
    simulateScenario(assembled, executor, { warnings: warningsOfFigures(loaded), ...hooks }),
  );
  if (simulated === undefined || !simulated.isComplete) return undefined;
  const { result, records } = simulated;
  return { scenario, run: { result, records, thresholds, ...(leftOut !== undefined && { leftOut }) } };
}
