/** What the executable runs: `bin/batchwright.cjs` hands `main` the arguments and the real process. */
export { processContext } from './context.ts';
export { main } from './main.ts';
