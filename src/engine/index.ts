/** The public face of the engine: what studies, scenarios and the doors import. */
export { findUnrunnable, type UnrunnableShape, unrunnableRows } from './explain.ts';
export type { Outcome } from './outcome.ts';
export type { AttemptRow, InstanceRow, SimulateOptions } from './run.ts';
export { prepare, type Setup } from './setup.ts';
export { simulate, simulatePrepared } from './simulate.ts';
