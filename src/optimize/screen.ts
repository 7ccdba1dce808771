/** Which generated choices are worth simulating: a fluid estimate of cost and wait, about a tenth of a millisecond each. */
import type { InstanceType } from '../models/catalog.ts';
import { type Choice, choiceKey, marketsOf } from './candidate.ts';
import { type FluidTimes, fluidRun } from './fluid-run.ts';
import { type InTime, isInTime } from './in-time.ts';
import { inTurn } from './in-turn.ts';
import { instanceTypesOf } from './instance-types.ts';
import { type Landscape, priceOf, typeHolds, usableMemoryMiB } from './landscape.ts';
import { marketsFor, partsOf } from './queue-groups.ts';

/** Rough by intention: it orders, the simulation decides. */
export interface Estimate extends FluidTimes {
  readonly microUsd: number;
}

/** Cost is weighed against wait in several ways, so that cheap-and-slow and dear-and-fast both reach the simulation. */
const WAIT_PENALTIES_PER_HOUR = [0, 0.3, 3];
/** Siblings of one market order and family set that may pass, so that one family cannot fill the field. */
const MOST_SIBLINGS = 4;

interface Estimated {
  readonly choice: Choice;
  readonly estimate: Estimate;
  readonly lane: string;
}

/** The estimate knows nothing of strategies, so each has places of its own. */
function laneOf(choice: Choice): string {
  return [marketsOf(choice), choice.strategies?.EC2, choice.strategies?.SPOT].join('|');
}

/**
 * Of a burst waiting and cost both hang on maxvCpus, and every penalty prefers one end of it: the cheapest that are in time are taken
 * too, with room to spare the second time, for the estimate knows nothing of how fast AWS starts machines and jobs.
 */
const IN_TIME_SHARES = [1, 0.5];

/**
 * The `keep` most promising choices, taken in turn from every market order, strategy and wait penalty, and where `inTime` is given
 * from those that keep it.
 */
export function screen(
  landscape: Landscape,
  choices: readonly Choice[],
  keep: number,
  inTime?: InTime,
): readonly Choice[] {
  const estimates = new Map<string, Estimate | undefined>();
  const estimated = choices.flatMap((choice): Estimated[] => {
    const { strategies: _strategies, ...rest } = choice;
    const key = choiceKey(rest);
    if (!estimates.has(key)) estimates.set(key, estimateOf(landscape, rest));
    const estimate = estimates.get(key);
    return estimate === undefined ? [] : [{ choice, estimate, lane: laneOf(choice) }];
  });
  const orders = [...new Set(estimated.map(({ choice }) => marketsOf(choice)))].map((order) => {
    const ofOrder = estimated.filter(({ choice }) => marketsOf(choice) === order);
    return [...new Set(ofOrder.map(({ lane }) => lane))].flatMap((name) => {
      const group = ofOrder.filter(({ lane }) => lane === name);
      const penalized = WAIT_PENALTIES_PER_HOUR.map((penalty) => byScore(group, penalty));
      return inTime === undefined ? penalized : [...cheapestInTime(group, inTime), ...penalized];
    });
  });
  return takeInTurn(orders, keep);
}

function byScore(group: readonly Estimated[], penalty: number): readonly Estimated[] {
  const score = ({ estimate }: Estimated) => estimate.microUsd * (1 + penalty * estimate.waitHours);
  return group.toSorted((left, right) => score(left) - score(right));
}

function cheapestInTime(group: readonly Estimated[], limit: InTime): readonly (readonly Estimated[])[] {
  return IN_TIME_SHARES.map((share) =>
    byScore(
      group.filter(({ estimate }) => isInTime(estimate, limit, share)),
      0,
    ),
  );
}

