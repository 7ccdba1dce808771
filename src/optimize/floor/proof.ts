/**
 * Works out what prices of resources, or of whole jobs, prove: the bounds that look at no clock. The functions that the floor is
 * printed from and that `verify` repeats, so a printed floor is always a checked one.
 */
import { type FloorGround, type Proof, provenUsd } from './ground.ts';
import { taskBilledMs } from './job-groups.ts';
import { affordable, hourlyWorths, leastOf, type ResourcePrices } from './resource-prices.ts';

const HOUR_MS = 3_600_000;
const MINIMUM_BILLED_MS = 60_000;

/** Bound B1: what resource prices by option prove. */
export function proveFluid(ground: FloorGround, prices: readonly ResourcePrices[]): Proof {
  const { demand, eligibility } = ground;
  const lowered = eligibility.options.map((option, index) => affordable(option, prices[index]));
  return proveWorths(ground, hourlyWorths(demand.groups, eligibility, lowered));
}

/** `worths` are micro-dollars an hour by group, Infinity where no instance holds it; a job takes Fargate where that is less. */
export function proveWorths(ground: FloorGround, worths: Float64Array): Proof {
  const { demand, taskRates, roundingMicroUsd, fixedMicroUsd } = ground;
  const onTasks = taskTotals(ground, worths);
  let microUsd = fixedMicroUsd;
  let unservable = 0;
  demand.groups.forEach(({ jobs, heldMs }, group) => {
    if (taskRates[group] < Number.POSITIVE_INFINITY) microUsd += onTasks[group];
    else if (worths[group] === Number.POSITIVE_INFINITY) unservable += jobs;
    else microUsd += Math.max(0, (heldMs / HOUR_MS) * worths[group] - roundingMicroUsd * jobs);
  });
  return { usd: provenUsd(microUsd), uncountedJobs: unservable + demand.doomedJobs };
}

/** By group that Fargate holds: each job where it is cheaper, on an instance or as a task, less the rounding. */
function taskTotals(ground: FloorGround, worths: Float64Array): Float64Array {
  const { demand, taskRates, roundingMicroUsd, input } = ground;
  const totals = new Float64Array(demand.groups.length);
  if (taskRates.every((rate) => rate === Number.POSITIVE_INFINITY)) return totals;
  const { group, heldMs } = demand.jobs;
  for (let job = 0; job < input.workload.jobCount; job++) {
    const index = group[job];
    if (index < 0 || taskRates[index] === Number.POSITIVE_INFINITY) continue;
    const task = taskRates[index] * taskBilledMs(heldMs[job], ground.pullMs);
    const cost = worths[index] === Number.POSITIVE_INFINITY ? task : Math.min(worths[index] * heldMs[job], task);
    totals[index] += Math.max(0, cost / HOUR_MS - roundingMicroUsd);
  }
  return totals;
}

/** The dearest single job, each on the cheapest thing that holds it alone. */
export function proveLongestJob(ground: FloorGround): Proof {
  const { demand, taskRates, roundingMicroUsd, fixedMicroUsd } = ground;
  const rents = leastRents(ground);
  const nodes = fewestNodes(ground);
  let most = 0;
  let unservable = 0;
  demand.groups.forEach(({ jobs, longestMs }, group) => {
    const instance = Math.max(MINIMUM_BILLED_MS, longestMs) * rents[group] * nodes[group];
    const least = Math.min(instance, taskRates[group] * taskBilledMs(longestMs, ground.pullMs));
    if (least === Number.POSITIVE_INFINITY) unservable += jobs;
    else most = Math.max(most, least / HOUR_MS - roundingMicroUsd * nodes[group]);
  });
  return { usd: provenUsd(fixedMicroUsd + most), uncountedJobs: unservable + demand.doomedJobs };
}

/** By group: the cheapest instance that holds one job or node of it, micro-dollars an hour. */
export function leastRents({ demand, eligibility: { cells, cellOfGroup, options } }: FloorGround): Float64Array {
  const ofCell = cells.map((cell) => leastOf(cell.map((option) => options[option].microUsdPerHour)));
  return Float64Array.from(demand.groups, (_, group) => ofCell[cellOfGroup[group]]);
}

/** By group: the fewest nodes of a job in it, all of which run at once; `longestMs` may be that of any of its jobs. */
function fewestNodes({ demand, input: { workload } }: FloorGround): Float64Array {
  const fewest = new Float64Array(demand.groups.length).fill(Number.POSITIVE_INFINITY);
  for (let job = 0; job < workload.jobCount; job++) {
    const group = demand.jobs.group[job];
    if (group < 0) continue;
    fewest[group] = Math.min(fewest[group], workload.classes[workload.classIndex[job]].nodes ?? 1);
  }
  return fewest;
}
