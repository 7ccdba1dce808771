/** The public face of the engine: what studies, scenarios and the doors import. */
export { ConsumableWaits } from './consumable-waits.ts';
export { findUnrunnable, type UnrunnableShape, unrunnableRows } from './explain.ts';
export { explainJob, type JobExplanation } from './explain-job.ts';
export { type ConsumableTime, consumableTime, explainScenario, type ScenarioExplanation } from './explain-scenario.ts';
export type { EnvironmentTrial, FamilyTrial, Fix } from './explain-shape.ts';
export { arrayParentStates, type JobState, type StateObserver } from './job-states.ts';
export type { Outcome } from './outcome.ts';
export { isQuotaReason, type QuotaReason, quotaOfReason } from './quota-reason.ts';
export type { AttemptRow, InstanceRow, SimulateOptions } from './run.ts';
export { prepare, type Setup } from './setup.ts';
export { simulate, simulatePrepared } from './simulate.ts';
export { type QueueWaits, type WaitReason, WaitTally } from './wait-reasons.ts';
