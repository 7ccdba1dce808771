/** What jobs of the reference scheduler wait for, found anew at every look: dependencies of their own, of their array and on arrays. */
import type { Workload } from '../../src/models/workload.ts';
import { must } from './reference-fleet.ts';

/** By job. */
export type ReferenceStates = ('submitted' | 'pending' | 'waiting' | 'running' | 'succeeded' | 'failed')[];

/** States of all the job waits for; an array counts as succeeded when all its children have. */
export function prerequisites({ dependencies, arrays, jobCount }: Workload, states: ReferenceStates, job: number) {
  const own = arrays.findIndex(({ firstJob, size }) => job >= firstJob && job < firstJob + size);
  const found: ReferenceStates = [];
  dependencies.dependent.forEach((dependent, edge) => {
    if (dependent !== job && (own < 0 || dependent !== jobCount + own)) return;
    const prerequisite = must(dependencies.prerequisite[edge]);
    if (prerequisite < jobCount) found.push(must(states[prerequisite]));
    else {
      const { firstJob, size } = must(arrays[prerequisite - jobCount]);
      found.push(...states.slice(firstJob, firstJob + size));
    }
  });
  return found;
}

/** Jobs never tried that wait for a failed one fail, and those that wait for them. */
export function failDependents(workload: Workload, states: ReferenceStates, tries: readonly number[]): void {
  for (let isChanging = true; isChanging; ) {
    isChanging = false;
    states.forEach((state, job) => {
      if ((state !== 'pending' && state !== 'submitted') || tries[job] !== 0) return;
      if (!prerequisites(workload, states, job).includes('failed')) return;
      states[job] = 'failed';
      isChanging = true;
    });
  }
}
