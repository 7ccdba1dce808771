/** `compare`: two scenarios under the same luck, side by side. */
import { canonicalJson, renderComparison } from '../../report/index.ts';
import { type ComparisonSource, compare } from '../../study/index.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { nameOf } from '../files.ts';
import { type Loaded, loadScenario, type ScenarioFlags } from '../load.ts';
import type { OutputFlags } from './flags.ts';
import { simulateLoaded, tellNotes, tellWarnings } from './simulate.ts';

export type CompareFlags = Pick<ScenarioFlags, 'region' | 'catalog' | 'seed' | 'replications' | 'dropUnrunnable'> &
  OutputFlags;

/** The second scenario runs the replications and the seed of the first, so that the difference is not luck. */
export async function compareVerb(
  context: CliContext,
  currentFile: string,
  proposedFile: string,
  flags: CompareFlags,
): Promise<ExitCode> {
  if (currentFile === '-' && proposedFile === '-')
    throw usageFailure('two scenarios cannot both come from standard input', 'give one of them as a file');
  const current = await loadScenario(context, currentFile, flags);
  const { seed, replications } = current.assembled.scenario;
  const proposed = await loadScenario(context, proposedFile, { ...flags, seed, replications });
  const sides: ComparisonSource[] = [];
  for (const loaded of [current, proposed]) {
    const side = await simulateSide(context, loaded, flags);
    if (side === undefined) {
      context.writeError(
        `not every replication of ${loaded.assembled.scenario.name} was run: there is nothing to compare\n`,
      );
      return EXIT.interrupted;
    }
    sides.push(side);
    tellNotes(context, loaded, flags);
    tellWarnings(context, loaded, flags);
  }
  const comparison = compare(...toldApart(sides[0], sides[1], currentFile, proposedFile));
  context.writeOut(flags.json === true ? canonicalJson(comparison) : renderComparison(comparison));
  return EXIT.ok;
}

/** A scenario is often a copy of the other with its name: then the files say which is which. */
function toldApart(
  current: ComparisonSource,
  proposed: ComparisonSource,
  currentFile: string,
  proposedFile: string,
): [ComparisonSource, ComparisonSource] {
  if (current.name !== proposed.name || currentFile === proposedFile) return [current, proposed];
  return [
    { ...current, name: nameOf(currentFile) },
    { ...proposed, name: nameOf(proposedFile) },
  ];
}

/** Undefined when it was interrupted before every replication came back. */
async function simulateSide(
  context: CliContext,
  loaded: Loaded,
  flags: OutputFlags,
): Promise<ComparisonSource | undefined> {
  const simulated = await simulateLoaded(context, loaded, flags);
  if (simulated === undefined || !simulated.isComplete) return undefined;
  const { scenario, workload } = loaded.assembled;
  return { name: scenario.name, batch: scenario.batch, workload, result: simulated.result, records: simulated.records };
}
