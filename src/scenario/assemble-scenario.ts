/** Puts a scenario together with its trace: the door for all who have at hand whatever a workload may need, as page and command line have not. */
import type { Result } from '../models/problem.ts';
import type { ImportedTrace } from '../trace/index.ts';
import { type Assembled, assembleRead, type ReadSources } from './assemble.ts';
import { scheduledWorkloadOf } from './scheduled-workload.ts';
import type { Scenario } from './schema.ts';
import { TRACE_STEPS } from './trace-steps.ts';

export interface ScenarioSources extends Omit<ReadSources, 'trace' | 'scheduledWorkloadOf'> {
  /** The trace named by `workload.trace`, read; undefined for workloads that are described. */
  readonly trace?: ImportedTrace | undefined;
}

export function assemble(scenario: Scenario, { trace, ...sources }: ScenarioSources): Result<Assembled> {
  return assembleRead(scenario, {
    ...sources,
    trace: trace && { workload: trace.workload, steps: TRACE_STEPS },
    scheduledWorkloadOf,
  });
}
