/**
 * Stores what many jobs share once: gives equal requests the same small index. Requests may leave fields unsaid; the
 * defaults are applied to the few classes at the end, not to the millions of jobs.
 */
import type { Architecture, JobClass } from './workload.ts';

/** What a job asks for; undefined = the trace does not say. Units as in JobClass. */
export interface JobRequest {
  readonly queue?: string | undefined;
  readonly vcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly gpus?: number | undefined;
  readonly architecture?: Architecture | undefined;
  readonly jobDefinition?: string | undefined;
  readonly attempts?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly shareIdentifier?: string | undefined;
  readonly schedulingPriority?: number | undefined;
  readonly user?: string | undefined;
}

/** What to assume where a job does not say; undefined = no assumption, so that silence becomes a problem. */
export interface RequestDefaults {
  readonly vcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  /** 0 when not given: a job that does not mention GPUs uses none. */
  readonly gpus?: number | undefined;
  readonly attempts?: number | undefined;
}

export class JobClassTable {
  readonly #requests: JobRequest[] = [];
  /** Latest class of each hash, and for each class the one before it with the same hash (-1 = none). */
  readonly #latest = new Map<number, number>();
  readonly #previous: number[] = [];
  readonly #textNumbers = new Map<string, number>();
  #lastIndex = -1;

  get requests(): readonly JobRequest[] {
    return this.#requests;
  }

  /** Index of the class equal to the request, in order of first appearance. */
  indexOf(request: JobRequest): number {
    if (this.#lastIndex >= 0 && isSameRequest(this.#requests[this.#lastIndex], request)) return this.#lastIndex;
    const hash = this.#hashOf(request);
    let index = this.#latest.get(hash) ?? -1;
    while (index >= 0 && !isSameRequest(this.#requests[index], request)) index = this.#previous[index];
    if (index < 0) index = this.#append(request, hash);
    this.#lastIndex = index;
    return index;
  }

  #append(request: JobRequest, hash: number): number {
    const index = this.#requests.length;
    this.#previous.push(this.#latest.get(hash) ?? -1);
    this.#latest.set(hash, index);
    this.#requests.push(copyOfRequest(request));
    return index;
  }

  #hashOf(request: JobRequest): number {
    let hash = mixed(17, request.vcpus);
    hash = mixed(hash, request.memoryMiB);
    hash = mixed(hash, request.gpus);
    hash = mixed(hash, request.attempts);
    hash = mixed(hash, request.timeoutMs);
    hash = mixed(hash, request.schedulingPriority);
    hash = mixed(hash, this.#numberOf(request.queue));
    hash = mixed(hash, this.#numberOf(request.architecture));
    hash = mixed(hash, this.#numberOf(request.jobDefinition));
    hash = mixed(hash, this.#numberOf(request.shareIdentifier));
    return mixed(hash, this.#numberOf(request.user));
  }

  #numberOf(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    let number = this.#textNumbers.get(text);
    if (number === undefined) {
      number = this.#textNumbers.size;
      this.#textNumbers.set(text, number);
    }
    return number;
  }
}

/** Multiplicative mixing (the 32-bit finalizer constants of MurmurHash3); only spreads, never decides equality. */
function mixed(hash: number, value: number | undefined): number {
  const bits = value === undefined ? 0x5bd1e995 : (value * 4) | 0;
  const product = Math.imul(hash ^ bits, 0x85ebca6b);
  return product ^ (product >>> 13);
}

function isSameRequest(left: JobRequest, right: JobRequest): boolean {
  return (
    left.vcpus === right.vcpus &&
    left.memoryMiB === right.memoryMiB &&
    left.user === right.user &&
    left.queue === right.queue &&
    left.jobDefinition === right.jobDefinition &&
    left.gpus === right.gpus &&
    left.attempts === right.attempts &&
    left.timeoutMs === right.timeoutMs &&
    left.architecture === right.architecture &&
    left.shareIdentifier === right.shareIdentifier &&
    left.schedulingPriority === right.schedulingPriority
  );
}

/** Only the class fields: a job passed in carries more, and keeping it alive would cost memory. */
function copyOfRequest(request: JobRequest): JobRequest {
  return {
    queue: request.queue,
    vcpus: request.vcpus,
    memoryMiB: request.memoryMiB,
    gpus: request.gpus,
    architecture: request.architecture,
    jobDefinition: request.jobDefinition,
    attempts: request.attempts,
    timeoutMs: request.timeoutMs,
    shareIdentifier: request.shareIdentifier,
    schedulingPriority: request.schedulingPriority,
    user: request.user,
  };
}

/** The class a request becomes once the defaults fill its gaps; undefined when vCPUs or memory stay unknown. */
export function completedClass(request: JobRequest, defaults: RequestDefaults): JobClass | undefined {
  const vcpus = request.vcpus ?? defaults.vcpus;
  const memoryMiB = request.memoryMiB ?? defaults.memoryMiB;
  if (vcpus === undefined || memoryMiB === undefined) return undefined;
  const attempts = request.attempts ?? defaults.attempts;
  return {
    ...(request.queue !== undefined && { queue: request.queue }),
    vcpus,
    memoryMiB,
    gpus: request.gpus ?? defaults.gpus ?? 0,
    ...(request.architecture !== undefined && { architecture: request.architecture }),
    ...(request.jobDefinition !== undefined && { jobDefinition: request.jobDefinition }),
    ...(attempts !== undefined && { attempts }),
    ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }),
    ...(request.shareIdentifier !== undefined && { shareIdentifier: request.shareIdentifier }),
    ...(request.schedulingPriority !== undefined && { schedulingPriority: request.schedulingPriority }),
    ...(request.user !== undefined && { user: request.user }),
  };
}
