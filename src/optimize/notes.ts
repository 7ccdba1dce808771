/** What the reader of a recommendation must know besides its numbers, one sentence each. */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Landscape } from './landscape.ts';
import { DEFAULT_OBJECTIVE_NOTE, type Objective } from './objective.ts';
import type { Decision } from './recommend.ts';

export function notesOf(
  landscape: Landscape,
  objective: Objective,
  decision: Decision,
  isConfirmed: boolean,
): readonly string[] {
  const { config } = decision.chosen.candidate;
  return [
    ...decision.notes,
    ...(objective.limits.length === 0 ? [DEFAULT_OBJECTIVE_NOTE] : []),
    ...(isConfirmed
      ? []
      : ['the search was stopped before it could confirm its best on fresh seeds: these figures flatter the winner']),
    ...retryNotes(landscape.current, config),
    `only ${landscape.architecture} types were tried: container images are built for one architecture`,
    'run times are taken as equal on all types; families older than those in use, burstable and flex families and other GPU models were not tried',
    ...spotNotes(landscape, config),
    ...untouchedNotes(landscape),
  ];
}

function retryNotes(current: BatchConfig, chosen: BatchConfig): readonly string[] {
  const definitions = (chosen.jobDefinitions ?? []).filter((definition) => {
    const before = current.jobDefinitions?.find(
      ({ jobDefinitionName }) => jobDefinitionName === definition.jobDefinitionName,
    );
    return definition.retryStrategy !== undefined && before?.retryStrategy === undefined;
  });
  const isDefaultNew = chosen.defaultRetryStrategy !== undefined && current.defaultRetryStrategy === undefined;
  if (definitions.length === 0 && !isDefaultNew) return [];
  const names = definitions.map(({ jobDefinitionName }) => jobDefinitionName).join(', ');
  const where = [
    ...(definitions.length > 0 ? [`the job definitions ${names}`] : []),
    ...(isDefaultNew ? ['every job definition not listed here, or SubmitJob'] : []),
  ].join(' and ');
  return [
    `retries after a Spot reclaim are part of the change: put the retry strategy (up to 10 attempts, only after "Host EC2*") into ${where}`,
  ];
}

function spotNotes({ catalog, assumptions }: Landscape, chosen: BatchConfig): readonly string[] {
  const usesSpot = chosen.computeEnvironments.some(({ computeResources }) => computeResources?.type === 'SPOT');
  if (!usesSpot) return [];
  const source = catalog.provenance.find(({ figure }) => /spot/i.test(figure));
  const dated = source === undefined ? '' : ` dated ${source.date}`;
  return [
    `Spot prices are estimates${dated}; reclaims follow the model "${assumptions.spot.model}" (${assumptions.spot.preset})`,
  ];
}

function untouchedNotes({ current, queues }: Landscape): readonly string[] {
  const untouched = current.jobQueues.filter(({ jobQueueName }) => !queues.includes(jobQueueName));
  if (untouched.length === 0) return [];
  return [
    `queues left as they are, because they use the other architecture: ${untouched.map(({ jobQueueName }) => jobQueueName).join(', ')}`,
  ];
}
