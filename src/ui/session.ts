/** What the worker does with a request: reads, assembles and checks it, then simulates. Keeps the latest trace between requests. */
import { findWaitingForever } from '../engine/explain.ts';
import type { Setup } from '../engine/setup.ts';
import { emptyRegionTable } from '../models/catalog-build.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import type { LpSolver } from '../optimize/floor/index.ts';
import { renderJson } from '../report/json.ts';
import { type Assembled, assembleRead, checkRunnable, type WorldSources, worldSources } from '../scenario/assemble.ts';
import { droppedNote, located, traceNotes } from '../scenario/both-doors.ts';
import { SCENARIO_DEFAULTS } from '../scenario/defaults.ts';
import { checkDocument, readDocument, writtenSchedules } from '../scenario/load.ts';
import { requestDefaultsOf } from '../scenario/request-defaults.ts';
import type { ScheduledWorkloadOf } from '../scenario/scheduled-workload.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type Executor, simulateScenario } from '../study/index.ts';
import type { CatalogTables } from './catalog-tables.ts';
import type {
  OnProgress,
  RunFacts,
  RunFailure,
  RunOutcome,
  RunRequest,
  SimulationRun,
  TraceFile,
  TraceScenario,
} from './engine-api.ts';
import type { RunnableJobs } from './leave-out.ts';
import type { OptimizationRun } from './optimize-run.ts';
import type { ReadTrace, TraceReader } from './trace-reader.ts';

/** A scenario that passed every check, with what is worth saying about it. */
export interface Prepared {
  readonly assembled: Assembled;
  readonly warnings: readonly Problem[];
  /** Sentences about the trace and what was left out. */
  readonly notes: readonly string[];
  /** What travels with figures that are not of all the jobs; one of the notes. */
  readonly leftOutNotes: readonly string[];
  readonly facts: RunFacts;
}

/** A search takes more; this only decides whether helpers are worth starting. */
const SEARCH_SIMULATIONS = 200;

export interface SessionPorts {
  readonly loadTables: (region: string) => Promise<CatalogTables>;
  /** Runs simulations of a workload; `simulations` is how many are expected at least. */
  readonly executorFor: (workload: Workload, sources: WorldSources, simulations: number) => Executor;
  /** Solves the floor's linear programmes. */
  readonly solver: LpSolver;
}

export class Session {
  readonly #ports: SessionPorts;
  #traces: TraceReader | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  async simulate(request: RunRequest, onProgress: OnProgress): Promise<RunOutcome<SimulationRun>> {
    const prepared = await this.prepare(request);
    if (!prepared.ok) return prepared;
    const { assembled, warnings, leftOutNotes, facts } = prepared.value;
    const { workload, scenario } = assembled;
    const simulated = await simulateScenario(
      assembled,
      this.#ports.executorFor(workload, worldSources(assembled), scenario.replications),
      {
        warnings: [...warnings, ...leftOutNotes.map((message) => ({ path: '', message }))],
        onProgress: (done, total) => onProgress(done, total, 'replaying the current configuration'),
      },
    );
    if (simulated === undefined) throw new Error('a run that nobody cancelled came back empty');
    const { result } = simulated;
    return { ok: true, value: { result, json: renderJson(result), batch: assembled.scenario.batch, facts } };
  }

  async optimize(request: RunRequest, onProgress: OnProgress): Promise<RunOutcome<OptimizationRun>> {
    const prepared = await this.prepare(request);
    if (!prepared.ok) return prepared;
    const { assembled, warnings, notes, facts } = prepared.value;
    // Loaded with the first search: figures of the current configuration are on screen sooner without it.
    const { runSearch } = await import('./optimize-run.ts');
    const found = await runSearch({
      solver: this.#ports.solver,
      assembled,
      warnings: [...warnings, ...notes.map((message) => ({ path: '', message }))],
      onProgress,
      executorFor: (workload, assumptions, simulations = SEARCH_SIMULATIONS) =>
        this.#ports.executorFor(workload, { ...worldSources({ ...assembled, workload }), assumptions }, simulations),
    });
    return found.ok ? found : refused({ problems: found.problems, trace: facts.trace });
  }

  async scenarioForTrace(trace: TraceFile, region: string): Promise<Result<TraceScenario>> {
    const read = await this.#read(trace, undefined, SCENARIO_DEFAULTS.job);
    if (!read.ok) return read;
    const { imported, summary } = read.value;
    const { traceScenarioText } = await traceTools();
    return succeed({ text: traceScenarioText(trace.file.name, imported.workload, region), trace: summary });
  }

  async prepare(request: RunRequest): Promise<RunOutcome<Prepared>> {
    const document = readDocument(request.scenarioText, request.fileName);
    if (!document.ok) return refused({ problems: document.problems });
    const schedules = writtenSchedules(document.value.data) === undefined ? undefined : await scheduleReader();
    const parsed = checkDocument(document.value, schedules?.checkExpressions);
    if (!parsed.ok) return refused({ problems: parsed.problems });
    const trace = await this.#traceOf(parsed.value, request);
    if (!trace.ok) return refused({ problems: trace.problems });
    const assembled = await this.#assemble(parsed.value, trace.value, schedules?.scheduledWorkloadOf);
    const { scenarioText, fileName } = request;
    if (!assembled.ok) {
      const problems = located(assembled.problems, scenarioText, fileName);
      return refused({ problems, trace: trace.value?.summary });
    }
    // The order and the file names are those of the command line: they are part of the result's bytes.
    const warnings = [
      ...parsed.warnings,
      ...(trace.value?.warnings ?? []),
      ...located(assembled.warnings, scenarioText, fileName),
    ];
    return runnable(assembled.value, warnings, trace.value, request);
  }

  async #traceOf(scenario: Scenario, request: RunRequest): Promise<Result<ReadTrace | undefined>> {
    const { trace: options } = scenario.workload;
    if (options === undefined) return succeed(undefined);
    if (request.trace === undefined) return fail(missingTrace(options.path, request.fileName));
    return this.#read(request.trace, options, requestDefaultsOf(scenario));
  }

  async #read(...asked: Parameters<TraceReader['read']>): Promise<Result<ReadTrace>> {
    const { TraceReader } = await traceTools();
    this.#traces ??= new TraceReader();
    return this.#traces.read(...asked);
  }

  async #assemble(
    scenario: Scenario,
    trace: ReadTrace | undefined,
    scheduledWorkloadOf: ScheduledWorkloadOf | undefined,
  ): Promise<Result<Assembled>> {
    const { types, region } = await this.#ports.loadTables(scenario.region);
    if (region === undefined && scenario.catalog.instanceTypes.length === 0)
      return fail(unknownRegion(scenario.region));
    return assembleRead(scenario, {
      types,
      region: region ?? emptyRegionTable(scenario.region),
      trace: trace && { workload: trace.imported.workload, steps: (await traceTools()).TRACE_STEPS },
      scheduledWorkloadOf,
    });
  }
}

