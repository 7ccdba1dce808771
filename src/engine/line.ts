/** What the engine asks of a job queue's waiting line, whatever its scheduling policy. */
export interface Line {
  /** Next job to dispatch, NO_JOB when none waits. */
  readonly head: number;
  readonly length: number;
  /** vCPUs asked for by all waiting jobs. */
  readonly vcpus: number;
  /** True while the head is known not to fit: nothing has freed capacity since it was last tried. */
  isBlocked: boolean;
  /** Whether who is next depends on what jobs have used; without, nobody need be told of starts and ends (FIFO). */
  readonly countsUse: boolean;
  /** Whether a job behind the head can be taken out (FIFO only). */
  readonly canBackfill: boolean;
  /** A job joins in its place by submission order. */
  push(job: number, vcpus: number): void;
  /** A retried job goes to the front (AWS Batch best practices). */
  pushFront(job: number, vcpus: number): void;
  /** Takes out `job` wherever it stands, without a look at those in front of it. */
  remove(job: number, vcpus: number): void;
  /** The job dispatched after this waiting one, NO_JOB at the end. */
  after(job: number): number;
  /** Brings usage up to date; called before a scheduler cycle. */
  refresh(nowMs: number): void;
  /** How much later usage alone may have made another waiting job the next one, ms; Infinity when it cannot. */
  untilReorderedMs(): number;
  /** Whether an event is on its way that reads usage again, though nothing else may happen. */
  isReadingDue: boolean;
  /** vCPUs that jobs of this queue may take on top of what they hold. */
  allowanceVcpus(): number;
  /**
   * A job of this queue is SUBMITTED, for the first time or for another attempt; told only where the number of active shares counts.
   * True when the queue may have more vCPUs by that: a blocked head is worth another try.
   */
  onSubmitted(job: number): boolean;
  /** Such a job has ended without having run since. */
  onCancelled(job: number, nowMs: number): void;
  onStart(job: number, vcpus: number, nowMs: number): void;
  onEnd(job: number, vcpus: number, nowMs: number): void;
}
