/** Reads what a verb is to run: the scenario file or a bare trace, its flags, the embedded prices; all problems at once. */
import { findUnrunnable, type UnrunnableShape, unrunnableRows } from '../engine/explain.ts';
import type { Setup } from '../engine/setup.ts';
import { isCancelledInTime } from '../engine/time-limits.ts';
import type { Problem } from '../models/problem.ts';
import { allocateShared } from '../models/shared-workload.ts';
import { dropJobs } from '../models/workload-window.ts';
import { type Assembled, assemble, checkRunnable } from '../scenario/assemble.ts';
import { droppedNote, located as locatedIn, traceNotes, unrunnableProblem } from '../scenario/both-doors.ts';
import { SCENARIO_DEFAULTS } from '../scenario/defaults.ts';
import { habitualConfig } from '../scenario/from-trace.ts';
import { parseScenario, scenarioFrom } from '../scenario/load.ts';
import { requestDefaultsOf } from '../scenario/request-defaults.ts';
import { expectedSyntheticJobs } from '../scenario/scale-workload.ts';
import type { Scenario } from '../scenario/schema.ts';
import { parseThresholds } from '../scenario/thresholds.ts';
import type { ImportedTrace, TraceFormat } from '../trace/index.ts';
import { loadTables } from './catalog-cache.ts';
import { compileAsUsual, compileForShortRuns, LONG_RUN_JOBS } from './compiler-settings.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { Failure, invalidInput, usageFailure } from './failure.ts';
import { besideFile, inFile, nameOf, readChunks, readText, stopIfInterrupted } from './files.ts';
import { otherFile } from './other-file.ts';
import { readSpotRecordings } from './spot-recordings.ts';

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
}

