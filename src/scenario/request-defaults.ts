/** What jobs ask for where their trace does not say: their job definition's word, then the scenario's defaults. */
import { definitionRequests } from '../models/job-definition-requests.ts';
import type { RequestDefaults } from '../models/workload-builder.ts';
import type { Scenario } from './schema.ts';

export function requestDefaultsOf({ workload, batch }: Pick<Scenario, 'workload' | 'batch'>): RequestDefaults {
  const { vcpus, memoryMiB, gpus, attempts } = workload.defaults;
  return { vcpus, memoryMiB, gpus, attempts, byJobDefinition: definitionRequests(batch.jobDefinitions) };
}
