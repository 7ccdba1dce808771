/** The `cloudformation` format: one commented YAML template; whatever network settings are missing become its parameters. */
import { Document, type Pair, Scalar, type Tags, visit, type YAMLMap } from 'yaml';
import type { BatchConfig } from '../models/batch-config.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import type { Exporter, ExportOptions, NetworkSettings } from './exporter.ts';
import type { ExportedFiles } from './files.ts';
import { handWork } from './hand-work.ts';
import { headingLines } from './heading.ts';
import { capitalised } from './logical-ids.ts';
import type { Setting } from './network.ts';
import { templateRequests } from './requests.ts';
import { oneLine } from './shell.ts';
import { type Stack, type StackResource, stackOf } from './stack.ts';
import { dynamicReferences, functionKeys } from './stack-text.ts';
import { ArnReference, ConsumableArn, ParameterReference, type StackValue } from './stack-value.ts';

export const cloudFormationExporter: Exporter = {
  format: 'cloudformation',
  description: 'a CloudFormation template',
  export: exportCloudFormation,
};

/** One file, template.yaml. Warnings: what the plan counts on and the template does not make. */
export function exportCloudFormation(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions = {},
): Result<ExportedFiles> {
  const requests = templateRequests(config, network, options);
  if (!requests.ok) return requests;
  const calls = functionKeys(config);
  if (calls.length > 0) return fail(...calls);
  const warnings = [...requests.warnings, ...handWork(config), ...dynamicReferences(config)];
  const content = templateText(stackOf(requests.value, config.consumableResources), warnings, options);
  return succeed([{ path: 'template.yaml', content }], warnings);
}

function templateText(stack: Stack, warnings: readonly Problem[], options: ExportOptions): string {
  const document = new Document(templateOf(stack, options), { version: '1.1', customTags: withoutMerge });
  document.commentBefore = heading(warnings, options).map(commentLine).join('\n');
  quoteUserText(document);
  for (const { logicalId, notes } of stack.resources) {
    if (notes.length > 0) keyOf(document, ['Resources', logicalId]).commentBefore = notes.map(commentLine).join('\n');
  }
  // No folding: a folded scalar is legal, but a diff of it is hard to read.
  return document.toString({ lineWidth: 0, directives: false });
}

function heading(warnings: readonly Problem[], { title, region }: ExportOptions): readonly string[] {
  const lines = [
    ...(region === undefined ? [] : [`Made for ${region}.`]),
    'Compute environments have no name of their own here: CloudFormation names them after the stack, so that it can replace one.',
  ];
  return headingLines({ title, lines, warnings });
}

function commentLine(text: string): string {
  return ` ${oneLine(text)}`;
}

/** The template as plain data, in CloudFormation's order of sections. */
export function templateOf(stack: Stack, options: ExportOptions = {}): Readonly<Record<string, unknown>> {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: stackDescription(options),
    ...(stack.parameters.length > 0 && { Parameters: Object.fromEntries(stack.parameters.map(parameterEntry)) }),
    Resources: Object.fromEntries(stack.resources.map((resource) => [resource.logicalId, resourceOf(resource)])),
    Outputs: Object.fromEntries(stack.resources.flatMap(outputEntry)),
  };
}

export function stackDescription({ title }: ExportOptions): string {
  return `AWS Batch plan${title === undefined ? '' : `: ${oneLine(title)}`}`.slice(0, LONGEST_DESCRIPTION);
}

/** Bytes allowed are 1024; a character may take four of them. */
const LONGEST_DESCRIPTION = 256;

function parameterEntry({ field, why }: Setting) {
  return [PARAMETERS[field].name, { Type: PARAMETERS[field].type, Description: capitalised(why) }] as const;
}

const PARAMETERS: Readonly<Record<Setting['field'], { readonly name: string; readonly type: string }>> = {
  subnets: { name: 'Subnets', type: 'List<AWS::EC2::Subnet::Id>' },
  securityGroupIds: { name: 'SecurityGroupIds', type: 'List<AWS::EC2::SecurityGroup::Id>' },
  instanceRole: { name: 'InstanceRole', type: 'String' },
  spotIamFleetRole: { name: 'SpotIamFleetRole', type: 'String' },
  serviceRole: { name: 'ServiceRole', type: 'String' },
};

function resourceOf({ kind, properties }: StackResource) {
  return { Type: `AWS::Batch::${kind}`, Properties: pascal(properties) };
}

/** The names CloudFormation chose, and the ARNs that submit-job takes. */
function outputEntry({ logicalId, kind, name }: StackResource) {
  if (kind !== 'JobQueue' && kind !== 'ComputeEnvironment') return [];
  const value = { Description: `ARN of ${name}`, Value: { Ref: logicalId } };
  return [[`${logicalId}Arn`, value] as const];
}

/** CloudFormation spells a member of the API with a capital; the keys of maps are the user's own. */
function pascal(value: StackValue): unknown {
  if (value instanceof ParameterReference) return { Ref: PARAMETERS[value.field].name };
  if (value instanceof ArnReference) return { 'Fn::GetAtt': [value.logicalId, ARN_ATTRIBUTE[value.kind]] };
  if (value instanceof ConsumableArn) return { 'Fn::Sub': consumableArn(value) };
  if (Array.isArray(value)) return value.map(pascal);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [capitalised(key), MAPS.has(key) ? entry : pascal(entry)]),
  );
}

/** For Fn::Sub, where an exclamation mark after the brace keeps text of the user's as it is. */
export function consumableArn({ name }: ConsumableArn): string {
  const text = name.replaceAll('${', '${!');
  return `arn:\${AWS::Partition}:batch:\${AWS::Region}:\${AWS::AccountId}:consumable-resource/${text}`;
}

const ARN_ATTRIBUTE = {
  ComputeEnvironment: 'ComputeEnvironmentArn',
  SchedulingPolicy: 'Arn',
  ConsumableResource: 'ConsumableResourceArn',
} as const;

/** Members of Batch requests that are maps with keys of the user's. */
const MAPS: ReadonlySet<string> = new Set([
  'tags',
  'parameters',
  'options',
  'labels',
  'annotations',
  'limits',
  'requests',
]);

/**
 * CloudFormation reads YAML 1.1, where `no`, `1:30` and `<<` are not text. Everything that is not a plain identifier is
 * quoted, keys included.
 */
function quoteUserText(document: Document): void {
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && !/^[A-Za-z][A-Za-z0-9:_-]*[A-Za-z0-9_]$/.test(scalar.value)) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
}

/** With it, the library writes the text << bare, as the merge key of YAML 1.1. */
function withoutMerge(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge');
}

function keyOf(document: Document, path: readonly string[]): Scalar {
  const map = document.getIn(path.slice(0, -1)) as YAMLMap;
  const pair = map.items.find((item: Pair) => (item.key as Scalar).value === path.at(-1)) as Pair<Scalar>;
  return pair.key;
}
