/**
 * Decides how one live environment becomes the wanted one: the least disruptive of in place, scaling, infrastructure and
 * blue/green, and the request that does it.
 */
import type { ComputeEnvironment, ComputeResource } from '../../models/batch-config.ts';
import {
  isFargate,
  isServiceLinked,
  mostDisruptive,
  type UpdateKind,
  whyNoInfrastructureUpdate,
} from '../../models/update-kind.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import {
  applies,
  type Difference,
  type Fidelity,
  INHERITED_FIELDS,
  isKnownField,
  outerDifferences,
  resourceDifferences,
} from './environment-fields.ts';
import { exactTemplate, withoutImageStatus } from './exact-fields.ts';
import { laidOverNested } from './laid-over.ts';
import { NAME_TAG, ownTags, PLAN_TAG, type Tags } from './tags.ts';

export interface EnvironmentChange {
  readonly differences: readonly Difference[];
  /** Undefined when nothing but tags differs. */
  readonly kind: UpdateKind | undefined;
  /** Why nothing less would do; for blue/green only. */
  readonly because?: string;
  readonly fidelity: Fidelity;
}

export function environmentChange(
  live: LiveComputeEnvironment,
  wanted: ComputeEnvironment,
  fidelity: Fidelity,
  prefersBlueGreen = false,
): EnvironmentChange {
  const differences = [
    ...outerDifferences(live, wanted, fidelity),
    ...(live.computeResources === undefined || wanted.computeResources === undefined
      ? []
      : resourceDifferences(live.computeResources, wanted.computeResources, fidelity)),
  ];
  const needed = mostDisruptive(differences.map(({ needs }) => needs));
  if (needed === undefined) return { differences, kind: undefined, fidelity };
  const because = whyBlueGreen(live, wanted, differences, needed, prefersBlueGreen);
  return because === undefined
    ? { differences, kind: needed, fidelity }
    : { differences, kind: 'blue-green', because, fidelity };
}

function whyBlueGreen(
  live: LiveComputeEnvironment,
  wanted: ComputeEnvironment,
  differences: readonly Difference[],
  needed: UpdateKind,
  prefersBlueGreen: boolean,
): string | undefined {
  if (needed === 'blue-green') {
    const paths = differences.filter(({ needs }) => needs === 'blue-green').map(({ path }) => path);
    return `AWS Batch cannot change ${paths.join(' and ')} of an environment`;
  }
  if (needed !== 'infrastructure') return undefined;
  const wish = prefersBlueGreen ? 'blue/green was asked for, so that running jobs finish' : undefined;
  return whyNoInfrastructureUpdate(live, wanted) ?? wish;
}

/** The wanted environment with what the configuration leaves out taken from the live one or a sibling. */
export function completed(
  wanted: ComputeEnvironment,
  source: ComputeEnvironment | undefined,
  fidelity: Fidelity = 'named',
): ComputeEnvironment {
  if (source === undefined || fidelity === 'exact') return wanted;
  const serviceRole = wanted.serviceRole ?? source.serviceRole;
  const resources = wanted.computeResources;
  return {
    ...wanted,
    ...(serviceRole !== undefined && { serviceRole }),
    ...(resources !== undefined && { computeResources: inheriting(resources, source.computeResources) }),
  };
}

function inheriting(wanted: ComputeResource, source: ComputeResource | undefined): ComputeResource {
  if (source === undefined) return wanted;
  const inherited = INHERITED_FIELDS.filter(
    (field) => wanted[field] === undefined && source[field] !== undefined && applies(field, wanted),
  ).map((field) => [field, source[field]]);
  const unknown = isFargate(source) === isFargate(wanted) ? unknownFields(source) : {};
  return { ...unknown, ...laidOverNested(wanted, source), ...Object.fromEntries(inherited) };
}

/** What AWS answers of computeResources beyond our types; another kind of resources would not take it. */
function unknownFields(resources: ComputeResource): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(resources).filter(([field]) => !isKnownField(field)));
}

/**
 * Fields of the live environment that no replacement gets, since CreateComputeEnvironment or the other kind of resources
 * does not take them.
 */
export function fieldsLeftBehind(live: LiveComputeEnvironment, wanted: ComputeEnvironment): readonly string[] {
  const outer = Object.keys(live.unmodelled ?? {}).filter(
    (field) => !CREATABLE.includes(field) && !REPORTED_ONLY.includes(field),
  );
  const { computeResources: before } = live;
  if (before === undefined || isFargate(before) === isFargate(wanted.computeResources)) return outer;
  return [...outer, ...Object.keys(unknownFields(before)).map((field) => `computeResources.${field}`)];
}

