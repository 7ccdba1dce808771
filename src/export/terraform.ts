/** The `terraform` format: one main.tf for the AWS provider 6.x; missing network settings become its variables. */
import type { BatchConfig } from '../models/batch-config.ts';
import { type Problem, type Result, succeed } from '../models/problem.ts';
import type { Exporter, ExportOptions, NetworkSettings } from './exporter.ts';
import type { ExportedFiles } from './files.ts';
import { consumableHandWork, handWork } from './hand-work.ts';
import { type HclBlock, HclExpression, hclText } from './hcl.ts';
import { headingLines } from './heading.ts';
import type { Setting } from './network.ts';
import { type CreateRequest, templateRequests } from './requests.ts';
import { parametersOf } from './stack.ts';
import * as names from './terraform-arguments.ts';
import { label, ORDERED, resourceBlock } from './terraform-resources.ts';
import { TerraformRoles } from './terraform-roles.ts';

export const terraformExporter: Exporter = {
  format: 'terraform',
  description: 'a Terraform configuration (HCL)',
  leavesConsumables: true,
  export: exportTerraform,
};

/** One file, main.tf. Warnings: what the plan counts on and Terraform or its provider cannot make. */
export function exportTerraform(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions = {},
): Result<ExportedFiles> {
  const requests = templateRequests(config, network, options);
  if (!requests.ok) return requests;
  const warnings = [
    ...requests.warnings,
    ...handWork(config),
    ...consumableHandWork(config),
    ...providerGaps(requests.value, config),
  ];
  const content = `${heading(warnings, options)}\n${hclText(blocksOf(requests.value))}`;
  return succeed([{ path: 'main.tf', content }], warnings);
}

function heading(warnings: readonly Problem[], { title, region }: ExportOptions): string {
  const lines = [
    ...(region === undefined ? [] : [`Made for ${region}: say so in your provider "aws" block.`]),
    'Environments have a name prefix and create_before_destroy: a replaced one gets a new name, the queues move over, the old one goes.',
    'If its deletion fails with "found existing JobQueue relationship", AWS has not let go of it yet: apply again.',
  ];
  return headingLines({ title, lines, warnings })
    .map((line) => `# ${line}\n`)
    .join('');
}

function blocksOf(requests: readonly CreateRequest[]): readonly HclBlock[] {
  const roles = new TerraformRoles();
  const environments = new Set(
    requests.flatMap(({ operation, name }) => (operation === 'CreateComputeEnvironment' ? [name] : [])),
  );
  const resources = requests.map((request) => resourceBlock(request, { environments, roles }));
  const variables = parametersOf(requests).map(variableBlock);
  return [PROVIDER, ...variables, ...roles.blocks(), ...resources, ...requests.flatMap(outputBlock)];
}

/** name and name_prefix of environments exist since provider 6.0; nothing here needs a newer Terraform than 1.0. */
const PROVIDER: HclBlock = {
  type: 'terraform',
  attributes: { required_version: '>= 1.0' },
  blocks: [
    {
      type: 'required_providers',
      attributes: { aws: new HclExpression('{\n  source  = "hashicorp/aws"\n  version = ">= 6.0"\n}') },
    },
  ],
};

function variableBlock({ field, why }: Setting): HclBlock {
  const isList = field === 'subnets' || field === 'securityGroupIds';
  const description = isList ? `Missing in the plan: ${why}` : `Missing in the plan, as an ARN: ${why}`;
  return {
    type: 'variable',
    labels: [VARIABLES[field]],
    attributes: { description, type: new HclExpression(isList ? 'list(string)' : 'string') },
  };
}

const VARIABLES: Readonly<Record<Setting['field'], string>> = {
  subnets: 'subnets',
  securityGroupIds: 'security_group_ids',
  instanceRole: 'instance_role',
  spotIamFleetRole: 'spot_iam_fleet_role',
  serviceRole: 'service_role',
};

function outputBlock({ operation, name }: CreateRequest): readonly HclBlock[] {
  if (operation !== 'CreateJobQueue') return [];
  const value = new HclExpression(`aws_batch_job_queue.${label(name)}.arn`);
  return [{ type: 'output', labels: [`${label(name)}_job_queue_arn`], attributes: { value } }];
}

/** What the simulation counted on and the provider has no way to say. */
function providerGaps(requests: readonly CreateRequest[], config: BatchConfig): readonly Problem[] {
  return requests.flatMap((request): readonly Problem[] => {
    if (request.operation === 'CreateComputeEnvironment') return environmentGaps(request.body, config);
    if (request.operation !== 'RegisterJobDefinition') return [];
    const index = config.jobDefinitions?.findIndex(({ jobDefinitionName }) => jobDefinitionName === request.name);
    const tables = [names.DEFINITION_ATTRIBUTES, names.DEFINITION_DOCUMENTS, ['retryStrategy', 'timeout']];
    return names.unknownFields(request.body, ...tables).map((field) => gap(`batch.jobDefinitions[${index}].${field}`));
  });
}

function environmentGaps(body: BatchConfig['computeEnvironments'][number], config: BatchConfig): readonly Problem[] {
  const { computeResources } = body;
  if (computeResources === undefined) return [];
  const index = config.computeEnvironments.findIndex(
    ({ computeEnvironmentName }) => computeEnvironmentName === body.computeEnvironmentName,
  );
  const path = `batch.computeEnvironments[${index}].computeResources`;
  const unknown = names.unknownFields(computeResources, names.COMPUTE_RESOURCE_ATTRIBUTES, [
    'launchTemplate',
    'ec2Configuration',
  ]);
  const order: Problem = {
    path: `${path}.instanceTypes`,
    message: `the AWS provider keeps instance types as a set, so ${computeResources.allocationStrategy} gets them in another order`,
    hint: 'export to cloudformation or aws-cli, or choose a strategy that does not go by the order',
  };
  return [
    ...unknown.map((field) => gap(`${path}.${field}`)),
    ...(ORDERED.has(computeResources.allocationStrategy) ? [order] : []),
  ];
}

function gap(path: string): Problem {
  return {
    path,
    message: 'has no argument that we know of in the AWS provider for Terraform',
    hint: 'set it by hand once the resource exists',
  };
}
