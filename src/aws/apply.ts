/**
 * Carries out a change plan, step by step, and nothing else. The only file that writes to an account. Every write is
 * announced in the journal before it is sent; after a crash or a lost answer the account is looked at before it is sent
 * again. Rates, waits and time limits: docs/account.md.
 */
import { keyOf, PURPOSE, uniform } from '../models/random.ts';
import type { Clock } from './apply/clock.ts';
import { interference } from './apply/interference.ts';
import { type ApplyEvent, type ApplyOutcome, Interrupted, Stopped } from './apply/outcome.ts';
import { Patience } from './apply/patience.ts';
import { filled, type MadeKind } from './apply/placeholders.ts';
import { probe } from './apply/probe.ts';
import { problemOf } from './apply/problem-of.ts';
import { readForPlan } from './apply/read-for-plan.ts';
import { resumptionProblems, staleness } from './apply/staleness.ts';
import { type Verdict, verdictOn } from './apply/verdict.ts';
import { look } from './apply/waiting.ts';
import type { BatchReader, BatchWriteOperations, BatchWriter } from './batch-api.ts';
import { kindOfFailure } from './call-failure.ts';
import type { ChangePlan, PlanStep, WaitStep, WriteStep } from './change-plan.ts';
import type { Journal, JournalEvent } from './journal.ts';
import { environmentNamed, policyNamed, revisionsOfPlan } from './live-lookup.ts';
import { pacedReader } from './paced-reader.ts';
import { Pacer, readPace } from './pacer.ts';
import { TIMEOUT_SECONDS } from './plan/step-list.ts';
import { PLAN_TAG } from './plan/tags.ts';

export interface ApplyPorts {
  readonly reader: BatchReader;
  readonly writer: BatchWriter;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly onEvent?: (event: ApplyEvent) => void;
  readonly isInterrupted?: () => boolean;
}

const BACKOFF = { firstMs: 1_000, longestMs: 20_000 } as const;
const WRITES_PER_SECOND = 1;
/** Of one call that the service did not take or whose answer was lost. */
const MOST_FAILURES = 12;
/** "found existing JobQueue relationship" goes away by itself (facts: minutes). */
const NOT_YET_MS = 5 * 60_000;

/** Runs the plan from wherever its journal says it is. Rejects only with errors of this program. */
export async function applyPlan(plan: ChangePlan, ports: ApplyPorts): Promise<ApplyOutcome> {
  const events = new Set(ports.journal.entries.map(({ event }) => event));
  if (events.has('rollback')) return { kind: 'taken-back' };
  if (events.has('end')) return { kind: 'already-applied' };
  return new Run(plan, ports).toTheEnd(events.has('intend'));
}

/** The reader at the pace of this project, with the clock and the luck of the run. */
export function pacedFor(reader: BatchReader, clock: Clock, plan: string): BatchReader {
  const { nowMs, sleep } = clock;
  const pace = readPace({ nowMs, sleep, random: luckOf(`${plan} reads`), maxAttempts: MOST_FAILURES });
  return pacedReader(reader, pace);
}

/** Keyed by the plan: the same run meets the same jitter. */
function luckOf(name: string): () => number {
  let draws = 0;
  return () => uniform(keyOf(name), PURPOSE.apiBackoff, 0, draws++);
}

type Sent =
  | { readonly isTaken: true; readonly arn: string | undefined }
  | { readonly isTaken: false; readonly verdict: Verdict; readonly error: unknown };

class Run {
  readonly #plan: ChangePlan;
  readonly #ports: ApplyPorts;
  readonly #reader: BatchReader;
  readonly #pacer: Pacer;
  readonly #random: () => number;
  #step: PlanStep | undefined;
  #writes = 0;

