/** What the user can do: each action changes the signals and asks the worker where there is something to compute. */
import { batch } from '@preact/signals';
import { formatPlural } from '../report/format.ts';
import { Cancelled, Engine } from './engine.ts';
import type { OnProgress, RunFailure, RunRequest } from './engine-api.ts';
import { kindOfFile } from './file-kind.ts';
import { type FieldPath, type FieldValue, readFields, withField } from './scenario-fields.ts';
import {
  type Activity,
  activity,
  fields,
  isStale,
  leavesOutUnrunnable,
  message,
  optimization,
  problems,
  QUICKSTART,
  scenarioFile,
  scenarioText,
  simulation,
  traceFile,
  traceSummary,
  unrunnable,
} from './state.ts';

/** Typing rests this long before the figures follow. */
const TYPING_MS = 500;
const HEAD_BYTES = 2048;
/** Jobs; larger workloads wait for the button. */
const OPTIMIZED_UNASKED = 10_000;

const engine = new Engine();
let typing: ReturnType<typeof setTimeout> | undefined;
let nextTraceId = 1;

export async function simulateNow(): Promise<boolean> {
  clearTimeout(typing);
  const outcome = await busy('simulating', (onProgress) =>
    engine.run((remote, progress) => remote.simulate(request(), progress), onProgress),
  );
  if (outcome === undefined) return false;
  if (!outcome.ok) {
    refuse(outcome);
    return false;
  }
  batch(() => {
    simulation.value = outcome.value;
    optimization.value = undefined;
    isStale.value = false;
    traceSummary.value = outcome.value.facts.trace;
    message.value = `Simulated ${formatPlural(outcome.value.facts.jobs, 'job')}.`;
  });
  return true;
}

/** Simulates first when the shown figures are not of the shown scenario. */
export async function optimizeNow(): Promise<void> {
  if ((isStale.value || simulation.value === undefined) && !(await simulateNow())) return;
  const outcome = await busy('optimizing', (onProgress) =>
    engine.run((remote, progress) => remote.optimize(request(), progress), onProgress),
  );
  if (outcome === undefined) return;
  if (!outcome.ok) return refuse(outcome);
  batch(() => {
    optimization.value = outcome.value;
    const { candidates, simulations } = outcome.value.recommendation.search;
    message.value = `Tried ${formatPlural(candidates, 'configuration')} in ${formatPlural(simulations, 'simulation')}.`;
  });
}

/** Simulates, and goes on to optimize where that takes seconds rather than minutes. */
export async function runAll(): Promise<void> {
  if (!(await simulateNow())) return;
  if ((simulation.value?.facts.jobs ?? 0) <= OPTIMIZED_UNASKED) await optimizeNow();
}

export function cancel(): void {
  engine.cancel();
}

/** Replaces the scenario's text; the figures follow when typing rests. */
export function editScenario(text: string): void {
  if (text === scenarioText.value) return;
  scenarioText.value = text;
  isStale.value = true;
  clearTimeout(typing);
  typing = setTimeout(() => void simulateNow(), TYPING_MS);
}

export function setField(path: FieldPath, value: FieldValue): void {
  editScenario(withField(scenarioText.value, path, value));
}

export async function leaveOutUnrunnable(): Promise<void> {
  leavesOutUnrunnable.value = true;
  await runAll();
}

export async function showSample(): Promise<void> {
  openScenario(QUICKSTART.fileName, QUICKSTART.text);
  traceFile.value = undefined;
  await runAll();
}

/** Any number of dropped or picked files: at most one scenario and one job history are used, the last of each. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const kinds = await Promise.all(files.map(async (file) => kindOfFile(file.name, await headOf(file))));
  const scenario = files.findLast((_, index) => kinds[index] === 'scenario');
  const trace = files.findLast((_, index) => kinds[index] === 'trace');
  if (scenario !== undefined) openScenario(scenario.name, await scenario.text());
  if (trace !== undefined) traceFile.value = { id: nextTraceId++, file: trace };
  if (trace !== undefined && fields.value?.tracePath === undefined && !(await writeTraceScenario())) return;
  if (scenario !== undefined || trace !== undefined) await runAll();
}

/** A bare trace comes with a scenario of its own: today's habit. */
async function writeTraceScenario(): Promise<boolean> {
  const trace = traceFile.value;
  if (trace === undefined) return false;
  const region = fields.value?.region ?? 'us-east-1';
  const written = await busy('reading', () => engine.run((remote) => remote.scenarioForTrace(trace, region)));
  if (written === undefined) return false;
  if (!written.ok) {
    refuse({ problems: written.problems });
    return false;
  }
  openScenario(`${trace.file.name.replace(/(\.[a-z]+)+$/i, '')}.yaml`, written.value.text);
  traceSummary.value = written.value.trace;
  return true;
}

function openScenario(fileName: string, text: string): void {
  batch(() => {
    scenarioFile.value = fileName;
    scenarioText.value = text;
    leavesOutUnrunnable.value = false;
    isStale.value = true;
  });
}

async function headOf(file: File): Promise<string> {
  return file.slice(0, HEAD_BYTES).text();
}

function request(): RunRequest {
  return {
    scenarioText: scenarioText.value,
    fileName: scenarioFile.value,
    trace: traceFile.value,
    leavesOutUnrunnable: leavesOutUnrunnable.value,
  };
}

function refuse(failure: RunFailure): void {
  batch(() => {
    problems.value = failure.problems;
    unrunnable.value = failure.unrunnable;
    traceSummary.value = failure.trace ?? traceSummary.value;
    isStale.value = true;
    message.value = failure.unrunnable === undefined ? 'There are problems to mend.' : 'Some jobs can never run.';
  });
}

/** Shows that something is under way; undefined when it was cancelled or failed, which is then told. */
async function busy<Value>(
  kind: Activity['kind'],
  run: (onProgress: OnProgress) => Promise<Value>,
): Promise<Value | undefined> {
  const mine: Activity = { kind, phase: '', done: 0, total: 0 };
  let latest = mine;
  batch(() => {
    activity.value = mine;
    problems.value = [];
    unrunnable.value = undefined;
  });
  const isMine = () => activity.value === latest;
  try {
    return await run((done, total, phase) => {
      if (!isMine()) return;
      latest = { kind, phase, done, total };
      activity.value = latest;
    });
  } catch (error) {
    tell(error, isMine());
    return undefined;
  } finally {
    if (isMine()) activity.value = undefined;
  }
}

/** A run that a newer one replaced ends in silence. */
function tell(error: unknown, isMine: boolean): void {
  if (error instanceof Cancelled) {
    if (isMine) message.value = 'Cancelled.';
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  problems.value = [
    { path: '', message: `unexpected: ${text}`, hint: 'this is our fault; reload the page and tell us' },
  ];
}

export function settingsOf(text: string) {
  const found = readFields(text);
  return found && { region: found.region, seed: found.seed, preset: found.preset, replications: found.replications };
}
