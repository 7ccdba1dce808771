/**
 * What would shorten the waits that `explain` found, and at what price: one field of one compute environment changed, and the same
 * jobs simulated once more under the same luck. Changes that do not help are left out; of several together nothing is said.
 */
import type { JobExplanation, ScenarioExplanation, Setup, WaitReason } from '../engine/index.ts';
import { simulatePrepared } from '../engine/index.ts';
import type { BatchConfig, ComputeResource } from '../models/batch-config.ts';
import type { Result } from '../models/problem.ts';

export interface WaitFix {
  readonly computeEnvironment: string;
  readonly change:
    | { readonly field: 'maxvCpus' | 'minvCpus'; readonly from: number; readonly to: number }
    | { readonly field: 'instanceTypes'; readonly added: string };
  readonly before: RunFigures;
  readonly after: RunFigures;
}

export interface RunFigures {
  /** RUNNABLE to RUNNING of first attempts: of the job asked about, or the mean of all; undefined when none ran. */
  readonly waitMs: number | undefined;
  readonly microUsd: number;
  readonly neverRan: number;
}

/** Time waited in one queue for one reason, whether at its head or behind it. */
export interface WaitedFor {
  readonly queue: string;
  readonly reason: WaitReason;
  readonly jobMs: number;
}

export interface WaitQuestion {
  readonly setup: Setup;
  readonly config: BatchConfig;
  readonly waits: readonly WaitedFor[];
  /** Row of the job asked about; all jobs when left out. */
  readonly job?: number;
  /** The same jobs and luck under another configuration. */
  readonly prepare: (config: BatchConfig) => Result<Setup>;
}

/** Reasons below this share of the waiting are not looked into. */
const LEAST_SHARE = 0.05;
/** Each change is a whole simulation. */
const MOST_TRIED = 6;
/** A gain below either is not worth a change. */
const LEAST_GAIN_MS = 1000;
const LEAST_GAIN_SHARE = 0.1;

export function waitsOfScenario({ queues }: ScenarioExplanation): readonly WaitedFor[] {
  return queues.flatMap(({ queue, jobMs, behindJobMs }) =>
    [...jobMs, ...behindJobMs]
      .filter(([reason]) => reason !== 'HEAD_OF_LINE')
      .map(([reason, ms]) => ({ queue, reason, jobMs: ms })),
  );
}

/** Waits before its first attempt: those of retries are not among the waits we print. */
export function waitsOfJob({ queue, waits, attempts }: JobExplanation): readonly WaitedFor[] {
  const untilMs = attempts[0]?.startMs ?? 0;
  return waits.flatMap(({ fromMs, toMs, reason, behind }) =>
    toMs === undefined || toMs > untilMs ? [] : [{ queue, reason: behind?.reason ?? reason, jobMs: toMs - fromMs }],
  );
}

/** The largest gain first. */
export function waitFixes(question: WaitQuestion): readonly WaitFix[] {
  const edits = editsFor(question).slice(0, MOST_TRIED);
  if (edits.length === 0) return [];
  const before = figuresOf(question.setup, question.job);
  return edits
    .flatMap(({ computeEnvironment, change, config }): WaitFix[] => {
      const prepared = question.prepare(config);
      return prepared.ok
        ? [{ computeEnvironment, change, before, after: figuresOf(prepared.value, question.job) }]
        : [];
    })
    .filter((fix) => fix.after.neverRan <= before.neverRan && gainMs(fix) >= leastGainMs(before))
    .sort((left, right) => gainMs(right) - gainMs(left));
}

function leastGainMs({ waitMs = 0 }: RunFigures): number {
  return Math.max(LEAST_GAIN_MS, LEAST_GAIN_SHARE * waitMs);
}

function gainMs({ before, after }: WaitFix): number {
  return before.waitMs === undefined || after.waitMs === undefined ? 0 : before.waitMs - after.waitMs;
}

function figuresOf(setup: Setup, job: number | undefined): RunFigures {
  let runnableMs: number | undefined;
  let startMs: number | undefined;
  const { waitMs, ledger, jobs } = simulatePrepared(setup, {
    onState: (row, state, atMs) => {
      if (row === job && state === 'RUNNABLE') runnableMs ??= atMs;
      if (row === job && state === 'RUNNING') startMs ??= atMs;
    },
  });
  const own = runnableMs === undefined || startMs === undefined ? undefined : startMs - runnableMs;
  return {
    waitMs: job === undefined ? waitMs?.mean : own,
    microUsd: ledger.totalMicroUsd,
    neverRan: jobs.neverRan,
  };
}

