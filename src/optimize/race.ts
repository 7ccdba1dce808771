/** Runs candidates under common random numbers and keeps what each has shown so far. */
import type { Executor } from '../study/executor.ts';
import { runStudy } from '../study/replicate.ts';
import type { ReplicationRecord } from '../study/replication.ts';
import type { Purse } from './budget.ts';
import type { Candidate } from './candidate.ts';

/** A candidate with its replications so far, by number from the track's first. */
export interface Entrant {
  readonly candidate: Candidate;
  readonly records: readonly ReplicationRecord[];
  /** Limits it broke on days kept from the search, as they read there; absent when there were none to judge it on. */
  readonly brokenOnHeldOut?: readonly string[];
  /** Fresh replications over the days the search saw, with what each day cost; absent when nothing was kept from it. */
  readonly seen?: readonly ReplicationRecord[];
}

/** One workload and one block of replication numbers; every entrant of a track meets the same luck. */
export interface Track {
  readonly executor: Executor;
  readonly jobs: number;
  readonly seed: number;
  readonly firstReplication: number;
  readonly onSimulated: () => void;
  /** Also asks what the submissions of each day cost. */
  readonly byDay?: boolean;
  readonly isCancelled: () => boolean;
}

export function enter(candidates: readonly Candidate[]): readonly Entrant[] {
  return candidates.map((candidate) => ({ candidate, records: [] }));
}

/**
 * Brings every entrant to `replications`, as far as the purse allows: the first entrants first, so put the promising ones in
 * front. Entrants that got no further come back as they were.
 */
export async function advance(
  entrants: readonly Entrant[],
  replications: number,
  track: Track,
  purse: Purse,
): Promise<readonly Entrant[]> {
  const advanced = new Map<Candidate, Entrant>(entrants.map((entrant) => [entrant.candidate, entrant]));
  for (const [done, group] of groupByRecords(entrants)) {
    const missing = replications - done;
    if (missing <= 0) continue;
    const count = Math.floor(purse.affordable(group.length * missing, track.jobs) / missing);
    for (const entrant of await simulateMore(group.slice(0, count), done, missing, track, purse)) {
      advanced.set(entrant.candidate, entrant);
    }
  }
  return entrants.map(({ candidate }) => advanced.get(candidate) ?? { candidate, records: [] });
}

async function simulateMore(
  group: readonly Entrant[],
  done: number,
  missing: number,
  track: Track,
  purse: Purse,
): Promise<readonly Entrant[]> {
  if (group.length === 0 || track.isCancelled()) return [];
  const study = await runStudy(
    {
      candidates: group.map(({ candidate }) => candidate.config),
      replications: missing,
      seed: track.seed,
      firstReplication: track.firstReplication + done,
      byDay: track.byDay ?? false,
      onProgress: (finished) => {
        if (finished > 0) track.onSimulated();
      },
      isCancelled: track.isCancelled,
    },
    track.executor,
  );
  return group.map(({ candidate, records }, index) => {
    const fresh = study.candidates[index].records;
    purse.spend(fresh.length, track.jobs);
    return { candidate, records: [...records, ...fresh] };
  });
}

function groupByRecords(entrants: readonly Entrant[]): readonly [number, readonly Entrant[]][] {
  const groups = new Map<number, Entrant[]>();
  for (const entrant of entrants) {
    const group = groups.get(entrant.records.length);
    if (group === undefined) groups.set(entrant.records.length, [entrant]);
    else group.push(entrant);
  }
  return [...groups].sort(([left], [right]) => right - left);
}

export function meanCostUsd(entrant: Entrant): number {
  if (entrant.records.length === 0) return Number.POSITIVE_INFINITY;
  const total = entrant.records.reduce((sum, { outcome }) => sum + outcome.ledger.totalMicroUsd, 0);
  return total / entrant.records.length / 1_000_000;
}
