/**
 * Writes the configuration programme down for the sets of jobs found so far.
 *
 * minimise sum_P c z_P + sum_k c_k X_k  subject to  sum_P n_g(P) z_P + sum_k y_gk >= W_g,  C_kd X_k >= sum_g r_gd y_gk.
 */
import type { FloorGround } from './ground.ts';
import { type LinearProgram, LinearProgramBuilder } from './linear-program.ts';

/** A set of jobs that fits on an option at once; counts by group. */
export interface Column {
  readonly option: number;
  readonly counts: readonly number[];
}

const MIB_PER_GIB = 1024;

/** Rows: the work of each group, then three capacities for each option that is bounded as in B1. */
export function buildProgram(
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
