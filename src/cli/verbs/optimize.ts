/** `optimize`: the search with its progress, its page and its plan file. */
import type { Architecture } from '../../models/workload.ts';
import { createHighsSolver } from '../../optimize/floor/index.ts';
import { optimizeScenario, type Recommendation } from '../../optimize/index.ts';
import { canonicalJson } from '../../report/index.ts';
import { renderRecommendation } from '../../report/recommendation-text.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import type { CliContext } from '../context.ts';
import { refuseOverwriting } from '../destination.ts';
import { ExecutorShelf } from '../executors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput } from '../failure.ts';
import { refusePrintedPlan, refuseUnwritable, writeAtomically } from '../files.ts';
import { type Loaded, loadScenario, type ScenarioFlags } from '../load.ts';
import { createProgress } from '../progress.ts';
import { stressLoaded } from '../stress-run.ts';
import type { OutputFlags } from './flags.ts';
import { tellNotes } from './simulate.ts';

export interface OptimizeFlags extends ScenarioFlags, OutputFlags {
  readonly out?: string;
  readonly budget?: number;
  readonly stress?: boolean;
  readonly tornado?: boolean;
  readonly pareto?: boolean;
  readonly architectures?: readonly Architecture[];
}

/** Simulations a search is expected to need at least; decides about threads only. */
const EXPECTED_SIMULATIONS = 200;

export async function optimizeVerb(
  context: CliContext,
  file: string | undefined,
  flags: OptimizeFlags,
): Promise<ExitCode> {
  refusePrintedPlan(flags.out);
  refuseUnwritable(context, flags.out);
  const loaded = await loadScenario(context, file, flags);
  refuseOverwriting(context, { '--out': flags.out }, loaded.inputs);
  tellNotes(context, loaded, flags);
  const found = await search(context, loaded, flags);
  if (found === undefined) {
    context.writeError('nothing was found yet: there is nothing to print\n');
    return EXIT.interrupted;
  }
  const recommendation = flags.stress === true ? await stressed(context, loaded, found, flags) : found;
  const json = canonicalJson(recommendation);
  context.writeOut(flags.json === true ? json : renderRecommendation(recommendation));
  if (flags.out !== undefined) {
    writeAtomically(context, flags.out, json);
    if (flags.quiet !== true) context.writeError(`wrote ${flags.out}; ${nextStep(recommendation, flags.out)}\n`);
  }
  return recommendation.cancelled ? EXIT.interrupted : EXIT.ok;
}

/** Current and recommended under the named storms; one side when nothing is to change. */
async function stressed(
  context: CliContext,
  loaded: Loaded,
  found: Recommendation,
  flags: OptimizeFlags,
): Promise<Recommendation> {
  const current = { name: 'current', batch: found.current.batch };
  const sides =
    found.verdict === 'change' ? [current, { name: 'recommended', batch: found.recommended.batch }] : [current];
  const stress = found.cancelled ? undefined : await stressLoaded(context, loaded, sides, flags);
  return stress === undefined ? found : { ...found, stress };
}

async function search(
  context: CliContext,
  { assembled, warnings, notes }: Loaded,
  flags: OptimizeFlags,
): Promise<Recommendation | undefined> {
  const shelf = new ExecutorShelf(context, assembled, flags.workers);
  shelf.expect(assembled.workload.jobCount * EXPECTED_SIMULATIONS);
  const progress = createProgress(context, flags.progress !== false);
  try {
    const found = await optimizeScenario(withArchitectures(assembled, flags.architectures), {
      executorFor: (workload, assumptions, simulations = EXPECTED_SIMULATIONS) =>
        shelf.executorFor(workload, assumptions, simulations),
      ...(flags.tornado !== undefined && { tornado: flags.tornado }),
      solver: createHighsSolver(),
      tracesFront: flags.pareto === true,
      warnings: [...warnings, ...notes.map((message) => ({ path: '', message }))],
      ...(flags.budget !== undefined && { budget: { jobStarts: flags.budget } }),
      onProgress: (done, total, phase) => progress.update(done, total, phase),
      isCancelled: context.isInterrupted,
    });
    if (found.ok) return found.value;
    if (context.isInterrupted()) return undefined;
    throw invalidInput(...found.problems);
  } finally {
    progress.stop();
    await shelf.close();
  }
}

function withArchitectures(assembled: Assembled, architectures: OptimizeFlags['architectures']): Assembled {
  if (architectures === undefined) return assembled;
  const search = { ...assembled.scenario.search, architectures: [...architectures] };
  return { ...assembled, scenario: { ...assembled.scenario, search } };
}

function nextStep({ verdict }: Recommendation, path: string): string {
  if (verdict === 'change') return `next: batchwright export ${path} --to aws-cli`;
  return 'it holds the current configuration: nothing is recommended instead';
}