/** One of every market order, then the next; within an order its lanes take turns. */
function takeInTurn(orders: readonly (readonly (readonly Estimated[])[])[], keep: number): readonly Choice[] {
  const taken = new Set<Choice>();
  const siblings = new Map<string, number>();
  const queues = orders.map((lanes) => inTurn(lanes));
  const next = queues.map(() => 0);
  for (let isMoving = true; isMoving && taken.size < keep; ) {
    isMoving = false;
    for (const [order, entries] of queues.entries()) {
      if (taken.size >= keep) break;
      while (next[order] < entries.length) {
        if (!takeOne(entries[next[order]++], taken, siblings)) continue;
        isMoving = true;
        break;
      }
    }
  }
  return [...taken];
}

/** A sibling with the very same estimate (a limit that never binds) would only spend a place. */
function takeOne({ choice, estimate, lane }: Estimated, taken: Set<Choice>, siblings: Map<string, number>): boolean {
  const family = `${lane}|${choice.families.join('+')}`;
  const twin = `${family}|${estimate.microUsd}|${estimate.waitHours}`;
  const count = siblings.get(family) ?? 0;
  if (taken.has(choice) || count >= MOST_SIBLINGS || siblings.has(twin)) return false;
  siblings.set(family, count + 1);
  siblings.set(twin, 1);
  taken.add(choice);
  return true;
}

/** Undefined when some job fits no priced type of the choice. */
export function estimateOf(landscape: Landscape, choice: Choice): Estimate | undefined {
  const { baseVcpus, ...rest } = choice;
  if (baseVcpus !== undefined) return estimateWithBase(landscape, rest, baseVcpus);
  const rates = known(landscape, choice);
  return rates === undefined ? undefined : withOverheads(landscape, choice, rates);
}

/** Rates depend on machines alone; every limit of the same machines shares them. */
const ratesByLandscape = new WeakMap<Landscape, Map<string, Rates | undefined>>();

function known(landscape: Landscape, choice: Choice): Rates | undefined {
  const rates = ratesByLandscape.get(landscape) ?? new Map<string, Rates | undefined>();
  ratesByLandscape.set(landscape, rates);
  const { markets, families, smallestVcpus, largestVcpus } = choice;
  const key = [markets.join('>'), families.join('+'), smallestVcpus, largestVcpus].join('|');
  if (!rates.has(key)) rates.set(key, ratesOf(landscape, choice));
  return rates.get(key);
}

/** Undefined when some job fits no priced type. */
function ratesOf(landscape: Landscape, choice: Choice): Rates | undefined {
  const load = { vcpuHours: 0, capacityVcpuHours: 0, microUsd: 0 };
  const machines: InstanceType[] = [];
  for (const part of partsOf(landscape)) {
    const market = marketsFor(part, choice.markets)[0];
    const types = typesOf(part, choice).filter((type) => priceOf(type, market) !== undefined);
    const perVcpu = (type: InstanceType) => (priceOf(type, market) ?? 0) / type.vcpus;
    const ordered = types.toSorted((left, right) => perVcpu(left) - perVcpu(right) || left.vcpus - right.vcpus);
    const families = workPerFamily(part, ordered);
    if (families === undefined) return undefined;
    machines.push(...ordered);
    for (const { vcpuHours, memoryMiBHours, type } of families) {
      const memoryPerVcpu = usableMemoryMiB(type, landscape.assumptions) / type.vcpus;
      const rentedHours = Math.max(vcpuHours, memoryMiBHours / memoryPerVcpu);
      load.vcpuHours += vcpuHours;
      load.capacityVcpuHours += rentedHours;
      load.microUsd += rentedHours * perVcpu(type);
    }
  }
  const microUsdPerVcpuHour = load.capacityVcpuHours === 0 ? 0 : load.microUsd / load.capacityVcpuHours;
  const stretch = load.vcpuHours === 0 ? 1 : load.capacityVcpuHours / load.vcpuHours;
  return { microUsdPerVcpuHour, stretch, machineVcpus: middleVcpus(machines) };
}

interface FamilyWork {
  vcpuHours: number;
  memoryMiBHours: number;
  readonly type: InstanceType;
}

