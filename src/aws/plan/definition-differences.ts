/**
 * Which fields of a job definition differ from its latest revision, and the request that registers the next one: the live
 * definition word for word with the wanted fields laid over it, so that nothing the configuration is silent about is lost.
 */
import type { ContainerProperties, JobDefinition, RetryStrategy } from '../../models/batch-config.ts';
import type { LiveJobDefinition } from '../live-account.ts';
import { isCovered, isRecord, isSame, isSameSet } from './equality.ts';
import { liveRange, type NodeProperties, type NodeRange, rangesLeftBehind } from './node-ranges.ts';
import { ownTags, type Tags } from './tags.ts';

export interface DefinitionDifference {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

const FIELDS = [
  'type',
  'timeout',
  'schedulingPriority',
  'consumableResourceProperties',
] as const satisfies readonly (keyof JobDefinition)[];

export function definitionDifferences(live: LiveJobDefinition, wanted: JobDefinition): readonly DefinitionDifference[] {
  const differences: DefinitionDifference[] = [];
  for (const field of FIELDS) {
    if (!isCovered(wanted[field], live[field]) && wanted[field] !== undefined)
      differences.push({ field, before: live[field], after: wanted[field] });
  }
  differences.push(
    ...containerDifferences('containerProperties', live.containerProperties, wanted.containerProperties),
    ...nodeDifferences(live.nodeProperties, wanted.nodeProperties),
  );
  const { platformCapabilities: platforms, retryStrategy } = wanted;
  if (platforms !== undefined && !isSameSet(live.platformCapabilities ?? ['EC2'], platforms))
    differences.push({ field: 'platformCapabilities', before: live.platformCapabilities, after: platforms });
  if (retryStrategy !== undefined && !isSame(retriesOf(live.retryStrategy), retriesOf(retryStrategy)))
    differences.push({ field: 'retryStrategy', before: live.retryStrategy, after: retryStrategy });
  return differences;
}

function containerDifferences(
  path: string,
  before: ContainerProperties = {},
  { image, command, resourceRequirements }: ContainerProperties = {},
): readonly DefinitionDifference[] {
  const differences: DefinitionDifference[] = [];
  const add = (field: 'image' | 'command' | 'resourceRequirements', after: unknown) =>
    differences.push({ field: `${path}.${field}`, before: before[field], after });
  if (image !== undefined && image !== before.image) add('image', image);
  if (command !== undefined && !isSame(command, before.command ?? [])) add('command', command);
  if (resourceRequirements !== undefined && !isSameSet(resourceRequirements, before.resourceRequirements ?? []))
    add('resourceRequirements', resourceRequirements);
  return differences;
}

function nodeDifferences(
  live: NodeProperties | undefined,
  wanted: NodeProperties | undefined,
): readonly DefinitionDifference[] {
  if (wanted === undefined) return [];
  if (live === undefined) return [{ field: 'nodeProperties', before: undefined, after: wanted }];
  const counts = (['numNodes', 'mainNode'] as const)
    .filter((field) => wanted[field] !== live[field])
    .map((field) => ({ field: `nodeProperties.${field}`, before: live[field], after: wanted[field] }));
  const ranges = wanted.nodeRangeProperties.flatMap((range) => {
    const field = rangePath(range);
    const known = liveRange(live, range, wanted.numNodes);
    if (known === undefined) return [{ field, before: undefined, after: range }];
    return containerDifferences(`${field}.container`, known.container, range.container);
  });
  const gone = rangesLeftBehind(live, wanted).map((range) => ({
    field: rangePath(range),
    before: range,
    after: undefined,
  }));
  return [...counts, ...ranges, ...gone];
}

function rangePath({ targetNodes }: NodeRange): string {
  return `nodeProperties.nodeRangeProperties[${targetNodes}]`;
}

/** API RetryStrategy: one attempt unless said otherwise; actions are read in either case. */
function retriesOf(strategy: RetryStrategy | undefined) {
  return {
    attempts: strategy?.attempts ?? 1,
    evaluateOnExit: (strategy?.evaluateOnExit ?? []).map((entry) => ({ ...entry, action: entry.action.toLowerCase() })),
  };
}

/** Answered by Describe, not taken by Register. */
const READ_ONLY: ReadonlySet<string> = new Set(['status', 'containerOrchestrationType', 'tags']);

export function registerRequest(
  live: LiveJobDefinition | undefined,
  wanted: JobDefinition,
): Readonly<Record<string, unknown>> {
  const {
    jobDefinitionArn: _arn,
    revision: _revision,
    unmodelled,
    ...kept
  } = live ?? ({} as Partial<LiveJobDefinition>);
  const extra = Object.fromEntries(Object.entries(unmodelled ?? {}).filter(([field]) => !READ_ONLY.has(field)));
  const container = containerOver(wanted.containerProperties, kept.containerProperties);
  const { containerProperties: _live, ...others } = kept;
  const { containerProperties: _wanted, ...wishes } = wanted;
  const tags = ownTags(unmodelled?.tags as Tags | undefined);
  return {
    ...extra,
    ...others,
    ...wishes,
    ...(wanted.nodeProperties !== undefined && {
      nodeProperties: nodesOver(wanted.nodeProperties, kept.nodeProperties),
    }),
    ...(Object.keys(container).length > 0 && { containerProperties: container }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

function nodesOver(wanted: NodeProperties, live: NodeProperties | undefined): NodeProperties {
  const nodeRangeProperties = wanted.nodeRangeProperties.map((range) => {
    const known = liveRange(live, range, wanted.numNodes);
    const container = containerOver(range.container, known?.container);
    return { ...known, ...range, ...(Object.keys(container).length > 0 && { container }) };
  });
  return { ...live, ...wanted, nodeRangeProperties };
}

function containerOver(
  wanted: ContainerProperties | undefined,
  live: ContainerProperties | undefined,
): Readonly<Record<string, unknown>> {
  return withoutOldResources({ ...live, ...wanted });
}

/** The deprecated vcpus and memory say the same as resourceRequirements, and AWS takes only one of them. */
function withoutOldResources(container: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Array.isArray(container.resourceRequirements) || container.resourceRequirements.length === 0) return container;
  const types = container.resourceRequirements.map((each: unknown) => (isRecord(each) ? each.type : undefined));
  const { vcpus, memory, ...rest } = container;
  return {
    ...rest,
    ...(vcpus !== undefined && !types.includes('VCPU') && { vcpus }),
    ...(memory !== undefined && !types.includes('MEMORY') && { memory }),
  };
}
