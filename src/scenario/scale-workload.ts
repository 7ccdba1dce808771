/**
 * Applies `workload.scale` and `workload.growth` to synthetic workloads: exactly, because their description is scaled before anything is
 * drawn. Traces: scale-trace.ts.
 */
import type { Result } from '../models/problem.ts';
import {
  type DailySpec,
  expectedJobs,
  type PoissonSpec,
  type SyntheticSpec,
  synthesizeWorkload,
} from '../models/synthetic-workload.ts';
import type { Workload } from '../models/workload.ts';
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
