/**
 * Works out what prices prove about runs that keep limits: bounds B4 (one window, empty rooms) and B2 (prices by window). Needs no
 * solver; O(jobs x windows). The proofs are in docs/floor.md, "Limits".
 */
import { emptyRoom, type RoomWindow } from './empty-room.ts';
import { type FloorGround, type Proof, provenUsd } from './ground.ts';
import { type JobSpans, jobSpans, keptChance } from './job-spans.ts';
import type { PlanLimits } from './plan-limits.ts';
import { leastRents } from './proof.ts';

/** Prices that hold from the end of the window before. */
export interface TimedWindow {
  /** Infinity for the last. */
  readonly toMs: number;
  /** What a rented vCPU-hour costs beyond its rent, because the limit on vCPUs makes it scarce; micro-dollars. */
  readonly scarcityMicroUsd: number;
  /** By group: worth of an hour of one job on an instance, micro-dollars; Infinity where no instance can hold it then. */
  readonly worths: Float64Array;
}

const HOUR_MS = 3_600_000;

/** Times that rounding to whole milliseconds can move; given away by every job. */
const CLOCK_MS = 1;

export function proveTimed(ground: FloorGround, limits: PlanLimits, windows: readonly TimedWindow[]): Proof {
  const spans = jobSpans(ground, limits);
  const rates = windows.map(({ worths }) => worths.map((worth, group) => Math.min(worth, ground.taskRates[group])));
  const pricer = new JobPricer(ground, windows, rates);
  const { parts, microUsd: roomMicroUsd } = roomOf(ground, spans, windows, rates, pricer);
  const { jobCount } = ground.input.workload;
  let total = ground.fixedMicroUsd - scarcityCost(limits, windows);
  /** What each job takes away from the bound when it is one of those that break a limit: with rooms, and without them. */
  const losses = new Float64Array(jobCount);
  const plainLosses = new Float64Array(jobCount);
  for (let job = 0; job < jobCount; job++) {
    if (spans.isCounted[job] === 0) continue;
    const worth = pricer.least(job, spans.earliestMs[job], spans.latestMs[job]);
    total += worth - ground.roundingMicroUsd * pricer.weight[job];
    if (spans.exemptJobs === 0) continue;
    const free = spans.exemptLatestMs[job] === spans.latestMs[job];
    plainLosses[job] = free ? 0 : worth - pricer.least(job, spans.earliestMs[job], spans.exemptLatestMs[job]);
    losses[job] = plainLosses[job] + parts[job] + pricer.most(job);
  }
  const plain = total - largestSum(plainLosses, spans.exemptJobs);
  const withRooms = total + roomMicroUsd - largestSum(losses, spans.exemptJobs);
  return { usd: provenUsd(Math.max(plain, withRooms)), uncountedJobs: uncounted(ground, spans) };
}

function uncounted({ demand, input: { workload } }: FloorGround, { isCounted }: JobSpans): number {
  let jobs = demand.doomedJobs;
  for (let job = 0; job < workload.jobCount; job++) {
    if (demand.jobs.group[job] < 0 || isCounted[job] === 1) continue;
    jobs += workload.classes[workload.classIndex[job]].nodes ?? 1;
  }
  return jobs;
}

/** The most that the limit on vCPUs can give back: no more vCPU-hours than that are rented while they are scarce. */
function scarcityCost({ peakVcpus }: PlanLimits, windows: readonly TimedWindow[]): number {
  let fromMs = 0;
  let cost = 0;
  for (const { toMs, scarcityMicroUsd } of windows) {
    if (scarcityMicroUsd > 0)
      cost += scarcityMicroUsd * (peakVcpus ?? Number.POSITIVE_INFINITY) * ((toMs - fromMs) / HOUR_MS);
    fromMs = toMs;
  }
  return cost;
}

