/**
 * When jobs are cancelled or terminated from outside (API CancelJob, TerminateJob) and when they are due, gathered row by row
 * and turned into the workload's columns. Few jobs have such a time, so nothing is kept for the others.
 */
import { type AllocateBuffer, float64Column, reorderedInto } from './typed-columns.ts';
import type { Workload } from './workload.ts';

/** On the clock of the submit times, ms; undefined = never. */
export interface StopRequest {
  readonly cancelMs?: number | undefined;
  readonly terminateMs?: number | undefined;
  /** When the job must have succeeded. */
  readonly deadlineMs?: number | undefined;
}

export class StopTimes {
  readonly #cancel = new Map<number, number>();
  readonly #terminate = new Map<number, number>();
  readonly #deadline = new Map<number, number>();

  add(row: number, { cancelMs, terminateMs, deadlineMs }: StopRequest): void {
    if (cancelMs !== undefined) this.#cancel.set(row, Math.round(cancelMs));
    if (terminateMs !== undefined) this.#terminate.set(row, Math.round(terminateMs));
    if (deadlineMs !== undefined) this.#deadline.set(row, Math.round(deadlineMs));
  }

  /** The columns in the order of the workload, ms 0 at `originMs`; absent when no job has such a time. */
  columns(
    count: number,
    order: Uint32Array | undefined,
    originMs: number,
    allocate: AllocateBuffer,
  ): Pick<Workload, 'cancelMs' | 'terminateMs' | 'deadlineMs'> {
    const cancelMs = column(this.#cancel, count, order, originMs, allocate);
    const terminateMs = column(this.#terminate, count, order, originMs, allocate);
    const deadlineMs = column(this.#deadline, count, order, originMs, allocate);
    return { ...(cancelMs && { cancelMs }), ...(terminateMs && { terminateMs }), ...(deadlineMs && { deadlineMs }) };
  }
}

function column(
  times: ReadonlyMap<number, number>,
  count: number,
  order: Uint32Array | undefined,
  originMs: number,
  allocate: AllocateBuffer,
): Float64Array | undefined {
  if (times.size === 0) return undefined;
  const asAdded = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (const [row, ms] of times) asAdded[row] = ms - originMs;
  return reorderedInto(float64Column(count, allocate), asAdded, order);
}
