/** Reads what a verb is to run: the scenario file or a bare trace, its flags, the embedded prices; all problems at once. */
import { findWaitingForever, type UnrunnableShape, unrunnableRows } from '../engine/explain.ts';
import type { Setup } from '../engine/setup.ts';
import type { Problem } from '../models/problem.ts';
import { dropJobs } from '../models/workload-window.ts';
import { type Assembled, assembleRead, checkRunnable } from '../scenario/assemble.ts';
import { droppedNote, located as locatedIn, traceNotes } from '../scenario/both-doors.ts';
import { habitualConfig } from '../scenario/from-trace.ts';
import { unknownQueueOf } from '../scenario/limited-queues.ts';
import {
  checkDocument,
  readDocument,
  type ScenarioDocument,
  scenarioFrom,
  writtenSchedules,
} from '../scenario/load.ts';
import { expectedSyntheticJobs } from '../scenario/scale-workload.ts';
import type { Scenario } from '../scenario/schema.ts';
import { parseThresholds } from '../scenario/thresholds.ts';
import { TRACE_STEPS } from '../scenario/trace-steps.ts';
import { unrunnableProblem } from '../scenario/unrunnable-problem.ts';
import { loadTables } from './catalog-cache.ts';
import { compileAsUsual, compileForShortRuns, LONG_RUN_JOBS } from './compiler-settings.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { Failure, invalidInput, usageFailure } from './failure.ts';
import { besideFile, nameOf, readText } from './files.ts';
import { otherFile } from './other-file.ts';
import { readSpotRecordings } from './spot-recordings.ts';
import { TraceShelf } from './trace-shelf.ts';

/** The flags shared by every verb that runs a scenario. */
export interface ScenarioFlags {
  readonly trace?: string;
  readonly traceFormat?: string;
  readonly memoryFrom?: 'requested' | 'used' | 'none';
  readonly defaultVcpus?: number;
  readonly defaultMemoryMib?: number;
  readonly region?: string;
  /** embedded, refreshed, or a file of `catalog refresh`; before the scenario's own choice. */
  readonly catalog?: string;
  readonly seed?: number;
  readonly replications?: number;
  readonly growth?: number;
  readonly threshold?: readonly string[];
  readonly dropUnrunnable?: boolean;
  /** Run with the jobs that can never run: only `explain` wants to see them. */
  readonly keepUnrunnable?: boolean;
}

export interface Loaded {
  readonly assembled: Assembled;
  readonly setup: Setup;
  readonly warnings: readonly Problem[];
  /** Sentences about the trace and what was left out, for standard error and the result's warnings. */
  readonly notes: readonly string[];
  /** The files this came from, as the command line or the scenario names them: no output may replace one. */
  readonly inputs: readonly string[];
  /** Jobs that can never run and yet are among the jobs; none unless they were to be kept. */
  readonly impossible: readonly UnrunnableShape[];
  /** 1 for every job that was left out because it can never run, by row of all jobs; absent when none was. */
  readonly leftOut?: Uint8Array;
  /** How many those are and how much of the work, one of `notes`. */
  readonly leftOutNote?: string;
  /** Which configuration is assumed where there is only a trace, one of `notes`. */
  readonly assumedNote?: string;
}

/** What travels with the figures: without it they would pass for those of a configuration that somebody runs, and of all the jobs. */
export function notesOfFigures({ assumedNote, leftOutNote }: Loaded): readonly string[] {
  return [assumedNote, leftOutNote].filter((note) => note !== undefined);
}

export function warningsOfFigures(loaded: Loaded): readonly Problem[] {
  return [...loaded.warnings, ...notesOfFigures(loaded).map((message) => ({ path: '', message }))];
}

/** A scenario as it is written, or as it was made from a bare trace: plain data that may be changed before it is loaded. */
export interface ScenarioSource {
  readonly document: ScenarioDocument;
  /** Absent where there is only a trace; the text says on which line a problem stands that shows only later. */
  readonly written?: { readonly path: string; readonly text: string };
}

export async function loadScenario(
  context: CliContext,
  file: string | undefined,
  flags: ScenarioFlags,
): Promise<Loaded> {
  const traces = new TraceShelf(context, flags);
  return loadSource(context, await openSource(context, file, flags, traces), flags, traces);
}

export async function openSource(
  context: CliContext,
  file: string | undefined,
  flags: ScenarioFlags,
  traces: TraceShelf,
): Promise<ScenarioSource> {
  if (file === '-' && flags.trace === '-') throw oneStandardInput();
  if (file !== undefined) return readWritten(context, file);
  if (flags.trace !== undefined) return { document: await bareDocument(flags.trace, flags, traces) };
  throw usageFailure(
    'nothing to run: give a scenario file or --trace FILE',
    'for example: batchwright simulate scenarios/quickstart.yaml',
  );
}

