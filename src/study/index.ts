/** The public face of studies: what cli, ui and optimize import. */
export { type ComparedSide, type Comparison, type ComparisonSource, compare } from './comparison.ts';
export type { CostResult, LedgerLine } from './cost-result.ts';
export type { Executor, RunTask } from './executor.ts';
export { inProcessExecutor } from './in-process-executor.ts';
export {
  type CandidateStudy,
  mergeRecords,
  planTasks,
  runStudy,
  type Study,
  type StudyRequest,
  shardOf,
} from './replicate.ts';
export type { OutcomeSummary, ReplicationRecord, StudyTask } from './replication.ts';
export { recordOf, taskRunner, type WorldBuilder } from './run-task.ts';
export { type SimulatedScenario, type SimulateScenarioOptions, simulateScenario } from './simulate-scenario.ts';
export { type ResultRequest, type SimulationResult, simulationResult } from './simulation-result.ts';
export * from './statistics.ts';
