/**
 * Replays attempts that failed by themselves in the recorded history: the k-th failure of a job happens to its k-th attempt that is
 * not lost with its instance, at its recorded run time. Jobs without any never come here: their classes are plain.
 */
import { failuresAt, type OwnFailures, placesOf } from '../models/own-failures.ts';
import { REASON } from './job-states.ts';
import type { AttemptEnd } from './retries.ts';
import { WIDE } from './wide-number.ts';

/** What all runs of a workload share. */
export interface FailureSetup {
  readonly failures: OwnFailures;
  /** Place in `failures.jobs` by row. */
  readonly placeOf: ReadonlyMap<number, number>;
}

/** Of one run; `vcpuMs` is the vCPU time the attempts held, from placement to their end. */
export interface OwnFailureCount {
  readonly attempts: number;
  readonly vcpuMs: number;
}

export function failureSetup(failures: OwnFailures | undefined): FailureSetup | undefined {
  return failures === undefined ? undefined : { failures, placeOf: placesOf(failures) };
}

/** How far the jobs of one run have come with their recorded failures. */
export class FailureReplay {
  private readonly failures: OwnFailures;
  private readonly placeOf: ReadonlyMap<number, number>;
  /** By place: failures that have happened. */
  private readonly happened: Uint32Array;
  private attempts = 0;
  private vcpuMs = WIDE;

  constructor({ failures, placeOf }: FailureSetup) {
    this.failures = failures;
    this.placeOf = placeOf;
    this.vcpuMs = 0;
    this.happened = new Uint32Array(failures.jobs.length);
  }

  /** Index of the failure that the job's present or next attempt ends with, unless it is lost before; undefined when it succeeds. */
  nextOf(job: number): number | undefined {
    const place = this.placeOf.get(job);
    if (place === undefined) return undefined;
    const [from, to] = failuresAt(this.failures, place);
    const failure = from + this.happened[place];
    if (failure < to) return failure;
    return this.failures.isForGood[place] === 1 ? to - 1 : undefined;
  }

  /** How long an attempt that ends with it runs, ms. */
  runMsOf(failure: number): number {
    return this.failures.runMs[failure];
  }

  endOf(failure: number): AttemptEnd {
    const { kind, kinds } = this.failures;
    const { statusReason = REASON.exited, reason = '', exitCode } = kinds[kind[failure]];
    return { statusReason, reason, exitCode };
  }

  /** The job's next failure has happened, to an attempt that used so much vCPU time. */
  happen(job: number, vcpuMs: number): void {
    const place = this.placeOf.get(job) ?? 0;
    this.happened[place]++;
    this.attempts++;
    this.vcpuMs += vcpuMs;
  }

  count(): OwnFailureCount {
    return { attempts: this.attempts, vcpuMs: this.vcpuMs };
  }
}
