/**
 * Who may have consumable resources: a job becomes RUNNABLE only when all it asks for are free, and is PENDING until then (user
 * guide, "Resource-aware scheduling", "Job states"). AWS does not say more, so these are our choices: they are taken on
 * becoming RUNNABLE and held to the end of the job, retries included; jobs that wait are served in the order they came,
 * and one that asks for less may pass one that asks for more. A PENDING job does not hold up its queue, and joins it in its
 * place by submission.
 */
import type { ConsumableSetup } from './consumable-setup.ts';
import * as EVENT from './event-kinds.ts';
import * as JOB from './job-state-numbers.ts';
import type { Jobs } from './jobs.ts';
import type { Run } from './run.ts';

export class Consumables {
  private readonly free: number[];
  private readonly holds: Uint8Array;
  /** Jobs that wait, by request, in the order they came; those cancelled since are passed over. */
  private readonly waiting: { jobs: number[]; first: number }[];
  /** When each job came, as a running number. */
  private readonly ticket: Float64Array;
  private lastTicket = 0;

  constructor(
    private readonly setup: ConsumableSetup,
    private readonly classIndex: Uint32Array,
    private readonly jobs: Jobs,
  ) {
    this.free = [...setup.totals];
    this.holds = new Uint8Array(jobs.count);
    this.ticket = new Float64Array(jobs.count);
    this.waiting = setup.requests.map(() => ({ jobs: [], first: 0 }));
  }

  /** True when the job asks for nothing, has it already, or could take it now. Otherwise it waits. */
  take(job: number): boolean {
    const request = this.setup.requestOfClass[this.classIndex[job]];
    if (request < 0 || this.holds[job] === 1) return true;
    if (this.mayTake(request)) {
      this.grant(job, request);
      return true;
    }
    this.ticket[job] = ++this.lastTicket;
    this.waiting[request].jobs.push(job);
    return false;
  }

  /** The job has ended; one that never started used nothing up. False when it held nothing. */
  giveBack(job: number, hasStarted: boolean): boolean {
    if (this.holds[job] === 0) return false;
    this.holds[job] = 0;
    for (const { resource, quantity } of this.setup.requests[this.setup.requestOfClass[this.classIndex[job]]]) {
      if (this.setup.isReplenishable[resource] || !hasStarted) this.free[resource] += quantity;
    }
    return true;
  }

  /** Of the waiting jobs whose request can be met the one that came first; it has it from now on. Undefined when there is none. */
  serveNext(): number | undefined {
    let chosen: number | undefined;
    let chosenRequest = -1;
    for (let request = 0; request < this.waiting.length; request++) {
      const job = this.frontOf(request);
      if (job === undefined || !this.mayTake(request)) continue;
      if (chosen === undefined || this.ticket[job] < this.ticket[chosen]) {
        chosen = job;
        chosenRequest = request;
      }
    }
    if (chosen === undefined) return undefined;
    this.waiting[chosenRequest].first++;
    this.grant(chosen, chosenRequest);
    return chosen;
  }

  /** True while the job waits for its resources rather than for other jobs. */
  isWaiting(job: number): boolean {
    return this.ticket[job] > 0 && this.holds[job] === 0 && this.jobs.stateOf(job) === JOB.pending;
  }

  private frontOf(request: number): number | undefined {
    const line = this.waiting[request];
    while (line.first < line.jobs.length && this.jobs.stateOf(line.jobs[line.first]) !== JOB.pending) line.first++;
    return line.jobs[line.first];
  }

  private mayTake(request: number): boolean {
    return this.setup.requests[request].every(({ resource, quantity }) => this.free[resource] >= quantity);
  }

  private grant(job: number, request: number): void {
    this.holds[job] = 1;
    for (const { resource, quantity } of this.setup.requests[request]) this.free[resource] -= quantity;
  }
}

/** A job has ended: others may have what it held. */
export function passOnConsumables(run: Run, ended: number): void {
  const { consumables } = run;
  if (consumables?.giveBack(ended, run.jobs.attemptOf(ended) > 0) !== true) return;
  for (let job = consumables.serveNext(); job !== undefined; job = consumables.serveNext()) {
    run.comingJobs++;
    run.events.push(run.nowMs, EVENT.jobRunnable, job, 0);
  }
}
