/** `compare`: two scenarios under the same luck, side by side. */
import { canonicalJson, renderComparison } from '../../report/index.ts';
import { type ComparisonSource, compare } from '../../study/index.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
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
  const comparison = compare(sides[0], sides[1]);
  context.writeOut(flags.json === true ? canonicalJson(comparison) : renderComparison(comparison));
  return EXIT.ok;
}

/** Undefined when it was interrupted before every replication came back. */
async function simulateSide(
  context: CliContext,
  loaded: Loaded,
  flags: OutputFlags,
): Promise<ComparisonSource | undefined> {
  const simulated = await simulateLoaded(context, loaded, flags);
  if (simulated === undefined || !simulated.isComplete) return undefined;
  const { name, batch } = loaded.assembled.scenario;
  return { name, batch, result: simulated.result, records: simulated.records };
}
