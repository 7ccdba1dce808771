/**
 * Decides what is read before it is needed. With tens of thousands of jobs running, what an event touches of its job and its
 * instance is nowhere near the processor, and would be waited for one by one. So those of some events are read together: first the
 * jobs of all, then their instances.
 */
import { ROW } from './fleet.ts';
import * as WORD from './job-words.ts';
import { WORDS } from './jobs.ts';
import type { Run } from './run.ts';

/** Reads the jobs and instances of the events that the queue has read ahead. */
export function readAhead(run: Run): void {
  const { events, jobs, fleet, soon } = run;
  const { words, count } = jobs;
  const { room, slotCount } = fleet;
  const length = events.soon(soon);
  // Not every event is of a job, and not every job is on an instance; but a number below the count is one.
  for (let position = 0; position < length; position++) {
    const first = soon[position];
    soon[position] = first < count ? words[first * WORDS + WORD.slot] : 0;
  }
  let seen = 0;
  for (let position = 0; position < length; position++) {
    const slot = soon[position];
    if (slot >= 0 && slot < slotCount) seen += room[slot * ROW];
  }
  run.seenAhead = seen & 1;
}
