/** What a benchmark is: rows of growing size, each a story the engine can simulate, or a reason why it is left out. */
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';

export interface Story {
  readonly workload: Workload;
  readonly config: BatchConfig;
  /** A fresh world for every run, as a study makes one for every replication: no cache is warm. */
  readonly world: () => World;
}

export interface BenchRow {
  /** Unique among all rows. */
  readonly label: string;
  /** Rejects with SkippedRow when its data is absent. */
  readonly build: () => Story | Promise<Story>;
  /** Label of the row of the same case that is ten times smaller. */
  readonly grownFrom?: string;
  /** True when the reference kernel can replay the very same jobs; else it replays M/M/c of 10^6 jobs. */
  readonly isReference?: boolean;
  /** True when the reference kernel is to replay these jobs as well, through so many servers that none waits. */
  readonly isBesideSameJobs?: boolean;
  /** Left out with --quick. */
  readonly isLong?: boolean;
}

export interface BenchCase {
  readonly name: string;
  readonly rows: readonly BenchRow[];
}

/** Why a row could not be measured here. */
export class SkippedRow extends Error {}