  constructor(plan: ChangePlan, ports: ApplyPorts) {
    const { nowMs, sleep } = ports.clock;
    this.#plan = plan;
    this.#ports = ports;
    this.#random = luckOf(`${plan.id} writes`);
    this.#reader = pacedFor(ports.reader, ports.clock, plan.id);
    this.#pacer = new Pacer(
      readPace({ nowMs, sleep, random: this.#random, callsPerSecond: WRITES_PER_SECOND, maxAttempts: 1 }),
    );
  }

  async toTheEnd(isResumed: boolean): Promise<ApplyOutcome> {
    try {
      const account = await readForPlan(this.#reader, this.#plan);
      const problems = isResumed
        ? resumptionProblems(this.#plan, account, this.#ports.journal.entries)
        : staleness(this.#plan, account);
      if (problems.length > 0) return { kind: 'stale', problems };
      // Nothing is begun, so the file is free for the next plan.
      if (this.#plan.steps.length === 0) return { kind: 'applied', writes: 0 };
      if (!isResumed) this.#note({ event: 'begin' });
      for (const step of this.#plan.steps) await this.#carryOut(step);
      this.#note({ event: 'end' });
      return { kind: 'applied', writes: this.#writes };
    } catch (error) {
      const at = this.#step === undefined ? {} : { step: this.#step };
      if (error instanceof Interrupted) return { kind: 'interrupted', ...at };
      return { kind: 'stopped', problem: problemOf(error), ...at };
    }
  }

  async #carryOut(step: PlanStep): Promise<void> {
    if (this.#knows('done', step)) return;
    this.#step = step;
    this.#stopIfInterrupted();
    this.#tell(step, 'started');
    const arn = step.action === 'wait' ? await this.#wait(step) : await this.#write(step);
    this.#note({ event: 'done', step: step.id, ...(arn !== undefined && { arn }) });
    this.#tell(step, 'done');
  }

  /** Resolves with the ARN of what was made, if AWS said it. */
  async #write(step: WriteStep): Promise<string | undefined> {
    const request = await this.#requestOf(step);
    let mayHaveHappened = this.#knows('intend', step);
    const [problem] = await interference(this.#reader, this.#plan, step, mayHaveHappened);
    if (problem !== undefined) throw new Stopped(problem);
    if (!mayHaveHappened) this.#note({ event: 'intend', step: step.id });
    const patience = new Patience(this.#ports.clock, patienceMs(step));
    for (let failures = 0; ; ) {
      this.#stopIfInterrupted();
      const finding = mayHaveHappened ? await probe(this.#reader, step, request) : undefined;
      if (finding?.state === 'foreign') throw new Stopped(foreign(step));
      if (finding?.state === 'done') return this.#finish(step, finding.arn);
      if (finding?.state === 'busy') {
        await this.#pollAgain(step, patience, 'something is under way');
        continue;
      }
      const sent = await this.#send(step, request);
      if (sent.isTaken) return this.#finish(step, sent.arn);
      if (sent.verdict !== 'again') mayHaveHappened = true;
      if (sent.verdict === 'not-yet') await this.#pollAgain(step, patience, messageOf(sent.error));
      else await this.#backOff(step, ++failures, sent.error);
    }
  }

  /** Throws the errors that no patience mends. */
  async #send(step: WriteStep, request: Readonly<Record<string, unknown>>): Promise<Sent> {
    const { operation } = step;
    type Input = BatchWriteOperations[typeof operation]['input'];
    try {
      const answer = await this.#pacer.run(() => this.#ports.writer.write(operation, request as unknown as Input));
      this.#writes++;
      return { isTaken: true, arn: arnIn(answer) };
    } catch (error) {
      const verdict = verdictOn(error, operation);
      if (verdict === 'give-up') throw error;
      return { isTaken: false, verdict, error };
    }
  }

  async #backOff(step: PlanStep, failures: number, error: unknown): Promise<void> {
    if (failures >= MOST_FAILURES) throw error;
    this.#tell(step, 'retry', messageOf(error));
    await this.#ports.clock.sleep(backoffMs(failures, this.#random()));
  }

  /** A registration that arrived twice leaves two revisions of ours: the later one goes. */
  async #finish(step: WriteStep, arn: string | undefined): Promise<string | undefined> {
    if (step.operation !== 'RegisterJobDefinition') return arn;
    const [first, ...others] = await revisionsOfPlan(this.#reader, step.resource.name, this.#plan.id);
    for (const { jobDefinitionArn: jobDefinition } of others)
      await this.#retried(step, () => this.#ports.writer.write('DeregisterJobDefinition', { jobDefinition }));
    return first?.jobDefinitionArn ?? arn;
  }

  /** For calls that may be sent any number of times. */
  async #retried(step: PlanStep, call: () => Promise<unknown>): Promise<void> {
    for (let failures = 1; ; failures++) {
      try {
        await this.#pacer.run(call);
        return;
      } catch (error) {
        if (kindOfFailure(error) !== 'transient') throw error;
        await this.#backOff(step, failures, error);
      }
    }
  }

  async #requestOf(step: WriteStep): Promise<Readonly<Record<string, unknown>>> {
    const request = (await filled(step.request, (kind, name) => this.#arnOf(kind, name))) as Record<string, unknown>;
    if (!/^(Create|Register)/.test(step.operation)) return request;
    // A rollback makes what was deleted again, under the tag of whoever made it first.
    return { ...request, tags: { [PLAN_TAG]: this.#plan.id, ...(request.tags as object | undefined) } };
  }

  async #arnOf(kind: MadeKind, name: string): Promise<string> {
    const maker = this.#plan.steps.find(
      (step) =>
        step.action === 'write' &&
        step.operation.startsWith('Create') &&
        step.resource.kind === kind &&
        step.resource.name === name,
    );
    const noted = this.#ports.journal.entries.find((entry) => entry.event === 'done' && entry.step === maker?.id);
    if (noted?.event === 'done' && noted.arn !== undefined) return noted.arn;
    const found =
      kind === 'computeEnvironment'
        ? (await environmentNamed(this.#reader, name))?.computeEnvironmentArn
        : (await policyNamed(this.#reader, name))?.arn;
    if (found === undefined) {
      const hint = 'somebody has deleted it since this plan made it: go back (batchwright rollback), then plan again';
      throw new Stopped({ path: '', message: `${name} is not there any more`, hint });
    }
    return found;
  }

  async #wait(step: WaitStep): Promise<undefined> {
    const queues = [...this.#plan.before.jobQueues, ...this.#plan.wanted.jobQueues].map(
      ({ jobQueueName }) => jobQueueName,
    );
    const patience = new Patience(this.#ports.clock, step.timeoutSeconds * 1000);
    for (;;) {
      this.#stopIfInterrupted();
      const { isOver, detail } = await look(this.#reader, step, [...new Set(queues)]);
      if (isOver) return undefined;
      await this.#pollAgain(step, patience, detail);
    }
  }

  async #pollAgain(step: PlanStep, patience: Patience, detail: string): Promise<void> {
    if (patience.isOver()) {
      const minutes = Math.round(patience.limitMs / 60_000);
      throw new Stopped({
        path: '',
        message: `gave up after ${minutes} minutes, AWS says: ${detail}`,
        hint: 'apply again to go on waiting, or go back: batchwright rollback',
      });
    }
    this.#tell(step, 'waiting', detail);
    await this.#ports.clock.sleep(patience.nextMs());
  }

  #knows(event: 'intend' | 'done', step: PlanStep): boolean {
    return this.#ports.journal.entries.some((entry) => entry.event === event && entry.step === step.id);
  }

  #note(event: JournalEvent): void {
    const at = new Date(this.#ports.clock.nowMs()).toISOString();
    this.#ports.journal.append({ ...event, plan: this.#plan.id, at });
  }

  #tell(step: PlanStep, state: ApplyEvent['state'], detail?: string): void {
    this.#ports.onEvent?.({ step, state, ...(detail !== undefined && { detail }) });
  }

  #stopIfInterrupted(): void {
    if (this.#ports.isInterrupted?.() === true) throw new Interrupted();
  }
}

/** A delete waits for relationships to end; an update or a name waits for what is under way, perhaps an hour. */
function patienceMs({ operation, updateKind }: WriteStep): number {
  if (operation.startsWith('Delete')) return NOT_YET_MS;
  return 1000 * (updateKind === 'infrastructure' ? TIMEOUT_SECONDS.infrastructure : TIMEOUT_SECONDS.change);
}

function backoffMs(failures: number, luck: number): number {
  return Math.round(luck * Math.min(BACKOFF.longestMs, BACKOFF.firstMs * 2 ** (failures - 1)));
}

function arnIn(answer: object): string | undefined {
  const named = Object.entries(answer).find(([key, value]) => /arn$/i.test(key) && typeof value === 'string');
  return named?.[1];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function foreign({ resource }: WriteStep) {
  return {
    path: '',
    message: `${resource.name} exists already, and this plan did not make it`,
    hint: 'choose another name, or plan again with it in the account',
  };
}

/** For the command line; nobody else is to have a writer. */
export { sdkBatchWriter } from './sdk-batch-writer.ts';
