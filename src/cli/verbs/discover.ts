/**
 * `discover`: reads what an account holds of AWS Batch into a scenario that `simulate` runs as it is, and on request its
 * recent jobs into a trace. Reads only.
 */
import { dirname, relative, resolve } from 'node:path';
import type { DiscoverScope } from '../../aws/discover-calls.ts';
import type { LiveAccount } from '../../aws/live-account.ts';
import { counted } from '../../models/written-number.ts';
import { canonicalJson } from '../../report/index.ts';
import { withAwsFailures } from '../aws-failure.ts';
import type { CliContext } from '../context.ts';
import { refuseOneFile } from '../destination.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { refuseUnwritable, writeTogether } from '../files.ts';
import { createProgress, type Progress } from '../progress.ts';
import type { OutputFlags } from './flags.ts';

export interface DiscoverFlags extends Pick<OutputFlags, 'json' | 'quiet' | 'progress'> {
  readonly region?: string;
  readonly queues?: readonly string[];
  readonly out?: string;
  readonly jobs?: boolean;
  readonly jobsOut?: string;
  readonly days?: number;
  readonly iam?: boolean;
  readonly dryRun?: boolean;
}

/** AWS keeps finished jobs for at least seven days. */
const DEFAULT_DAYS = 7;
const DAY_MS = 86_400_000;

export async function discoverVerb(context: CliContext, flags: DiscoverFlags): Promise<ExitCode> {
  const wantsJobs = flags.jobs === true || flags.jobsOut !== undefined;
  if (flags.days !== undefined && !wantsJobs)
    throw usageFailure('--days is about jobs, and none are asked for', 'add --jobs --jobs-out FILE');
  const scope: DiscoverScope = { someQueues: flags.queues !== undefined, jobs: wantsJobs };
  if (flags.iam === true || flags.dryRun === true) return printCalls(context, flags, scope);
  if (wantsJobs && flags.jobsOut === undefined)
    throw usageFailure('--jobs needs a file for the jobs', 'add --jobs-out jobs.json');
  if (flags.jobsOut === '-') throw usageFailure('the jobs need a file of their own', 'give --jobs-out a name');
  refuseOneFile(context, { '--out': flags.out, '--jobs-out': flags.jobsOut });
  for (const path of [flags.out, flags.jobsOut]) refuseUnwritable(context, path);
  const found = await withAwsFailures(context, () => discover(context, flags));
  writeFound(context, flags, found);
  return EXIT.ok;
}

async function printCalls(context: CliContext, flags: DiscoverFlags, scope: DiscoverScope): Promise<ExitCode> {
  const { discoverCalls, iamPolicy } = await import('../../aws/discover-calls.ts');
  const calls = discoverCalls(scope);
  if (flags.iam === true) {
    const policy = iamPolicy(
      calls.map(({ action }) => action),
      'BatchwrightDiscover',
    );
    context.writeOut(`${JSON.stringify(policy, null, 2)}\n`);
  } else if (flags.json === true) context.writeOut(canonicalJson({ schemaVersion: 1, calls }));
  else {
    context.writeOut('discover would call, reading only:\n');
    for (const { action, why, optional } of calls)
      context.writeOut(`  ${action.padEnd(36)} ${why}${optional === true ? ' (goes on without it)' : ''}\n`);
  }
  return EXIT.ok;
}

interface Found {
  readonly account: LiveAccount;
  readonly scenario: object;
  readonly notes: readonly string[];
  readonly yaml: string;
  readonly jobs: { readonly count: number; readonly text: string } | undefined;
}

async function discover(context: CliContext, flags: DiscoverFlags): Promise<Found> {
  const aws = await import('../../aws/discover.ts');
  const progress = createProgress(context, flags.progress !== false && flags.quiet !== true && flags.json !== true);
  try {
    const session = await aws.openAccount({ region: flags.region, signal: context.interruption });
    const { account, notes: readingNotes } = await session.read({ queues: flags.queues });
    refuseMissingQueues(account, flags.queues);
    const discovered = aws.discoveredConfig(account);
    if (discovered.config.jobQueues.length === 0) throw nothingFound(account, discovered.notes);
    const volumes = await session.rootVolumes(account);
    const jobs = await pulledJobs(session, flags, discovered.config, progress);
    const { scenario, notes } = aws.discoveredScenario({
      region: account.region,
      accountId: account.accountId,
      discovered,
      rootVolumes: volumes.gibByEnvironment,
      tracePath: jobs === undefined || jobs.count === 0 ? undefined : traceBeside(context, flags),
    });
    const all = [...readingNotes, ...notes, ...volumes.notes, ...(jobs?.notes ?? [])];
    const { scenarioYaml } = await import('../../report/scenario-yaml.ts');
    const head = `Read by batchwright discover: ${scenario.name}.`;
    return { account, scenario, notes: all, yaml: scenarioYaml(scenario, [head, ...all]), jobs };
  } finally {
    progress.stop();
  }
}