/** The parts of the rooms by job, and what all of them are worth when attempts can be lost. */
function roomOf(
  ground: FloorGround,
  spans: JobSpans,
  windows: readonly TimedWindow[],
  rates: readonly Float64Array[],
  pricer: JobPricer,
): { readonly parts: Float64Array; readonly microUsd: number } {
  const { jobCount } = ground.input.workload;
  const { group, heldMs } = ground.demand.jobs;
  const rents = leastRents(ground);
  const isFirst = spans.certainAttempt === 'first';
  const isCounted = (job: number) => spans.isCounted[job] === 1;
  const { parts } = emptyRoom(
    {
      count: jobCount,
      possibleFromMs: spans.earliestMs.map((fromMs, job) => (isCounted(job) ? fromMs : Number.POSITIVE_INFINITY)),
      // A first attempt that is not lost is over by then.
      possibleToMs: spans.latestMs.map((toMs, job) =>
        isFirst ? Math.min(toMs, spans.certainFromMs[job] + heldMs[job]) : toMs,
      ),
      certainFromMs: spans.certainFromMs,
      certainToMs: spans.certainToMs.map((toMs, job) => (isCounted(job) ? toMs - CLOCK_MS : Number.NEGATIVE_INFINITY)),
      leastRent: Float64Array.from({ length: jobCount }, (_, job) =>
        isCounted(job) ? Math.min(rents[group[job]], ground.taskRates[group[job]]) * pricer.weight[job] : 0,
      ),
      group,
      weight: pricer.weight,
    },
    windows.map(
      ({ toMs, scarcityMicroUsd }, index): RoomWindow => ({
        toMs,
        rates: rates[index],
        isCounted: scarcityMicroUsd === 0,
      }),
    ),
  );
  let microUsd = 0;
  for (let job = 0; job < jobCount; job++) {
    if (!isCounted(job) || spans.certainFromMs[job] === Number.POSITIVE_INFINITY) continue;
    const kept = keptChance(spans.hazardPerHour, heldMs[job], ground.pullMs);
    microUsd += kept * parts[job];
    // The work of lost first attempts is done again later, in any room; and instances that finish no job are rounded too.
    if (isFirst) microUsd -= (1 - kept) * pricer.most(job) + ground.roundingMicroUsd * pricer.weight[job];
  }
  return { parts, microUsd };
}

/** Sum of the `count` largest. */
function largestSum(values: Float64Array, count: number): number {
  if (count === 0) return 0;
  return values
    .slice()
    .sort()
    .subarray(Math.max(0, values.length - count))
    .reduce((sum, value) => sum + Math.max(0, value), 0);
}

/** What a job's work is worth at least, and at most, when it may choose its windows. */
class JobPricer {
  /** Nodes by job. */
  readonly weight: Float64Array;
  /** By group: windows that can hold it, cheapest first. */
  readonly #order: (Int32Array | undefined)[] = [];
  readonly #fromMs: Float64Array;

  constructor(
    private readonly ground: FloorGround,
    private readonly windows: readonly TimedWindow[],
    private readonly rates: readonly Float64Array[],
  ) {
    const { classIndex, classes, jobCount } = ground.input.workload;
    this.weight = Float64Array.from({ length: jobCount }, (_, job) => classes[classIndex[job]].nodes ?? 1);
    this.#fromMs = Float64Array.from(windows, (_, index) => (index === 0 ? 0 : windows[index - 1].toMs));
  }

  /** The job's time fills the cheapest windows that [fromMs, toMs] reaches; what fits in none costs nothing here. */
  least(job: number, fromMs: number, toMs: number): number {
    const { group, heldMs } = this.ground.demand.jobs;
    let leftMs = Math.max(0, heldMs[job] - (this.windows.length > 1 ? CLOCK_MS : 0));
    let cost = 0;
    for (const window of this.#cheapestFirst(group[job])) {
      const roomMs = Math.min(toMs, this.windows[window].toMs) - Math.max(fromMs, this.#fromMs[window]);
      if (roomMs <= 0) continue;
      const takenMs = Math.min(leftMs, roomMs);
      cost += takenMs * this.rates[window][group[job]];
      leftMs -= takenMs;
      if (leftMs <= 0) break;
    }
    return (cost / HOUR_MS) * this.weight[job];
  }

  /** Its time at the highest worth of any window. */
  most(job: number): number {
    const { group, heldMs } = this.ground.demand.jobs;
    const order = this.#cheapestFirst(group[job]);
    const rate = order.length === 0 ? 0 : this.rates[order[order.length - 1]][group[job]];
    return ((heldMs[job] * rate) / HOUR_MS) * this.weight[job];
  }

  #cheapestFirst(group: number): Int32Array {
    const known = this.#order[group];
    if (known !== undefined) return known;
    const open = this.rates.flatMap((rates, window) => (rates[group] < Number.POSITIVE_INFINITY ? [window] : []));
    const order = Int32Array.from(open.sort((left, right) => this.rates[left][group] - this.rates[right][group]));
    this.#order[group] = order;
    return order;
  }
}
