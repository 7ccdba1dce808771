/**
 * Decides what is read before it is needed. With tens of thousands of jobs running, what an event touches of its job and its
 * instance is nowhere near the processor, and each of five places would be waited for in turn. Asked for together, they come
 * together.
 */
import { ROW, WIDE_ROW } from './fleet.ts';
import * as HELD from './held-places.ts';
import * as WORD from './job-words.ts';
import { WORDS } from './jobs.ts';
import type { Run } from './run.ts';

/** With fewer events under way all of it is near. */
export const MANY_EVENTS = 4096;

/** What the end of an attempt on the instance will read of it, and what the next event will read of its job. */
export function readAhead(run: Run, slot: number): void {
  const { events, jobs, fleet, attribution } = run;
  const { words, count } = jobs;
  let seen = fleet.room[slot * ROW] & 1;
  if (fleet.held[slot * WIDE_ROW + HELD.keptWeightMs] === 0) seen++;
  if (attribution.firstWeightOf(slot) === 0) seen++;
  const next = events.nextFirst();
  // Not every event is of a job, but every number below the count is one.
  if (next < count) seen += words[next * WORDS + WORD.slot] & 1;
  run.seenAhead = seen;
}
