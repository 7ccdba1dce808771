/**
 * Bound B3, the configuration programme by column generation: instance-seconds are spent in sets of jobs that fit at once, so
 * fractions of a job lie nowhere. Decides which prices of whole jobs to propose; what they prove is checked elsewhere, at
 * whatever round it stops (Farley 1990).
 */
import { bestFill } from './best-fill.ts';
import type { NoPrices } from './bound-record.ts';
import { buildProgram, type Column } from './configuration-program.ts';
import { standIns } from './dominance.ts';
import type { FloorGround } from './ground.ts';
import type { LinearProgram, LpSolution, LpSolver } from './linear-program.ts';
import { itemsOn, MOST_STEPS } from './prove-configurations.ts';
import { isEligible } from './rent.ts';
import { affordable, hourlyWorth, leastOf, type ResourcePrices } from './resource-prices.ts';

/** With more shapes the searches take too long for what they gain. */
export const MOST_SHAPES = 40;
const MOST_ROUNDS = 60;
/** Of all searches together. */
const MOST_TOTAL_STEPS = 4_000_000;
const GAIN = 1e-7;
/** Not worth a search. */
const LEAST_GAIN = 1e-4;
/** An instance that holds more loses little between them. */
const MOST_JOBS = 48;

const NO_GAIN: NoPrices = { reason: 'it proves no more than the fluid one' };

export interface ConfigurationPrices {
  /** By option; undefined where the job prices hold by themselves. */
  readonly prices: readonly (ResourcePrices | undefined)[];
  /** By group, micro-dollars an hour. */
  readonly jobPrices: Float64Array;
}

/** A reason when there are too many shapes, or none, or nothing to search. `fluid` are the prices of B1, by option. */
export async function configurationPrices(
  ground: FloorGround,
  fluid: readonly ResourcePrices[],
  solver: LpSolver,
): Promise<ConfigurationPrices | NoPrices> {
  const rows = pricedGroups(ground);
  if (rows.length === 0) return { reason: 'no jobs share instances' };
  if (rows.length > MOST_SHAPES) return { reason: `${rows.length} job shapes, and it can do ${MOST_SHAPES}` };
  const generation = new Generation(ground, rows, fluid);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (generation.isHopeless) return { reason: 'instances hold too many jobs to look for the best fillings' };
    const solution = await solver(generation.program());
    // The programme only gets cheaper with more sets of jobs: what is no more than B1 at first stays so.
    if (round === 0 && solution !== undefined && generation.isNoGain(solution.objective)) return NO_GAIN;
    if (solution === undefined || !generation.improve(solution)) break;
  }
  return generation.prices();
}

function pricedGroups({ demand: { groups }, eligibility: { cells, cellOfGroup } }: FloorGround): readonly number[] {
  return groups.flatMap((group, index) =>
    group.heldMs > 0 && !group.needsWholeInstance && cells[cellOfGroup[index]].length > 0 ? [index] : [],
  );
}

class Generation {
  readonly #standIn: Int32Array;
  readonly #kept: readonly number[];
  /** Options whose sets of jobs are looked through; the rest are bounded as in B1. */
  readonly #searched: Set<number>;
  readonly #columns: Column[] = [];
  /** What B1 says of the same work, in the programme's units. */
  readonly #fluidObjective: number;
  readonly #resourcePrices = new Map<number, ResourcePrices>();
  #jobPrices: Float64Array;
  #steps = 0;
  #fluid: readonly number[] = [];

  constructor(
    private readonly ground: FloorGround,
    private readonly rows: readonly number[],
    fluid: readonly ResourcePrices[],
  ) {
    const { options } = ground.eligibility;
    this.#jobPrices = new Float64Array(ground.demand.groups.length);
    this.#standIn = standIns(options, 'copies');
    this.#kept = options.flatMap((_, index) => (this.#standIn[index] === index ? [index] : []));
    this.#searched = new Set(this.#kept.filter((option) => options[option].microUsdPerHour > 0));
    const start = Float64Array.from(ground.demand.groups, (_, group) => worthUnder(ground, group, fluid));
    this.#fluidObjective = fluidObjective(ground, rows, start);
    // On instances that hold very many jobs little is lost between them, and searching is hopeless.
    for (const option of this.#searched) {
      const fill = mostJobs(ground, rows, option) > MOST_JOBS ? undefined : this.#bestFill(option, start, 0);
      if (fill === undefined || fill.isCut) this.#searched.delete(option);
      else this.#columns.push({ option, counts: fill.counts });
    }
    this.#columns.push(...loneColumns(ground, rows, this.#searched));
  }

  isNoGain(objective: number): boolean {
    return objective <= this.#fluidObjective * (1 + LEAST_GAIN);
  }

