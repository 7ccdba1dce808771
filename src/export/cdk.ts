/**
 * The `cdk` format: one TypeScript stack of AWS's own L1 constructs, because those carry every field as it was simulated; the
 * higher ones choose roles, networks and names themselves. Missing network settings become required props.
 */
import type { BatchConfig } from '../models/batch-config.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { consumableArn, stackDescription } from './cloudformation.ts';
import type { Exporter, ExportOptions, NetworkSettings } from './exporter.ts';
import type { ExportedFiles } from './files.ts';
import { handWork } from './hand-work.ts';
import { headingLines } from './heading.ts';
import type { Setting } from './network.ts';
import { templateRequests } from './requests.ts';
import { oneLine } from './shell.ts';
import { type Stack, type StackResource, stackOf } from './stack.ts';
import { dynamicReferences, functionKeys } from './stack-text.ts';
import { ArnReference, ConsumableArn, ParameterReference, type StackValue } from './stack-value.ts';

export const cdkExporter: Exporter = {
  format: 'cdk',
  description: 'a stack for the AWS CDK in TypeScript',
  export: exportCdk,
};

/** One file, batch-plan-stack.ts, whose template is that of the `cloudformation` format. */
export function exportCdk(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions = {},
): Result<ExportedFiles> {
  const requests = templateRequests(config, network, options);
  if (!requests.ok) return requests;
  const calls = functionKeys(config);
  if (calls.length > 0) return fail(...calls);
  const warnings = [...requests.warnings, ...handWork(config), ...dynamicReferences(config)];
  const stack = stackOf(requests.value, config.consumableResources);
  return succeed([{ path: 'batch-plan-stack.ts', content: sourceOf(stack, warnings, options) }], warnings);
}

function sourceOf(stack: Stack, warnings: readonly Problem[], options: ExportOptions): string {
  const resources = stack.resources.flatMap((resource) => statements(resource, stack));
  const needsSub = resources.some((line) => line.includes('Fn.sub('));
  const lines = [
    ...heading(warnings, stack, options).map(comment),
    importLine(`{ CfnOutput, ${needsSub ? 'Fn, ' : ''}Stack, type StackProps }`, 'aws-cdk-lib'),
    importLine('* as batch', 'aws-cdk-lib/aws-batch'),
    importLine('type { Construct }', 'constructs'),
    '',
    ...propsOf(stack.parameters),
    '',
    'export class BatchPlanStack extends Stack {',
    `  constructor(scope: Construct, id: string, props: BatchPlanStackProps${stack.parameters.length === 0 ? ' = {}' : ''}) {`,
    `    super(scope, id, { description: ${literal(stackDescription(options))}, ...props });`,
    '',
    ...resources.map((line) => (line === '' ? line : `    ${line}`)),
    '  }',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function heading(warnings: readonly Problem[], stack: Stack, { title, region }: ExportOptions): readonly string[] {
  const asked = stack.parameters.map(({ field }) => field).join(', ');
  const lines = [
    `new BatchPlanStack(app, 'BatchPlan', { ${region === undefined ? '' : `env: { region: ${literal(region)} }, `}${asked} });`,
    'Compute environments have no name of their own here: CloudFormation names them after the stack, so that it can replace one.',
  ];
  return headingLines({ title, lines, warnings });
}

function importLine(what: string, from: string): string {
  return `import ${what} from '${from}';`;
}

function comment(text: string): string {
  return `// ${oneLine(text)}`;
}

function propsOf(parameters: readonly Setting[]): readonly string[] {
  if (parameters.length === 0) return ['export type BatchPlanStackProps = StackProps;'];
  const members = parameters.flatMap(({ field, why }) => [
    `  /** Missing in the plan: ${why}. */`,
    `  readonly ${field}: ${field === 'subnets' || field === 'securityGroupIds' ? 'string[]' : 'string'};`,
  ]);
  return ['export interface BatchPlanStackProps extends StackProps {', ...members, '}'];
}

/** The construct, and what the stack tells of it afterwards; a variable only where something refers to it. */
function statements(resource: StackResource, stack: Stack): readonly string[] {
  const { logicalId, kind, name, notes, properties } = resource;
  const hasOutput = kind === 'JobQueue' || kind === 'ComputeEnvironment';
  const isNamed = hasOutput || stack.resources.some((other) => refersTo(other.properties, logicalId));
  const construct = `new batch.Cfn${kind}(this, ${literal(logicalId)}, ${source(properties, 0)});`;
  const output = `new CfnOutput(this, ${literal(`${logicalId}Arn`)}, { description: ${literal(`ARN of ${name}`)}, value: ${variable(logicalId)}.ref });`;
  const text = `${isNamed ? `const ${variable(logicalId)} = ` : ''}${construct}`;
  return [...notes.map(comment), ...text.split('\n'), ...(hasOutput ? [output] : []), ''];
}

function refersTo(value: StackValue, logicalId: string): boolean {
  if (value instanceof ArnReference) return value.logicalId === logicalId;
  return typeof value === 'object' && Object.values(value).some((entry: StackValue) => refersTo(entry, logicalId));
}

/** Logical IDs may start with a digit, variables may not. */
function variable(logicalId: string): string {
  return `the${logicalId}`;
}

function source(value: StackValue, depth: number): string {
  if (value instanceof ParameterReference) return `props.${value.field}`;
  if (value instanceof ArnReference) return `${variable(value.logicalId)}.${ARN_ATTRIBUTE[value.kind]}`;
  if (value instanceof ConsumableArn) return `Fn.sub(${literal(consumableArn(value))})`;
  if (Array.isArray(value)) return listSource(value, depth);
  if (typeof value !== 'object') return typeof value === 'string' ? literal(value) : String(value);
  const entries = Object.entries(value).map(([key, entry]) => `${keySource(key)}: ${source(entry, depth + 1)},`);
  return entries.length === 0 ? '{}' : block('{', entries, '}', depth);
}

function listSource(value: readonly StackValue[], depth: number): string {
  const isFlat = value.every((entry) => typeof entry !== 'object');
  if (isFlat) return `[${value.map((entry) => source(entry, depth)).join(', ')}]`;
  return block(
    '[',
    value.map((entry) => `${source(entry, depth + 1)},`),
    ']',
    depth,
  );
}

function block(open: string, lines: readonly string[], close: string, depth: number): string {
  const indent = '  '.repeat(depth);
  return [open, ...lines.map((line) => `${indent}  ${line}`), `${indent}${close}`].join('\n');
}

const ARN_ATTRIBUTE = {
  ComputeEnvironment: 'attrComputeEnvironmentArn',
  SchedulingPolicy: 'attrArn',
  ConsumableResource: 'attrConsumableResourceArn',
} as const;

/** A computed key is an ordinary key even when it reads __proto__. */
function keySource(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__' ? key : `[${literal(key)}]`;
}

/** A JSON string is a JavaScript string; the two line separators are escaped for older readers. */
function literal(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
}
