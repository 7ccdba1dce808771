/**
 * Turns "this id waits for that id" into entity indices, expands the array forms, and finds what can never be: ids
 * nobody has, ids two jobs have, arrays of unlike sizes, and circles of jobs that wait for each other.
 *
 * Source of the forms: AWS Batch user guide, "Job dependencies" and "Array jobs" (N_TO_N, SEQUENTIAL).
 */
import { findDependencyCycle } from './dependency-cycle.ts';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { ProblemList } from './problem-list.ts';
import type { ArrayJob, Dependencies } from './workload.ts';

export type DependencyType = 'N_TO_N' | 'SEQUENTIAL';

export interface NamedDependency {
  readonly dependentId: string;
  /** Undefined only for SEQUENTIAL: the array's own previous child. */
  readonly prerequisiteId: string | undefined;
  readonly type: DependencyType | undefined;
  /** Line of the trace that said so. */
  readonly line: number | undefined;
}

/** An array as placed in the sorted table; `indices` are its children's AWS indices where some are missing. */
export interface PlacedArray extends ArrayJob {
  readonly declaredSize: number;
  readonly indices?: readonly number[] | undefined;
}

export interface Entities {
  readonly jobCount: number;
  readonly arrays: readonly PlacedArray[];
  idOfJob(job: number): string;
}

export interface ResolvedDependencies {
  readonly dependencies: Dependencies;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const NAMES_WORTH_SEARCHING = 20_000;
/** AWS Batch service quotas: entries of SubmitJob.dependsOn. */
const MOST_ENTRIES = 20;

export function resolveDependencies(named: readonly NamedDependency[], entities: Entities): ResolvedDependencies {
  const resolver = new Resolver(named, entities);
  for (const dependency of named) resolver.resolve(dependency);
  const dependencies = resolver.dependencies();
  if (resolver.problems.isEmpty && named.length > 0) {
    const cycle = findDependencyCycle(dependencies, entities);
    if (cycle !== undefined) resolver.problems.add(cycleProblem(cycle, named));
  }
  return { dependencies, problems: resolver.problems.report(), warnings: crowdedWarnings(named) };
}

/** AWS would refuse such jobs; workflow engines, which hold them back themselves, have them all the same. */
function crowdedWarnings(named: readonly NamedDependency[]): readonly Problem[] {
  const entries = new Map<string, number>();
  for (const { dependentId } of named) entries.set(dependentId, (entries.get(dependentId) ?? 0) + 1);
  const crowded = [...entries].filter(([, count]) => count > MOST_ENTRIES);
  const [first] = crowded;
  if (first === undefined) return [];
  const [id, count] = first;
  const line = named.find(({ dependentId }) => dependentId === id)?.line;
  const who = crowded.length === 1 ? `"${id}" depends` : `${crowded.length} jobs depend`;
  const which =
    crowded.length === 1 ? `on ${count} others` : `on more than ${MOST_ENTRIES} others each ("${id}" on ${count})`;
  return [
    {
      path: '',
      message: `${who} ${which}: AWS refuses a SubmitJob with more than ${MOST_ENTRIES} dependsOn entries`,
      hint: 'the replay holds them back all the same; on AWS let the workflow engine wait, or depend on an array as a whole',
      ...(line !== undefined && { line }),
    },
  ];
}

/** With the line of the first dependency that is part of the circle, when the trace has lines. */
function cycleProblem(cycle: readonly string[], named: readonly NamedDependency[]): Problem {
  const members = new Set(cycle);
  const isPart = ({ dependentId, prerequisiteId }: NamedDependency) =>
    members.has(dependentId) && prerequisiteId !== undefined && members.has(prerequisiteId);
  const line = named.find(isPart)?.line;
  return {
    path: '',
    message: `jobs wait for each other in a circle: ${cycle.join(' -> ')}`,
    hint: 'remove one of these dependencies; none of these jobs could ever start',
    ...(line !== undefined && { line }),
  };
}

class Resolver {
  readonly problems = new ProblemList();
  readonly #entities: Entities;
  readonly #entityOf = new Map<string, number>();
  readonly #repeated = new Set<string>();
  readonly #dependent: number[] = [];
  readonly #prerequisite: number[] = [];

  constructor(named: readonly NamedDependency[], entities: Entities) {
    this.#entities = entities;
    this.#indexIds(named);
  }

