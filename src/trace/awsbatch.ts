/**
 * Reads AWS Batch's own records: DescribeJobs answers in any wrapping, one job a line, or Job State Change events. An
 * array's children are gathered under it; the parent itself is no job.
 */

import type { OwnFailureHistory } from '../models/own-failures.ts';
import type { DependencyType } from '../models/workload-builder.ts';
import { type JobDetail, jobDetailSchema, requestOf, runTimesOf } from './awsbatch-job.ts';
import { EarlierAttempts } from './earlier-attempts.ts';
import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { jsonValues } from './json-values.ts';

/** Epoch ms from 1973 on; a smaller figure is in seconds. */
const SMALLEST_EPOCH_MS = 1e11;

export const awsBatchImporter: Importer = {
  format: 'awsbatch',
  matchesName: (name) => /\.(json|ndjson|jsonl)$/.test(name),
  matchesContent: (head) => /^\s*[[{]/.test(head),
  read: async (text, session) => {
    const reader = new AwsBatchReader(session);
    for await (const { value, line } of jsonValues(text)) reader.readValue(value, line);
    reader.finish();
  },
};

/** AWS Batch user guide, "Multi-node parallel jobs": node n of a job is `jobId#n`. */
const NODE_ID = /#\d+$/;

interface ArrayChild {
  readonly index: number;
  readonly runMs: number;
  readonly ownFailures: OwnFailureHistory | undefined;
}

interface GatheredArray {
  readonly line: number;
  readonly detail: JobDetail;
  submitMs: number;
  declaredSize: number | undefined;
  readonly children: Map<number, ArrayChild>;
}

interface GatheredDependency {
  readonly dependentId: string;
  readonly prerequisiteId: string | undefined;
  readonly type: DependencyType | undefined;
  readonly line: number;
}

class AwsBatchReader {
  readonly #session: ImportSession;
  readonly #arrays = new Map<string, GatheredArray>();
  readonly #parents = new Map<string, JobDetail>();
  readonly #known = new Set<string>();
  readonly #dependencies: GatheredDependency[] = [];
  readonly #earlierAttempts = new EarlierAttempts();

  constructor(session: ImportSession) {
    this.#session = session;
  }

  /** A job, or anything that wraps jobs: arrays, `{jobs}`, documentation samples `{output}`, events `{detail}`. */
  readValue(value: unknown, line: number): void {
    if (Array.isArray(value)) {
      for (const each of value) this.readValue(each, line);
      return;
    }
    if (!isObject(value)) this.#session.problem('', 'expected a job object', 'give DescribeJobs output', line);
    else if ('jobs' in value && Array.isArray(value.jobs)) this.readValue(value.jobs, line);
    else if ('output' in value) this.readValue(value.output, line);
    else if ('detail' in value) this.readValue(value.detail, line);
    else if ('jobSummaryList' in value) this.#refuseSummaries(line);
    else this.#readJob(value, line);
  }

  finish(): void {
    for (const [id, array] of this.#arrays) this.#addArray(id, array);
    this.#addDependencies();
    for (const note of this.#earlierAttempts.notes) this.#session.note(note);
  }

  #refuseSummaries(line: number): void {
    const hint = 'pass the job ids on to aws batch describe-jobs, see docs/traces.md';
    this.#session.problem('jobSummaryList', 'this is ListJobs output, which lacks what jobs asked for', hint, line);
  }

  #refuseOther(line: number): void {
    const message = 'this is no job of AWS Batch: it has neither jobId nor status';
    this.#session.problem('', message, 'give what `aws batch describe-jobs` prints, see docs/traces.md', line);
  }

  #readJob(value: object, line: number): void {
    this.#session.rows++;
    const parsed = jobDetailSchema.safeParse(value);
    if (!parsed.success) {
      if (!('jobId' in value || 'status' in value)) {
        this.#refuseOther(line);
        return;
      }
      const jobId = 'jobId' in value ? `job ${String(value.jobId)}: ` : '';
      for (const issue of parsed.error.issues) {
        this.#session.problem(issue.path.join('.'), `${jobId}${issue.message}`, 'give DescribeJobs output', line);
      }
      return;
    }
    const detail = parsed.data;
    const reason = this.#reasonToSkip(detail);
    if (reason === undefined) this.#gather(detail, line);
    else if (reason !== 'parent') this.#session.skip(reason, line);
  }

  #reasonToSkip(detail: JobDetail): string | undefined {
    const { arrayProperties } = detail;
    if (arrayProperties?.size !== undefined && arrayProperties.index === undefined) {
      this.#parents.set(detail.jobId, detail);
      return 'parent';
    }
    if (NODE_ID.test(detail.jobId)) return 'one node of a multi-node parallel job, which is read as a whole';
    if (detail.status !== 'SUCCEEDED' && detail.status !== 'FAILED') return `not finished (${detail.status})`;
    if (this.#known.has(detail.jobId)) return 'described more than once';
    const times = runTimesOf(detail);
    if (times === undefined) return `never started (${detail.status})`;
    if (times.stoppedAt < times.startedAt) return 'stops before it starts';
    if (detail.createdAt !== undefined && times.stoppedAt < detail.createdAt) return 'stops before it is submitted';
    return undefined;
  }

  #gather(detail: JobDetail, line: number): void {
    const times = runTimesOf(detail);
    // Without createdAt (some event exports) the start is the nearest thing known.
    const submitMs = detail.createdAt ?? times?.startedAt;
    if (times === undefined || submitMs === undefined) return;
    if (submitMs < SMALLEST_EPOCH_MS) {
      const message = `job ${detail.jobId}: ${submitMs} is not epoch milliseconds`;
      this.#session.problem('createdAt', message, 'multiply epoch seconds by 1000', line);
      return;
    }
    if (detail.createdAt === undefined) this.#session.note('jobs without createdAt are submitted when they started');
    if (detail.status === 'FAILED') this.#session.note('FAILED jobs are kept with the time their last attempt ran');
    const runMs = times.stoppedAt - times.startedAt;
    if (!this.#session.acceptsRunMs(runMs, 'stoppedAt', line)) return;
    if (!this.#session.acceptsSubmitMs(submitMs, 'createdAt', line)) return;
    this.#session.submitTimes = 'epoch';
    this.#known.add(detail.jobId);
    const ownFailures = this.#earlierAttempts.add(detail);
    this.#gatherDependencies(detail.jobId, detail, line);
    const child = /^(.+):(\d+)$/.exec(detail.jobId);
    if (child === null)
      this.#session.builder.addJob({ id: detail.jobId, submitMs, runMs, ownFailures, ...requestOf(detail) });
    else this.#gatherChild(child[1], { index: Number(child[2]), runMs, ownFailures }, detail, submitMs, line);
  }

  #gatherChild(parentId: string, child: ArrayChild, detail: JobDetail, submitMs: number, line: number): void {
    let array = this.#arrays.get(parentId);
    if (array === undefined) {
      array = { line, detail, submitMs, declaredSize: undefined, children: new Map() };
      this.#arrays.set(parentId, array);
      this.#known.add(parentId);
    }
    array.submitMs = Math.min(array.submitMs, submitMs);
    array.declaredSize ??= detail.arrayProperties?.size;
    array.children.set(child.index, child);
  }

  #addArray(id: string, array: GatheredArray): void {
    const parent = this.#parents.get(id);
    const children = [...array.children.values()].sort((left, right) => left.index - right.index);
    const last = children[children.length - 1].index;
    const declaredSize = Math.max(parent?.arrayProperties?.size ?? array.declaredSize ?? 0, last + 1);
    if (children.length < declaredSize) {
      const present = `${children.length} of the ${declaredSize} children`;
      this.#session.note(`array ${id}: only ${present} are in the file with a run time; the others are left out`);
    }
    // A child is created when the parent spawns it; the user's submission is the parent's createdAt.
    this.#session.builder.addArray({
      id,
      size: children.length,
      submitMs: parent?.createdAt ?? array.submitMs,
      runMs: children.map((child) => child.runMs),
      ownFailures: children.map((child) => child.ownFailures),
      indices: children.map((child) => child.index),
      declaredSize,
      ...requestOf(array.detail),
    });
    if (parent !== undefined) this.#gatherDependencies(id, parent, array.line);
  }

  #gatherDependencies(dependentId: string, detail: JobDetail, line: number): void {
    for (const { jobId, type } of detail.dependsOn ?? []) {
      const known = type === 'N_TO_N' || type === 'SEQUENTIAL' ? type : undefined;
      this.#dependencies.push({ dependentId, prerequisiteId: jobId, type: known, line });
    }
  }

  #addDependencies(): void {
    let outside = 0;
    for (const { dependentId, prerequisiteId, type, line } of this.#dependencies) {
      // Children repeat their parent's N_TO_N and SEQUENTIAL; the parent's entry already stands for all of them.
      const isChild = !this.#arrays.has(dependentId) && type !== undefined;
      if (isChild) continue;
      if (type !== 'SEQUENTIAL' && !this.#known.has(prerequisiteId ?? '')) outside++;
      else this.#session.builder.addDependency(dependentId, prerequisiteId, type, line);
    }
    if (outside > 0) {
      const what = outside === 1 ? '1 dependency' : `${outside} dependencies`;
      const is = outside === 1 ? 'is' : 'are';
      this.#session.note(`${what} on jobs that are not in the file (or never ran) ${is} taken as met`);
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
