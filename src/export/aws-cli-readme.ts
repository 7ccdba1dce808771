/** The README.md of an aws-cli export: what the folder does, and what is left for the reader to do. */
import type { BatchConfig, JobDefinition } from '../models/batch-config.ts';
import { submissionSentences } from '../models/submission.ts';
import type { RequestFile } from './aws-cli-scripts.ts';
import type { ExportOptions } from './exporter.ts';
import { whyNotRegistrable } from './requests.ts';
import { oneLine } from './shell.ts';

export function awsCliReadme(config: BatchConfig, files: readonly RequestFile[], options: ExportOptions): string {
  const sections = [
    `# ${oneLine(options.title ?? 'AWS Batch plan')}`,
    'Written by `batchwright export --to aws-cli`. The bodies below are what was simulated, field for field, with only missing network settings, roles and the plan tag added.',
    usage(options),
    fileList(files),
    ...registrationNote(files),
    ...(config.jobDefinitions ?? []).flatMap(handWork),
    ...consumablesNote(config),
    ...defaultRetryNote(config),
    ...submissionNote(config),
  ];
  return `${sections.join('\n\n')}\n`;
}

function usage(options: ExportOptions): string {
  const region = options.region === undefined ? 'the region your AWS CLI is set to' : oneLine(options.region);
  return [
    '```sh',
    './apply.sh   # creates everything below and waits until it is VALID',
    './undo.sh    # deletes it again',
    '```',
    '',
    `Both run in ${region}, with the credentials the AWS CLI finds. \`apply.sh\` writes what it made to \`created.tsv\` and can be`,
    'run again after a failure; AWS refuses a name that exists already, so nothing that was there before is changed.',
    '`undo.sh` deletes only what `created.tsv` lists: keep that file. Its first line is the account and region it is of; both',
    'scripts refuse to run with the credentials of another one. Deleting a queue terminates the jobs still in it; on',
    'Fargate, end all jobs first, or the environment becomes INVALID. `POLL_SECONDS` and `TIMEOUT_SECONDS` set the waiting.',
  ].join('\n');
}

function fileList(files: readonly RequestFile[]): string {
  return ['| file | request |', '|---|---|', ...files.map(fileRow)].join('\n');
}

function fileRow({ request, path }: RequestFile): string {
  const policy = request.operation === 'CreateJobQueue' ? request.schedulingPolicyName : undefined;
  const remark = policy === undefined ? '' : `, with the ARN of ${policy} added when it is known`;
  return `| ${path} | ${request.operation}${remark} |`;
}

function registrationNote(files: readonly RequestFile[]): readonly string[] {
  if (!files.some(({ request }) => request.operation === 'RegisterJobDefinition')) return [];
  return [
    'Registering a job definition makes a new revision with exactly the fields in its file, and jobs submitted by its name use that revision from then on. If your own definition has more (roles, environment variables, volumes), do not register this one: copy its `retryStrategy` and `timeout` over instead.',
  ];
}

/** What the plan assumed of a definition that is not registered from here. */
function handWork(definition: JobDefinition): readonly string[] {
  const reason = whyNotRegistrable(definition);
  if (reason === undefined) return [];
  const { retryStrategy, timeout, schedulingPriority, consumableResourceProperties } = definition;
  const assumed = { retryStrategy, timeout, schedulingPriority, consumableResourceProperties };
  const heading = `## By hand: job definition ${oneLine(definition.jobDefinitionName)}`;
  if (Object.values(assumed).every((value) => value === undefined)) return [];
  return [heading, `Not registered: ${reason}. The plan counts on these fields in it:`, json(assumed)];
}

function consumablesNote({ consumableResources = [] }: BatchConfig): readonly string[] {
  if (consumableResources.length === 0) return [];
  return [
    'Consumable resources need an AWS CLI of March 2025 or newer. A job asks for one through its definition; those that are not registered from here need the field themselves.',
  ];
}

function defaultRetryNote(config: BatchConfig): readonly string[] {
  if (config.defaultRetryStrategy === undefined) return [];
  return [
    '## By hand: retries of every other job definition',
    'The plan counts on this `retryStrategy` in the definitions it does not list, or in SubmitJob:',
    json({ retryStrategy: config.defaultRetryStrategy }),
  ];
}

/** AWS Batch never moves a job between queues, so the plan's split is the submitter's work. */
function submissionNote({ submission }: BatchConfig): readonly string[] {
  const lines = submissionSentences(submission).map((sentence) => `- ${oneLine(sentence)}`);
  return lines.length === 0 ? [] : ['## By hand: how jobs must be submitted', lines.join('\n')];
}

function json(value: unknown): string {
  return ['```json', JSON.stringify(value, undefined, 2), '```'].join('\n');
}
