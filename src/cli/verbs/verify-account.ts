/**
 * `verify change.json --jobs FILE` or `--account`: what the plan promised beside the jobs that ran since it was applied, one
 * more line in the record beside its journal.
 */
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ChangePlan } from '../../aws/change-plan.ts';
import { driftOf } from '../../aws/drift.ts';
import type { JobRecord } from '../../aws/job-record.ts';
import { type JournalEntry, journalEntries } from '../../aws/journal.ts';
import { renderDrift } from '../../report/drift-text.ts';
import { canonicalJson } from '../../report/index.ts';
import { withAwsFailures } from '../aws-failure.ts';
import { journalPath, readChangePlan } from '../change-file.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { readText, unwritable } from '../files.ts';

export interface DriftFlags {
  readonly jobs?: string;
  readonly account?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function verifyAccount(context: CliContext, file: string, flags: DriftFlags): Promise<ExitCode> {
  if (flags.jobs !== undefined && flags.account === true)
    throw usageFailure('--jobs and --account both say where the jobs come from', 'give one of them');
  const plan = await readChangePlan(context, file);
  const appliedAt = appliedAtOf(context, file, plan);
  const sinceMs = Date.parse(appliedAt);
  const records = flags.jobs === undefined ? await pulled(context, plan, sinceMs) : await kept(context, flags.jobs);
  const drift = driftOf(records, plan.effect, sinceMs);
  const entry = { schemaVersion: 1, plan: plan.id, appliedAt, at: new Date().toISOString(), ...drift };
  if (flags.dryRun !== true) addToRecord(`${resolve(context.cwd, file)}.record.jsonl`, entry);
  context.writeOut(flags.json === true ? canonicalJson(entry) : renderDrift(drift, appliedAt));
  if (flags.dryRun !== true && flags.quiet !== true) context.writeError(`note: appended to ${file}.record.jsonl\n`);
  return EXIT.ok;
}

function addToRecord(path: string, entry: object): void {
  try {
    appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** When the apply of this plan ended. */
function appliedAtOf(context: CliContext, file: string, plan: ChangePlan): string {
  const path = journalPath(resolve(context.cwd, file));
  const end = entriesAt(path, plan).findLast(({ event }) => event === 'end');
  if (end !== undefined) return end.at;
  const hint = `first: batchwright apply ${file}`;
  throw invalidInput({
    path: '',
    file,
    message: 'has not been applied from here, so there is nothing to verify',
    hint,
  });
}

function entriesAt(path: string, plan: ChangePlan): readonly JournalEntry[] {
  try {
    return journalEntries(path, plan.id);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = 'give the plan file that was applied, with its own journal beside it';
    throw invalidInput({ path: '', message: error.message, hint });
  }
}

async function kept(context: CliContext, file: string): Promise<readonly JobRecord[]> {
  const text = await readText(context, file);
  try {
    const { jobs } = JSON.parse(text) as { jobs?: unknown };
    if (Array.isArray(jobs)) return jobs as readonly JobRecord[];
  } catch {
    // Told below, as any other file that is not one of jobs.
  }
  const hint = 'make one: batchwright discover --jobs-out jobs.json';
  throw invalidInput({ path: '', file, message: 'is not a file of jobs', hint });
}

async function pulled(context: CliContext, plan: ChangePlan, sinceMs: number): Promise<readonly JobRecord[]> {
  const { openAccount } = await import('../../aws/discover.ts');
  const queues = plan.wanted.jobQueues.map(({ jobQueueName }) => jobQueueName);
  return withAwsFailures(context, async () => {
    const session = await openAccount({ region: plan.region, signal: context.interruption });
    return (await session.jobs({ queues, sinceMs })).records;
  });
}
