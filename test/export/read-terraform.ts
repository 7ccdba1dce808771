/**
 * Reads an exported main.tf back as AWS's requests, the way the provider would send them. The arguments are the provider's own
 * (6.x, its schemas read in source): one that is not listed here does not exist, and reading throws.
 */
import { parse } from '@cdktf/hcl2json';
import type { PlannedRequest } from './planned-requests.ts';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [argument: string]: Json };

/** What each block may hold. '=' keeps the name in camel case; lists of blocks are in square brackets. */
const SCHEMA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_batch_compute_environment: {
    name_prefix: 'computeEnvironmentName',
    type: '=',
    state: '=',
    service_role: '=',
    unmanagedv_cpus: '=',
    tags: '=',
    compute_resources: '=',
    update_policy: '',
    lifecycle: '',
  },
  compute_resources: {
    type: '=',
    allocation_strategy: '=',
    bid_percentage: '=',
    min_vcpus: 'minvCpus',
    max_vcpus: 'maxvCpus',
    desired_vcpus: 'desiredvCpus',
    instance_type: 'instanceTypes',
    image_id: '=',
    subnets: '=',
    security_group_ids: '=',
    ec2_key_pair: '=',
    instance_role: '=',
    spot_iam_fleet_role: '=',
    placement_group: '=',
    tags: '=',
    ec2_configuration: '[]',
    launch_template: '=',
  },
  ec2_configuration: { image_type: '=', image_id_override: '=' },
  launch_template: { launch_template_id: '=', launch_template_name: '=', version: '=' },
  aws_batch_scheduling_policy: { name: '=', tags: '=', fair_share_policy: 'fairsharePolicy' },
  fair_share_policy: { compute_reservation: '=', share_decay_seconds: '=', share_distribution: '[]' },
  share_distribution: { share_identifier: '=', weight_factor: '=' },
  aws_batch_job_queue: {
    name: 'jobQueueName',
    state: '=',
    priority: '=',
    scheduling_policy_arn: '=',
    tags: '=',
    compute_environment_order: '[]',
    job_state_time_limit_action: '[]jobStateTimeLimitActions',
  },
  compute_environment_order: { order: '=', compute_environment: '=' },
  job_state_time_limit_action: { reason: '=', state: '=', max_time_seconds: '=', action: '=' },
  aws_batch_job_definition: {
    name: 'jobDefinitionName',
    type: '=',
    container_properties: '=',
    node_properties: '=',
    ecs_properties: '=',
    parameters: '=',
    platform_capabilities: '=',
    propagate_tags: '=',
    scheduling_priority: '=',
    tags: '=',
    retry_strategy: '=',
    timeout: '=',
  },
  retry_strategy: { attempts: '=', evaluate_on_exit: '[]' },
  evaluate_on_exit: { action: '=', on_exit_code: '=', on_reason: '=', on_status_reason: '=' },
  timeout: { attempt_duration_seconds: '=' },
};

const OPERATION: Readonly<Record<string, string>> = {
  aws_batch_compute_environment: 'CreateComputeEnvironment',
  aws_batch_scheduling_policy: 'CreateSchedulingPolicy',
  aws_batch_job_queue: 'CreateJobQueue',
  aws_batch_job_definition: 'RegisterJobDefinition',
};

/** By kind; within a kind in the order of the names, since the parser keeps no other. */
export async function requestsOfTerraform(text: string): Promise<readonly PlannedRequest[]> {
  const file = await parse('main.tf', text);
  const requests: PlannedRequest[] = [];
  for (const [type, operation] of Object.entries(OPERATION)) {
    const byLabel: Readonly<Record<string, readonly Fields[]>> = file.resource?.[type] ?? {};
    for (const [fields] of Object.values(byLabel))
      requests.push({ operation, body: await read(type, fields, file.data) });
  }
  return requests;
}

async function read(block: string, fields: Fields, data: unknown): Promise<Json> {
  const entries: (readonly [string, Json])[] = [];
  for (const [argument, value] of Object.entries(fields)) {
    const kind = SCHEMA[block]?.[argument];
    if (kind === undefined) throw new Error(`${block} has no argument ${argument} in the AWS provider`);
    if (kind === '') continue;
    const name = kind.replace(/^(=|\[\])/, '') || camel(argument);
    if (SCHEMA[argument] === undefined) entries.push([name, await plainValue(argument, value, data)]);
    else {
      const blocks: Json[] = [];
      for (const inner of value as readonly Fields[]) blocks.push(await read(argument, inner, data));
      entries.push([name, kind.startsWith('[]') ? blocks : blocks[0]]);
    }
  }
  return Object.fromEntries(entries);
}

async function plainValue(argument: string, value: Json, data: unknown): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map((entry: Json) => plainValue(argument, entry, data)));
  if (typeof value === 'string') return argument === 'name_prefix' ? value.slice(0, -1) : textOf(value, data);
  if (typeof value !== 'object') return value;
  const entries: (readonly [string, Json])[] = [];
  for (const [key, entry] of Object.entries(value)) entries.push([literal(key), await plainValue(key, entry, data)]);
  return Object.fromEntries(entries);
}

/** hcl2json writes an expression as `${...}` and keeps the escapes of what is none. */
async function textOf(value: string, data: unknown): Promise<Json> {
  const document = /^\$\{jsonencode\(([\s\S]*)\)\}$/.exec(value);
  if (document !== null) {
    const parsed: { readonly x: Json } = (await parse('x.tf', `x = ${document[1]}`)) as { readonly x: Json };
    return plainValue('', parsed.x, data);
  }
  const reference = /^\$\{(?:(data)\.)?(\w+)\.([\w-]+)\.arn\}$/.exec(value);
  if (reference === null) return literal(value);
  const [, isData, type, label] = reference;
  if (isData === undefined) return label.replace(/^_/, '');
  return (data as Readonly<Record<string, Readonly<Record<string, readonly { readonly name: string }[]>>>>)[type][
    label
  ][0].name;
}

function literal(text: string): string {
  return text.replace(/([$%])\1\{/g, '$1{');
}

function camel(argument: string): string {
  return argument.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
