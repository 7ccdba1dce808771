/** `sweep`: what happens to cost and waits when numbers of the scenario change, or how much they hang on what AWS does not say. */
import { formatProblem } from '../../models/problem.ts';
import { canonicalJson } from '../../report/index.ts';
import { renderSweep } from '../../report/sweep-text.ts';
import { unrunnableProblem } from '../../scenario/unrunnable-problem.ts';
import { oneAtATime, sweepReport } from '../../study/sweep.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { loadSource, openSource, type ScenarioFlags } from '../load.ts';
import { casesOfAssumptions, casesOfVariations, parsedVariations, type SweepCase } from '../sweep-cases.ts';
import { type Checked, checkCases, type ProblemAt, problemsWithPoints, runCases } from '../sweep-run.ts';
import { TraceShelf } from '../trace-shelf.ts';
import type { OutputFlags } from './flags.ts';
import { tellNotes, tellWarnings } from './simulate.ts';

export interface SweepFlags extends ScenarioFlags, OutputFlags {
  readonly vary?: readonly string[];
}

/** Thresholds that fail at a point are an answer, not a failure; jobs that can never run there are both, and end with 5. */
export async function sweepVerb(context: CliContext, file: string | undefined, given: SweepFlags): Promise<ExitCode> {
  try {
    return await runSweep(context, file, given);
  } catch (error) {
    if (error instanceof Failure && error.exitCode === EXIT.interrupted)
      context.writeError('no point was complete: there is nothing to print\n');
    throw error;
  }
}

async function runSweep(context: CliContext, file: string | undefined, given: SweepFlags): Promise<ExitCode> {
  const variations = given.vary === undefined ? undefined : parsedVariations(given.vary);
  const flags = { ...given, keepUnrunnable: true };
  const traces = new TraceShelf(context, flags);
  const source = await openSource(context, file, flags, traces);
  const opened = { context, source, flags, traces };
  const baseline = await loadSource(context, source, flags, traces);
  const swept =
    variations === undefined ? casesOfAssumptions(opened, baseline) : casesOfVariations(opened, baseline, variations);
  const cases = [{ values: swept.written, load: async () => baseline }, ...swept.cases];
  const checked = await checkCases(context, cases);
  tellNotes(context, baseline, flags);
  tellWarnings(context, baseline, flags);
  tellPointNotes(context, cases, checked, flags);
  const { points, isComplete } = await runCases(context, baseline, cases, checked, flags);
  if (points.length === 0) throw new Failure(EXIT.interrupted, []);
  const { name, seed, replications } = baseline.assembled.scenario;
  const request = { scenario: name, seed, replications, varied: swept.varied, isComplete };
  const report =
    variations === undefined ? oneAtATime(request, points) : sweepReport({ ...request, design: 'product' }, points);
  context.writeOut(flags.json === true ? canonicalJson(report) : renderSweep(report));
  if (!isComplete) return EXIT.interrupted;
  return tellImpossible(context, cases, checked, flags) ? EXIT.unrunnableJobs : EXIT.ok;
}

/** Of every point but the scenario itself: what it leaves out. What they have in common with it has been told. */
function tellPointNotes(
  context: CliContext,
  cases: readonly SweepCase[],
  checked: readonly Checked[],
  flags: SweepFlags,
): void {
  if (flags.quiet === true) return;
  const common = checked[0].notes;
  const own = checked.flatMap(({ notes }, index) =>
    notes
      .filter((note) => !common.includes(note))
      .map((message): ProblemAt => ({ problem: { path: '', message }, values: cases[index].values })),
  );
  for (const { message } of problemsWithPoints(own)) context.writeError(`note: ${message}\n`);
}

/** Whether there was anything to tell. With --drop-unrunnable only points where no job would be left have any. */
function tellImpossible(
  context: CliContext,
  cases: readonly SweepCase[],
  checked: readonly Checked[],
  flags: SweepFlags,
): boolean {
  const leaveOut = flags.dropUnrunnable === true ? undefined : 'leave the jobs out with --drop-unrunnable';
  const found = checked.flatMap(({ impossible }, index) =>
    impossible.map((shape): ProblemAt => {
      const problem = unrunnableProblem(shape, leaveOut);
      return { problem, values: cases[index].values };
    }),
  );
  for (const problem of problemsWithPoints(found)) context.writeError(`error: ${formatProblem(problem)}\n`);
  return found.length > 0;
}
