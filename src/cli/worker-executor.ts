/** Runs a study's tasks on worker threads: one workload in shared memory, one warm world cache per thread. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { sharedWorkload } from '../models/shared-workload.ts';
import type { Workload } from '../models/workload.ts';
import type { WorldSources } from '../scenario/assemble.ts';
import type { Executor, ReplicationRecord, StudyTask } from '../study/index.ts';
import { packageFile } from './catalog-files.ts';
import type { WorkerInput } from './study-worker.ts';

/** Two tasks a thread under way, so that none waits for the main thread to hand out the next. */
const TASKS_IN_FLIGHT = 2;

export interface WorkerPool {
  readonly executor: Executor;
  close(): Promise<void>;
}

/** Undefined where the worker script is not built (running from source): callers fall back to the calling thread. */
export function createWorkerPool(workload: Workload, world: WorldSources, threads: number): WorkerPool | undefined {
  const script = packageFile('dist/node/study-worker.js');
  if (!existsSync(script)) return undefined;
  const input: WorkerInput = { workload: sharedWorkload(workload), world };
  const workers = Array.from({ length: threads }, () => new Worker(script, { workerData: input }));
  return {
    executor: { run: (tasks, onResult, isCancelled) => runOn(workers, tasks, onResult, isCancelled) },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

async function runOn(
  workers: readonly Worker[],
  tasks: readonly StudyTask[],
  onResult: (record: ReplicationRecord) => void,
  isCancelled: () => boolean,
): Promise<void> {
  let next = 0;
  const takeTask = (): StudyTask | undefined => (isCancelled() ? undefined : tasks[next++]);
  await Promise.all(workers.map((worker) => feed(worker, takeTask, onResult)));
}

/** Keeps one worker busy until there are no more tasks; rejects when it fails. */
function feed(
  worker: Worker,
  takeTask: () => StudyTask | undefined,
  onResult: (record: ReplicationRecord) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let underWay = 0;
    const finish = (settle: () => void) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      settle();
    };
    const handOut = () => {
      while (underWay < TASKS_IN_FLIGHT) {
        const task = takeTask();
        if (task === undefined) break;
        underWay++;
        worker.postMessage(task);
      }
      if (underWay === 0) finish(resolve);
    };
    const onMessage = (record: ReplicationRecord) => {
      underWay--;
      try {
        onResult(record);
        handOut();
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const onError = (error: Error) => finish(() => reject(error));
    worker.on('message', onMessage);
    worker.on('error', onError);
    handOut();
  });
}