  get isHopeless(): boolean {
    return this.#searched.size === 0;
  }

  program(): LinearProgram {
    this.#fluid = this.#kept.filter((option) => !this.#searched.has(option));
    return buildProgram(this.ground, this.rows, this.#columns, this.#fluid);
  }

  /** Takes over the prices and looks for sets of jobs they undervalue; false when there are none, or no steps left. */
  improve({ dual }: LpSolution): boolean {
    const price = (row: number) => Math.max(0, dual[row]);
    this.#jobPrices = new Float64Array(this.ground.demand.groups.length);
    this.rows.forEach((group, row) => {
      this.#jobPrices[group] = price(row);
    });
    this.#resourcePrices.clear();
    this.#fluid.forEach((option, place) => {
      const at = this.rows.length + 3 * place;
      this.#resourcePrices.set(option, { vcpu: price(at), gib: price(at + 1), gpu: price(at + 2) });
    });
    let isImproved = false;
    for (const option of this.#searched) if (this.#search(option)) isImproved = true;
    return isImproved && this.#steps < MOST_TOTAL_STEPS;
  }

  #search(option: number): boolean {
    const rent = this.ground.eligibility.options[option].microUsdPerHour * (1 + GAIN);
    const fill = this.#bestFill(option, this.#jobPrices, rent);
    if (fill.worth > rent) this.#columns.push({ option, counts: fill.counts });
    else if (fill.isCut) this.#searched.delete(option);
    else return false;
    return true;
  }

  #bestFill(option: number, jobPrices: Float64Array, target: number) {
    const room = this.ground.eligibility.options[option];
    const fill = bestFill(room, itemsOn(room, this.ground.demand.groups, jobPrices), target, MOST_STEPS);
    this.#steps += fill.steps;
    return fill;
  }

  prices(): ConfigurationPrices {
    const prices = this.ground.eligibility.options.map((option, index) => {
      const place = this.#standIn[index];
      if (this.#searched.has(place)) return undefined;
      return affordable(option, this.#resourcePrices.get(place) ?? { vcpu: 0, gib: 0, gpu: 0 });
    });
    return { prices, jobPrices: this.#jobPrices };
  }
}

/** For each group one set that holds nothing else, so that the first programme has an answer. */
function loneColumns(
  { demand, eligibility }: FloorGround,
  rows: readonly number[],
  searched: ReadonlySet<number>,
): Column[] {
  const { options, cells, cellOfGroup } = eligibility;
  return rows.flatMap((group) => {
    const { vcpus, memoryMiB, gpus } = demand.groups[group];
    let best: Column | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const option of cells[cellOfGroup[group]]) {
      if (!searched.has(option)) continue;
      const room = options[option];
      const fitting = Math.min(
        room.vcpus / vcpus,
        room.memoryMiB / memoryMiB,
        gpus > 0 ? room.gpus / gpus : Number.POSITIVE_INFINITY,
      );
      const count = Math.floor(fitting);
      if (room.microUsdPerHour / count >= least) continue;
      least = room.microUsdPerHour / count;
      best = { option, counts: demand.groups.map((_, index) => (index === group ? count : 0)) };
    }
    return best === undefined ? [] : [best];
  });
}

/** How many jobs of the smallest shape an option holds. */
function mostJobs({ demand, eligibility }: FloorGround, rows: readonly number[], option: number): number {
  const room = eligibility.options[option];
  return rows.reduce((most, group) => {
    const { vcpus, memoryMiB, gpus } = demand.groups[group];
    if (!isEligible(room, demand.groups[group])) return most;
    const gpuJobs = gpus > 0 ? room.gpus / gpus : Number.POSITIVE_INFINITY;
    return Math.max(most, Math.floor(Math.min(room.vcpus / vcpus, room.memoryMiB / memoryMiB, gpuJobs)));
  }, 0);
}

function fluidObjective({ demand, taskRates }: FloorGround, rows: readonly number[], worths: Float64Array): number {
  let totalMs = 0;
  let cost = 0;
  for (const row of rows) {
    const { heldMs, taskMs } = demand.groups[row];
    totalMs += heldMs;
    cost += Math.min(worths[row] * heldMs, taskRates[row] * taskMs);
  }
  return cost / totalMs;
}

function worthUnder({ demand, eligibility }: FloorGround, group: number, fluid: readonly ResourcePrices[]): number {
  const options = eligibility.cells[eligibility.cellOfGroup[group]];
  const least = leastOf(options.map((option) => hourlyWorth(demand.groups[group], fluid[option])));
  return least < Number.POSITIVE_INFINITY ? least : 0;
}
