/** What the reader of a recommendation must know besides its numbers, one sentence each. */
import type { BatchConfig, RetryStrategy } from '../models/batch-config.ts';
import { architectureOfName } from '../scenario/architecture-of-name.ts';
import { gpuModelNotes } from './gpu-model-notes.ts';
import type { Landscape } from './landscape.ts';
import { DEFAULT_OBJECTIVE_NOTE, type Objective } from './objective.ts';
import { partsOf } from './queue-groups.ts';
import type { Decision } from './recommend.ts';
import { CHEAPEST_SPOT_POOL } from './today/risks.ts';

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
    ...(landscape.shapes.length > 0 ? [] : [NOTHING_GENERATED]),
    ...retryNotes(landscape.current, config),
    ...keptRunningNotes(landscape, config),
    ...submissionNotes(config),
    ...architectureNotes(landscape, config),
    landscape.space.instanceTypes === undefined
      ? 'run times are taken as equal on all types; families older than those in use, burstable and flex families and other GPU models were not tried'
      : 'run times are taken as equal on all types; only the instance types listed under search.instanceTypes were tried',
    ...gpuModelNotes(landscape, config),
    ...spotNotes(landscape, config),
    ...cheapestPoolNotes(landscape.current, config),
    ...untouchedNotes(landscape),
  ];
}

/** Only small changes have it: the search does not generate it unless `search` lists it. */
function cheapestPoolNotes(current: BatchConfig, chosen: BatchConfig): readonly string[] {
  const namesOf = ({ computeEnvironments }: BatchConfig) =>
    computeEnvironments
      .filter(
        ({ computeResources: resources }) =>
          resources?.type === 'SPOT' && resources.allocationStrategy === 'BEST_FIT_PROGRESSIVE',
      )
      .map(({ computeEnvironmentName }) => computeEnvironmentName);
  const before = namesOf(current);
  return namesOf(chosen)
    .filter((name) => !before.includes(name))
    .map((name) => `${name}: ${CHEAPEST_SPOT_POOL}`);
}

const NOTHING_GENERATED =
  "no configuration was generated: of the types like those in use that have a price and run on AWS's own machine images, none holds any job";

const A_WEEK_MS = 7 * 24 * 3_600_000;

/** A trace of a few hours shows neither the nights nor the week-ends that minvCpus is paid for. */
function keptRunningNotes({ current, workload }: Landscape, chosen: BatchConfig): readonly string[] {
  const { submitMs, jobCount } = workload;
  let lastMs = 0;
  for (let job = 0; job < jobCount; job++) lastMs = Math.max(lastMs, submitMs[job]);
  if (lastMs >= A_WEEK_MS) return [];
  return chosen.computeEnvironments.flatMap(({ computeEnvironmentName: name, computeResources }) => {
    const minvCpus = computeResources?.minvCpus ?? 0;
    const before = current.computeEnvironments.find((other) => other.computeEnvironmentName === name);
    if (minvCpus <= (before?.computeResources?.minvCpus ?? 0)) return [];
    return [
      `${name} keeps ${minvCpus} vCPUs running around the clock; these figures pay for them only from the first job to the last, and the trace is shorter than a week`,
    ];
  });
}

/** AWS Batch never moves a job, so a split is worth only what the submitter makes of it. */
function submissionNotes({ submission }: BatchConfig): readonly string[] {
  const { queueRoutes = [], checkpointIntervalSeconds } = submission ?? {};
  const routes = queueRoutes.map(({ fromQueue, toQueue, longerThanSeconds, jobDefinitions }) =>
    jobDefinitions === undefined
      ? `submitters must send jobs longer than ${longerThanSeconds ?? 0} s to ${toQueue} instead of ${fromQueue}: the simulation knows each run time beforehand, they must guess it`
      : `submitters must send jobs of ${jobDefinitions.join(', ')} to ${toQueue} instead of ${fromQueue}`,
  );
  if (checkpointIntervalSeconds === undefined) return routes;
  return [
    ...routes,
    checkpointIntervalSeconds === 0
      ? 'jobs must write no checkpoints any more: only reclaims of Spot are weighed here, and without them a bug or a lost host costs the whole run'
      : `jobs must write a checkpoint every ${checkpointIntervalSeconds} s of work`,
  ];
}

