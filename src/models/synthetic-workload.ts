/**
 * Makes a workload that looks like a batch shop's week (daily cycle, log-normal run times with a Pareto tail, job shapes,
 * array jobs) or a textbook queue (Poisson arrivals), from a seed alone: same specification and seed, same bytes.
 */
import { exp, ln } from './elementary.ts';
import { fail, type Problem, type Result } from './problem.ts';
import { Draws, exponential, keyOf, logNormalQuantile, PURPOSE, uniform } from './random.ts';
import type { Architecture, Workload } from './workload.ts';
import { WorkloadBuilder } from './workload-builder.ts';

export interface SyntheticShape {
  readonly name: string;
  /** Relative share of the single jobs; shares need not add up to 1. */
  readonly share: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus?: number;
  readonly architecture?: Architecture;
  /** Multiplies the run times of this shape's single jobs. */
  readonly runtimeScale?: number;
  readonly queue?: string;
}

export interface SyntheticArray {
  /** Array jobs a day; 0.5 is one every second day. */
  readonly perDay: number;
  readonly size: number;
  /** Name of a shape. */
  readonly shape: string;
  /** Median run time of a child. */
  readonly runtimeMinutes: number;
  /** 95th percentile of a child's run time; one and a half times the median when omitted. */
  readonly runtimeP95Minutes?: number;
  /** Hour of the day at which the arrays start to be submitted, spread over one hour; any hour when omitted. */
  readonly startHour?: number;
}

export interface DailySpec {
  readonly name: string;
  readonly days: number;
  /** Mean single jobs a day; array children come on top. */
  readonly jobsPerDay: number;
  /** Arrival rate = mean x (1 + strength x triangle), +1 at peakHour and -1 twelve hours away. */
  readonly dailyCycle: { readonly strength: number; readonly peakHour: number };
  readonly runtimeMedianMinutes: number;
  readonly runtimeP95Minutes: number;
  /** Share of single jobs in the Pareto tail, 0 to 0.05 so that the 95th percentile stays what was asked for. */
  readonly tailShare: number;
  /** Pareto exponent; the mean is finite above 1. */
  readonly tailExponent: number;
  readonly runtimeMaximumMinutes: number;
  readonly shapes: readonly SyntheticShape[];
  readonly arrays: readonly SyntheticArray[];
  /** Number of submitting users; low-numbered ones submit more. */
  readonly users: number;
}

/** M/M/c and M/D/c arrivals: one shape of 1 vCPU, for checks against closed forms. */
export interface PoissonSpec {
  readonly name?: string;
  readonly poisson: {
    readonly arrivalRatePerHour: number;
    readonly serviceMeanSeconds: number;
    readonly service: 'exponential' | 'deterministic';
    readonly jobs: number;
    readonly vcpus?: number;
    readonly memoryMiB?: number;
  };
}

export type SyntheticSpec = DailySpec | PoissonSpec;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * `defaults.attempts` is the total tries of every job; undefined leaves it to the job definition or configuration.
 * Problems name the field inside the specification; shapes and sizes themselves are checked by the WorkloadBuilder.
 */
export function synthesizeWorkload(
  spec: SyntheticSpec,
  seed: number,
  defaults: { readonly attempts?: number } = {},
): Result<Workload> {
  if ('poisson' in spec) return poissonWorkload(spec, seed, defaults);
  const problems = problemsOf(spec);
  if (problems.length > 0) return fail(...problems);
  const builder = new WorkloadBuilder();
  addSingleJobs(builder, spec, seed);
  for (const [index, array] of spec.arrays.entries()) addArrays(builder, spec, array, index, seed);
  return builder.finish(defaults, { name: spec.name });
}

/** How many jobs such a workload has, about: single jobs come at random. */
export function expectedJobs(spec: SyntheticSpec): number {
  if ('poisson' in spec) return spec.poisson.jobs;
  return spec.arrays.reduce((sum, { perDay, size }) => sum + spec.days * perDay * size, spec.days * spec.jobsPerDay);
}

