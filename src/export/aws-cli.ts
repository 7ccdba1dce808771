/** The `aws-cli` format: one JSON request body a file, a script that applies them, one that undoes it, and a README. */
import type { BatchConfig } from '../models/batch-config.ts';
import { type Problem, type Result, succeed } from '../models/problem.ts';
import { awsCliReadme } from './aws-cli-readme.ts';
import { applyScript, type RequestFile, type ScriptedRequest, undoScript } from './aws-cli-scripts.ts';
import type { Exporter, ExportOptions, NetworkSettings } from './exporter.ts';
import type { ExportedFile, ExportedFiles } from './files.ts';
import {
  type CreateConsumableResource,
  type CreateRequest,
  consumableRequests,
  createRequests,
  whyNotRegistrable,
} from './requests.ts';

export const awsCliExporter: Exporter = {
  format: 'aws-cli',
  description: 'request bodies for the AWS CLI, with scripts that apply and undo them',
  export: exportAwsCli,
};

/**
 * README.md, apply.sh, undo.sh, and the bodies numbered in the order they are sent. Bodies are exactly what the simulation
 * saw, plus the network settings and the plan tag. Warnings: definitions that cannot be registered from here.
 */
export function exportAwsCli(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions = {},
): Result<ExportedFiles> {
  const requests = createRequests(config, network, options);
  if (!requests.ok) return requests;
  const consumables = consumableRequests(config, options);
  if (!consumables.ok) return consumables;
  const requestFiles = inOrder(requests.value, consumables.value).map((request, index) => ({
    request,
    path: bodyPath(request, index),
  }));
  const files: ExportedFile[] = [
    ...requestFiles.map(bodyFile),
    { path: 'apply.sh', content: applyScript(requestFiles, options), executable: true },
    { path: 'undo.sh', content: undoScript(requestFiles, options), executable: true },
    { path: 'README.md', content: awsCliReadme(config, requestFiles, options) },
  ];
  return succeed(files, [...requests.warnings, ...unregisteredDefinitions(config)]);
}

/** A definition may be registered only when the resources it asks for are there. */
function inOrder(
  requests: readonly CreateRequest[],
  consumables: readonly CreateConsumableResource[],
): readonly ScriptedRequest[] {
  const isDefinition = ({ operation }: CreateRequest) => operation === 'RegisterJobDefinition';
  return [...requests.filter((each) => !isDefinition(each)), ...consumables, ...requests.filter(isDefinition)];
}

const VERB: Readonly<Record<ScriptedRequest['operation'], string>> = {
  CreateComputeEnvironment: 'create-compute-environment',
  CreateSchedulingPolicy: 'create-scheduling-policy',
  CreateJobQueue: 'create-job-queue',
  CreateConsumableResource: 'create-consumable-resource',
  RegisterJobDefinition: 'register-job-definition',
};

/** Names have passed AWS's own rule by now: letters, digits, hyphens, underscores. */
function bodyPath(request: ScriptedRequest, index: number): string {
  return `${String(index + 1).padStart(2, '0')}-${VERB[request.operation]}-${request.name}.json`;
}

function bodyFile({ request, path }: RequestFile): ExportedFile {
  return { path, content: `${JSON.stringify(request.body, undefined, 2)}\n` };
}

function unregisteredDefinitions(config: BatchConfig): readonly Problem[] {
  return (config.jobDefinitions ?? []).flatMap((definition, index) => {
    const reason = whyNotRegistrable(definition);
    if (reason === undefined) return [];
    return [
      {
        path: `batch.jobDefinitions[${index}]`,
        message: `"${definition.jobDefinitionName}" is not registered: ${reason}`,
        hint: 'README.md says what to put in your own definition',
      },
    ];
  });
}
