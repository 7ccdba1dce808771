/** One worker thread of a study: receives the workload once (shared, not copied), then runs tasks as they come. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Workload } from '../models/workload.ts';
import { type WorldSources, worldBuilder } from '../scenario/assemble.ts';
import { type StudyTask, taskRunner } from '../study/index.ts';

export interface WorkerInput {
  readonly workload: Workload;
  readonly world: WorldSources;
}

const { workload, world } = workerData as WorkerInput;
const runTask = taskRunner(workload, worldBuilder(world));

parentPort?.on('message', (task: StudyTask) => {
  parentPort?.postMessage(runTask(task));
});
