/**
 * Reads a user's own Spot history: CloudTrail BidEvictedEvent records, EventBridge interruption warnings and Batch job state
 * changes, DescribeJobs answers, and CSV lists of instance runs (such as `simulate --instances` writes).
 *
 * Sources: EC2 user guide, "EC2 Spot Instance interruption notices" and "Log Amazon EC2 API calls" (BidEvictedEvent); AWS
 * Batch user guide, "Batch job state change events".
 */

import { nameInArn } from '../models/batch-arns.ts';
import { HOST_LOST, lostInstanceId } from '../models/host-lost.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import type { InstanceRun, JobStart, SpotHistory } from '../models/spot/history.ts';
import { textOf } from './decode.ts';
import { ImportSession } from './import-session.ts';
import type { TraceSource } from './importer.ts';
import { isoMs } from './instants.ts';
import { jsonValues } from './json-values.ts';
import { readInstanceRuns } from './spot-runs.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

const HOUR_MS = 3_600_000;

export interface SpotEventsFile {
  readonly fileName: string;
  readonly source: TraceSource;
}

export interface SpotEventsRead extends SpotHistory {
  /** Records of each kind, for the summary. */
  readonly counts: {
    readonly cloudTrail: number;
    readonly warnings: number;
    readonly jobs: number;
    readonly runs: number;
  };
  readonly ignored: number;
}

/** All files together; problems of all files at once. */
export async function readSpotEvents(files: readonly SpotEventsFile[]): Promise<Result<SpotEventsRead>> {
  const gathered = new Gathered();
  const problems: Problem[] = [];
  for (const { fileName, source } of files) {
    const found = await readFile(source, gathered).catch((error: unknown): readonly Problem[] => {
      if (error instanceof UnreadableTrace) return [error.problem];
      throw error;
    });
    problems.push(...found.map((problem) => ({ ...problem, file: fileName })));
  }
  return problems.length > 0 ? fail(...problems) : succeed(gathered.history());
}

