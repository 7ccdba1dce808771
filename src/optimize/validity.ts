/** Whether a candidate may race: AWS would take it, its types have prices, and no job is shut out that runs today. */
import { findUnrunnable } from '../engine/explain.ts';
import { prepare, type Setup } from '../engine/setup.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { checkBatch } from '../scenario/check-batch.ts';
import type { Candidate } from './candidate.ts';
import { type Landscape, surveyWorld } from './landscape.ts';

/** The current configuration always races: it was checked before the search began. */
export function validCandidates(landscape: Landscape, candidates: readonly Candidate[]): readonly Candidate[] {
  const allowed = unrunnableJobs(landscape, landscape.current) ?? 0;
  return candidates.filter((candidate) => {
    if (candidate.origin === 'current') return true;
    if (checkBatch(candidate.config).some(({ severity }) => severity === 'problem')) return false;
    const unrunnable = unrunnableJobs(landscape, candidate.config);
    return unrunnable !== undefined && unrunnable <= allowed;
  });
}

/** Undefined when the configuration cannot be simulated at all. */
function unrunnableJobs(landscape: Landscape, config: BatchConfig): number | undefined {
  const setup = prepare(landscape.workload, config, surveyWorld(landscape));
  return setup.ok ? countUnrunnable(setup.value) : undefined;
}

function countUnrunnable(setup: Setup): number {
  return findUnrunnable(setup).reduce((sum, { jobs }) => sum + jobs, 0);
}
