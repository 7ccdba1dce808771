/**
 * Finds one circle among dependencies, if there is any. An array counts twice: as the gate its children wait behind and
 * as the end that its waiters wait for.
 */
import type { Entities } from './dependency-resolution.ts';
import type { Dependencies } from './workload.ts';

/** Ids around one circle, first repeated at the end ("a waits for b waits for a"), or undefined. O(jobs + edges). */
export function findDependencyCycle(dependencies: Dependencies, entities: Entities): readonly string[] | undefined {
  const graph = waitsForGraph(dependencies, entities);
  const nodes = findCycleNodes(graph);
  if (nodes === undefined) return undefined;
  const names: string[] = [];
  for (const node of nodes) {
    const name = nameOf(node, entities);
    if (names.at(-1) !== name) names.push(name);
  }
  if (names.length > 1 && names.at(-1) === names[0]) return names;
  return [...names, names[0]];
}

/** Compressed rows: what node n waits for is `targets[starts[n] .. starts[n + 1]]`. */
interface WaitsForGraph {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
}

function waitsForGraph(dependencies: Dependencies, entities: Entities): WaitsForGraph {
  const nodeCount = entities.jobCount + 2 * entities.arrays.length;
  const starts = new Uint32Array(nodeCount + 1);
  eachEdge(dependencies, entities, (from) => {
    starts[from + 1]++;
  });
  for (let node = 0; node < nodeCount; node++) starts[node + 1] += starts[node];
  const targets = new Uint32Array(starts[nodeCount]);
  const next = starts.slice();
  eachEdge(dependencies, entities, (from, to) => {
    targets[next[from]++] = to;
  });
  return { starts, targets };
}

/** Nodes: jobs, then array gates, then array ends. A child waits for its gate, an end waits for every child. */
function eachEdge(dependencies: Dependencies, entities: Entities, visit: (from: number, to: number) => void): void {
  const { dependent, prerequisite } = dependencies;
  const endShift = entities.arrays.length;
  for (let edge = 0; edge < dependent.length; edge++) {
    const to = prerequisite[edge];
    visit(dependent[edge], to < entities.jobCount ? to : to + endShift);
  }
  for (let array = 0; array < entities.arrays.length; array++) {
    const { firstJob, size } = entities.arrays[array];
    const gate = entities.jobCount + array;
    for (let job = firstJob; job < firstJob + size; job++) {
      visit(job, gate);
      visit(gate + endShift, job);
    }
  }
}

/** Depth-first search with an explicit stack (chains may be millions long); the stack is the path to the circle. */
function findCycleNodes({ starts, targets }: WaitsForGraph): readonly number[] | undefined {
  const nodeCount = starts.length - 1;
  const isOnPath = new Uint8Array(nodeCount);
  const isDone = new Uint8Array(nodeCount);
  const next = starts.slice();
  for (let root = 0; root < nodeCount; root++) {
    if (isDone[root] === 1 || starts[root] === starts[root + 1]) continue;
    const path = [root];
    isOnPath[root] = 1;
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (next[node] === starts[node + 1]) {
        isOnPath[node] = 0;
        isDone[node] = 1;
        path.pop();
        continue;
      }
      const target = targets[next[node]++];
      if (isOnPath[target] === 1) return [...path.slice(path.indexOf(target)), target];
      if (isDone[target] === 1) continue;
      isOnPath[target] = 1;
      path.push(target);
    }
  }
  return undefined;
}

function nameOf(node: number, entities: Entities): string {
  if (node < entities.jobCount) return entities.idOfJob(node);
  return entities.arrays[(node - entities.jobCount) % entities.arrays.length].id;
}