async function readFile(source: TraceSource, gathered: Gathered): Promise<readonly Problem[]> {
  const chunks = textOf(source);
  const first = await chunks.next();
  if (first.done === true || first.value.trim() === '') return [{ path: '', message: 'the file is empty' }];
  const text = withFirst(first.value, chunks);
  if (/^\s*[[{]/.test(first.value)) {
    for await (const { value } of jsonValues(text)) gathered.take(value);
    return [];
  }
  const session = new ImportSession({ defaults: {}, fileName: undefined });
  gathered.runs.push(...(await readInstanceRuns(text, session)));
  return session.problems.isEmpty ? [] : session.problems.report();
}

async function* withFirst(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

type Fields = Readonly<Record<string, unknown>>;

class Gathered {
  readonly runs: InstanceRun[] = [];
  readonly #reclaimed = new Set<string>();
  readonly #jobs = new Map<string, Fields>();
  readonly #runnable = new Map<string, number>();
  #cloudTrail = 0;
  #warnings = 0;
  #ignored = 0;

  /** One record, or anything that wraps records: arrays, `{Records}`, `{jobs}`, `{Events: [{CloudTrailEvent}]}`. */
  take(value: unknown): void {
    if (Array.isArray(value)) {
      for (const each of value) this.take(each);
      return;
    }
    const fields = fieldsOf(value);
    const wrapped = fields.Records ?? fields.jobs ?? fields.Events;
    if (Array.isArray(wrapped)) this.take(wrapped);
    else if (typeof fields.CloudTrailEvent === 'string') this.take(parsedOrNothing(fields.CloudTrailEvent));
    else if (fields.eventName === 'BidEvictedEvent') this.#takeEviction(fields);
    else if (fields['detail-type'] === 'EC2 Spot Instance Interruption Warning') this.#takeWarning(fields);
    else if (fields['detail-type'] === 'Batch Job State Change') this.#takeStateChange(fields);
    else if (typeof fields.jobId === 'string') this.#jobs.set(fields.jobId, fields);
    else this.#ignored++;
  }

  #takeEviction(fields: Fields): void {
    this.#cloudTrail++;
    const { instanceIdSet } = fieldsOf(fields.serviceEventDetails);
    if (Array.isArray(instanceIdSet)) for (const id of instanceIdSet) this.#reclaimed.add(String(id));
  }

  #takeWarning(fields: Fields): void {
    this.#warnings++;
    const id = fieldsOf(fields.detail)['instance-id'];
    if (typeof id === 'string') this.#reclaimed.add(id);
  }

  #takeStateChange(fields: Fields): void {
    const detail = fieldsOf(fields.detail);
    const { jobId, status } = detail;
    if (typeof jobId !== 'string') return;
    const atMs = typeof fields.time === 'string' ? isoMs(fields.time) : undefined;
    if (status === 'RUNNABLE' && atMs !== undefined && !this.#runnable.has(jobId)) this.#runnable.set(jobId, atMs);
    if (status === 'SUCCEEDED' || status === 'FAILED') this.#jobs.set(jobId, detail);
  }

  history(): SpotEventsRead {
    const jobs = [...this.#jobs.values()];
    return {
      reclaimedIds: this.#reclaimed,
      lostHostIds: lostHostsOf(jobs),
      runs: this.runs,
      attempts: attemptsOf(jobs),
      starts: jobs.flatMap((job) => startOf(job, this.#runnable)),
      counts: {
        cloudTrail: this.#cloudTrail,
        warnings: this.#warnings,
        jobs: jobs.length,
        runs: this.runs.length,
      },
      ignored: this.#ignored,
    };
  }
}

function lostHostsOf(jobs: readonly Fields[]): ReadonlySet<string> {
  const reasons = jobs.flatMap((job) => listOf(job.attempts).map((attempt) => fieldsOf(attempt).statusReason));
  return new Set(reasons.flatMap((reason) => (typeof reason === 'string' ? (lostInstanceId(reason) ?? []) : [])));
}

/** Attempts on one container instance share its fate: it is lost once, and its hours are counted once where they overlap. */
function attemptsOf(jobs: readonly Fields[]): SpotHistory['attempts'] {
  const hosts = new Map<string, { spans: [number, number][]; isLost: boolean }>();
  let count = 0;
  for (const job of jobs) {
    for (const attempt of listOf(job.attempts).map(fieldsOf)) {
      const span = spanOf(attempt);
      if (span === undefined) continue;
      const arn = fieldsOf(attempt.container).containerInstanceArn;
      const host = typeof arn === 'string' ? arn : `attempt ${count}`;
      const known = hosts.get(host) ?? { spans: [], isLost: false };
      hosts.set(host, known);
      known.spans.push(span);
      if (typeof attempt.statusReason === 'string' && HOST_LOST.test(attempt.statusReason)) known.isLost = true;
      count++;
    }
  }
  let hours = 0;
  for (const { spans } of hosts.values()) hours += unionMs(spans) / HOUR_MS;
  return { count, hours, hostsLost: [...hosts.values()].filter(({ isLost }) => isLost).length };
}

function unionMs(spans: readonly [number, number][]): number {
  let total = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const [fromMs, toMs] of spans.toSorted((left, right) => left[0] - right[0])) {
    total += Math.max(0, toMs - Math.max(fromMs, untilMs));
    untilMs = Math.max(untilMs, toMs);
  }
  return total;
}

function startOf(job: Fields, runnable: ReadonlyMap<string, number>): readonly JobStart[] {
  const { createdAt, jobQueue, jobId } = job;
  const spans = [...listOf(job.attempts).map(fieldsOf), job].map(spanOf).filter((span) => span !== undefined);
  if (typeof createdAt !== 'number' || spans.length === 0) return [];
  const runnableMs = runnable.get(String(jobId));
  const start = {
    queue: typeof jobQueue === 'string' ? nameInArn(jobQueue) : '',
    createdMs: createdAt,
    startedMs: spans.reduce((first, [fromMs]) => Math.min(first, fromMs), Number.POSITIVE_INFINITY),
    stoppedMs: spans.reduce((last, [, toMs]) => Math.max(last, toMs), 0),
  };
  return [runnableMs === undefined ? start : { ...start, runnableMs }];
}

/** Epoch ms; undefined for an attempt that never ran (some answers hold 0 for "not yet"). */
function spanOf({ startedAt, stoppedAt }: Fields): [number, number] | undefined {
  const isSpan =
    typeof startedAt === 'number' && typeof stoppedAt === 'number' && startedAt > 0 && stoppedAt >= startedAt;
  return isSpan ? [startedAt, stoppedAt] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
