/**
 * The jobs that schedules submit in a time: at each occurrence one job or one array job, later by a draw from its flexible time window,
 * with run times drawn from a median and a 95th percentile. Same schedules and seed, same bytes.
 */
import { withDefinition } from '../models/job-definition-requests.ts';
import { fail, type Result } from '../models/problem.ts';
import { Draws, keyOf, logNormalQuantile, PURPOSE, uniform } from '../models/random.ts';
import type { Workload } from '../models/workload.ts';
import { type JobRequest, type RequestDefaults, WorkloadBuilder } from '../models/workload-builder.ts';
import { occurrences, type Span } from './occurrences.ts';
import type { Schedule } from './schedule.ts';

export interface ScheduledJob {
  /** Names its jobs and its draws, so that rules never change each other's luck. */
  readonly name: string;
  readonly schedule: Schedule;
  /** 0 without a flexible time window. */
  readonly flexibleWindowMs: number;
  readonly request: JobRequest;
  /** Children of an array job; undefined for a single one. */
  readonly arraySize?: number;
  readonly runtimeMinutes: number;
  readonly runtimeP95Minutes: number;
}

export interface ScheduledJobs {
  readonly span: Span;
  readonly jobs: readonly ScheduledJob[];
  /** How many times the work each occurrence brings, at the same times: children of arrays, or jobs. */
  readonly factor: number;
}

const MINUTE_MS = 60_000;
/** AWS Batch: children of one array. */
const LARGEST_ARRAY = 10_000;

/** `atMost` ends the count: more than that is all one needs to know. */
export function countOccurrences(schedule: Schedule, span: Span, atMost: number): number {
  let count = 0;
  for (const _ of occurrences(schedule, span)) if (++count > atMost) break;
  return count;
}

/** Jobs of one occurrence, on average. */
export function jobsAtOnce(arraySize: number | undefined, factor: number): number {
  return arraySize === undefined ? factor : childrenOf(arraySize, factor);
}

/** Requests get what their job definition asks for, then the defaults. */
export function scheduledWorkload(
  { span, jobs, factor }: ScheduledJobs,
  name: string,
  seed: number,
  defaults: RequestDefaults,
): Result<Workload> {
  const builder = new WorkloadBuilder();
  for (const job of jobs) {
    const request = withDefinition(job.request, defaults.byJobDefinition);
    const runMsOf = runtimesOf(job, seed);
    for (const scheduledMs of occurrences(job.schedule, span)) {
      const id = `${job.name}-${compactTime(scheduledMs)}`;
      const entity = keyOf(id);
      const start = { id, entity, submitMs: scheduledMs + delayMs(job, entity, seed), request, runMsOf };
      if (job.arraySize !== undefined) addArrays(builder, start, childrenOf(job.arraySize, factor));
      else addSingles(builder, start, copiesOf(factor, uniform(seed, PURPOSE.scheduleCopies, entity, 0)));
    }
  }
  if (builder.jobCount === 0) return fail({ path: '', message: 'no rule starts a job' });
  return builder.finish(defaults, { name, submitTimes: 'epoch' });
}

/** One occurrence of a schedule. */
interface Start {
  readonly id: string;
  /** Names its draws. */
  readonly entity: number;
  readonly submitMs: number;
  readonly request: JobRequest;
  readonly runMsOf: (entity: number, job: number) => number;
}

function addSingles(builder: WorkloadBuilder, { id, entity, submitMs, request, runMsOf }: Start, copies: number): void {
  for (let copy = 0; copy < copies; copy++)
    builder.addJob({ ...request, id: numbered(id, copy), submitMs, runMs: runMsOf(entity, copy) });
}

function addArrays(
  builder: WorkloadBuilder,
  { id, entity, submitMs, request, runMsOf }: Start,
  children: number,
): void {
  for (let first = 0; first < children; first += LARGEST_ARRAY) {
    const size = Math.min(LARGEST_ARRAY, children - first);
    const runMs = Array.from({ length: size }, (_, child) => runMsOf(entity, first + child));
    builder.addArray({ ...request, id: numbered(id, first / LARGEST_ARRAY), size, submitMs, runMs });
  }
}

function runtimesOf({ runtimeMinutes, runtimeP95Minutes }: ScheduledJob, seed: number): Start['runMsOf'] {
  const draws = new Draws(seed, PURPOSE.scheduleRuntime);
  const minutesAt = logNormalQuantile(runtimeMinutes, runtimeP95Minutes);
  return (entity, job) => Math.max(1, Math.round(minutesAt(draws.uniform(entity, job)) * MINUTE_MS));
}

/** AWS says only that it calls the target within the window: uniform, at its start when there is none. */
function delayMs({ flexibleWindowMs }: ScheduledJob, entity: number, seed: number): number {
  if (flexibleWindowMs === 0) return 0;
  return Math.floor(flexibleWindowMs * uniform(seed, PURPOSE.scheduleWindow, entity, 0));
}

/** 2.3 is two, and in three of ten occurrences three. */
function copiesOf(factor: number, draw: number): number {
  const whole = Math.floor(factor);
  return draw < factor - whole ? whole + 1 : whole;
}

function childrenOf(arraySize: number, factor: number): number {
  return Math.max(1, Math.round(arraySize * factor));
}

function numbered(id: string, index: number): string {
  return index === 0 ? id : `${id}-${index + 1}`;
}

/** `20260302T0100Z`, with seconds where there are some: a schedule that began within a minute fires within minutes. */
function compactTime(instantMs: number): string {
  const [day, time] = new Date(instantMs).toISOString().replaceAll('-', '').split('T');
  const seconds = time.slice(6, 12);
  return `${day}T${time.slice(0, 2)}${time.slice(3, 5)}${seconds === '00.000' ? '' : seconds.replace('.', '')}Z`;
}
