/** What AWS Batch would refuse of a new revision of a job definition (API RegisterJobDefinition, NodeRangeProperty). */
import type { ContainerProperties, JobDefinition } from '../../models/batch-config.ts';
import type { Problem } from '../../models/problem.ts';
import type { LiveJobDefinition } from '../live-account.ts';
import { liveRange, type NodeRange, rangesLeftBehind } from './node-ranges.ts';

export function definitionProblems(live: LiveJobDefinition, wanted: JobDefinition, path: string): readonly Problem[] {
  if (live.type !== wanted.type) {
    const message = `the live definition is of type ${live.type}, and its properties are of no use to a ${wanted.type} one`;
    return [{ path: `${path}.type`, message, hint: 'give the new definition another name' }];
  }
  return [
    ...twoKinds(live.unmodelled, wanted.containerProperties, `${path}.containerProperties`),
    ...(wanted.nodeProperties?.nodeRangeProperties ?? []).flatMap((range, index) =>
      rangeProblems(live, wanted, range, `${path}.nodeProperties.nodeRangeProperties[${index}]`),
    ),
  ];
}

function rangeProblems(
  { nodeProperties: live }: LiveJobDefinition,
  { nodeProperties: wanted }: JobDefinition,
  range: NodeRange,
  path: string,
): readonly Problem[] {
  const known = liveRange(live, range, wanted?.numNodes ?? 0);
  if (known !== undefined) return twoKinds(known, range.container, `${path}.container`);
  if (range.container?.image !== undefined) return [];
  const ranges = (live?.nodeRangeProperties ?? []).map(({ targetNodes }) => targetNodes).join(', ');
  const message = `no live node range is ${range.targetNodes}, and a new one needs an image`;
  return [{ path: `${path}.container.image`, message, hint: `the live ones are ${ranges}` }];
}

/** Containers are said in one of three ways, and only in one. */
const OTHER_KINDS = ['ecsProperties', 'eksProperties'];

function twoKinds(
  live: object | undefined,
  container: ContainerProperties | undefined,
  path: string,
): readonly Problem[] {
  const kind = OTHER_KINDS.find((field) => live !== undefined && field in live);
  if (kind === undefined || Object.keys(container ?? {}).length === 0) return [];
  const message = `the live definition has ${kind}, and AWS Batch takes only one of the two`;
  return [{ path, message, hint: 'leave it out here, or give the new definition another name' }];
}

/** Sentences: what the live definition says of nodes that the wanted one has no range for. */
export function lostRanges(live: LiveJobDefinition, wanted: JobDefinition): readonly string[] {
  if (wanted.nodeProperties === undefined) return [];
  return rangesLeftBehind(live.nodeProperties, wanted.nodeProperties).map(({ targetNodes, container, ...rest }) => {
    const fields = [...Object.keys(container ?? {}), ...Object.keys(rest)].sort().join(', ');
    return `the node range ${targetNodes} of ${wanted.jobDefinitionName} goes, with its ${fields}`;
  });
}