function architectureNotes(landscape: Landscape, chosen: BatchConfig): readonly string[] {
  const tried = landscape.space.architectures ?? [landscape.architecture];
  if (tried.every((architecture) => architecture === landscape.architecture)) {
    return [
      `only ${landscape.architecture} types were tried: container images are built for one architecture; \`--architectures x86_64,arm64\` (search.architectures in a scenario) tries both`,
    ];
  }
  const other = landscape.architecture === 'arm64' ? 'x86_64' : 'arm64';
  const isChosen = chosen.computeEnvironments.some(({ computeResources }) =>
    computeResources?.instanceTypes?.some((name) => architectureOfName(name) === other),
  );
  if (!isChosen) return [`${tried.join(' and ')} types were tried, as the scenario allows`];
  return [
    `the recommendation runs on ${other}: every container image must exist for ${other}, own machine images and launch templates are left out of its environments, and equal run times are assumed`,
  ];
}

function retryNotes(current: BatchConfig, chosen: BatchConfig): readonly string[] {
  const definitions = (chosen.jobDefinitions ?? []).filter((definition) => {
    const before = current.jobDefinitions?.find(
      ({ jobDefinitionName }) => jobDefinitionName === definition.jobDefinitionName,
    );
    return definition.retryStrategy !== undefined && before?.retryStrategy === undefined;
  });
  const brought = definitions[0]?.retryStrategy ?? chosen.defaultRetryStrategy;
  const isDefaultNew = chosen.defaultRetryStrategy !== undefined && current.defaultRetryStrategy === undefined;
  if (definitions.length === 0 && !isDefaultNew) return [];
  const names = definitions.map(({ jobDefinitionName }) => jobDefinitionName).join(', ');
  const where = [
    ...(definitions.length > 0 ? [`the job definitions ${names}`] : []),
    ...(isDefaultNew ? ['every job definition not listed here, or SubmitJob'] : []),
  ].join(' and ');
  return [
    `retries after a Spot reclaim are part of the change: put the retry strategy (up to 10 attempts, ${retriedAfter(brought)}) into ${where}`,
  ];
}

/** Exit codes are in it where jobs of the recorded history were mended by another attempt. */
function retriedAfter(strategy: RetryStrategy | undefined): string {
  const entries = strategy?.evaluateOnExit;
  if (entries === undefined) return 'after any failure, as jobs of the history were';
  const codes = entries.flatMap(({ action, onExitCode }) => (action === 'RETRY' ? (onExitCode ?? []) : []));
  const mended = codes.length === 0 ? '' : ` or an exit code that the history mends by it: ${codes.join(', ')}`;
  return `only after "Host EC2*"${mended}`;
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

export function untouchedNotes(landscape: Landscape): readonly string[] {
  const { current, queues } = landscape;
  const untouched = current.jobQueues.filter(({ jobQueueName }) => !queues.includes(jobQueueName));
  const searched = partsOf(landscape).flatMap((part) => part.queues);
  const withoutTypes = queues.filter((queue) => !searched.includes(queue));
  return [
    ...(untouched.length === 0
      ? []
      : [
          `queues left as they are, because they use the other architecture: ${untouched.map(({ jobQueueName }) => jobQueueName).join(', ')}`,
        ]),
    ...(withoutTypes.length === 0
      ? []
      : [
          `queues left as they are, because no type of their GPU models that has a price and runs on AWS's own machine images holds their jobs: ${withoutTypes.join(', ')}`,
        ]),
  ];
}