  dependencies(): Dependencies {
    return { dependent: Uint32Array.from(this.#dependent), prerequisite: Uint32Array.from(this.#prerequisite) };
  }

  resolve(dependency: NamedDependency): void {
    const dependent = this.#entity(dependency.dependentId, dependency, 'the waiting job');
    if (dependency.type === 'SEQUENTIAL') {
      if (dependent !== undefined) this.#resolveSequential(dependent, dependency);
      return;
    }
    const prerequisite = this.#entity(dependency.prerequisiteId ?? '', dependency, 'the prerequisite');
    if (dependent === undefined || prerequisite === undefined) return;
    if (dependency.type === 'N_TO_N') this.#resolvePairs(dependent, prerequisite, dependency);
    else this.#add(dependent, prerequisite);
  }

  /** Only ids that some dependency mentions are kept, so ten million jobs with few dependencies stay cheap. */
  #indexIds(named: readonly NamedDependency[]): void {
    if (named.length === 0) return;
    const wanted = new Set<string>();
    for (const { dependentId, prerequisiteId } of named) {
      wanted.add(dependentId);
      if (prerequisiteId !== undefined) wanted.add(prerequisiteId);
    }
    const { jobCount, arrays } = this.#entities;
    for (let array = 0; array < arrays.length; array++) this.#index(arrays[array].id, jobCount + array, wanted);
    for (let job = 0; job < jobCount; job++) this.#index(this.#entities.idOfJob(job), job, wanted);
  }

  #index(id: string, entity: number, wanted: ReadonlySet<string>): void {
    if (!wanted.has(id)) return;
    if (this.#entityOf.has(id)) this.#repeated.add(id);
    else this.#entityOf.set(id, entity);
  }

  #entity(id: string, dependency: NamedDependency, role: string): number | undefined {
    if (this.#repeated.has(id)) {
      this.#report(
        dependency,
        `"${id}" is the id of more than one job, so a dependency on it is ambiguous`,
        'rename one',
      );
      return undefined;
    }
    const entity = this.#entityOf.get(id);
    if (entity === undefined) {
      const near = this.#nearestId(id);
      const hint = near === undefined ? 'name a job of this trace' : `did you mean "${near}"?`;
      this.#report(dependency, `${role} "${id}" is not in the trace (dependency of "${dependency.dependentId}")`, hint);
    }
    return entity;
  }

  #nearestId(id: string): string | undefined {
    const { jobCount, arrays } = this.#entities;
    if (jobCount > NAMES_WORTH_SEARCHING) return undefined;
    const names = arrays.map((array) => array.id);
    for (let job = 0; job < jobCount; job++) names.push(this.#entities.idOfJob(job));
    return nearestName(id, names);
  }

  #resolveSequential(dependent: number, dependency: NamedDependency): void {
    const array = this.#arrayOf(dependent);
    if (array === undefined) {
      this.#report(
        dependency,
        `"${dependency.dependentId}" is SEQUENTIAL but is not an array`,
        'give it an array size',
      );
      return;
    }
    for (let child = 1; child < array.size; child++) this.#add(array.firstJob + child, array.firstJob + child - 1);
  }

  #resolvePairs(dependent: number, prerequisite: number, dependency: NamedDependency): void {
    const left = this.#arrayOf(dependent);
    const right = this.#arrayOf(prerequisite);
    if (left === undefined || right === undefined) {
      const single = left === undefined ? dependency.dependentId : dependency.prerequisiteId;
      this.#report(dependency, `N_TO_N joins two arrays, but "${single}" is not an array`, 'drop the type N_TO_N');
      return;
    }
    if (left.declaredSize !== right.declaredSize) {
      const sizes = `"${left.id}" has ${left.declaredSize} children, "${right.id}" has ${right.declaredSize}`;
      this.#report(dependency, `N_TO_N needs arrays of one size: ${sizes}`, 'make the sizes equal');
      return;
    }
    const rowOfIndex = new Map<number, number>();
    for (let child = 0; child < right.size; child++) {
      rowOfIndex.set(right.indices?.[child] ?? child, right.firstJob + child);
    }
    for (let child = 0; child < left.size; child++) {
      const row = rowOfIndex.get(left.indices?.[child] ?? child);
      if (row !== undefined) this.#add(left.firstJob + child, row);
    }
  }

  #arrayOf(entity: number): PlacedArray | undefined {
    return entity < this.#entities.jobCount ? undefined : this.#entities.arrays[entity - this.#entities.jobCount];
  }

  #add(dependent: number, prerequisite: number): void {
    this.#dependent.push(dependent);
    this.#prerequisite.push(prerequisite);
  }

  #report(dependency: NamedDependency, message: string, hint: string): void {
    this.problems.add({ path: '', message, hint, ...(dependency.line !== undefined && { line: dependency.line }) });
  }
}