function poissonWorkload(
  { name, poisson }: PoissonSpec,
  seed: number,
  defaults: { readonly attempts?: number },
): Result<Workload> {
  const builder = new WorkloadBuilder({ capacity: poisson.jobs });
  const meanGapMs = HOUR_MS / poisson.arrivalRatePerHour;
  const meanServiceMs = poisson.serviceMeanSeconds * 1000;
  const arrivals = new Draws(seed, PURPOSE.syntheticArrival);
  const runtimes = new Draws(seed, PURPOSE.syntheticRuntime);
  let submitMs = 0;
  for (let job = 0; job < poisson.jobs; job++) {
    submitMs += exponential(meanGapMs, arrivals.uniform(job, 0));
    const runMs =
      poisson.service === 'deterministic' ? meanServiceMs : exponential(meanServiceMs, runtimes.uniform(job, 0));
    const { vcpus = 1, memoryMiB = 512 } = poisson;
    builder.addJob({ submitMs: Math.round(submitMs), runMs: Math.round(runMs), vcpus, memoryMiB });
  }
  return builder.finish(defaults, { name: name ?? 'poisson' });
}

/** A Poisson process at the peak rate, thinned to the profile (Lewis and Shedler 1979). */
function addSingleJobs(builder: WorkloadBuilder, spec: DailySpec, seed: number): void {
  if (spec.jobsPerDay <= 0) return;
  const { strength } = spec.dailyCycle;
  const meanGapMs = DAY_MS / (spec.jobsPerDay * (1 + strength));
  const totalShare = spec.shapes.reduce((sum, shape) => sum + shape.share, 0);
  const minutesAt = runtimeQuantile(spec);
  const classes = new ShapeClasses(builder);
  const arrivals = new Draws(seed, PURPOSE.syntheticArrival);
  const runtimes = new Draws(seed, PURPOSE.syntheticRuntime);
  const shapes = new Draws(seed, PURPOSE.syntheticShape);
  let atMs = 0;
  for (let candidate = 0; ; candidate++) {
    atMs += exponential(meanGapMs, arrivals.uniform(candidate, 0));
    if (atMs >= spec.days * DAY_MS) return;
    const accepted = arrivals.uniform(candidate, 1) * (1 + strength);
    if (accepted >= dailyFactor(spec.dailyCycle, atMs)) continue;
    const shape = pickShape(spec.shapes, totalShare * shapes.uniform(candidate, 0));
    const minutes = minutesAt(runtimes.uniform(candidate, 0));
    const user = userNumber(spec.users, shapes.uniform(candidate, 1));
    const runMs = minutesToMs(minutes * (shape.runtimeScale ?? 1));
    builder.addJobOfClass(classes.indexOf(shape, user), Math.round(atMs), runMs);
  }
}

/** The builder's class of each shape and user, asked for once each. */
class ShapeClasses {
  readonly #byShape = new Map<SyntheticShape, Map<number, number>>();

  constructor(private readonly builder: WorkloadBuilder) {}

  indexOf(shape: SyntheticShape, user: number): number {
    let byUser = this.#byShape.get(shape);
    if (byUser === undefined) {
      byUser = new Map();
      this.#byShape.set(shape, byUser);
    }
    let index = byUser.get(user);
    if (index === undefined) {
      index = this.builder.classOf({ ...resourcesOf(shape), user: userName(user) });
      byUser.set(user, index);
    }
    return index;
  }
}

/** Relative arrival rate at a time of day; its mean over the day is 1. */
export function dailyFactor(cycle: DailySpec['dailyCycle'], atMs: number): number {
  const hour = (atMs % DAY_MS) / HOUR_MS;
  const apart = Math.abs(hour - cycle.peakHour) % 24;
  const hoursFromPeak = Math.min(apart, 24 - apart);
  return 1 + cycle.strength * (1 - hoursFromPeak / 6);
}

/**
 * Quantile of the run time: log-normal up to 1 - tailShare, then a Pareto tail that starts where the body stops, so
 * the median and the 95th percentile are exactly those asked for and the curve has no jump.
 */
export function runtimeMinutes(spec: DailySpec, probability: number): number {
  return runtimeQuantile(spec)(probability);
}

function runtimeQuantile(spec: DailySpec): (probability: number) => number {
  const { tailShare, tailExponent, runtimeMaximumMinutes: maximum } = spec;
  const bodyEnd = 1 - tailShare;
  const body = logNormalQuantile(spec.runtimeMedianMinutes, spec.runtimeP95Minutes);
  const tailStart = body(bodyEnd);
  return (probability) => {
    if (probability <= bodyEnd) return Math.min(body(probability), maximum);
    const stretch = exp(-ln((1 - probability) / tailShare) / tailExponent);
    return Math.min(tailStart * stretch, maximum);
  };
}

