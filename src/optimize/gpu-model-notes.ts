/** Says where jobs lose GPU models that they may run on today: run times are taken as equal, and nobody knows which jobs need which. */
import type { BatchConfig } from '../models/batch-config.ts';
import { resolveInstanceTypes } from '../models/instance-selection.ts';
import type { Landscape } from './landscape.ts';
import { environmentsOfQueues } from './queue-environments.ts';

export function gpuModelNotes({ groups, current, catalog }: Landscape, chosen: BatchConfig): readonly string[] {
  const asking = groups.filter(({ shapes }) => shapes.some(({ gpus }) => gpus > 0));
  return asking.flatMap(({ queues }) => {
    const before = modelsOf(current, queues, catalog);
    const after = modelsOf(chosen, queues, catalog);
    if (before.length === 0 || after.length === 0 || before.every((model) => after.includes(model))) return [];
    const where = `${queues.length === 1 ? 'queue' : 'queues'} ${queues.join(' and ')}`;
    return [
      `jobs of ${where} run on GPUs of ${after.join(' and ')}, where today they may run on ${before.join(' and ')}: equal run times and enough GPU memory are assumed`,
    ];
  });
}

/** GPU models of the types in the environments of the queues, sorted. */
function modelsOf(config: BatchConfig, queues: readonly string[], catalog: Landscape['catalog']): readonly string[] {
  const environments = environmentsOfQueues(config, (queue) => queues.includes(queue));
  const entries = environments.flatMap(({ computeResources }) => computeResources?.instanceTypes ?? []);
  const resolved = resolveInstanceTypes(entries, catalog);
  if (!resolved.ok) return [];
  return [...new Set(resolved.value.flatMap(({ gpuModel }) => gpuModel ?? []))].sort();
}
