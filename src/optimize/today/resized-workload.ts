/** The same jobs with other requests, and what that saves when everything is simulated again. */
import type { Setup } from '../../engine/setup.ts';
import { prepare } from '../../engine/setup.ts';
import { simulatePrepared } from '../../engine/simulate.ts';
import type { BatchConfig } from '../../models/batch-config.ts';
import { replicationSeed } from '../../models/random.ts';
import type { JobClass, Workload } from '../../models/workload.ts';
import type { World } from '../../models/world.ts';
import { roundDifference, roundToMicros } from '../../study/rounding.ts';
import { type PairedDifference, pairedDifference } from '../../study/statistics.ts';
import type { RequestGroup } from './request-groups.ts';

export interface Resize {
  readonly group: RequestGroup;
  readonly memoryMiB: number;
}

/** The job definition's own request is not touched: what is simulated is what the jobs ask for. */
export function resized(workload: Workload, resizes: readonly Resize[]): Workload {
  const memoryOf = new Map(
    resizes.flatMap(({ group, memoryMiB }) => [...group.classes].map((index) => [index, memoryMiB] as const)),
  );
  const classes = workload.classes.map((jobClass, index): JobClass => {
    const memoryMiB = memoryOf.get(index);
    return memoryMiB === undefined ? jobClass : { ...jobClass, memoryMiB };
  });
  return { ...workload, classes };
}

export interface Checker {
  readonly config: BatchConfig;
  readonly buildWorld: (seed: number) => World;
  readonly seed: number;
  readonly isCancelled: () => boolean;
}

/** Apart from those of the search. */
const FIRST_REPLICATION = 4_000_000;
const REPLICATIONS = 3;
/** Above this many jobs a check on the calling thread would take seconds. */
const MOST_JOBS = 20_000;

/** Simulated savings of each list of resizes against the jobs as they are; undefined where it would take too long. */
export function simulatedSavings(
  setup: Setup,
  candidates: readonly (readonly Resize[])[],
  checker: Checker,
): readonly (PairedDifference | undefined)[] {
  const { workload } = setup;
  if (workload.jobCount > MOST_JOBS || candidates.length === 0) return candidates.map(() => undefined);
  const before = costsOf(workload, checker);
  return candidates.map((resizes) => {
    const after = costsOf(resized(workload, resizes), checker);
    if (before === undefined || after === undefined) return undefined;
    const difference = pairedDifference(before, after);
    return difference === undefined ? undefined : roundDifference(difference, roundToMicros);
  });
}

/** US dollars by replication; undefined when it was cancelled or cannot be simulated. */
function costsOf(
  workload: Workload,
  { config, buildWorld, seed, isCancelled }: Checker,
): readonly number[] | undefined {
  const costs: number[] = [];
  for (let replication = FIRST_REPLICATION; replication < FIRST_REPLICATION + REPLICATIONS; replication++) {
    if (isCancelled()) return undefined;
    const prepared = prepare(workload, config, buildWorld(replicationSeed(seed, replication)));
    if (!prepared.ok) return undefined;
    costs.push(simulatePrepared(prepared.value).ledger.totalMicroUsd / 1_000_000);
  }
  return costs;
}