/** Loaded with the first trace: the example is simulated without one, and the worker would be a sixth larger. */
function traceTools() {
  return import('./trace-tools.ts');
}

/** Loaded with the first schedules. */
function scheduleReader() {
  return import('../scenario/scheduled-workload.ts');
}

async function runnable(
  assembled: Assembled,
  warnings: readonly Problem[],
  trace: ReadTrace | undefined,
  { leavesOutUnrunnable, scenarioText, fileName }: RunRequest,
): Promise<RunOutcome<Prepared>> {
  const checked = checkRunnable(assembled, assembled.scenario.batch);
  const summary = trace?.summary;
  if (!checked.ok) return refused({ problems: located(checked.problems, scenarioText, fileName), trace: summary });
  const { unrunnable, workload } = await runnableJobs(assembled.workload, checked.value);
  if (unrunnable.jobs > 0 && !(leavesOutUnrunnable && unrunnable.isAnyLeft))
    return refused({ unrunnable, trace: summary });
  const leftOutNotes = unrunnable.jobs > 0 ? [droppedNote(assembled.workload, workload)] : [];
  const prepared = {
    assembled: { ...assembled, workload },
    warnings: [...warnings, ...checked.warnings],
    notes: [...(trace === undefined ? [] : traceNotes(trace.imported)), ...leftOutNotes],
    leftOutNotes,
    facts: { jobs: workload.jobCount, trace: summary, leftOut: unrunnable },
  };
  return { ok: true, value: prepared };
}

/** What leaves jobs out is loaded when there are any to leave out. */
async function runnableJobs(workload: Workload, setup: Setup): Promise<RunnableJobs> {
  const shapes = findWaitingForever(setup);
  if (shapes.length === 0) return { workload, unrunnable: { problems: [], jobs: 0, isAnyLeft: false } };
  const { leaveOut } = await import('./leave-out.ts');
  return leaveOut(workload, setup, shapes);
}

function refused(failure: Partial<RunFailure>): { readonly ok: false } & RunFailure {
  return { ok: false, problems: [], ...failure };
}

function missingTrace(path: string, file: string): Problem {
  return {
    path: 'workload.trace.path',
    message: `a page cannot open "${path}" by itself`,
    hint: 'drop that file here, or pick it with the button above',
    file,
  };
}

function unknownRegion(region: string): Problem {
  const hint = 'choose another region, or give the types with prices under catalog.instanceTypes';
  return { path: 'region', message: `no prices are embedded for ${region}`, hint };
}
