/** `explain`: why jobs wait or can never run, what was tried, and what the fixes cost. Exit code 5 when some can never run. */
import { explainJob, explainScenario, prepare, unrunnableRows } from '../../engine/index.ts';
import type { BatchConfig } from '../../models/batch-config.ts';
import { nearestName } from '../../models/nearest-name.ts';
import { replicationSeed } from '../../models/random.ts';
import { type ArrayJob, jobIdOf, type Workload } from '../../models/workload.ts';
import type { World } from '../../models/world.ts';
import { counted } from '../../models/written-number.ts';
import {
  canonicalJson,
  jobExplanationRecord,
  renderJobExplanation,
  renderScenarioExplanation,
  scenarioExplanationRecord,
} from '../../report/index.ts';
import { worldBuilder, worldSources } from '../../scenario/assemble.ts';
import { tryFixes } from '../../study/wait-fixes.ts';
import { waitsOfJob, waitsOfScenario } from '../../study/waited-for.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Failure, usageFailure } from '../failure.ts';
import { loadScenario, type ScenarioFlags } from '../load.ts';
import type { OutputFlags } from './flags.ts';
import { tellNotes, tellWarnings } from './simulate.ts';

export interface ExplainFlags extends ScenarioFlags, OutputFlags {
  readonly job?: string;
}

export async function explainVerb(
  context: CliContext,
  file: string | undefined,
  flags: ExplainFlags,
): Promise<ExitCode> {
  refuseFlagsOfManyRuns(flags);
  const loaded = await loadScenario(context, file, { ...flags, keepUnrunnable: true });
  const { scenario, workload } = loaded.assembled;
  // The luck of the first replication, the one `simulate --jobs` writes.
  const world = worldBuilder(worldSources(loaded.assembled))(replicationSeed(scenario.seed, 0));
  const setup = { ...loaded.setup, world };
  const question = {
    setup,
    config: scenario.batch,
    prepare: (config: BatchConfig, changed: World) => prepare(workload, config, changed),
  };
  const head = { schemaVersion: 1, scenario: scenario.name, seed: scenario.seed };
  const title = `${scenario.name} - ${scenario.region}, first replication of seed ${scenario.seed}`;
  tellNotes(context, loaded, flags);
  tellWarnings(context, loaded, flags);
  if (flags.job === undefined) {
    const explanation = explainScenario(setup);
    const fixes = tryFixes({ ...question, waits: waitsOfScenario(explanation) });
    context.writeOut(
      flags.json === true
        ? canonicalJson({ ...head, ...scenarioExplanationRecord(explanation, fixes) })
        : renderScenarioExplanation(title, explanation, fixes),
    );
    return explanation.impossible.length > 0 ? EXIT.unrunnableJobs : EXIT.ok;
  }
  const job = rowOf(workload, flags.job);
  const explanation = explainJob(setup, job);
  const fixes = tryFixes({ ...question, waits: waitsOfJob(explanation), job });
  context.writeOut(
    flags.json === true
      ? canonicalJson({ ...head, job: jobExplanationRecord(explanation, fixes) })
      : renderJobExplanation(title, explanation, fixes),
  );
  return unrunnableRows(setup)[job] === 1 ? EXIT.unrunnableJobs : EXIT.ok;
}

/** The fixes are tried under the luck of that one run too, so that nothing but the change tells them apart. */
function refuseFlagsOfManyRuns({ threshold, replications, workers }: ExplainFlags): void {
  if (threshold !== undefined)
    throw usageFailure(
      '--threshold would change nothing here: explain judges nothing, and its one run has no interval',
      'hold the scenario to it with check, or recommend what keeps it with optimize',
    );
  if (replications !== undefined)
    throw usageFailure(
      '--replications would change nothing here: explain follows the jobs of one run, the first replication of the seed',
      'give another --seed for other luck; simulate has the waits over many runs',
    );
  if (workers !== undefined)
    throw usageFailure('--workers would change nothing here: explain makes one run after the other', 'leave it out');
}

function rowOf(workload: Workload, jobId: string): number {
  for (let job = 0; job < workload.jobCount; job++) if (jobIdOf(workload, job) === jobId) return job;
  const array = workload.arrays.find(({ id }) => id === jobId);
  if (array !== undefined) throw isAnArray(workload, array);
  const ids = Array.from({ length: Math.min(workload.jobCount, 10_000) }, (_, job) => jobIdOf(workload, job));
  const nearest = nearestName(jobId, ids);
  throw usageFailure(
    `there is no job "${jobId}"`,
    nearest === undefined ? `the first one is ${ids[0]}` : `did you mean ${nearest}?`,
  );
}

function isAnArray(workload: Workload, { id, firstJob, size }: ArrayJob): Failure {
  const [first, last] = [firstJob, firstJob + size - 1].map((job) => jobIdOf(workload, job));
  return usageFailure(
    `"${id}" is an array of ${counted(size, 'job')}`,
    first === last ? `name its child ${first}` : `name one of its children, ${first} to ${last}`,
  );
}
