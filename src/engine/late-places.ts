/**
 * Where jobs that are released late go among those of their share and priority. All jobs of the workload are ranked once by share,
 * priority and row, so that one set of ranks serves all lists of a fair-share queue, however many there are.
 */
import type { ShareOfJob } from './fair-share-line.ts';
import { RowSet } from './row-set.ts';

/** Apart by more than any priority, so that no two lists have one number. */
const SHARES_APART = 2_147_483_648;

export class LatePlaces {
  private readonly rankOf: Int32Array;
  private readonly jobAt: Int32Array;
  /** Ranks of the waiting jobs that were never tried. */
  private readonly untried: RowSet;

  constructor(count: number, ofJob: ShareOfJob) {
    const sizes = new Map<number, number>();
    for (let job = 0; job < count; job++) {
      const list = listOf(ofJob, job);
      sizes.set(list, (sizes.get(list) ?? 0) + 1);
    }
    const nextRank = new Map<number, number>();
    let ranks = 0;
    for (const [list, size] of sizes) {
      nextRank.set(list, ranks);
      ranks += size;
    }
    this.rankOf = new Int32Array(count);
    this.jobAt = new Int32Array(count);
    for (let job = 0; job < count; job++) {
      const list = listOf(ofJob, job);
      const rank = nextRank.get(list) as number;
      nextRank.set(list, rank + 1);
      this.rankOf[job] = rank;
      this.jobAt[rank] = job;
    }
    this.untried = new RowSet(count);
  }

  add(job: number): void {
    this.untried.add(this.rankOf[job]);
  }

  delete(job: number): void {
    this.untried.delete(this.rankOf[job]);
  }

  /** Of those added the one of the same share and priority with the next larger row; there must be one. */
  after(job: number): number {
    return this.jobAt[this.untried.after(this.rankOf[job])];
  }
}

function listOf(ofJob: ShareOfJob, job: number): number {
  return ofJob.share(job) * SHARES_APART + ofJob.priority(job);
}
