/** `export`: a plan file or a scenario as files for another tool. */
import { join } from 'node:path';
import { checkAgainstSdk } from '../../aws/sdk-schema-check.ts';
import {
  EXPORTERS,
  type ExportedFiles,
  type Exporter,
  exporterNamed,
  type NetworkSettings,
} from '../../export/index.ts';
import { withNamePrefix } from '../../export/name-prefix.ts';
import { templateRequests, whyNotRegistrable } from '../../export/requests.ts';
import type { BatchConfig } from '../../models/batch-config.ts';
import { formatProblem, type Problem } from '../../models/problem.ts';
import { canonicalJson } from '../../report/index.ts';
import { parseScenario } from '../../scenario/load.ts';
import type { CliContext } from '../context.ts';
import { refuseOverwriting } from '../destination.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { rehearseExport, writeExport } from '../export-folder.ts';
import { withList } from '../export-list.ts';
import { Failure, invalidInput, usageFailure } from '../failure.ts';
import { nameOf, readText } from '../files.ts';
import { hearInterruption } from '../interruption.ts';
import { type NetworkFlags, networkOf } from '../network-flags.ts';
import { planBatch } from '../plan-file.ts';

export interface ExportFlags extends NetworkFlags {
  readonly to: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly namePrefix?: string;
}

interface Exportable {
  readonly batch: BatchConfig;
  readonly title: string;
  readonly region: string;
}

export async function exportVerb(context: CliContext, file: string, flags: ExportFlags): Promise<ExitCode> {
  const exporter = exporterNamed(flags.to);
  if (exporter === undefined)
    throw usageFailure(
      `unknown export format "${flags.to}"`,
      `known: ${EXPORTERS.map(({ format }) => format).join(', ')}`,
    );
  const exportable = readExportable(file, await readText(context, file));
  const { title, region } = exportable;
  const batch = withNamePrefix(exportable.batch, flags.namePrefix ?? '');
  const network = networkOf(flags);
  const exported = exporter.export(batch, network, { region, title });
  if (!exported.ok) throw invalidInput(...exported.problems.map((problem) => ({ file, ...problem })));
  await refuseWhatTheSdkRefuses(batch, network, file);
  for (const warning of exported.warnings) context.writeError(`warning: ${formatProblem(warning)}\n`);
  context.writeError(`note: ${exporter.usesWhatExists === true ? neededNames(batch) : newNames(batch, exporter)}\n`);
  await hearInterruption(context);
  deliver(context, { source: file, format: exporter.format, files: withList(exporter.format, exported.value) }, flags);
  return EXIT.ok;
}

interface Delivery {
  /** The file that was exported. */
  readonly source: string;
  readonly format: string;
  readonly files: ExportedFiles;
}

function deliver(context: CliContext, { source, format, files }: Delivery, flags: ExportFlags): void {
  const { out, json = false, dryRun = false } = flags;
  const named = dryRun ? { dryRun, files: files.map(({ path }) => ({ path })) } : { files };
  if (out !== undefined && out !== '-') {
    for (const { path } of files) refuseOverwriting(context, { '--out': join(out, path) }, [source]);
    const tidied = (dryRun ? rehearseExport : writeExport)(context, { folder: out, format, files });
    if (json) context.writeOut(canonicalJson({ schemaVersion: 1, ...named, ...tidied }));
    return;
  }
  if (dryRun) context.writeError(`would print: ${files.map(({ path }) => path).join(', ')}\n`);
  if (json) context.writeOut(canonicalJson({ schemaVersion: 1, ...named }));
  else if (!dryRun) printFiles(context, files);
}

/** AWS refuses to create what exists; changing live resources in place is another tool's work. A definition it never refuses. */
function newNames(batch: BatchConfig, { leavesConsumables }: Exporter): string {
  const { computeEnvironments, jobQueues, schedulingPolicies = [], jobDefinitions = [] } = batch;
  const consumableResources = leavesConsumables === true ? [] : (batch.consumableResources ?? []);
  const names = [
    ...computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName),
    ...schedulingPolicies.map(({ name }) => name),
    ...jobQueues.map(({ jobQueueName }) => jobQueueName),
    ...consumableResources.map(({ consumableResourceName }) => consumableResourceName),
  ];
  const registered = jobDefinitions.filter((definition) => whyNotRegistrable(definition) === undefined);
  const revisions =
    registered.length === 0
      ? ''
      : `; these get a new revision where they exist: ${registered.map(({ jobDefinitionName }) => jobDefinitionName).join(', ')}`;
  return `these are created and must not exist yet: ${names.join(', ')}${revisions} (--name-prefix gives them other names)`;
}

function neededNames({ jobQueues }: BatchConfig): string {
  return `nothing is created; these queues must exist: ${jobQueues.map(({ jobQueueName }) => jobQueueName).join(', ')}`;
}

/** A plan file that `optimize --out` wrote, or a scenario. */
function readExportable(file: string, text: string): Exportable {
  const plan = planBatch(text, nameOf(file));
  if (plan?.ok === false) throw invalidInput(...plan.problems);
  if (plan !== undefined) return plan.value;
  const scenario = parseScenario(text, nameOf(file));
  if (!scenario.ok) throw invalidInput(...scenario.problems);
  return { batch: scenario.value.batch, title: scenario.value.name, region: scenario.value.region };
}

/** Bodies leave only when the SDK's own schemas accept them. */
async function refuseWhatTheSdkRefuses(batch: BatchConfig, network: NetworkSettings, file: string): Promise<void> {
  const requests = templateRequests(batch, network, {});
  if (!requests.ok) throw invalidInput(...requests.problems);
  const problems: Problem[] = [];
  for (const { operation, body } of requests.value) problems.push(...(await checkAgainstSdk(operation, body)));
  if (problems.length > 0)
    throw new Failure(
      EXIT.ourBug,
      problems.map((problem) => ({ file, ...problem })),
    );
}

function printFiles(context: CliContext, files: ExportedFiles): void {
  // One file is printed as it is, so that it can be piped on.
  if (files.length === 1) {
    context.writeOut(files[0].content);
    return;
  }
  for (const { path, content } of files)
    context.writeOut(`# ${path}\n${content.endsWith('\n') ? content : `${content}\n`}\n`);
}
