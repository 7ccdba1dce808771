/** Which jobs belong together: the children of an array, and whatever dependencies connect. They are copied or dropped as one. */
import type { Workload } from './workload.ts';

/** Rows of each component in ascending order; components by their first row. */
export function workloadComponents(workload: Workload): readonly (readonly number[])[] {
  const { jobCount, arrays, dependencies } = workload;
  const parent = new Int32Array(jobCount);
  for (let row = 0; row < jobCount; row++) parent[row] = row;
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]];
      root = parent[root];
    }
    return root;
  };
  const join = (left: number, right: number): void => {
    const [one, other] = [rootOf(left), rootOf(right)];
    // The smaller row stays the root, so that components do not depend on the order of the joins.
    if (one !== other) parent[Math.max(one, other)] = Math.min(one, other);
  };
  for (const { firstJob, size } of arrays) for (let child = 1; child < size; child++) join(firstJob, firstJob + child);
  const rowOf = (entity: number): number => (entity < jobCount ? entity : arrays[entity - jobCount].firstJob);
  const { dependent, prerequisite } = dependencies;
  for (let edge = 0; edge < dependent.length; edge++) join(rowOf(dependent[edge]), rowOf(prerequisite[edge]));
  const rows = new Map<number, number[]>();
  for (let row = 0; row < jobCount; row++) {
    const root = rootOf(row);
    const known = rows.get(root);
    if (known === undefined) rows.set(root, [row]);
    else known.push(row);
  }
  return [...rows.values()];
}