/** Any number of times from one source; what the shelf has read is not read again. `change` is made once all is checked. */
export async function loadSource(
  context: CliContext,
  { document, written }: ScenarioSource,
  flags: ScenarioFlags,
  traces: TraceShelf,
  change: (scenario: Scenario) => Scenario = (scenario) => scenario,
): Promise<Loaded> {
  const file = written?.path;
  const schedules = writtenSchedules(document.data) === undefined ? undefined : await scheduleReader();
  const checked = checkDocument(document, schedules?.checkExpressions);
  if (!checked.ok) throw invalidInput(...checked.problems);
  const tracePath = flags.trace ?? traceOf(checked.value, file);
  if (file === '-' && tracePath === '-') throw oneStandardInput();
  refuseFlagsInVain(tracePath, flags);
  const trace = tracePath === undefined ? undefined : await traces.read(tracePath, checked.value);
  const scenario = change(withFlags(checked.value, flags));
  const recordings = await readSpotRecordings(context, scenario, file);
  const { types, prices } = loadTables(context, scenario.region, flags.catalog ?? tablesOf(checked.value, file));
  const sources = {
    types,
    region: prices,
    trace: trace && { workload: trace.value.workload, steps: TRACE_STEPS },
    scheduledWorkloadOf: schedules?.scheduledWorkloadOf,
    recordings,
  };
  const assembled = withSettingsFor(scenario, () => assembleRead(scenario, sources));
  if (!assembled.ok) throw invalidInput(...located(assembled.problems, written));
  const warnings = [...checked.warnings, ...(trace?.warnings ?? []), ...located(assembled.warnings, written)];
  const assumedNote = written === undefined ? assumption(scenario) : undefined;
  return withRunnableJobs(assembled.value, {
    written,
    flags,
    warnings,
    notes: [
      ...(trace === undefined ? [] : traceNotes(trace.value)),
      ...(assumedNote === undefined ? [] : [assumedNote]),
    ],
    assumedNote,
    inputs: [file, tracePath].filter((path) => path !== undefined),
  });
}

/** Loaded with the first schedules. */
function scheduleReader() {
  return import('../scenario/scheduled-workload.ts');
}

/** What is saved against a configuration that nobody runs is no saving yet. */
function assumption({ batch }: Scenario): string {
  const environments = batch.computeEnvironments.map(
    ({ computeEnvironmentName, computeResources }) =>
      `${computeEnvironmentName} (${computeResources?.instanceTypes?.join(', ')})`,
  );
  return `no scenario was given, so the current configuration is assumed: ${environments.join(' and ')}; costs and savings are against it, not against what you run`;
}

/** A few thousand jobs are made before V8 has compiled what makes them. For when all code is loaded. */
function withSettingsFor<Made>(scenario: Scenario, make: () => Made): Made {
  if ((expectedSyntheticJobs(scenario) ?? LONG_RUN_JOBS) < LONG_RUN_JOBS) compileForShortRuns();
  try {
    return make();
  } finally {
    compileAsUsual();
  }
}

function oneStandardInput(): Failure {
  return usageFailure('scenario and trace cannot both come from standard input', 'give one of them as a file');
}

/** A flag that would change nothing is a misunderstanding worth telling. */
function refuseFlagsInVain(tracePath: string | undefined, flags: ScenarioFlags): void {
  if (tracePath !== undefined) return;
  if (flags.traceFormat !== undefined || flags.memoryFrom !== undefined)
    throw usageFailure('--trace-format and --memory-from are about a trace, and there is none', 'add --trace FILE');
}

async function readWritten(context: CliContext, path: string): Promise<ScenarioSource> {
  const text = await readText(context, path);
  const other = otherFile(text, path);
  if (other !== undefined) throw invalidInput(other);
  const document = readDocument(text, nameOf(path));
  if (!document.ok) throw invalidInput(...document.problems);
  return { document: document.value, written: { path, text } };
}

function traceOf(scenario: Scenario, file: string | undefined): string | undefined {
  const path = scenario.workload.trace?.path;
  return path === undefined ? undefined : besideFile(file, path);
}

function tablesOf(scenario: Scenario, file: string | undefined): string | undefined {
  const { tables } = scenario.catalog;
  const isWord = tables === undefined || tables === 'embedded' || tables === 'refreshed';
  return isWord ? tables : besideFile(file, tables);
}

