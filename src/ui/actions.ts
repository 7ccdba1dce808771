/** What the user can do: each action changes the signals and asks the worker where there is something to compute. */
import { batch } from '@preact/signals';
import type { Problem } from '../models/problem.ts';
import { formatPlural } from '../report/format.ts';
import { downloadText } from './download.ts';
import { Cancelled, Engine } from './engine.ts';
import type { OnProgress, RunFailure, RunRequest, SimulationRun, TraceFile } from './engine-api.ts';
import { isResult, kindOfFile } from './file-kind.ts';
import type { HashState } from './hash-state.ts';
import {
  type EnvironmentField,
  type FieldPath,
  type FieldValue,
  readFields,
  withField,
  withType,
} from './scenario-fields.ts';
import {
  type Activity,
  activity,
  earlier,
  fields,
  isQuickstart,
  isStale,
  isTyped,
  leavesOutUnrunnable,
  message,
  type Opened,
  optimization,
  problems,
  QUICKSTART,
  replaced,
  scenarioFile,
  scenarioText,
  simulation,
  traceFile,
  traceSummary,
  unrunnable,
  unusedFiles,
} from './state.ts';

/** Typing rests this long before the figures follow: with the run, they come within about half a second. */
const TYPING_MS = 300;
const HEAD_BYTES = 2048;
/** Jobs; larger workloads wait for the button. */
const OPTIMIZED_UNASKED = 10_000;

const engine = new Engine();
let typing: ReturnType<typeof setTimeout> | undefined;
let nextTraceId = 1;
/** How often something was opened: what takes its time is dropped when something else was opened meanwhile. */
let openings = 0;
/** What the shown figures are of; undefined once something else was opened, with whose figures they shall not be compared. */
let simulatedText: string | undefined;
/** The latest scenario written for a bare trace. */
let writtenText: string | undefined;

export async function simulateNow(): Promise<boolean> {
  const text = scenarioText.value;
  const outcome = await busy('simulating', (onProgress) =>
    engine.run((remote, progress) => remote.simulate(request(), progress), onProgress),
  );
  if (outcome === undefined) return false;
  if (!outcome.ok) {
    batch(() => {
      isStale.value = true;
      refuse(outcome);
    });
    return false;
  }
  batch(() => {
    forgetProblems();
    if (simulatedText !== text) earlier.value = comparable(outcome.value);
    simulatedText = text;
    simulation.value = outcome.value;
    optimization.value = undefined;
    isStale.value = false;
    traceSummary.value = outcome.value.facts.trace;
    message.value = `Simulated ${formatPlural(outcome.value.facts.jobs, 'job')}.`;
  });
  return true;
}

/** What is shown by now, when it is of the same jobs. */
function comparable({ facts }: SimulationRun): SimulationRun | undefined {
  const shown = simulatedText === undefined ? undefined : simulation.value;
  return shown?.facts.leftOut.jobs === facts.leftOut.jobs ? shown : undefined;
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
    forgetProblems();
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
export function editScenario(text: string, restMs = TYPING_MS): void {
  if (text === scenarioText.value) return;
  scenarioText.value = text;
  isStale.value = true;
  clearTimeout(typing);
  typing = setTimeout(() => {
    // What is being read brings a scenario of its own.
    if (activity.value?.kind !== 'reading') void simulateNow();
  }, restMs);
}

/** By hand, unlike a control, whose value is in a field or the address as well. */
export function typeScenario(text: string): void {
  isTyped.value = true;
  editScenario(text);
}

export function saveScenario(): void {
  downloadText(fileNameOf(scenarioFile.value), scenarioText.value, 'application/yaml');
  isTyped.value = false;
}

/** Browsers ask before they leave what was typed. */
export function guardTyped(): void {
  addEventListener('beforeunload', (event) => {
    if (isTyped.value) event.preventDefault();
  });
}

/** Of a field that is typed in. */
export function setField(path: FieldPath, value: FieldValue): void {
  editScenario(withField(scenarioText.value, path, value));
}

export function chooseType(environment: EnvironmentField, type: string): void {
  editScenario(withType(scenarioText.value, environment, type), 0);
}

/** Of a list or a field that was left: nothing more is to come, so the figures need not wait. */
export function chooseField(path: FieldPath, value: FieldValue): void {
  editScenario(withField(scenarioText.value, path, value), 0);
}

export async function leaveOutUnrunnable(): Promise<void> {
  leavesOutUnrunnable.value = true;
  await runAll();
}

export async function showSample(): Promise<void> {
  openings++;
  openScenario(QUICKSTART.fileName, QUICKSTART.text);
  traceFile.value = undefined;
  unusedFiles.value = [];
  await runAll();
}

/** What was replaced last takes the place of what replaced it, which can be had back the same way. */
export async function showReplaced(): Promise<void> {
  const back = replaced.value;
  if (back === undefined) return;
  openings++;
  openScenario(back.fileName, back.text);
  if (replaced.value === back) replaced.value = undefined;
  traceFile.value = back.trace;
  isTyped.value = back.isTyped;
  unusedFiles.value = [];
  await simulateNow();
}

/** Any number of dropped or picked files: at most one scenario and one job history are used, the last of each. */
export async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const opening = ++openings;
  const heads = await Promise.all(files.map((file) => headOf(file).catch(() => undefined)));
  const unreadable = files.filter((_, index) => heads[index] === undefined);
  const kindOf = (file: File) => kindOfFile(file.name, heads[files.indexOf(file)] ?? '');
  const scenario = files.findLast((file) => kindOf(file) === 'scenario');
  const trace = files.findLast((file) => kindOf(file) === 'trace');
  const text = await scenario?.text().catch(() => undefined);
  if (opening !== openings) return;
  if (unreadable.length > 0) return refuse({ problems: unreadable.map(unreadableFile) });
  if (scenario !== undefined && isResult(text ?? '')) return refuse({ problems: [resultFile(scenario)] });
  unusedFiles.value = files.filter((file) => file !== scenario && file !== trace).map(({ name }) => name);
  if (scenario !== undefined && text !== undefined) openScenario(scenario.name, text);
  if (trace !== undefined && !(await takeTrace({ id: nextTraceId++, file: trace }))) return;
  await runAll();
}