/**
 * The CreateComputeEnvironment request. AWS creates environments ENABLED only, and with the service-linked role when none
 * is named; read-only fields of an earlier Describe are left out.
 */
export function createRequest(
  wanted: ComputeEnvironment,
  name: string,
  extra: {
    readonly logicalName?: string;
    readonly plan?: string;
    readonly unmodelled?: Readonly<Record<string, unknown>>;
    readonly tags?: Tags;
  },
): Readonly<Record<string, unknown>> {
  const tags = {
    ...ownTags(extra.tags),
    ...ownTags(wanted.tags),
    ...(extra.logicalName !== undefined && { [NAME_TAG]: extra.logicalName }),
    ...(extra.plan !== undefined && { [PLAN_TAG]: extra.plan }),
  };
  return {
    computeEnvironmentName: name,
    type: wanted.type,
    state: 'ENABLED',
    ...creatable(extra.unmodelled),
    ...(wanted.computeResources !== undefined && { computeResources: requestResources(wanted.computeResources) }),
    ...(!isServiceLinked(wanted.serviceRole) && { serviceRole: wanted.serviceRole }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

/** What Describe answers beyond our types and Create takes. */
const CREATABLE = ['unmanagedvCpus', 'eksConfiguration', 'context', 'ecsSettings'];

/** Set by AWS Batch itself: a new environment gets its own. */
const REPORTED_ONLY = ['ecsClusterArn', 'uuid', 'containerOrchestrationType'];

function creatable(unmodelled: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(unmodelled ?? {}).filter(([field]) => CREATABLE.includes(field)));
}

function requestResources(resources: ComputeResource): Readonly<Record<string, unknown>> {
  const kept = Object.entries(resources).filter(([field, value]) => {
    if (field === 'desiredvCpus') return false;
    if (field === 'scalingPolicy') return (resources.scalingPolicy?.minScaleDownDelayMinutes ?? 0) > 0;
    const isOurs = INHERITED_FIELDS.includes(field as never) || field === 'bidPercentage';
    if (isOurs && !applies(field as never, resources)) return false;
    return value !== '' && !(Array.isArray(value) && value.length === 0);
  });
  return {
    // AWS has a default for it, but says so only in prose.
    ...(!isFargate(resources) && { minvCpus: 0 }),
    ...Object.fromEntries(kept.map(([field, value]) => [field, writable(field, value)])),
  };
}

function writable(field: string, value: unknown): unknown {
  if (field !== 'ec2Configuration' || !Array.isArray(value)) return value;
  return value.map(withoutImageStatus);
}

/** The UpdateComputeEnvironment request for the differences; state is left to the caller, who knows the order of steps. */
export function updateRequest(
  live: LiveComputeEnvironment,
  wanted: ComputeEnvironment,
  { differences, fidelity }: EnvironmentChange,
): Readonly<Record<string, unknown>> {
  const changed = differences.flatMap(({ path }) => {
    const field = /^computeResources\.([A-Za-z0-9]+)/.exec(path)?.[1];
    return field === undefined ? [] : [field as keyof ComputeResource];
  });
  const fields = changed.map((field) => [
    field,
    updateValue(field, live.computeResources, wanted.computeResources, fidelity),
  ]);
  const role = differences.find(({ path }) => path === 'serviceRole');
  return {
    computeEnvironment: live.computeEnvironmentArn,
    ...(fields.length > 0 && { computeResources: Object.fromEntries(fields) }),
    ...(role !== undefined && { serviceRole: role.after }),
  };
}

/** API ComputeResourceUpdate: an empty string or list removes; what has a default is set back to it. */
function updateValue(
  field: keyof ComputeResource,
  live: ComputeResource | undefined,
  wanted: ComputeResource | undefined,
  fidelity: Fidelity,
) {
  const value = wanted?.[field];
  const isExact = fidelity === 'exact';
  switch (field) {
    case 'minvCpus':
      return value ?? 0;
    case 'bidPercentage':
      return value ?? 100;
    case 'scalingPolicy':
      return value ?? { minScaleDownDelayMinutes: 0 };
    case 'launchTemplate':
      if (wanted?.launchTemplate === undefined) return { launchTemplateId: '' };
      return isExact ? exactTemplate(live?.launchTemplate, wanted.launchTemplate) : value;
    case 'ec2Configuration':
      return writable(field, value ?? []);
    case 'tags':
      return { ...(!isExact && ownTags(live?.tags)), ...ownTags(value as Tags | undefined) };
    default:
      return value ?? '';
  }
}
