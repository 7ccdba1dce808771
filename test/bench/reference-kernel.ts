/**
 * The least a discrete-event simulator of a queue can do: a typed-array heap of ends, a FIFO, and the sum of waits. Nothing
 * else - no instances, no ledger, no statistics. The engine's speed is quoted as a share of this one's.
 */
import type { Workload } from '../../src/models/workload.ts';

/** Kept, or V8 throws the kernel's machine code away with the last heap at every collection; the engine's is kept too. */
const lastHeap: EndHeap[] = [];
/** Used again for as many jobs, like the engine's rows: new memory costs a page fault a page. */
let lastLine = new Int32Array(0);

export interface ReferenceResult {
  /** Sum over jobs of the time between submit and start, ms: the engine must find the same. */
  readonly waitMs: number;
  readonly events: number;
}

/** Replays one-vCPU jobs through `servers` equal servers, first come first served. Ends at a moment free before submits take. */
export function referenceKernel({ jobCount, submitMs, runMs }: Workload, servers: number): ReferenceResult {
  const ends = new EndHeap(servers);
  lastHeap[0] = ends;
  if (lastLine.length !== jobCount) lastLine = new Int32Array(jobCount);
  const line = lastLine;
  let head = 0;
  let tail = 0;
  let free = servers;
  let waitMs = 0;
  let arrival = 0;
  while (arrival < jobCount || ends.length > 0) {
    let nowMs: number;
    if (ends.length > 0 && (arrival === jobCount || ends.times[0] <= submitMs[arrival])) {
      nowMs = ends.times[0];
      ends.pop();
      free++;
    } else {
      nowMs = submitMs[arrival];
      line[tail++] = arrival++;
    }
    if (free > 0 && head < tail) {
      const job = line[head++];
      waitMs += nowMs - submitMs[job];
      ends.push(nowMs + runMs[job], job);
      free--;
    }
  }
  return { waitMs, events: 2 * jobCount };
}

/** Binary min-heap of (time, job) over typed arrays of fixed capacity. */
class EndHeap {
  length = 0;
  readonly times: Float64Array;
  private readonly jobs: Int32Array;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.jobs = new Int32Array(capacity);
  }

  push(time: number, job: number): void {
    const { times, jobs } = this;
    let hole = this.length++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      jobs[hole] = jobs[parent];
      hole = parent;
    }
    times[hole] = time;
    jobs[hole] = job;
  }

  pop(): void {
    const { times, jobs } = this;
    const last = --this.length;
    const time = times[last];
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      if (child + 1 < last && times[child + 1] < times[child]) child++;
      if (time <= times[child]) break;
      times[hole] = times[child];
      jobs[hole] = jobs[child];
      hole = child;
    }
    times[hole] = time;
    jobs[hole] = jobs[last];
  }
}