function addArrays(
  builder: WorkloadBuilder,
  spec: DailySpec,
  array: SyntheticArray,
  index: number,
  seed: number,
): void {
  const shape = spec.shapes.find((candidate) => candidate.name === array.shape);
  if (shape === undefined) return;
  const total = Math.floor(spec.days * array.perDay);
  for (let ordinal = 0; ordinal < total; ordinal++) {
    const id = `array-${index}-${ordinal}`;
    const entity = keyOf(id);
    const draw = uniform(seed, PURPOSE.syntheticArrival, entity, 0);
    const hour = array.startHour === undefined ? draw * 24 : array.startHour + draw;
    const day = Math.floor(ordinal / array.perDay);
    builder.addArray({
      id,
      size: array.size,
      ...resourcesOf(shape),
      submitMs: Math.round(day * DAY_MS + hour * HOUR_MS),
      runMs: childRuntimes(array, entity, seed),
      user: userName(userNumber(spec.users, uniform(seed, PURPOSE.syntheticShape, entity, 1))),
    });
  }
}

function childRuntimes(array: SyntheticArray, entity: number, seed: number): readonly number[] {
  const p95 = array.runtimeP95Minutes ?? array.runtimeMinutes * 1.5;
  const minutesAt = logNormalQuantile(array.runtimeMinutes, p95);
  const runtimes = new Draws(seed, PURPOSE.syntheticRuntime);
  const runMs: number[] = [];
  for (let child = 0; child < array.size; child++) runMs.push(minutesToMs(minutesAt(runtimes.uniform(entity, child))));
  return runMs;
}

function resourcesOf(shape: SyntheticShape) {
  const { vcpus, memoryMiB, gpus = 0, queue, architecture } = shape;
  return {
    vcpus,
    memoryMiB,
    gpus,
    ...(queue === undefined ? {} : { queue }),
    ...(architecture === undefined ? {} : { architecture }),
  };
}

function pickShape(shapes: readonly SyntheticShape[], draw: number): SyntheticShape {
  let rest = draw;
  for (let index = 0; index < shapes.length; index++) {
    rest -= shapes[index].share;
    if (rest < 0) return shapes[index];
  }
  return shapes[shapes.length - 1];
}

/** Squaring the draw makes user-1 the busiest, as in real logs, without logarithms. */
function userNumber(users: number, draw: number): number {
  return 1 + Math.floor(draw * draw * users);
}

function userName(number: number): string {
  return `user-${number}`;
}

function minutesToMs(minutes: number): number {
  return Math.max(1, Math.round(minutes * 60_000));
}

function problemsOf(spec: DailySpec): Problem[] {
  const problems: Problem[] = [];
  const require = (holds: boolean, path: string, message: string) => {
    if (!holds) problems.push({ path, message });
  };
  require(spec.days > 0 && Number.isFinite(spec.days), 'days', `must be above 0, got ${spec.days}`);
  require(spec.shapes.length > 0, 'shapes', 'needs at least one shape');
  require(spec.dailyCycle.strength >= 0 &&
    spec.dailyCycle.strength <= 1, 'dailyCycle.strength', 'must be between 0 and 1');
  require(spec.tailShare >= 0 &&
    spec.tailShare <= 0.05, 'tailShare', `must be between 0 and 0.05, got ${spec.tailShare}`);
  require(spec.runtimeP95Minutes >=
    spec.runtimeMedianMinutes, 'runtimeP95Minutes', `must be at least the median (${spec.runtimeMedianMinutes})`);
  require(spec.shapes.some((shape) => shape.share > 0) ||
    spec.jobsPerDay === 0, 'shapes', 'needs one shape with a share above 0');
  const names = spec.shapes.map((shape) => shape.name);
  for (const [index, array] of spec.arrays.entries()) {
    require(names.includes(
      array.shape,
    ), `arrays[${index}].shape`, `unknown shape "${array.shape}"; shapes: ${names.join(', ')}`);
  }
  return problems;
}
