/** The public library: replay a workload against an AWS Batch configuration, from a scenario to an outcome. */
export * from './engine/index.ts';
export type { BatchConfig } from './models/batch-config.ts';
export { buildCatalog } from './models/catalog-build.ts';
export type { Problem, Result } from './models/problem.ts';
export type { Workload } from './models/workload.ts';
export { WorkloadBuilder } from './models/workload-builder.ts';
export type { World } from './models/world.ts';
export { worldBuilder, worldSources } from './scenario/assemble.ts';
export { assemble } from './scenario/assemble-scenario.ts';
export { defaultScenario, parseScenario } from './scenario/load.ts';
export { simulateScenario, taskRunner } from './study/index.ts';
export { importTrace } from './trace/index.ts';
