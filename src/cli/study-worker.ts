/** One worker thread of a verb: keeps the studies it is told of (their columns shared, not copied) and runs tasks as they come. */
import { parentPort } from 'node:worker_threads';
import type { Workload } from '../models/workload.ts';
import { type WorldSources, worldBuilder } from '../scenario/assemble.ts';
import { type ReplicationRecord, type RunTask, type StudyTask, taskRunner } from '../study/index.ts';

export type ToStudyWorker =
  | { readonly kind: 'study'; readonly study: number; readonly workload: Workload; readonly world: WorldSources }
  | { readonly kind: 'forget'; readonly study: number }
  | { readonly kind: 'task'; readonly study: number; readonly run: number; readonly task: StudyTask };

/** `run` is that of the task, since several runs may be under way. */
export interface FromStudyWorker {
  readonly run: number;
  readonly record: ReplicationRecord;
}

const runners = new Map<number, RunTask>();

parentPort?.on('message', (message: ToStudyWorker) => {
  if (message.kind === 'study') {
    runners.set(message.study, taskRunner(message.workload, worldBuilder(message.world), message.world.watchedQueues));
    return;
  }
  if (message.kind === 'forget') {
    runners.delete(message.study);
    return;
  }
  const runTask = runners.get(message.study);
  if (runTask === undefined) throw new Error(`study ${message.study} was not announced`);
  const answer: FromStudyWorker = { run: message.run, record: runTask(message.task) };
  parentPort?.postMessage(answer);
});
