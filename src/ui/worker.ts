/** The worker's front door: one Session behind comlink, with catalogue files fetched on demand and helpers for long work. */
import { expose } from 'comlink';
import type { Workload } from '../models/workload.ts';
import { type WorldSources, worldBuilder } from '../scenario/assemble.ts';
import { type Executor, inProcessExecutor, taskRunner } from '../study/index.ts';
import { loadCatalogTables } from './catalog-tables.ts';
import type { EngineApi } from './engine-api.ts';
import { HelperPool } from './helper-pool.ts';
import { Session } from './session.ts';
import { pageSolver } from './solver.ts';

/** Job starts below which helpers cost more than they save. */
const WORTH_HELPERS = 100_000;

const pool = new HelperPool();

function executorFor(workload: Workload, sources: WorldSources, simulations: number): Executor {
  const isWorthHelpers = workload.jobCount * simulations >= WORTH_HELPERS;
  // Workers inside workers came late to Safari; without them it only takes longer.
  if (isWorthHelpers && typeof Worker === 'function' && navigator.hardwareConcurrency > 1)
    return pool.executorFor(workload, sources);
  return inProcessExecutor(taskRunner(workload, worldBuilder(sources), sources.watchedQueues), breathe);
}

/** A message to ourselves: yields to the event loop without the delay timers are clamped to. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

const session = new Session({ loadTables: loadCatalogTables, executorFor, solver: pageSolver });

/** Helpers keep the workloads they were given, so they go when the work is done. */
async function withHelpers<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } finally {
    pool.close();
  }
}

const api: EngineApi = {
  simulate: (request, onProgress) => withHelpers(session.simulate(request, onProgress)),
  optimize: (request, onProgress) => withHelpers(session.optimize(request, onProgress)),
  scenarioForTrace: (trace, region) => session.scenarioForTrace(trace, region),
};

expose(api);
