/**
 * How the AWS provider for Terraform (6.x) spells the fields of AWS Batch's requests, and which of them it lacks. Source: the
 * provider's schemas and its version 6 upgrade guide.
 */

/** Fields that become attributes; a field in no table of this file is one the provider has no argument for. */
export const ENVIRONMENT_ATTRIBUTES: Readonly<Record<string, string>> = {
  type: 'type',
  state: 'state',
  serviceRole: 'service_role',
  unmanagedvCpus: 'unmanagedv_cpus',
  tags: 'tags',
};

export const COMPUTE_RESOURCE_ATTRIBUTES: Readonly<Record<string, string>> = {
  type: 'type',
  allocationStrategy: 'allocation_strategy',
  minvCpus: 'min_vcpus',
  maxvCpus: 'max_vcpus',
  desiredvCpus: 'desired_vcpus',
  bidPercentage: 'bid_percentage',
  instanceTypes: 'instance_type',
  imageId: 'image_id',
  subnets: 'subnets',
  securityGroupIds: 'security_group_ids',
  ec2KeyPair: 'ec2_key_pair',
  instanceRole: 'instance_role',
  spotIamFleetRole: 'spot_iam_fleet_role',
  placementGroup: 'placement_group',
  tags: 'tags',
};

export const LAUNCH_TEMPLATE_ATTRIBUTES: Readonly<Record<string, string>> = {
  launchTemplateId: 'launch_template_id',
  launchTemplateName: 'launch_template_name',
  version: 'version',
};

export const EC2_CONFIGURATION_ATTRIBUTES: Readonly<Record<string, string>> = {
  imageType: 'image_type',
  imageIdOverride: 'image_id_override',
};

export const QUEUE_ATTRIBUTES: Readonly<Record<string, string>> = {
  jobQueueName: 'name',
  state: 'state',
  priority: 'priority',
  schedulingPolicyArn: 'scheduling_policy_arn',
  tags: 'tags',
};

export const TIME_LIMIT_ATTRIBUTES: Readonly<Record<string, string>> = {
  reason: 'reason',
  state: 'state',
  maxTimeSeconds: 'max_time_seconds',
  action: 'action',
};

export const POLICY_ATTRIBUTES: Readonly<Record<string, string>> = { name: 'name', tags: 'tags' };

export const FAIR_SHARE_ATTRIBUTES: Readonly<Record<string, string>> = {
  shareDecaySeconds: 'share_decay_seconds',
  computeReservation: 'compute_reservation',
};

export const SHARE_ATTRIBUTES: Readonly<Record<string, string>> = {
  shareIdentifier: 'share_identifier',
  weightFactor: 'weight_factor',
};

export const DEFINITION_ATTRIBUTES: Readonly<Record<string, string>> = {
  jobDefinitionName: 'name',
  type: 'type',
  parameters: 'parameters',
  schedulingPriority: 'scheduling_priority',
  platformCapabilities: 'platform_capabilities',
  propagateTags: 'propagate_tags',
  tags: 'tags',
};

/** These take a JSON document in the API's own spelling. */
export const DEFINITION_DOCUMENTS: Readonly<Record<string, string>> = {
  containerProperties: 'container_properties',
  nodeProperties: 'node_properties',
  ecsProperties: 'ecs_properties',
};

export const EVALUATE_ON_EXIT_ATTRIBUTES: Readonly<Record<string, string>> = {
  action: 'action',
  onExitCode: 'on_exit_code',
  onReason: 'on_reason',
  onStatusReason: 'on_status_reason',
};

/** The attributes of a request's fields in the provider's spelling, in the order of the table. */
export function argumentsOf<Value>(
  fields: Readonly<Record<string, Value | undefined>>,
  table: Readonly<Record<string, string>>,
): { readonly [argument: string]: Value | undefined } {
  return Object.fromEntries(Object.entries(table).map(([field, argument]) => [argument, fields[field]]));
}

/** Fields of the request that stand in none of the tables. */
export function unknownFields(
  fields: object,
  ...tables: readonly (Readonly<Record<string, string>> | readonly string[])[]
) {
  const known = new Set(tables.flatMap((table) => (Array.isArray(table) ? table : Object.keys(table))));
  return Object.entries(fields).flatMap(([field, value]) => (value === undefined || known.has(field) ? [] : [field]));
}
