/** Spreads simulations over helper workers, one simulation each at a time. They end with the worker that started them. */
import { sharedWorkload } from '../models/shared-workload.ts';
import type { Workload } from '../models/workload.ts';
import type { WorldSources } from '../scenario/assemble.ts';
import type { Executor, ReplicationRecord, StudyTask } from '../study/index.ts';
import type { FromStudyWorker, ToStudyWorker } from './study-worker.ts';

const MOST_HELPERS = 8;

export class HelperPool {
  #helpers: readonly Worker[] | undefined;
  #studies = 0;

  /** Results do not depend on the number of helpers. */
  executorFor(workload: Workload, sources: WorldSources): Executor {
    const study = this.#studies++;
    const columns = sharedWorkload(workload);
    let isPrepared = false;
    return {
      run: (tasks, onResult, isCancelled) => {
        const helpers = this.#start();
        if (!isPrepared)
          for (const helper of helpers) send(helper, { kind: 'prepare', study, workload: columns, sources });
        isPrepared = true;
        return runTasks(helpers, study, tasks, onResult, isCancelled);
      },
    };
  }

  #start(): readonly Worker[] {
    const count = Math.max(1, Math.min(MOST_HELPERS, navigator.hardwareConcurrency));
    this.#helpers ??= Array.from(
      { length: count },
      () => new Worker(new URL('./study-worker.ts', import.meta.url), { type: 'module' }),
    );
    return this.#helpers;
  }

  /** Ends the helpers; the next run starts new ones. Studies made before are no longer prepared. */
  close(): void {
    for (const helper of this.#helpers ?? []) helper.terminate();
    this.#helpers = undefined;
  }
}

function runTasks(
  helpers: readonly Worker[],
  study: number,
  tasks: readonly StudyTask[],
  onResult: (record: ReplicationRecord) => void,
  isCancelled: () => boolean,
): Promise<void> {
  const queue = tasks.values();
  const runAll = async (helper: Worker) => {
    for (const task of queue) {
      if (isCancelled()) return;
      onResult(await runOne(helper, study, task));
    }
  };
  return Promise.all(helpers.map(runAll)).then(() => {});
}

function runOne(helper: Worker, study: number, task: StudyTask): Promise<ReplicationRecord> {
  return new Promise((resolve, reject) => {
    helper.onmessage = ({ data }: MessageEvent<FromStudyWorker>) => resolve(data);
    helper.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message ?? 'a helper could not start'));
    };
    send(helper, { kind: 'run', study, task });
  });
}

function send(helper: Worker, message: ToStudyWorker): void {
  helper.postMessage(message);
}
