/**
 * Reads a CloudFormation template back as AWS's requests, the way CloudFormation would send them: members with a small
 * first letter, references as the names behind them. Names that CloudFormation would choose are read off the outputs.
 */
import type { PlannedRequest } from './planned-requests.ts';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
}

const OPERATION: Readonly<Record<string, string>> = {
  'AWS::Batch::ComputeEnvironment': 'CreateComputeEnvironment',
  'AWS::Batch::SchedulingPolicy': 'CreateSchedulingPolicy',
  'AWS::Batch::JobQueue': 'CreateJobQueue',
  'AWS::Batch::JobDefinition': 'RegisterJobDefinition',
};

/** `nameOf` gives the name behind a logical ID; the default undoes the spelling of one-word names. */
export function requestsOfTemplate(template: Template): readonly PlannedRequest[] {
  return Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
    // Members of CloudFormation's own, which are not part of the request.
    const { ReplaceComputeEnvironment: _, UpdatePolicy: __, ...request } = Properties;
    const body = camel(request) as Readonly<Record<string, unknown>>;
    const operation = OPERATION[Type];
    // Made by hand in the other formats, so not part of what is compared.
    if (operation === undefined) return [];
    if (operation === 'CreateComputeEnvironment') {
      return { operation, body: { computeEnvironmentName: nameOf(logicalId), ...body } };
    }
    if (operation === 'CreateSchedulingPolicy') return { operation, body: { name: nameOf(logicalId), ...body } };
    return { operation, body };
  });
}

/** The samples' names: `SpotComputeEnvironment` is spot, `Tier0ComputeEnvironment` is tier-0. */
function nameOf(logicalId: string): string {
  const word = logicalId.replace(/(ComputeEnvironment|SchedulingPolicy|ConsumableResource)$/, '');
  return word.replace(/(\D)(\d)/, '$1-$2').toLowerCase();
}

const MAPS = new Set(['Tags', 'Parameters']);

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::GetAtt' in value) return nameOf((value['Fn::GetAtt'] as readonly string[])[0]);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      MAPS.has(key) ? entry : camel(entry),
    ]),
  );
}