interface Edit extends Pick<WaitFix, 'computeEnvironment' | 'change'> {
  readonly config: BatchConfig;
}

/** Of the reasons waited for longest first, without the same edit twice. */
function editsFor({ setup, config, waits, job }: WaitQuestion): readonly Edit[] {
  const total = waits.reduce((sum, { jobMs }) => sum + jobMs, 0);
  const byReason = new Map<string, WaitedFor>();
  for (const wait of waits) {
    const key = `${wait.queue}/${wait.reason}`;
    byReason.set(key, { ...wait, jobMs: wait.jobMs + (byReason.get(key)?.jobMs ?? 0) });
  }
  const edits = [...byReason.values()]
    .filter(({ jobMs }) => jobMs >= LEAST_SHARE * total)
    .sort((left, right) => right.jobMs - left.jobMs)
    .flatMap((wait) => editsOf(setup, config, wait, job));
  const keys = edits.map(({ computeEnvironment, change }) => `${computeEnvironment}/${change.field}`);
  return edits.filter((_, index) => keys.indexOf(keys[index]) === index);
}

function editsOf(setup: Setup, config: BatchConfig, wait: WaitedFor, job: number | undefined): readonly Edit[] {
  const queue = setup.queues.findIndex(({ name }) => name === wait.queue);
  const environments = setup.queues[queue].environments.map((index) => setup.environments[index]);
  return environments.flatMap(({ name, enabled, types }): Edit[] => {
    const resources = config.computeEnvironments.find((one) => one.computeEnvironmentName === name)?.computeResources;
    if (!enabled || resources === undefined) return [];
    const change = changeFor(wait.reason, resources, {
      jobVcpus: job === undefined ? largestJob(setup, queue) : jobOf(setup, job),
      isArm: types[0]?.instanceType.architecture === 'arm64',
    });
    if (change === undefined) return [];
    const value = change.field === 'instanceTypes' ? [...(resources.instanceTypes ?? []), change.added] : change.to;
    return [{ computeEnvironment: name, change, config: withField(config, name, change.field, value) }];
  });
}

function changeFor(
  reason: WaitReason,
  { type, maxvCpus, minvCpus = 0, instanceTypes = [] }: ComputeResource,
  { jobVcpus, isArm }: { readonly jobVcpus: number; readonly isArm: boolean },
): WaitFix['change'] | undefined {
  const hasInstances = type === 'EC2' || type === 'SPOT';
  switch (reason) {
    case 'MAX_VCPUS':
    case 'FALL_THROUGH':
    case 'COMPUTE_RESERVATION':
      return { field: 'maxvCpus', from: maxvCpus, to: 2 * maxvCpus };
    case 'SCALE_OUT': {
      // Room for one more of the largest jobs, always there.
      const to = minvCpus + Math.ceil(jobVcpus);
      return hasInstances && to <= maxvCpus ? { field: 'minvCpus', from: minvCpus, to } : undefined;
    }
    case 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY': {
      const added = isArm ? 'default_arm64' : 'default_x86_64';
      const isThere = instanceTypes.includes(added) || (!isArm && instanceTypes.includes('optimal'));
      return hasInstances && !isThere ? { field: 'instanceTypes', added } : undefined;
    }
    default:
      return undefined;
  }
}

function largestJob({ workload, classes, shapes }: Setup, queue: number): number {
  const present = new Set(workload.classIndex);
  return classes.reduce(
    (most, entry, index) =>
      entry.queue === queue && present.has(index) ? Math.max(most, shapes[entry.shape].jobVcpus) : most,
    0,
  );
}

function jobOf({ workload, classes, shapes }: Setup, job: number): number {
  return shapes[classes[workload.classIndex[job]].shape].jobVcpus;
}

function withField(
  config: BatchConfig,
  name: string,
  field: WaitFix['change']['field'],
  value: number | readonly string[],
): BatchConfig {
  return {
    ...config,
    computeEnvironments: config.computeEnvironments.map((environment) =>
      environment.computeEnvironmentName === name && environment.computeResources !== undefined
        ? { ...environment, computeResources: { ...environment.computeResources, [field]: value } }
        : environment,
    ),
  };
}
