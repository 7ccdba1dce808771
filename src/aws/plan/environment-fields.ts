/**
 * The fields of a compute environment: what leaving a field out means, and when two values are the same (API
 * ComputeResourceUpdate). Which update a change needs is decided in src/models/update-kind.ts.
 */
import type { ComputeEnvironment, ComputeResource } from '../../models/batch-config.ts';
import {
  fieldUpdate,
  isFargate,
  isServiceLinked,
  typeUpdate,
  type UpdatableField,
  type UpdateKind,
} from '../../models/update-kind.ts';
import { isCovered, isSame, isSameSet } from './equality.ts';
import { isExactly } from './exact-fields.ts';
import { ownTags } from './tags.ts';

/** `named`: a field left out keeps its live value where it does not change what is simulated. `exact`: it is to be gone. */
export type Fidelity = 'named' | 'exact';

export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly needs: UpdateKind;
}

type Field = UpdatableField;

interface Rule {
  readonly field: Field;
  /** Left out means this value; without it, left out means "leave as it is". */
  readonly absent?: unknown;
  readonly compare?: 'set' | 'covered';
}

const RULES: readonly Rule[] = [
  { field: 'allocationStrategy', absent: 'BEST_FIT' },
  { field: 'minvCpus', absent: 0 },
  { field: 'maxvCpus' },
  { field: 'instanceTypes' },
  { field: 'bidPercentage', absent: 100 },
  { field: 'scalingPolicy', absent: { minScaleDownDelayMinutes: 0 } },
  { field: 'imageId' },
  { field: 'ec2Configuration', compare: 'covered' },
  { field: 'launchTemplate', compare: 'covered' },
  { field: 'ec2KeyPair' },
  { field: 'instanceRole' },
  { field: 'placementGroup' },
  { field: 'subnets', compare: 'set' },
  { field: 'securityGroupIds', compare: 'set' },
  { field: 'tags', compare: 'covered' },
  { field: 'spotIamFleetRole' },
];

/** Fields that are inherited from the live environment, or a sibling, when the configuration leaves them out. */
export const INHERITED_FIELDS: readonly Field[] = RULES.filter(
  ({ field, absent }) => absent === undefined && field !== 'maxvCpus' && field !== 'instanceTypes',
).map(({ field }) => field);

const KNOWN_FIELDS: ReadonlySet<string> = new Set(['type', 'desiredvCpus', ...RULES.map(({ field }) => field)]);

/** Whether our types list this field of computeResources. */
export function isKnownField(field: string): boolean {
  return KNOWN_FIELDS.has(field);
}

const FARGATE_FIELDS: ReadonlySet<Field> = new Set(['maxvCpus', 'subnets', 'securityGroupIds']);

/** Strategies that read instanceTypes as a list in order; for the others it is a set (user guide, allocation strategies). */
const ORDERED: ReadonlySet<string> = new Set(['BEST_FIT_PROGRESSIVE_ORDERED', 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED']);

/** Whether a field has a meaning for resources of this type. */
export function applies(field: Field, resources: ComputeResource): boolean {
  if (isFargate(resources)) return FARGATE_FIELDS.has(field);
  if (field === 'bidPercentage') return resources.type === 'SPOT';
  if (field === 'spotIamFleetRole')
    return resources.type === 'SPOT' && (resources.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT';
  return true;
}

/** Every difference of computeResources; desiredvCpus is AWS's own dial and never one. */
export function resourceDifferences(
  live: ComputeResource,
  wanted: ComputeResource,
  fidelity: Fidelity,
): readonly Difference[] {
  const differences: Difference[] = [];
  if (live.type !== wanted.type) {
    const needs = typeUpdate(live, wanted);
    differences.push({ path: 'computeResources.type', before: live.type, after: wanted.type, needs });
  }
  for (const rule of RULES) {
    if (!applies(rule.field, wanted)) continue;
    const before = live[rule.field] ?? rule.absent;
    const after = wantedValue(rule, live, wanted, fidelity);
    if (isEqual(rule, before, after, wanted, fidelity)) continue;
    differences.push({
      path: pathOf(rule.field),
      before: shown(rule.field, live[rule.field]),
      after: shown(rule.field, isRemoved(after) ? undefined : after),
      needs: fieldUpdate(rule.field, wanted),
    });
  }
  return differences;
}

function wantedValue({ field, absent }: Rule, live: ComputeResource, wanted: ComputeResource, fidelity: Fidelity) {
  const value = wanted[field];
  if (value !== undefined) return value;
  if (absent !== undefined) return absent;
  return fidelity === 'exact' ? undefined : live[field];
}

/** The configuration says "none": an empty string or list removes a value (API ComputeResourceUpdate). */
function isRemoved(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function isEqual(
  { field, compare }: Rule,
  before: unknown,
  after: unknown,
  wanted: ComputeResource,
  fidelity: Fidelity,
): boolean {
  if (isRemoved(before) && isRemoved(after)) return true;
  if (isRemoved(before) || isRemoved(after)) return false;
  if (field === 'scalingPolicy') return delayOf(before) === delayOf(after);
  // What was recorded is an answer of AWS itself, so whatever is there beside it was added since.
  if (fidelity === 'exact' && compare === 'covered') return isExactly(field, before, after);
  if (field === 'tags') return isCovered(ownTags(after as never), before);
  if (compare === 'covered') return isCovered(after, before);
  const isSet = compare === 'set' || (field === 'instanceTypes' && !ORDERED.has(wanted.allocationStrategy ?? ''));
  if (isSet) return isSameSet(before as readonly unknown[], after as readonly unknown[]);
  return isSame(before, after);
}

function delayOf(policy: unknown): number {
  return (policy as { readonly minScaleDownDelayMinutes?: number }).minScaleDownDelayMinutes ?? 0;
}

function pathOf(field: Field): string {
  return `computeResources.${field === 'scalingPolicy' ? 'scalingPolicy.minScaleDownDelayMinutes' : field}`;
}

function shown(field: Field, value: unknown): unknown {
  if (field !== 'scalingPolicy' || value === undefined) return value;
  return delayOf(value) === 0 ? undefined : delayOf(value);
}

/** Differences outside computeResources, tags apart. */
export function outerDifferences(
  live: ComputeEnvironment,
  wanted: ComputeEnvironment,
  fidelity: Fidelity,
): readonly Difference[] {
  const differences: Difference[] = [];
  if (live.type !== wanted.type)
    differences.push({ path: 'type', before: live.type, after: wanted.type, needs: 'blue-green' });
  const [before, after] = [live.state ?? 'ENABLED', wanted.state ?? 'ENABLED'];
  if (before !== after) differences.push({ path: 'state', before, after, needs: 'in-place' });
  const role = wanted.serviceRole ?? (fidelity === 'exact' ? undefined : live.serviceRole);
  if (!isSameRole(live.serviceRole, role)) {
    const isKindKept = isServiceLinked(live.serviceRole) === isServiceLinked(role);
    const needs = isKindKept ? 'in-place' : 'blue-green';
    differences.push({ path: 'serviceRole', before: live.serviceRole, after: role, needs });
  }
  return differences;
}

/** AWS answers ARNs where a name was given. */
function isSameRole(left: string | undefined, right: string | undefined): boolean {
  if (isServiceLinked(left) && isServiceLinked(right)) return true;
  const nameOf = (role: string | undefined) => role?.slice(role.lastIndexOf('/') + 1);
  return left?.startsWith('arn:') === right?.startsWith('arn:') ? left === right : nameOf(left) === nameOf(right);
}
