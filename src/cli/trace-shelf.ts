/** Reads the traces of a verb, each once however often it is asked for: a sweep loads its scenario again for every point. */
import type { Problem } from '../models/problem.ts';
import { allocateShared } from '../models/shared-workload.ts';
import { SCENARIO_DEFAULTS } from '../scenario/defaults.ts';
import { requestDefaultsOf } from '../scenario/request-defaults.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { ImportedTrace, TraceFormat } from '../trace/index.ts';
import type { CliContext } from './context.ts';
import { invalidInput, usageFailure } from './failure.ts';
import { inFile, readChunks } from './files.ts';
import { stopIfInterrupted } from './interruption.ts';
import type { ScenarioFlags } from './load.ts';

interface ReadTrace {
  readonly value: ImportedTrace;
  readonly warnings: readonly Problem[];
}

export class TraceShelf {
  readonly #context: CliContext;
  readonly #flags: ScenarioFlags;
  readonly #read = new Map<string, ReadTrace>();

  constructor(context: CliContext, flags: ScenarioFlags) {
    this.#context = context;
    this.#flags = flags;
  }

  async read(path: string, scenario: Scenario): Promise<ReadTrace> {
    const key = keyOf(path, scenario);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    if (path === '-' && this.#read.size > 0)
      throw usageFailure('standard input can be read once only', 'give the trace as a file');
    const trace = await readTrace(this.#context, path, scenario, this.#flags);
    this.#read.set(key, trace);
    return trace;
  }

  /** Reads a trace that no scenario names yet, for the scenario that `make` makes of it. */
  async readBare(path: string, make: (trace: ImportedTrace) => Scenario): Promise<void> {
    const trace = await readTrace(this.#context, path, undefined, this.#flags);
    this.#read.set(keyOf(path, make(trace.value)), trace);
  }
}

/** Everything of a scenario that decides what is read from a trace. */
function keyOf(path: string, { workload, batch }: Scenario): string {
  return JSON.stringify([path, workload.trace, workload.defaults, batch.jobDefinitions]);
}

async function readTrace(
  context: CliContext,
  path: string,
  scenario: Scenario | undefined,
  flags: ScenarioFlags,
): Promise<ReadTrace> {
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
