/**
 * Bound B3, the configuration programme by column generation: instance-seconds are spent in sets of jobs that fit at once, so
 * fractions of a job lie nowhere. Decides which prices of whole jobs to propose; what they prove is checked elsewhere, at
 * whatever round it stops (Farley 1990).
 *
 * minimise sum_P c z_P + sum_k c_k X_k  subject to  sum_P n_g(P) z_P + sum_k y_gk >= W_g,  C_kd X_k >= sum_g r_gd y_gk.
 */
import { bestFill } from './best-fill.ts';
import { standIns } from './dominance.ts';
import type { FloorGround } from './ground.ts';
import { type LinearProgram, LinearProgramBuilder, type LpSolution, type LpSolver } from './linear-program.ts';
import { itemsOn, MOST_STEPS } from './prove-configurations.ts';
import { affordable, type ResourcePrices } from './resource-prices.ts';

/** With more shapes the searches take too long for what they gain. */
export const MOST_SHAPES = 40;
const MOST_ROUNDS = 60;
/** Of all searches together. */
const MOST_TOTAL_STEPS = 4_000_000;
const GAIN = 1e-7;
const MIB_PER_GIB = 1024;

export interface ConfigurationPrices {
  /** By option; undefined where the job prices hold by themselves. */
  readonly prices: readonly (ResourcePrices | undefined)[];
  /** By group, micro-dollars an hour. */
  readonly jobPrices: Float64Array;
}

interface Column {
  readonly option: number;
  readonly counts: readonly number[];
}

/** Undefined when there are too many shapes, or none, or nothing to search. `fluid` are the prices of B1, by option. */
export async function configurationPrices(
  ground: FloorGround,
  fluid: readonly ResourcePrices[],
  solver: LpSolver,
): Promise<ConfigurationPrices | undefined> {
  const rows = pricedGroups(ground);
  if (rows.length === 0 || rows.length > MOST_SHAPES) return undefined;
  const generation = new Generation(ground, rows, fluid);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (generation.isHopeless) return undefined;
    const solution = await solver(generation.program());
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
    // The prices of B1 say where searching is hopeless: on instances that hold very many jobs.
    for (const option of this.#searched) {
      const fill = this.#bestFill(option, start, 0);
      if (fill.isCut) this.#searched.delete(option);
      else this.#columns.push({ option, counts: fill.counts });
    }
    this.#columns.push(...loneColumns(ground, rows, this.#searched));
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

function worthUnder({ demand, eligibility }: FloorGround, group: number, fluid: readonly ResourcePrices[]): number {
  const { vcpus, memoryMiB, gpus } = demand.groups[group];
  let least = Number.POSITIVE_INFINITY;
  for (const option of eligibility.cells[eligibility.cellOfGroup[group]]) {
    const { vcpu, gib, gpu } = fluid[option];
    least = Math.min(least, vcpus * vcpu + (memoryMiB / MIB_PER_GIB) * gib + gpus * gpu);
  }
  return least < Number.POSITIVE_INFINITY ? least : 0;
}

/** Rows: the work of each group, then three capacities for each option that is bounded as in B1. */
function buildProgram(
  ground: FloorGround,
  rows: readonly number[],
  columns: readonly Column[],
  fluid: readonly number[],
): LinearProgram {
  const { groups } = ground.demand;
  const { options, cells, cellOfGroup } = ground.eligibility;
  const builder = new LinearProgramBuilder();
  const entries = rows.map((): [number, number][] => []);
  for (const { option, counts } of columns) {
    const column = builder.addColumn(options[option].microUsdPerHour);
    rows.forEach((group, row) => {
      if (counts[group] > 0) entries[row].push([column, counts[group]]);
    });
  }
  const totalMs = rows.reduce((sum, group) => sum + groups[group].heldMs, 0);
  const instances = fluid.map((option) => builder.addColumn(options[option].microUsdPerHour));
  const uses = fluid.map((): [number, number][] => []);
  const placeOf = new Map(fluid.map((option, place) => [option, place]));
  rows.forEach((group, row) => {
    for (const option of cells[cellOfGroup[group]]) {
      const place = placeOf.get(option);
      if (place === undefined) continue;
      const column = builder.addColumn(0);
      uses[place].push([column, group]);
      entries[row].push([column, 1]);
    }
    const task = (ground.taskRates[group] * groups[group].taskMs) / groups[group].heldMs;
    if (task < Number.POSITIVE_INFINITY) entries[row].push([builder.addColumn(task), 1]);
    builder.addRow(groups[group].heldMs / totalMs, entries[row]);
  });
  fluid.forEach((option, place) => {
    const { vcpus, memoryMiB, gpus } = options[option];
    const use = (amount: (group: (typeof groups)[number]) => number) =>
      uses[place].flatMap(([column, group]): [number, number][] =>
        amount(groups[group]) === 0 ? [] : [[column, -amount(groups[group])]],
      );
    const instance = instances[place];
    builder.addRow(0, [[instance, vcpus], ...use((group) => group.vcpus)]);
    builder.addRow(0, [[instance, memoryMiB / MIB_PER_GIB], ...use((group) => group.memoryMiB / MIB_PER_GIB)]);
    builder.addRow(0, [...(gpus > 0 ? [[instance, gpus] as [number, number]] : []), ...use((group) => group.gpus)]);
  });
  return builder.finish();
}
