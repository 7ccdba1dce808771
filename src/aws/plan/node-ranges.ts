/** The node ranges of a multi-node definition: which live one a wanted one means, and the wanted laid over the live. */
import type { JobDefinition } from '../../models/batch-config.ts';

export type NodeProperties = NonNullable<JobDefinition['nodeProperties']>;
export type NodeRange = NodeProperties['nodeRangeProperties'][number];

/** The live range of the same nodes, however it is written. */
export function liveRange(
  live: NodeProperties | undefined,
  { targetNodes }: NodeRange,
  numNodes: number,
): NodeRange | undefined {
  const ranges = live?.nodeRangeProperties ?? [];
  const nodes = nodesOf(targetNodes, numNodes);
  return (
    ranges.find((range) => range.targetNodes === targetNodes) ??
    ranges.find((range) => nodesOf(range.targetNodes, live?.numNodes ?? numNodes) === nodes)
  );
}

/** Live ranges that no wanted one means: a new revision has nothing of what they say. */
export function rangesLeftBehind(live: NodeProperties | undefined, wanted: NodeProperties): readonly NodeRange[] {
  const meant = new Set(wanted.nodeRangeProperties.map((range) => liveRange(live, range, wanted.numNodes)));
  return (live?.nodeRangeProperties ?? []).filter((range) => !meant.has(range));
}

/** API NodeRangeProperty: `0:3`, `:3` from the first node, `2:` to the last one, `1` alone. */
function nodesOf(targetNodes: string, numNodes: number): string {
  const [from, to = from] = targetNodes.split(':');
  return `${from || '0'}:${to || numNodes - 1}`;
}
