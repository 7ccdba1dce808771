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
  if (data.kind === 'prepare') {
    runners.set(data.study, taskRunner(data.workload, worldBuilder(data.sources)));
    return;
  }
  const runTask = runners.get(data.study);
  if (runTask === undefined) throw new Error(`study ${data.study} was not prepared`);
  const record: FromStudyWorker = runTask(data.task);
  postMessage(record);
});
