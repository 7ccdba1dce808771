/**
 * Applies `workload.scale` and `workload.growth` to traces: by compressing time between submissions, which keeps order, arrays and
 * dependencies but also shortens the day, and by copying what was seen.
 */
import type { Problem } from '../models/problem.ts';
import { traceDays } from '../models/trace-days.ts';
import type { Workload } from '../models/workload.ts';
import { growthNote, growWorkload } from '../models/workload-growth.ts';
import type { Scale } from './scale-workload.ts';
import type { Scenario } from './schema.ts';

/** A trace under `growth`, with a note on how it was done; itself without one. */
export function grownTrace(
  workload: Workload,
  scenario: Pick<Scenario, 'workload' | 'seed'>,
): { readonly workload: Workload; readonly notes: readonly Problem[] } {
  const { growth = 1 } = scenario.workload;
  if (growth === 1) return { workload, notes: [] };
  const grown = growWorkload(workload, growth, scenario.seed);
  const message = growthNote(grown, growth, traceDays(workload).count);
  return { workload: grown.workload, notes: [{ path: 'workload.growth', message }] };
}

/**
 * A trace under `scale`: submit times divided by `arrivals`, run times multiplied by `runtimes`, both in whole ms. The
 * workload itself when both are 1.
 */
export function scaleTrace(workload: Workload, scale: Scale): Workload {
  if (scale.arrivals === 1 && scale.runtimes === 1) return workload;
  const { cancelMs, terminateMs, deadlineMs, ownFailures } = workload;
  const moved = (ms: number): number => Math.round(ms / scale.arrivals);
  const submitMs = workload.submitMs.map(moved);
  return {
    ...workload,
    submitMs,
    ...(cancelMs && { cancelMs: cancelMs.map(moved) }),
    ...(terminateMs && { terminateMs: terminateMs.map(moved) }),
    // Jobs come closer together, but each still has the time it was given.
    ...(deadlineMs && { deadlineMs: deadlineMs.map((ms, job) => ms - workload.submitMs[job] + submitMs[job]) }),
    runMs: workload.runMs.map((ms) => Math.round(ms * scale.runtimes)),
    ...(ownFailures && {
      ownFailures: { ...ownFailures, runMs: ownFailures.runMs.map((ms) => Math.round(ms * scale.runtimes)) },
    }),
  };
}
