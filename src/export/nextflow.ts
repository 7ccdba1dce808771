/**
 * The `nextflow` format: a nextflow.config that sends tasks to the plan's queues and tries them as often as the plan does. It
 * makes no AWS resources; what Nextflow cannot carry is told in its comments and as warnings.
 */

import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, EvaluateOnExit, JobQueue, RetryStrategy } from '../models/batch-config.ts';
import { type Problem, type Result, succeed } from '../models/problem.ts';
import type { Exporter, ExportOptions, NetworkSettings } from './exporter.ts';
import type { ExportedFiles } from './files.ts';
import { groovyMap, groovyString } from './groovy.ts';
import { submissionHandWork } from './hand-work.ts';
import { headingLines } from './heading.ts';
import { labelsOf } from './nextflow-labels.ts';
import { templateRequests } from './requests.ts';

export const nextflowExporter: Exporter = {
  format: 'nextflow',
  description: 'a nextflow.config that uses the plan',
  usesWhatExists: true,
  export: exportNextflow,
};

/** One file, nextflow.config, for Nextflow 24.10 or newer. Network settings play no part. */
export function exportNextflow(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions = {},
): Result<ExportedFiles> {
  const requests = templateRequests(config, network, options);
  if (!requests.ok) return requests;
  const [main, ...others] = config.jobQueues;
  const warnings = [...notCarried(config), ...(main === undefined ? [] : handWorkOf(main, config))];
  const content = [
    ...heading(warnings, options).map((line) => `// ${line}`),
    '',
    ...(main === undefined ? [] : processScope(main, others, config, options)),
    '',
    ...awsScope(main, config, options),
    '',
  ].join('\n');
  return succeed([{ path: 'nextflow.config', content }], warnings);
}

function heading(warnings: readonly Problem[], { title }: ExportOptions): readonly string[] {
  const lines = [
    'It uses the queues of the plan and does not make them: export to aws-cli, cloudformation, cdk or terraform for that.',
    'Nextflow registers a job definition for each container itself, with the cpus and memory of each process; set those there.',
  ];
  return headingLines({ title, firstLineEnd: ', for Nextflow 24.10 or newer.', lines, warnings });
}

function processScope(
  main: JobQueue,
  others: readonly JobQueue[],
  config: BatchConfig,
  options: ExportOptions,
): readonly string[] {
  const tags = tagsOf(main, options);
  const { maxRetries } = retriesOf(config);
  return [
    'process {',
    `    executor = 'awsbatch'`,
    `    queue = ${groovyString(main.jobQueueName)}`,
    ...(maxRetries === 0
      ? []
      : [
          '    // A task tried again is a new job at the end of the queue; AWS Batch itself puts a retry at its front.',
          `    errorStrategy = 'retry'`,
          `    maxRetries = ${maxRetries}`,
        ]),
    ...(Object.keys(tags).length === 0
      ? []
      : [`    // The tags of the queue, which its jobs do not inherit.`, `    resourceLabels = ${groovyMap(tags)}`]),
    ...others.flatMap((queue) => selector(queue, main, config, options)),
    '}',
  ];
}

function selector(queue: JobQueue, main: JobQueue, config: BatchConfig, options: ExportOptions): readonly string[] {
  const [tags, mainTags] = [tagsOf(queue, options), tagsOf(main, options)].map(groovyMap);
  return [
    `    withLabel: ${groovyString(queueLabels(config).get(queue.jobQueueName) ?? '')} {`,
    `        queue = ${groovyString(queue.jobQueueName)}`,
    ...(tags === mainTags ? [] : [`        resourceLabels = ${tags}`]),
    '    }',
  ];
}

function tagsOf({ tags }: JobQueue, { planTag }: ExportOptions): Readonly<Record<string, string>> {
  return { ...tags, ...(planTag !== undefined && { 'batchwright:plan': planTag }) };
}

function queueLabels({ jobQueues }: BatchConfig): ReadonlyMap<string, string> {
  return labelsOf(jobQueues.map(({ jobQueueName }) => jobQueueName));
}

function awsScope(main: JobQueue | undefined, config: BatchConfig, { region }: ExportOptions): readonly string[] {
  const { maxSpotAttempts } = retriesOf(config);
  return [
    'aws {',
    ...(region === undefined ? [] : [`    region = ${groovyString(region)}`]),
    '    batch {',
    `        // Tries of a job whose host went away, by AWS Batch itself: ${maxSpotAttempts === 0 ? 'none, a lost task fails like any other' : 'the first one counts'}.`,
    `        maxSpotAttempts = ${maxSpotAttempts}`,
    ...(main !== undefined && isFargate(main, config) ? [`        platformType = 'fargate'`] : []),
    '    }',
    '}',
  ];
}

interface Retries {
  readonly maxSpotAttempts: number;
  readonly maxRetries: number;
}

/**
 * maxSpotAttempts is the strategy "Host EC2* is retried, all else is not", with the same count of tries. Any other strategy is
 * nearest to Nextflow's own retry, which counts from the second try. One of the two, or the tries would multiply.
 */
