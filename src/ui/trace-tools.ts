/** What only a dropped job history needs: the importers and the steps from a trace to a scenario. The worker loads it with the first one. */
export { TRACE_STEPS } from '../scenario/trace-steps.ts';
export { TraceReader } from './trace-reader.ts';
export { traceScenarioText } from './trace-scenario.ts';