async function bareDocument(path: string, flags: ScenarioFlags, traces: TraceShelf): Promise<ScenarioDocument> {
  let data: unknown;
  await traces.readBare(path, ({ workload }) => {
    data = {
      version: 1,
      name: workload.name.replace(/^.*\//, ''),
      ...(flags.region !== undefined && { region: flags.region }),
      workload: { trace: { path } },
      batch: habitualConfig(workload),
    };
    const made = scenarioFrom(data);
    if (!made.ok) throw invalidInput(...made.problems.map((problem) => inTheTrace(problem, path)));
    return made.value;
  });
  return { data, place: {} };
}

/** The queues of a scenario made from a trace are the trace's own, and that is where they have to be mended. */
function inTheTrace(problem: Problem, path: string): Problem {
  if (!problem.path.startsWith('batch.jobQueues')) return problem;
  const rule = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return { ...problem, path: 'queue', file: nameOf(path), hint: `rename the queues in the trace${rule}` };
}

/** A threshold of the command line is one for every verb: `optimize` recommends what keeps it, `verify` knows it again. */
function withFlags(scenario: Scenario, flags: ScenarioFlags): Scenario {
  const thresholds = parseThresholds(flags.threshold ?? []);
  const problems = thresholds.ok
    ? thresholds.value.flatMap((threshold) => unknownQueueOf(threshold, scenario.batch) ?? [])
    : thresholds.problems;
  if (problems.length > 0) {
    throw new Failure(
      EXIT.usage,
      problems.map((problem) => ({ ...problem, path: '--threshold' })),
    );
  }
  return {
    ...scenario,
    ...(flags.region !== undefined && { region: flags.region }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.replications !== undefined && { replications: flags.replications }),
    ...(flags.growth !== undefined && { workload: { ...scenario.workload, growth: flags.growth } }),
    thresholds: [...scenario.thresholds, ...(flags.threshold ?? [])],
    objective: { ...scenario.objective, subjectTo: [...scenario.objective.subjectTo, ...(flags.threshold ?? [])] },
  };
}

interface Draft {
  readonly written: ScenarioSource['written'];
  readonly flags: ScenarioFlags;
  readonly warnings: readonly Problem[];
  readonly notes: readonly string[];
  readonly assumedNote: string | undefined;
  readonly inputs: readonly string[];
}

/** Jobs that no allowed instance can hold end the run (exit 5) unless the user wants them left out. */
function withRunnableJobs(assembled: Assembled, draft: Draft): Loaded {
  const { flags, notes, assumedNote, inputs, written } = draft;
  const checked = checkRunnable(assembled, assembled.scenario.batch);
  if (!checked.ok) throw invalidInput(...located(checked.problems, written));
  const warnings = [...draft.warnings, ...checked.warnings];
  const impossible = findWaitingForever(checked.value);
  const all = {
    assembled,
    setup: checked.value,
    warnings,
    notes,
    inputs,
    impossible,
    ...(assumedNote !== undefined && { assumedNote }),
  };
  const isKept = flags.keepUnrunnable === true && flags.dropUnrunnable !== true;
  if (impossible.length === 0 || isKept) return all;
  if (flags.dropUnrunnable !== true) throw unrunnableFailure(impossible);
  const leftOut = unrunnableRows(checked.value);
  const kept = dropJobs(assembled.workload, leftOut);
  if (kept.jobCount === 0 && flags.keepUnrunnable === true) return all;
  if (kept.jobCount === 0) throw nothingLeftFailure(impossible, assembled.workload.jobCount);
  const smaller = { ...assembled, workload: kept };
  const again = checkRunnable(smaller, assembled.scenario.batch);
  if (!again.ok) throw invalidInput(...located(again.problems, written));
  const leftOutNote = droppedNote(assembled.workload, kept);
  return {
    ...all,
    assembled: smaller,
    setup: again.value,
    notes: [...notes, leftOutNote],
    impossible: [],
    leftOut,
    leftOutNote,
  };
}

function unrunnableFailure(impossible: readonly UnrunnableShape[]): Failure {
  const problems = impossible.map((shape) => unrunnableProblem(shape, 'leave the jobs out with --drop-unrunnable'));
  return new Failure(EXIT.unrunnableJobs, problems);
}

function nothingLeftFailure(impossible: readonly UnrunnableShape[], jobCount: number): Failure {
  const which = jobCount === 1 ? 'the only job' : `none of the ${jobCount} jobs`;
  const message = `no job is left: ${which} can ${jobCount === 1 ? 'never' : 'ever'} run`;
  const problems = impossible.map((shape) => unrunnableProblem(shape, undefined));
  return new Failure(EXIT.unrunnableJobs, [{ path: '--drop-unrunnable', message }, ...problems]);
}

/** Problems that showed only once everything was put together, with the line of their field in the scenario. */
function located(problems: readonly Problem[], written: ScenarioSource['written']): readonly Problem[] {
  if (written === undefined) return problems;
  return locatedIn(problems, written.text, nameOf(written.path));
}
