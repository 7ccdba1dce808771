/** A helper of the worker: keeps the workloads it is given and runs one simulation a message. */
import type { Workload } from '../models/workload.ts';
import { type WorldSources, worldBuilder } from '../scenario/assemble.ts';
import { type ReplicationRecord, type RunTask, type StudyTask, taskRunner } from '../study/index.ts';

export type ToStudyWorker =
  | { readonly kind: 'prepare'; readonly study: number; readonly workload: Workload; readonly sources: WorldSources }
  | { readonly kind: 'run'; readonly study: number; readonly task: StudyTask };

export type FromStudyWorker = ReplicationRecord;

const runners = new Map<number, RunTask>();

addEventListener('message', ({ data }: MessageEvent<ToStudyWorker>) => {
  const { study } = data;
  if (data.kind === 'prepare') {
    const { workload, sources } = data;
    runners.set(study, taskRunner(workload, worldBuilder(sources), sources.watchedQueues));
    return;
  }
  const runTask = runners.get(study);
  if (runTask === undefined) throw new Error(`study ${study} was not prepared`);
  const record: FromStudyWorker = runTask(data.task);
  postMessage(record);
});
