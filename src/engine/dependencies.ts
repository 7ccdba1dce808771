/**
 * Which jobs still wait for others (dependsOn, AWS Batch user guide "Job dependencies"): counts prerequisites per job and
 * says what is released or failed when a job ends. An array as prerequisite counts as succeeded when all children have.
 */
import type { Workload } from '../models/workload.ts';

export class DependencyTracker {
  private readonly offsets: Uint32Array | undefined;
  private readonly dependents: Uint32Array;
  /** Unmet prerequisites by job, then by array. */
  private readonly left: Int32Array;
  private readonly arrayOfJob: Int32Array;
  private readonly childrenLeft: Int32Array;
  private readonly hasFailedChild: Uint8Array;

  constructor(private readonly workload: Workload) {
    const { jobCount, arrays, dependencies } = workload;
    const edges = dependencies.dependent.length;
    if (edges === 0) {
      this.dependents = this.left = this.arrayOfJob = this.childrenLeft = new Int32Array(0) as never;
      this.hasFailedChild = new Uint8Array(0);
      return;
    }
    const entities = jobCount + arrays.length;
    this.offsets = countOffsets(dependencies.prerequisite, entities);
    this.dependents = new Uint32Array(edges);
    this.left = new Int32Array(entities);
    const cursor = this.offsets.slice();
    for (let edge = 0; edge < edges; edge++) {
      this.dependents[cursor[dependencies.prerequisite[edge]]++] = dependencies.dependent[edge];
      this.left[dependencies.dependent[edge]]++;
    }
    this.arrayOfJob = new Int32Array(jobCount).fill(-1);
    this.childrenLeft = Int32Array.from(arrays, (array) => array.size);
    this.hasFailedChild = new Uint8Array(arrays.length);
    arrays.forEach((array, index) => {
      this.arrayOfJob.fill(index, array.firstJob, array.firstJob + array.size);
    });
  }

  /** True when no job waits for another. */
  get isEmpty(): boolean {
    return this.offsets === undefined;
  }

  /** True while some prerequisite of the job, or of its array, has not succeeded. */
  isWaiting(job: number): boolean {
    if (this.offsets === undefined) return false;
    if (this.left[job] > 0) return true;
    const array = this.arrayOfJob[job];
    return array >= 0 && this.left[this.workload.jobCount + array] > 0;
  }

  /** Tells that a job ended; calls back for every job that is now free of prerequisites, or can never start. */
  onEnd(job: number, succeeded: boolean, onReleased: (job: number) => void, onDoomed: (job: number) => void): void {
    if (this.offsets === undefined) return;
    this.settleEntity(job, succeeded, onReleased, onDoomed);
    const array = this.arrayOfJob[job];
    if (array < 0) return;
    if (!succeeded) this.hasFailedChild[array] = 1;
    if (--this.childrenLeft[array] > 0) return;
    this.settleEntity(this.workload.jobCount + array, this.hasFailedChild[array] === 0, onReleased, onDoomed);
  }

  private settleEntity(
    entity: number,
    succeeded: boolean,
    onReleased: (job: number) => void,
    onDoomed: (job: number) => void,
  ): void {
    const offsets = this.offsets as Uint32Array;
    for (let edge = offsets[entity]; edge < offsets[entity + 1]; edge++) {
      const dependent = this.dependents[edge];
      this.left[dependent]--;
      if (!succeeded) this.forEachJob(dependent, onDoomed);
      else if (this.left[dependent] === 0) this.forEachJob(dependent, (job) => !this.isWaiting(job) && onReleased(job));
    }
  }

  private forEachJob(entity: number, action: (job: number) => void): void {
    if (entity < this.workload.jobCount) {
      action(entity);
      return;
    }
    const { firstJob, size } = this.workload.arrays[entity - this.workload.jobCount];
    for (let job = firstJob; job < firstJob + size; job++) action(job);
  }
}

function countOffsets(prerequisite: Uint32Array, entities: number): Uint32Array {
  const offsets = new Uint32Array(entities + 1);
  for (const entity of prerequisite) offsets[entity + 1]++;
  for (let entity = 0; entity < entities; entity++) offsets[entity + 1] += offsets[entity];
  return offsets;
}
