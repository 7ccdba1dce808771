/** First come, first served on one machine, in the fewest lines: an independent answer to hold the engine to. */
export interface RigidJob {
  readonly submitMs: number;
  readonly runMs: number;
  readonly width: number;
}

/** Start of each job, given in submit order: no job starts before one submitted earlier. */
export function fcfsStarts(jobs: readonly RigidJob[], capacity: number): number[] {
  let running: { endMs: number; width: number }[] = [];
  let free = capacity;
  let nowMs = 0;
  const release = () => {
    for (const { endMs, width } of running) if (endMs <= nowMs) free += width;
    running = running.filter(({ endMs }) => endMs > nowMs);
  };
  return jobs.map(({ submitMs, runMs, width }) => {
    nowMs = Math.max(nowMs, submitMs);
    release();
    while (free < width) {
      nowMs = Math.min(...running.map(({ endMs }) => endMs));
      release();
    }
    free -= width;
    running.push({ endMs: nowMs + runMs, width });
    return nowMs;
  });
}
