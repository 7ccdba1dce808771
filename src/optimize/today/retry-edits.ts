/** Edits of how often a job is tried: for the jobs whose definition is not listed, and for each definition that is. */
import type { BatchConfig, RetryStrategy } from '../../models/batch-config.ts';
import type { Workload } from '../../models/workload.ts';
import { USUAL_ATTEMPTS } from '../candidate.ts';
import type { Landscape } from '../landscape.ts';
import { spotRetryStrategy } from '../spot-retries.ts';
import type { Edit } from './edits.ts';

/** A field for each of hundreds of definitions would be no single change. */
const MOST_DEFINITIONS = 4;

export function retryEdits({ workload, current, space }: Landscape): readonly Edit[] {
  const counts = space.attempts ?? [USUAL_ATTEMPTS, 3];
  const definitions = (current.jobDefinitions ?? []).map(({ jobDefinitionName }) => jobDefinitionName);
  return counts.flatMap((attempts) => [
    defaultRetries(workload, attempts),
    ...definitions.slice(0, MOST_DEFINITIONS).map((name) => definitionRetries(workload, name, attempts)),
  ]);
}

function defaultRetries(workload: Workload, attempts: number): Edit {
  return {
    path: 'defaultRetryStrategy',
    isCompanion: true,
    apply: (config) => {
      const strategy = withAttempts(workload, config.defaultRetryStrategy, attempts);
      return strategy === undefined ? undefined : { ...config, defaultRetryStrategy: strategy };
    },
  };
}

function definitionRetries(workload: Workload, name: string, attempts: number): Edit {
  return {
    path: `jobDefinitions[${name}].retryStrategy`,
    isCompanion: true,
    apply: (config): BatchConfig | undefined => {
      const definition = config.jobDefinitions?.find(({ jobDefinitionName }) => jobDefinitionName === name);
      const strategy = withAttempts(workload, definition?.retryStrategy, attempts);
      if (definition === undefined || strategy === undefined) return undefined;
      const jobDefinitions = config.jobDefinitions?.map((each) =>
        each === definition ? { ...definition, retryStrategy: strategy } : each,
      );
      return { ...config, ...(jobDefinitions !== undefined && { jobDefinitions }) };
    },
  };
}

/** A strategy that is there keeps its conditions; undefined when it has that many tries already. */
function withAttempts(
  workload: Workload,
  strategy: RetryStrategy | undefined,
  attempts: number,
): RetryStrategy | undefined {
  if ((strategy?.attempts ?? 1) === attempts) return undefined;
  return strategy === undefined ? spotRetryStrategy(workload, attempts) : { ...strategy, attempts };
}
