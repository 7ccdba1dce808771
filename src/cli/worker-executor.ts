/**
 * Runs the tasks of a verb's studies on worker threads. The threads live as long as the verb, so that what one study taught the
 * compiler serves the next; workloads lie in shared memory and are told to a thread once.
 */
import { existsSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { sharedWorkload } from '../models/shared-workload.ts';
import type { Workload } from '../models/workload.ts';
import type { WorldSources } from '../scenario/assemble.ts';
import type { Executor, ReplicationRecord, StudyTask } from '../study/index.ts';
import { packageFile } from './catalog-files.ts';
import { compileForRunsOf } from './compiler-settings.ts';
import type { FromStudyWorker, ToStudyWorker } from './study-worker.ts';

/** Two tasks a thread under way, so that none waits for the main thread to hand out the next. */
const TASKS_IN_FLIGHT = 2;

export interface CrewExecutor extends Executor {
  /** Has the threads let go of the workload and the world; nothing may run afterwards. */
  forget(): void;
}

export class WorkerCrew {
  readonly #script: string;
  readonly #workers: Worker[] = [];
  #studies = 0;
  #runs = 0;

  /** Undefined where the worker script is not built (running from source): callers fall back to the calling thread. */
  static hire(): WorkerCrew | undefined {
    const script = packageFile('dist/node/study-worker.cjs');
    return existsSync(script) ? new WorkerCrew(script) : undefined;
  }

  private constructor(script: string) {
    this.#script = script;
  }

  /** Runs on the first `threads` threads; those there are not yet start now. */
  executorFor(workload: Workload, world: WorldSources, threads: number): CrewExecutor {
    const study = this.#studies++;
    compileForRunsOf(workload.jobCount);
    // Loaded here, because most commands need no threads and Node takes milliseconds to load them.
    const threadsOfNode = process.getBuiltinModule('node:worker_threads');
    while (this.#workers.length < threads) this.#workers.push(new threadsOfNode.Worker(this.#script));
    const workers = this.#workers.slice(0, threads);
    const announcement: ToStudyWorker = { kind: 'study', study, workload: sharedWorkload(workload), world };
    for (const worker of workers) worker.postMessage(announcement);
    return {
      run: async (tasks, onResult, isCancelled) => {
        const run = this.#runs++;
        let next = 0;
        const takeTask = (): StudyTask | undefined => (isCancelled() ? undefined : tasks[next++]);
        await Promise.all(workers.map((worker) => feed(worker, study, run, takeTask, onResult)));
      },
      forget: () => {
        const farewell: ToStudyWorker = { kind: 'forget', study };
        for (const worker of workers) worker.postMessage(farewell);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Keeps one worker busy until there are no more tasks; rejects when it fails. */
function feed(
  worker: Worker,
  study: number,
  run: number,
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
        const message: ToStudyWorker = { kind: 'task', study, run, task };
        worker.postMessage(message);
      }
      if (underWay === 0) finish(resolve);
    };
    const onMessage = (answer: FromStudyWorker) => {
      if (answer.run !== run) return;
      underWay--;
      try {
        onResult(answer.record);
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
