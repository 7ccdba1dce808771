/** The public face of the optimizer: what cli, ui and report import. */
export { defaultBudget, type SearchBudget } from './budget.ts';
export { changesBetween, type FieldChange } from './changes.ts';
export type { LimitReading } from './feasibility.ts';
export type { OptimizeRequest, SearchPhase } from './optimize-request.ts';
export { type OptimizePhase, type OptimizeScenarioOptions, optimizeScenario } from './optimize-scenario.ts';
export type {
  EvaluatedConfiguration,
  ParetoPoint,
  Recommendation,
  RunnerUp,
  SearchFacts,
  Verdict,
} from './recommendation.ts';
export { optimize } from './search.ts';
export type { SensitivityReading } from './sensitivity.ts';
