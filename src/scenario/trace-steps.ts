/** What a scenario makes of its trace before it is replayed; in one object, because the page loads it with the first trace. */
import { grownTrace, scaleTrace } from './scale-trace.ts';
import { withWideJobs } from './wide-jobs.ts';

export type TraceSteps = typeof TRACE_STEPS;

export const TRACE_STEPS = { scaleTrace, grownTrace, withWideJobs };