export async function loadScenario(
  context: CliContext,
  file: string | undefined,
  flags: ScenarioFlags,
): Promise<Loaded> {
  if (file === undefined && flags.trace === undefined) {
    throw usageFailure(
      'nothing to run: give a scenario file or --trace FILE',
      'for example: batchwright simulate scenarios/quickstart.yaml',
    );
  }
  if (file === '-' && flags.trace === '-') throw oneStandardInput();
  const written = file === undefined ? undefined : await readScenario(context, file);
  const tracePath = flags.trace ?? traceOf(written?.scenario, file);
  if (file === '-' && tracePath === '-') throw oneStandardInput();
  refuseFlagsInVain(tracePath, flags);
  const trace = tracePath === undefined ? undefined : await readTrace(context, tracePath, written?.scenario, flags);
  const scenario = withFlags(written?.scenario ?? bareScenario(trace, tracePath, flags), flags);
  const recordings = await readSpotRecordings(context, scenario, file);
  const { types, prices } = loadTables(context, scenario.region, flags.catalog ?? tablesOf(written?.scenario, file));
  const sources = { types, region: prices, trace: trace?.value, recordings };
  const assembled = withSettingsFor(scenario, () => assemble(scenario, sources));
  if (!assembled.ok) throw invalidInput(...located(assembled.problems, written));
  const warnings = [...(written?.warnings ?? []), ...(trace?.warnings ?? []), ...located(assembled.warnings, written)];
  return withRunnableJobs(assembled.value, {
    written,
    flags,
    warnings,
    notes: trace === undefined ? [] : traceNotes(trace.value),
    inputs: [file, tracePath].filter((path) => path !== undefined),
  });
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

async function readScenario(context: CliContext, file: string): Promise<WrittenScenario> {
  const text = await readText(context, file);
  const other = otherFile(text, file);
  if (other !== undefined) throw invalidInput(other);
  const parsed = parseScenario(text, nameOf(file));
  if (!parsed.ok) throw invalidInput(...parsed.problems);
  return { scenario: parsed.value, warnings: parsed.warnings, file: nameOf(file), text };
}

/** A scenario file as read; the text says on which line a problem stands that shows only later. */
interface WrittenScenario {
  readonly scenario: Scenario;
  readonly warnings: readonly Problem[];
  readonly file: string;
  readonly text: string;
}

function traceOf(scenario: Scenario | undefined, file: string | undefined): string | undefined {
  const path = scenario?.workload.trace?.path;
  return path === undefined ? undefined : besideFile(file, path);
}

function tablesOf(scenario: Scenario | undefined, file: string | undefined): string | undefined {
  const tables = scenario?.catalog.tables;
  const isWord = tables === undefined || tables === 'embedded' || tables === 'refreshed';
  return isWord ? tables : besideFile(file, tables);
}

async function readTrace(context: CliContext, path: string, scenario: Scenario | undefined, flags: ScenarioFlags) {
  const options = scenario?.workload.trace;
  const defaults = scenario === undefined ? SCENARIO_DEFAULTS.job : requestDefaultsOf(scenario);
  // The importers are loaded only where there is a trace.
  const { importTrace, TRACE_FORMATS } = await import('../trace/index.ts');
  const imported = await importTrace(readChunks(context, path), {
    fileName: path === '-' ? undefined : path,
    format: knownFormat(flags.traceFormat ?? options?.format, TRACE_FORMATS),
    memoryFrom: flags.memoryFrom ?? options?.memoryFrom,
    swfMemoryUnit: options?.swfMemoryUnit,
    swfMemoryPer: options?.swfMemoryPer,
    ignoreColumns: options?.ignoreColumns,
    allocate: allocateShared,
    defaults: {
      ...defaults,
      ...(flags.defaultVcpus !== undefined && { vcpus: flags.defaultVcpus }),
      ...(flags.defaultMemoryMib !== undefined && { memoryMiB: flags.defaultMemoryMib }),
    },
  });
  stopIfInterrupted(context);
  if (!imported.ok) throw invalidInput(...inFile(path, imported.problems));
  return { ...imported, warnings: inFile(path, imported.warnings) };
}

function knownFormat(format: string | undefined, formats: readonly TraceFormat[]): TraceFormat | undefined {
  if (format === undefined) return undefined;
  const known = formats.find((name) => name === format);
  if (known === undefined) throw usageFailure(`unknown trace format "${format}"`, `known: ${formats.join(', ')}`);
  return known;
}

function bareScenario(
  trace: { readonly value: ImportedTrace } | undefined,
  path: string | undefined,
  flags: ScenarioFlags,
): Scenario {
  if (trace === undefined || path === undefined) throw new Error('a bare scenario needs a trace');
  const made = scenarioFrom({
    version: 1,
    name: trace.value.workload.name.replace(/^.*\//, ''),
    ...(flags.region !== undefined && { region: flags.region }),
    workload: { trace: { path } },
    batch: habitualConfig(trace.value.workload),
  });
  if (!made.ok) throw invalidInput(...made.problems.map((problem) => inTheTrace(problem, path)));
  return made.value;
}

/** The queues of a scenario made from a trace are the trace's own, and that is where they have to be mended. */
function inTheTrace(problem: Problem, path: string): Problem {
  if (!problem.path.startsWith('batch.jobQueues')) return problem;
  const rule = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return { ...problem, path: 'queue', file: nameOf(path), hint: `rename the queues in the trace${rule}` };
}

function withFlags(scenario: Scenario, flags: ScenarioFlags): Scenario {
  const thresholds = parseThresholds(flags.threshold ?? []);
  if (!thresholds.ok) {
    throw new Failure(
      EXIT.usage,
      thresholds.problems.map((problem) => ({ ...problem, path: '--threshold' })),
    );
  }
  return {
    ...scenario,
    ...(flags.region !== undefined && { region: flags.region }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.replications !== undefined && { replications: flags.replications }),
    ...(flags.growth !== undefined && { workload: { ...scenario.workload, growth: flags.growth } }),
    thresholds: [...scenario.thresholds, ...(flags.threshold ?? [])],
  };
}

interface Draft {
  readonly written: WrittenScenario | undefined;
  readonly flags: ScenarioFlags;
  readonly warnings: readonly Problem[];
  readonly notes: readonly string[];
  readonly inputs: readonly string[];
}

/** Jobs that no allowed instance can hold end the run (exit 5) unless the user wants them left out. */
function withRunnableJobs(assembled: Assembled, draft: Draft): Loaded {
  const checked = checkRunnable(assembled, assembled.scenario.batch);
  if (!checked.ok) throw invalidInput(...located(checked.problems, draft.written));
  const { inputs } = draft;
  const warnings = [...draft.warnings, ...checked.warnings];
  const impossible = findUnrunnable(checked.value).filter((shape) => !isCancelledInTime(checked.value, shape));
  const isKept = draft.flags.keepUnrunnable === true && draft.flags.dropUnrunnable !== true;
  if (impossible.length === 0 || isKept)
    return { assembled, setup: checked.value, warnings, notes: draft.notes, inputs };
  if (draft.flags.dropUnrunnable !== true) throw unrunnableFailure(impossible);
  const kept = dropJobs(assembled.workload, unrunnableRows(checked.value));
  if (kept.jobCount === 0) throw unrunnableFailure(impossible);
  const smaller = { ...assembled, workload: kept };
  const again = checkRunnable(smaller, assembled.scenario.batch);
  if (!again.ok) throw invalidInput(...located(again.problems, draft.written));
  return {
    assembled: smaller,
    setup: again.value,
    warnings,
    notes: [...draft.notes, droppedNote(assembled.workload, kept)],
    inputs,
  };
}

function unrunnableFailure(impossible: readonly UnrunnableShape[]): Failure {
  const problems = impossible.map((shape) => unrunnableProblem(shape, 'leave the jobs out with --drop-unrunnable'));
  return new Failure(EXIT.unrunnableJobs, problems);
}

/** Problems that showed only once everything was put together, with the line of their field in the scenario. */
function located(problems: readonly Problem[], written: WrittenScenario | undefined): readonly Problem[] {
  if (written === undefined) return problems;
  return locatedIn(problems, written.text, written.file);
}