/** `ordered` by price a vCPU. Undefined when some job fits none of them. */
function workPerFamily(
  { shapes, assumptions }: Landscape,
  ordered: readonly InstanceType[],
): readonly FamilyWork[] | undefined {
  const perFamily = new Map<string, FamilyWork>();
  for (const shape of shapes) {
    // The strategies launch the cheapest vCPU that holds the job at the head of the queue.
    const type = ordered.find((candidate) => typeHolds(candidate, shape, assumptions));
    if (type === undefined) return undefined;
    const work = perFamily.get(type.family) ?? { vcpuHours: 0, memoryMiBHours: 0, type };
    work.vcpuHours += shape.jobVcpus * shape.jobHours;
    work.memoryMiBHours += shape.memoryMiB * shape.nodes * shape.jobHours;
    perFamily.set(type.family, work);
  }
  return [...perFamily.values()];
}

/** On-Demand carries the share of the demand that lies below its limit, Spot the rest. */
function estimateWithBase(landscape: Landscape, choice: Choice, baseVcpus: number): Estimate | undefined {
  const [base, top] = [['EC2'] as const, ['SPOT'] as const].map((markets) =>
    estimateOf(landscape, { ...choice, markets }),
  );
  if (base === undefined || top === undefined) return undefined;
  const { vcpus } = landscape.demand;
  const total = vcpus.reduce((sum, wanted) => sum + wanted, 0);
  const share = total === 0 ? 0 : vcpus.reduce((sum, wanted) => sum + Math.min(wanted, baseVcpus), 0) / total;
  return {
    microUsd: share * base.microUsd + (1 - share) * top.microUsd,
    waitHours: top.waitHours,
    finishHours: top.finishHours,
  };
}

interface Rates {
  readonly microUsdPerVcpuHour: number;
  /** vCPUs rented for each vCPU asked for, because memory runs out first. */
  readonly stretch: number;
  /** Of the machine in the middle by size. */
  readonly machineVcpus: number;
}

/** Whole machines, start-up and idle time, root volume and address, reclaimed work, and the backlog behind maxvCpus. */
function withOverheads(
  landscape: Landscape,
  choice: Choice,
  { microUsdPerVcpuHour, stretch, machineVcpus }: Rates,
): Estimate {
  const { demand, assumptions, catalog } = landscape;
  const { rentedHours, started, waitHours, finishHours } = fluidRun(demand, choice, stretch, machineVcpus);
  const overheadHours = (assumptions.bootMedianSeconds + assumptions.idleTimeoutSeconds) / 3600;
  const machineHours = (rentedHours + started * overheadHours) / machineVcpus;
  const perMachine =
    (assumptions.rootVolumeGib * (catalog.ebsGp3MicroUsdPerGibMonth ?? 0)) / 730 +
    assumptions.publicIpv4PerInstance * (catalog.publicIpv4MicroUsdPerHour ?? 0);
  const lost = choice.markets[0] === 'SPOT' ? 1 + lostShare(landscape) : 1;
  const microUsd = (rentedHours * lost + started * overheadHours) * microUsdPerVcpuHour + machineHours * perMachine;
  return { microUsd, waitHours, finishHours };
}

/** One reclaim in 25 machine hours (methods: `typical` up spells), half a mean job lost each time. */
function lostShare({ shapes, assumptions }: Landscape): number {
  const jobs = shapes.reduce((sum, shape) => sum + shape.jobs, 0);
  const meanHours = shapes.reduce((sum, shape) => sum + shape.jobHours, 0) / Math.max(1, jobs);
  return 0.04 * assumptions.spot.hazardScale * meanHours * 0.5;
}

function middleVcpus(types: readonly InstanceType[]): number {
  const sorted = types.map(({ vcpus }) => vcpus).sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function typesOf(landscape: Landscape, choice: Choice): readonly InstanceType[] {
  const { catalog } = landscape;
  return instanceTypesOf(landscape, choice).flatMap((name) => {
    const type = catalog.byName.get(name);
    return type === undefined ? landscape.types.filter(({ family }) => family === name) : [type];
  });
}
