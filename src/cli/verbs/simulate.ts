/** `simulate`: what the scenario's own configuration costs and how long jobs wait. */
import { simulatePrepared } from '../../engine/index.ts';
import { INVARIANTS } from '../../engine/invariants.ts';
import { formatProblem } from '../../models/problem.ts';
import { replicationSeed } from '../../models/random.ts';
import { canonicalJson, findReportFormat, renderBill, renderThresholds } from '../../report/index.ts';
import { checkRunnable, worldBuilder, worldSources } from '../../scenario/assemble.ts';
import { parseThresholds } from '../../scenario/thresholds.ts';
import { type SimulatedScenario, simulateScenario } from '../../study/index.ts';
import { type JudgedThreshold, judgeThreshold } from '../../study/judge-threshold.ts';
import type { CliContext } from '../context.ts';
import { refuseOneFile, refuseOverwriting } from '../destination.ts';
import { ExecutorShelf } from '../executors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { breathe, hearInterruption } from '../interruption.ts';
import { type Loaded, loadScenario, type ScenarioFlags, warningsOfFigures } from '../load.ts';
import { createProgress } from '../progress.ts';
import { ATTEMPT_HEADER, attemptFields, INSTANCE_HEADER, instanceFields, RowFile } from '../rows.ts';
import type { OutputFlags } from './flags.ts';
import { type ExtraFlags, extrasOf, refuseExtrasInVain, renderExtras } from './simulate-extras.ts';

export interface SimulateFlags extends ScenarioFlags, OutputFlags, ExtraFlags {
  readonly format?: string;
  readonly jobs?: string;
  readonly instances?: string;
  readonly assertInvariants?: boolean;
  readonly explainCost?: boolean;
}

export async function simulateVerb(
  context: CliContext,
  file: string | undefined,
  flags: SimulateFlags,
): Promise<ExitCode> {
  if (flags.json === true && flags.format !== undefined && flags.format !== 'json') {
    throw usageFailure('--json and --format ask for different things', 'give one of them');
  }
  const format = findReportFormat(flags.json === true ? 'json' : (flags.format ?? 'text'));
  if (!format.ok) throw usageFailure(format.problems[0].message, format.problems[0].hint);
  refuseExtrasInVain(format.value.name, flags);
  if (flags.explainCost === true && format.value.name !== 'text')
    throw usageFailure('--explain-cost is for --format text', 'JSON always has the bill under cost.lines');
  const loaded = await loadScenario(context, file, flags);
  refuseOverwriting(context, { '--jobs': flags.jobs, '--instances': flags.instances }, loaded.inputs);
  if (flags.jobs !== undefined || flags.instances !== undefined || flags.assertInvariants === true)
    await writeRows(context, loaded, flags);
  // Loading holds the thread: a Ctrl-C meanwhile is only heard now.
  await breathe();
  const simulated = await simulateLoaded(context, loaded, flags);
  if (simulated === undefined) {
    context.writeError('no replication was complete: there is nothing to print\n');
    return EXIT.interrupted;
  }
  if (!simulated.isComplete) tellIncomplete(context, loaded, simulated);
  const extras = await extrasOf(context, loaded, flags);
  const isJson = format.value.name === 'json';
  context.writeOut(isJson ? canonicalJson({ ...simulated.result, ...extras }) : format.value.render(simulated.result));
  if (flags.explainCost === true) context.writeOut(renderBill(simulated.result.cost));
  tellNotes(context, loaded, flags);
  if (format.value.name === 'text') {
    const thresholds = renderThresholds(judge(loaded, simulated));
    if (thresholds !== '') context.writeOut(`\n${thresholds}`);
  }
  if (!isJson) context.writeOut(renderExtras(extras));
  return simulated.isComplete ? EXIT.ok : EXIT.interrupted;
}

function tellIncomplete(context: CliContext, { assembled }: Loaded, { records }: SimulatedScenario): void {
  const { replications } = assembled.scenario;
  context.writeError(`printing the ${records.length} of ${replications} replications that were complete\n`);
}

export async function simulateLoaded(
  context: CliContext,
  loaded: Loaded,
  flags: OutputFlags,
): Promise<SimulatedScenario | undefined> {
  const { assembled } = loaded;
  const { scenario, workload } = assembled;
  const shelf = new ExecutorShelf(context, assembled, flags.workers);
  const executor = shelf.executorFor(workload, scenario.assumptions, scenario.replications);
  const progress = createProgress(context, flags.progress !== false);
  try {
    return await simulateScenario(assembled, executor, {
      warnings: warningsOfFigures(loaded),
      onProgress: (done, total) => progress.update(done, total),
      isCancelled: context.isInterrupted,
    });
  } finally {
    progress.stop();
    await shelf.close();
  }
}

export function judge({ assembled: { scenario } }: Loaded, { records }: SimulatedScenario): readonly JudgedThreshold[] {
  const thresholds = parseThresholds(scenario.thresholds);
  if (!thresholds.ok) throw new Error('thresholds were checked when the scenario was read');
  return thresholds.value.map((threshold) =>
    judgeThreshold(
      threshold,
      records.map(({ metrics }) => metrics),
    ),
  );
}

export function tellNotes(context: CliContext, { notes }: Loaded, flags: OutputFlags): void {
  if (flags.quiet !== true) for (const note of notes) context.writeError(`note: ${note}\n`);
}

export function tellWarnings(context: CliContext, { warnings }: Loaded, flags: OutputFlags): void {
  if (flags.quiet !== true) for (const warning of warnings) context.writeError(`warning: ${formatProblem(warning)}\n`);
}

/** Rows are those of the first replication. */
async function writeRows(context: CliContext, { assembled }: Loaded, flags: SimulateFlags): Promise<void> {
  const { scenario } = assembled;
  const world = worldBuilder(worldSources(assembled))(replicationSeed(scenario.seed, 0));
  const checked = checkRunnable(assembled, scenario.batch);
  if (!checked.ok) throw new Error('the configuration was checked when the scenario was read');
  const setup = { ...checked.value, world };
  await withRowFiles(context, flags, (attempts, instances) => {
    simulatePrepared(setup, {
      assertInvariants: INVARIANTS,
      ...(attempts !== undefined && { onAttempt: (row) => attempts.write(attemptFields(setup, row)) }),
      ...(instances !== undefined && { onInstance: (row) => instances.write(instanceFields(setup, row)) }),
    });
  });
}

/** Both files appear when all went well, and neither when anything did not. */
async function withRowFiles(
  context: CliContext,
  { jobs, instances }: SimulateFlags,
  write: (attempts: RowFile | undefined, instances: RowFile | undefined) => void,
): Promise<void> {
  refuseOneFile(context, { '--jobs': jobs, '--instances': instances });
  const opened: RowFile[] = [];
  const open = (path: string | undefined, header: string): RowFile | undefined => {
    if (path === undefined) return undefined;
    const file = new RowFile(context, path, header);
    opened.push(file);
    return file;
  };
  try {
    write(open(jobs, ATTEMPT_HEADER), open(instances, INSTANCE_HEADER));
    for (const file of opened) file.complete();
    // The rows were written in one go.
    await hearInterruption(context);
    for (const file of opened) file.appear();
  } catch (error) {
    for (const file of opened) file.abandon();
    throw error;
  }
}