/** A trace that the scenario at hand names, or one in its place; a bare one comes with a scenario of its own. False when it could not be read. */
async function takeTrace(trace: TraceFile): Promise<boolean> {
  const named = fields.value?.tracePath;
  if (named === undefined || scenarioText.value === writtenText) return writeTraceScenario(trace);
  traceFile.value = trace;
  simulatedText = undefined;
  const { name } = trace.file;
  if (fileNameOf(named) !== name) {
    // The text says what was run: it is what one takes to the command line.
    const text = withField(scenarioText.value, ['workload', 'trace', 'path'], name);
    scenarioText.value = fields.value?.name === fileNameOf(named) ? withField(text, ['name'], name) : text;
    isStale.value = true;
  }
  return true;
}

/** Today's habit; nothing changes unless the trace can be read. */
async function writeTraceScenario(trace: TraceFile): Promise<boolean> {
  const region = fields.value?.region ?? 'us-east-1';
  const written = await busy('reading', () => engine.run((remote) => remote.scenarioForTrace(trace, region)));
  if (written === undefined) return false;
  if (!written.ok) {
    refuse({ problems: written.problems });
    return false;
  }
  writtenText = written.value.text;
  batch(() => {
    openScenario(`${trace.file.name.replace(/(\.[a-z]+)+$/i, '')}.yaml`, written.value.text);
    traceFile.value = trace;
    traceSummary.value = written.value.trace;
  });
  return true;
}

function openScenario(fileName: string, text: string): void {
  simulatedText = undefined;
  batch(() => {
    if (text !== scenarioText.value) {
      if (!isQuickstart.value) replaced.value = shownScenario();
      isTyped.value = false;
    }
    scenarioFile.value = fileName;
    scenarioText.value = text;
    leavesOutUnrunnable.value = false;
    isStale.value = true;
    forgetProblems();
  });
}

function shownScenario(): Opened {
  return { fileName: scenarioFile.value, text: scenarioText.value, trace: traceFile.value, isTyped: isTyped.value };
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
    message.value = failure.unrunnable === undefined ? 'There are problems to mend.' : 'Some jobs can never run.';
  });
}

function forgetProblems(): void {
  problems.value = [];
  unrunnable.value = undefined;
}

function unreadableFile({ name }: File): Problem {
  return { path: '', file: name, message: 'this cannot be read as a file', hint: 'drop files, not folders' };
}

function resultFile({ name }: File): Problem {
  const message = 'this is a result, neither a scenario nor a job history';
  return { path: '', file: name, message, hint: 'drop the scenario it was made from' };
}

function fileNameOf(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

/** Shows that something is under way, of what is in the text by now; undefined when it was cancelled or failed, which is then told. */
async function busy<Value>(
  kind: Activity['kind'],
  run: (onProgress: OnProgress) => Promise<Value>,
): Promise<Value | undefined> {
  const mine: Activity = { kind, phase: '', done: 0, total: 0 };
  let latest = mine;
  clearTimeout(typing);
  batch(() => {
    activity.value = mine;
    // Between two steps nothing is under way, and what was told of an earlier run would be told again.
    message.value = '';
  });
  const isMine = () => activity.value === latest;
  try {
    return await run((done, total, phase) => {
      if (!isMine()) return;
      latest = { kind, phase, done, total };
      activity.value = latest;
    });
  } catch (error) {
    await tell(error, isMine);
    return undefined;
  } finally {
    if (isMine()) activity.value = undefined;
  }
}

/** A run that a newer one replaced ends in silence. */
async function tell(error: unknown, isMine: () => boolean): Promise<void> {
  if (error instanceof Cancelled) {
    if (isMine()) message.value = 'Cancelled.';
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  const problem = (await isServed()) ? OUR_FAULT : UNREACHABLE;
  if (isMine()) refuse({ problems: [{ ...problem, path: '', message: `${problem.message}: ${text}` }] });
}

const OUR_FAULT = { message: 'unexpected', hint: 'this is our fault; reload the page and tell us' };
const UNREACHABLE = {
  message: 'the page could not load a part of itself, since its server does not answer',
  hint: 'start the server again (batchwright serve) or go online, and try again; do not reload: what you did is still here',
};

/** Whether parts of the page that were not needed so far can still be fetched. */
function isServed(): Promise<boolean> {
  return fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).then(
    () => true,
    () => false,
  );
}

/** What of it an address can hold; of several compute environments none. */
export function settingsOf(text: string): HashState | undefined {
  const found = readFields(text);
  if (found === undefined) return undefined;
  const { region, seed, preset, replications, idleTimeoutSeconds: idle, attempts, environments } = found;
  const only = environments.length === 1 ? environments[0] : undefined;
  const { type, instanceTypes, maxvCpus: max } = only ?? {};
  return { region, seed, preset, replications, idle, attempts, type, types: instanceTypes?.join(','), max };
}
