/** The public face of the engine: what studies, scenarios and the doors import. */
export { findUnrunnable, type UnrunnableShape, unrunnableRows } from './explain.ts';
export { explainJob, type JobExplanation } from './explain-job.ts';
export { explainScenario, type ScenarioExplanation } from './explain-scenario.ts';
export type { EnvironmentTrial, FamilyTrial, Fix } from './explain-shape.ts';
export { arrayParentStates, type JobState, type StateObserver } from './job-states.ts';
export type { Outcome } from './outcome.ts';
export type { QuotaReason } from './quota-reason.ts';
export type { AttemptRow, InstanceRow, SimulateOptions } from './run.ts';
export { prepare, type Setup } from './setup.ts';
export { simulate, simulatePrepared } from './simulate.ts';
export type { WaitReason } from './wait-reasons.ts';