type Session = Awaited<ReturnType<typeof import('../../aws/discover.ts')['openAccount']>>;

async function pulledJobs(
  session: Session,
  flags: DiscoverFlags,
  config: { readonly jobQueues: readonly { readonly jobQueueName: string }[] },
  progress: Progress,
) {
  if (flags.jobsOut === undefined) return undefined;
  const days = flags.days ?? DEFAULT_DAYS;
  const { records, finished, vanished, text } = await session.jobs({
    queues: config.jobQueues.map(({ jobQueueName }) => jobQueueName),
    sinceMs: Date.now() - days * DAY_MS,
    onProgress: (phase, done, total) => progress.update(done, total, phase),
  });
  const notes = [
    ...(vanished > 0 ? [`${vanished} jobs were listed but gone when they were to be described`] : []),
    ...(finished === 0 ? [`no job of the last ${days} days is over, so there is no trace to replay`] : []),
  ];
  return { count: finished, total: records.length, text, notes };
}

/** As `workload.trace.path` names it: relative to the scenario file, or to here when the scenario is printed. */
function traceBeside(context: CliContext, { out, jobsOut = '' }: DiscoverFlags): string {
  const folder = out === undefined || out === '-' ? context.cwd : dirname(resolve(context.cwd, out));
  return relative(folder, resolve(context.cwd, jobsOut)).replaceAll('\\', '/');
}

function writeFound(context: CliContext, flags: DiscoverFlags, found: Found): void {
  const { account, scenario, notes, yaml, jobs } = found;
  const { out, jobsOut } = flags;
  writeTogether(context, [
    ...(jobs !== undefined && jobsOut !== undefined ? [{ path: jobsOut, content: jobs.text }] : []),
    ...(out !== undefined && out !== '-' ? [{ path: out, content: yaml }] : []),
  ]);
  const summary = summaryOf(account, flags, jobs?.count);
  if (flags.json === true) {
    const { region, accountId } = account;
    const files = { scenario: flags.out, jobs: flags.jobsOut };
    context.writeOut(canonicalJson({ schemaVersion: 1, region, accountId, files, notes, scenario, account }));
    return;
  }
  if (flags.out === undefined || flags.out === '-') context.writeOut(yaml);
  else context.writeOut(summary);
  if (flags.quiet === true) return;
  for (const note of notes) context.writeError(`note: ${note}\n`);
}

function summaryOf(account: LiveAccount, flags: DiscoverFlags, jobs: number | undefined): string {
  const { computeEnvironments, jobQueues, schedulingPolicies, jobDefinitions, consumableResources } = account;
  const parts = [
    counted(computeEnvironments.length, 'compute environment'),
    counted(jobQueues.length, 'job queue'),
    counted(schedulingPolicies.length, 'scheduling policy', 'scheduling policies'),
    counted(jobDefinitions.length, 'job definition'),
    counted(consumableResources.length, 'consumable resource'),
  ];
  const trace = jobs === undefined ? '' : `${counted(jobs, 'finished job')} -> ${flags.jobsOut}\n`;
  return `${account.region}: ${parts.join(', ')} -> ${flags.out}\n${trace}next: batchwright simulate ${flags.out}\n`;
}

function refuseMissingQueues({ jobQueues, region }: LiveAccount, asked: readonly string[] | undefined): void {
  const found = new Set(jobQueues.map(({ jobQueueName }) => jobQueueName));
  const missing = (asked ?? []).filter((name) => !found.has(name.slice(name.lastIndexOf('/') + 1)));
  if (missing.length === 0) return;
  throw invalidInput(
    ...missing.map((name) => ({
      path: '--queues',
      message: `there is no job queue "${name}" in ${region}`,
      hint: 'leave --queues out to read all, or check the region',
    })),
  );
}

function nothingFound({ region }: LiveAccount, notes: readonly string[]) {
  const [first] = notes;
  return invalidInput({
    path: '',
    message: `there is no job queue in ${region} that can be simulated${first === undefined ? '' : ` (${first})`}`,
    hint: 'check --region, AWS_PROFILE and --queues',
  });
}
