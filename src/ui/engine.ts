/** Owns the worker: one at a time, ended and replaced when the user cancels, which answers at once whatever it was doing. */
import { proxy, wrap } from 'comlink';
import type { EngineApi, OnProgress } from './engine-api.ts';

/** A request whose worker was ended. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export class Engine {
  #worker: Worker | undefined;
  #remote: EngineApi | undefined;
  #reject: ((reason: Error) => void) | undefined;

  /** Runs one request; a request still under way is cancelled first. Rejects with Cancelled, or when the worker fails. */
  run<Value>(
    ask: (remote: EngineApi, onProgress: OnProgress) => Promise<Value>,
    onProgress: OnProgress = () => {},
  ): Promise<Value> {
    if (this.#reject !== undefined) this.cancel();
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (this.#reject === fail) this.#reject = undefined;
      };
      // What a worker holds after a failure nobody knows, and a script it could not fetch it may not ask for again.
      const fail = (reason: Error) => {
        if (this.#reject === fail) this.#end(reason);
        reject(reason);
      };
      this.#reject = fail;
      const remote = this.#connect();
      ask(remote, proxy(onProgress)).then((value) => {
        settle();
        resolve(value);
      }, fail);
    });
  }

  cancel(): void {
    this.#end(new Cancelled('cancelled'));
  }

  #end(reason: Error): void {
    const reject = this.#reject;
    this.#reject = undefined;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#remote = undefined;
    reject?.(reason);
  }

  #connect(): EngineApi {
    if (this.#remote !== undefined) return this.#remote;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(
        new Error(event.message === '' || event.message === undefined ? 'the worker could not start' : event.message),
      );
    });
    // Every method of the contract is asynchronous already, so the remote is one; comlink's own type would take unions apart.
    this.#remote = wrap<EngineApi>(this.#worker) as unknown as EngineApi;
    return this.#remote;
  }
}
