/** The contract between the page and its worker: plain data in, plain data out. */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Problem, Result } from '../models/problem.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import type { TraceFormat } from '../trace/index.ts';
import type { Unrunnable } from './leave-out.ts';
import type { OptimizationRun } from './optimize-run.ts';

/** A job history the user dropped. The worker reads it once for each id. */
export interface TraceFile {
  readonly id: number;
  readonly file: File;
}

export interface RunRequest {
  readonly scenarioText: string;
  /** Name shown in problems. */
  readonly fileName: string;
  readonly trace?: TraceFile | undefined;
  /** Leave out the jobs that no allowed instance can hold. */
  readonly leavesOutUnrunnable: boolean;
}

/** What was read from a trace, in figures and sentences. */
export interface TraceSummary {
  readonly fileName: string;
  readonly format: TraceFormat;
  readonly rows: number;
  readonly jobs: number;
  readonly skipped: readonly { readonly reason: string; readonly count: number; readonly firstLine: number }[];
  readonly notes: readonly string[];
  readonly warnings: readonly Problem[];
}

export interface RunFacts {
  readonly jobs: number;
  readonly trace?: TraceSummary | undefined;
  /** Jobs no allowed instance can hold, which the user agreed to leave out; 0 jobs when all can run. */
  readonly leftOut: Unrunnable;
}

export interface SimulationRun {
  readonly result: SimulationResult;
  /** The same bytes as `simulate --json`. */
  readonly json: string;
  readonly batch: BatchConfig;
  readonly facts: RunFacts;
}

/** Why nothing could be run; jobs that can never run are told apart because they can be left out. */
export interface RunFailure {
  readonly problems: readonly Problem[];
  readonly unrunnable?: Unrunnable | undefined;
  readonly trace?: TraceSummary | undefined;
}

export type RunOutcome<Value> = { readonly ok: true; readonly value: Value } | ({ readonly ok: false } & RunFailure);

export interface TraceScenario {
  /** A scenario around the trace, to be shown and edited. */
  readonly text: string;
  readonly trace: TraceSummary;
}

export type OnProgress = (done: number, total: number, phase: string) => void;

export interface EngineApi {
  simulate(request: RunRequest, onProgress: OnProgress): Promise<RunOutcome<SimulationRun>>;
  optimize(request: RunRequest, onProgress: OnProgress): Promise<RunOutcome<OptimizationRun>>;
  scenarioForTrace(trace: TraceFile, region: string): Promise<Result<TraceScenario>>;
}