function retriesOf({ defaultRetryStrategy, jobDefinitions = [] }: BatchConfig): Retries {
  const strategy = defaultRetryStrategy ?? jobDefinitions.find(({ retryStrategy }) => retryStrategy)?.retryStrategy;
  const attempts = strategy?.attempts ?? 1;
  if (strategy === undefined || attempts === 1) return { maxSpotAttempts: 0, maxRetries: 0 };
  if (isForLostHostsOnly(strategy)) return { maxSpotAttempts: attempts, maxRetries: 0 };
  return { maxSpotAttempts: 0, maxRetries: attempts - 1 };
}

function isForLostHostsOnly({ evaluateOnExit = [] }: RetryStrategy): boolean {
  const [lost, rest] = evaluateOnExit;
  return (
    evaluateOnExit.length === 2 &&
    lost.action.toUpperCase() === 'RETRY' &&
    (lost.onStatusReason ?? '').startsWith('Host EC2') &&
    isOnlyCondition(lost, 'onStatusReason') &&
    rest.action.toUpperCase() === 'EXIT' &&
    rest.onReason === '*' &&
    isOnlyCondition(rest, 'onReason')
  );
}

/** All conditions of a rule must hold, so a second one makes it another rule. */
function isOnlyCondition(rule: EvaluateOnExit, condition: keyof EvaluateOnExit): boolean {
  return (['onStatusReason', 'onReason', 'onExitCode'] as const).every(
    (each) => each === condition || rule[each] === undefined,
  );
}

function isFargate(queue: JobQueue, config: BatchConfig): boolean {
  const names = new Set(queue.computeEnvironmentOrder.map(({ computeEnvironment }) => nameInArn(computeEnvironment)));
  return config.computeEnvironments.some(
    ({ computeEnvironmentName, computeResources }) =>
      names.has(computeEnvironmentName) && /^FARGATE/.test(computeResources?.type ?? ''),
  );
}

/** What the plan says and no line of a nextflow.config can. */
function notCarried(config: BatchConfig): readonly Problem[] {
  const { defaultRetryStrategy, jobDefinitions = [] } = config;
  const definitions = jobDefinitions.map(
    ({ jobDefinitionName, retryStrategy, timeout, schedulingPriority }, index) => ({
      path: `batch.jobDefinitions[${index}]`,
      message: `"${jobDefinitionName}" is not used: Nextflow registers its own job definitions`,
      hint: `say the same in the process it stands for: ${JSON.stringify({ retryStrategy, timeout, schedulingPriority })}`,
    }),
  );
  const strategies = [defaultRetryStrategy, ...jobDefinitions.map(({ retryStrategy }) => retryStrategy)];
  const isLossy = strategies.some(
    (strategy) =>
      strategy?.evaluateOnExit !== undefined && strategy.evaluateOnExit.length > 0 && !isForLostHostsOnly(strategy),
  );
  const rules: Problem = {
    path: defaultRetryStrategy === undefined ? 'batch.jobDefinitions' : 'batch.defaultRetryStrategy',
    message: 'the rules of evaluateOnExit become a plain retry: Nextflow tells failures apart by task.exitStatus only',
    hint: 'write the errorStrategy of your processes as a closure',
  };
  return [...definitions, ...(isLossy ? [rules] : []), ...submissionHandWork(config)];
}

function handWorkOf(main: JobQueue, config: BatchConfig): readonly Problem[] {
  const problems: Problem[] = [];
  const others = config.jobQueues.slice(1);
  const strangers = others.filter((queue) => isFargate(queue, config) !== isFargate(main, config));
  if (others.length > 0) {
    const labels = queueLabels(config);
    const each = others.map(({ jobQueueName }) => `label '${labels.get(jobQueueName)}' for "${jobQueueName}"`);
    problems.push({
      path: 'batch.jobQueues',
      message: `tasks go to "${main.jobQueueName}", the first queue, unless their process has the label of another one`,
      hint: `put into your processes: ${each.join(', ')}`,
    });
  }
  for (const queue of strangers) {
    problems.push({
      path: `batch.jobQueues[${config.jobQueues.indexOf(queue)}]`,
      message: `"${queue.jobQueueName}" ${isFargate(queue, config) ? 'is on Fargate' : 'is not on Fargate'}, "${main.jobQueueName}" the other way round, and aws.batch.platformType is one for all`,
      hint: 'run its processes with a configuration of their own',
    });
  }
  if (main.schedulingPolicyArn !== undefined) {
    problems.push({
      path: 'batch.jobQueues[0].schedulingPolicyArn',
      message: 'a queue with a scheduling policy takes only jobs with a share identifier',
      hint: 'set aws.batch.shareIdentifier to yours',
    });
  }
  if (isFargate(main, config)) {
    problems.push({
      path: 'batch.jobQueues[0]',
      message: 'jobs on Fargate need an execution role',
      hint: 'set aws.batch.executionRole to its ARN',
    });
  }
  return problems;
}
