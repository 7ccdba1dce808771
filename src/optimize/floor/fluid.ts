/**
 * Bound B1, the fluid covering programme: the cheapest instance-hours whose capacity covers the work when jobs may be cut
 * into slices and moved at will. Decides which resource prices to propose; what they prove is checked elsewhere.
 *
 * minimise sum_k c_k X_k  subject to  sum_k y_gk >= 1,  C_kd X_k >= sum_g R_gd y_gk,  all >= 0; the dual of the second rows
 * are the prices of dimension d on option k.
 */
import { standIns } from './dominance.ts';
import { type FluidGroup, fluidGroups } from './fluid-groups.ts';
import type { FloorGround } from './ground.ts';
import { LinearProgramBuilder, type LpSolver } from './linear-program.ts';
import type { RentOption } from './rent.ts';
import { affordable, type ResourcePrices } from './resource-prices.ts';

const NO_PRICES: ResourcePrices = { vcpu: 0, gib: 0, gpu: 0 };
const MIB_PER_GIB = 1024;

/** One price vector an option, none worth more than the option's rent; undefined when the solver gave up. */
export async function fluidPrices(
  ground: FloorGround,
  solver: LpSolver,
): Promise<readonly ResourcePrices[] | undefined> {
  const { options } = ground.eligibility;
  const standIn = standIns(options);
  const kept = options.flatMap((_, index) => (standIn[index] === index ? [index] : []));
  const merged = fluidGroups(ground, kept);
  if (merged.length === 0) return options.map(() => NO_PRICES);
  const { program, firstPriceRow } = buildProgram(
    merged,
    kept.map((index) => options[index]),
  );
  const solution = await solver(program);
  if (solution === undefined) return undefined;
  const proposed = new Map(kept.map((option, place) => [option, pricesAt(solution.dual, firstPriceRow + 3 * place)]));
  return options.map((option, index) => affordable(option, proposed.get(standIn[index]) ?? NO_PRICES));
}

/**
 * A column for the hours of each option and for each group's vCPU-hours on each of its options and on Fargate, in shares of all
 * the work.
 */
function buildProgram(groups: readonly FluidGroup[], options: readonly RentOption[]) {
  const builder = new LinearProgramBuilder();
  const totalHours = groups.reduce((sum, group) => sum + group.vcpuHours, 0);
  const instances = options.map((option) => builder.addColumn(option.microUsdPerHour));
  const uses: (readonly [column: number, group: FluidGroup])[][] = options.map(() => []);
  for (const group of groups) {
    const columns = group.eligible.map((option) => {
      const column = builder.addColumn(0);
      uses[option].push([column, group]);
      return column;
    });
    if (group.taskMicroUsd < Number.POSITIVE_INFINITY) {
      columns.push(builder.addColumn(group.taskMicroUsd / group.vcpuHours));
    }
    builder.addRow(
      group.vcpuHours / totalHours,
      columns.map((column) => [column, 1]),
    );
  }
  options.forEach((option, index) => {
    const [vcpu, gib, gpu] = [0, 1, 2].map((dimension) =>
      uses[index].flatMap(([column, group]): (readonly [number, number])[] => {
        const use = hoursOf(group, dimension) / group.vcpuHours;
        return use === 0 ? [] : [[column, -use]];
      }),
    );
    const instance = instances[index];
    builder.addRow(0, [[instance, option.vcpus], ...vcpu]);
    builder.addRow(0, [[instance, option.memoryMiB / MIB_PER_GIB], ...gib]);
    builder.addRow(0, option.gpus === 0 ? gpu : [[instance, option.gpus], ...gpu]);
  });
  return { program: builder.finish(), firstPriceRow: groups.length };
}

function hoursOf(group: FluidGroup, dimension: number): number {
  if (dimension === 0) return group.vcpuHours;
  return dimension === 1 ? group.gibHours : group.gpuHours;
}

function pricesAt(dual: Float64Array, row: number): ResourcePrices {
  return { vcpu: atLeastZero(dual[row]), gib: atLeastZero(dual[row + 1]), gpu: atLeastZero(dual[row + 2]) };
}

function atLeastZero(value: number): number {
  return value > 0 ? value : 0;
}
