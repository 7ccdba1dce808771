/** The worker's front door: one Session behind comlink, with catalogue files fetched on demand. */
import { expose } from 'comlink';
import { loadCatalogTables } from './catalog-tables.ts';
import type { EngineApi } from './engine-api.ts';
import { Session } from './session.ts';

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

const session = new Session({ loadTables: loadCatalogTables, breathe });

const api: EngineApi = {
  simulate: (request, onProgress) => session.simulate(request, onProgress),
  optimize: (request, onProgress) => session.optimize(request, onProgress),
  scenarioForTrace: (trace, region) => session.scenarioForTrace(trace, region),
};

expose(api);
