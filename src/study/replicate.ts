/** Runs candidates over replications under common random numbers and sorts what comes back. */
import type { BatchConfig } from '../models/batch-config.ts';
import { replicationSeed } from '../models/random.ts';
import type { Executor } from './executor.ts';
import type { ReplicationRecord, StudyTask } from './replication.ts';

export interface StudyRequest {
  readonly candidates: readonly BatchConfig[];
  /** Replications of each candidate, a whole number of at least 1. */
  readonly replications: number;
  readonly seed: number;
  /** Number of the first replication, 0 when not given; a later part of the same study continues where it stopped. */
  readonly firstReplication?: number;
  /** Also asks what the submissions of each day cost. */
  readonly byDay?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly isCancelled?: () => boolean;
}

export interface CandidateStudy {
  readonly candidate: BatchConfig;
  /** By replication number. */
  readonly records: readonly ReplicationRecord[];
}

export interface Study {
  readonly seed: number;
  readonly candidates: readonly CandidateStudy[];
  /** False when the study was cancelled before every replication had arrived. */
  readonly isComplete: boolean;
}

/** All tasks of a study, replication by replication, so that neighbours share a world. Throws on a count below 1. */
export function planTasks(request: StudyRequest): readonly StudyTask[] {
  const { candidates, replications, seed, firstReplication = 0, byDay } = request;
  if (!Number.isInteger(replications) || replications < 1)
    throw new RangeError(`${replications} is not a number of replications`);
  const tasks: StudyTask[] = [];
  for (let replication = firstReplication; replication < firstReplication + replications; replication++) {
    const taskSeed = replicationSeed(seed, replication);
    for (const [candidateIndex, candidate] of candidates.entries())
      tasks.push({ candidateIndex, candidate, replication, seed: taskSeed, ...(byDay === true && { byDay }) });
  }
  return tasks;
}

/** The tasks of shard `shard` of `shardCount`, whole replications at a time; the shards together are all tasks. */
export function shardOf(tasks: readonly StudyTask[], shard: number, shardCount: number): readonly StudyTask[] {
  return tasks.filter((task) => task.replication % shardCount === shard);
}

/** The result does not depend on the order in which the executor finishes its tasks. */
export async function runStudy(request: StudyRequest, executor: Executor): Promise<Study> {
  const tasks = planTasks(request);
  const isCancelled = request.isCancelled ?? (() => false);
  const records: ReplicationRecord[] = [];
  request.onProgress?.(0, tasks.length);
  await executor.run(
    tasks,
    (record) => {
      records.push(record);
      request.onProgress?.(records.length, tasks.length);
    },
    isCancelled,
  );
  return mergeRecords(request, records);
}

/** Sorts records, from one executor or from many shards, into the study they belong to. Throws when one came twice. */
export function mergeRecords(request: StudyRequest, records: readonly ReplicationRecord[]): Study {
  const seen = new Set<string>();
  for (const { candidateIndex, replication } of records) {
    const key = `candidate ${candidateIndex}, replication ${replication}`;
    if (seen.has(key)) throw new RangeError(`${key} came back twice`);
    seen.add(key);
  }
  const candidates = request.candidates.map((candidate, index) => ({
    candidate,
    records: records
      .filter((record) => record.candidateIndex === index)
      .sort((left, right) => left.replication - right.replication),
  }));
  return {
    seed: request.seed,
    candidates,
    isComplete: records.length === request.candidates.length * request.replications,
  };
}
