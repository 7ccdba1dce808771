/** `check`: holds the scenario's configuration to its thresholds; for CI. Exit code 4 when one fails. */
import { formatPlural } from '../../report/format.ts';
import { canonicalJson, renderThresholds } from '../../report/index.ts';
import { wrap } from '../../report/layout.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { loadScenario, notesOfFigures, type ScenarioFlags } from '../load.ts';
import type { OutputFlags } from './flags.ts';
import { judge, simulateLoaded, tellNotes, tellWarnings } from './simulate.ts';

export async function checkVerb(
  context: CliContext,
  file: string | undefined,
  flags: ScenarioFlags & OutputFlags,
): Promise<ExitCode> {
  const loaded = await loadScenario(context, file, flags);
  const { scenario } = loaded.assembled;
  if (scenario.thresholds.length === 0) {
    throw usageFailure('there is nothing to check', "add thresholds to the scenario, or --threshold 'p95(wait) < 15m'");
  }
  const simulated = await simulateLoaded(context, loaded, flags);
  if (simulated === undefined || !simulated.isComplete) {
    context.writeError('not every replication was run: no threshold was judged\n');
    return EXIT.interrupted;
  }
  tellNotes(context, loaded, flags);
  tellWarnings(context, loaded, flags);
  const results = judge(loaded, simulated);
  // Whoever holds a bill to a limit must see that it is not the bill of all jobs.
  const leftOutJobs = loaded.leftOut?.reduce((sum, one) => sum + one, 0) ?? 0;
  const notes = notesOfFigures(loaded);
  const ok = results.every((result) => result.ok);
  if (flags.json === true) {
    const { seed, name, replications } = scenario;
    context.writeOut(
      canonicalJson({
        schemaVersion: 1,
        scenario: name,
        seed,
        replications,
        data: simulated.result.data,
        ok,
        ...(leftOutJobs > 0 && { leftOutJobs }),
        ...(notes.length > 0 && { warnings: notes }),
        thresholds: results,
      }),
    );
  } else {
    const told = notes.flatMap((note) => wrap(note, '! ')).map((line) => `${line}\n`);
    context.writeOut(`${name(scenario.name, scenario.replications)}${told.join('')}${renderThresholds(results)}`);
  }
  return ok ? EXIT.ok : EXIT.thresholdFailed;
}

function name(scenario: string, replications: number): string {
  return `${scenario}, ${formatPlural(replications, 'replication')}\n`;
}
