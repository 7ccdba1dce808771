/**
 * Applies `workload.scale` and `workload.growth`: exactly for synthetic workloads, whose description is scaled before anything is drawn; for
 * traces by compressing time between submissions, which keeps order, arrays and dependencies but also shortens the day.
 */
import type { Problem, Result } from '../models/problem.ts';
import {
  type DailySpec,
  expectedJobs,
  type PoissonSpec,
  type SyntheticSpec,
  synthesizeWorkload,
} from '../models/synthetic-workload.ts';
import { traceDays } from '../models/trace-days.ts';
import type { Workload } from '../models/workload.ts';
import { growthNote, growWorkload } from '../models/workload-growth.ts';
import type { Scenario } from './schema.ts';

export type Scale = Scenario['workload']['scale'];

/** The scenario's synthetic workload, scaled and with its defaults; undefined when the scenario replays a trace. */
export function syntheticWorkloadOf(scenario: Pick<Scenario, 'workload' | 'seed'>): Result<Workload> | undefined {
  const spec = syntheticSpecOf(scenario);
  return spec === undefined ? undefined : synthesizeWorkload(spec, scenario.seed, scenario.workload.defaults);
}

/** How many jobs the synthetic workload will have, about; undefined when the scenario replays a trace. */
export function expectedSyntheticJobs(scenario: Pick<Scenario, 'workload'>): number | undefined {
  const spec = syntheticSpecOf(scenario);
  return spec === undefined ? undefined : expectedJobs(spec);
}

function syntheticSpecOf({ workload }: Pick<Scenario, 'workload'>): SyntheticSpec | undefined {
  const { synthetic, scale, growth = 1 } = workload;
  // More users of the same kind are more arrivals of the same kind: exact, where the jobs are described.
  return synthetic && scaledSpec(synthetic, { ...scale, arrivals: scale.arrivals * growth });
}

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
  const { cancelMs, terminateMs, deadlineMs } = workload;
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
  };
}

export function scaledSpec(spec: SyntheticSpec, scale: Scale): SyntheticSpec {
  return 'poisson' in spec ? scaledQueue(spec, scale) : scaledDays(spec, scale);
}

function scaledQueue(spec: PoissonSpec, { arrivals, runtimes }: Scale): PoissonSpec {
  const { poisson } = spec;
  return {
    ...spec,
    poisson: {
      ...poisson,
      arrivalRatePerHour: poisson.arrivalRatePerHour * arrivals,
      serviceMeanSeconds: poisson.serviceMeanSeconds * runtimes,
    },
  };
}

function scaledDays(spec: DailySpec, { arrivals, runtimes }: Scale): DailySpec {
  return {
    ...spec,
    jobsPerDay: spec.jobsPerDay * arrivals,
    runtimeMedianMinutes: spec.runtimeMedianMinutes * runtimes,
    runtimeP95Minutes: spec.runtimeP95Minutes * runtimes,
    runtimeMaximumMinutes: spec.runtimeMaximumMinutes * runtimes,
    arrays: spec.arrays.map(({ runtimeP95Minutes: p95, ...array }) => ({
      ...array,
      perDay: array.perDay * arrivals,
      runtimeMinutes: array.runtimeMinutes * runtimes,
      ...(p95 === undefined ? {} : { runtimeP95Minutes: p95 * runtimes }),
    })),
  };
}
