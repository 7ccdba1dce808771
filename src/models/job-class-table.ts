/**
 * Stores what many jobs share once: gives equal requests the same small index. Requests may leave fields unsaid; the
 * defaults are applied to the few classes at the end, not to the millions of jobs.
 */
import { type ConsumableRequest, consumablesKey } from './consumable-resources.ts';
import type { DefinitionRequest } from './job-definition-requests.ts';
import type { Architecture, JobClass } from './workload.ts';

/** What a job asks for; undefined = the trace does not say. Units as in JobClass. */
export interface JobRequest {
  readonly queue?: string | undefined;
  readonly vcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly gpus?: number | undefined;
  readonly architecture?: Architecture | undefined;
  readonly nodes?: number | undefined;
  readonly jobDefinition?: string | undefined;
  readonly consumableResources?: readonly ConsumableRequest[] | undefined;
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
  /** What job definitions ask for, by name: before these defaults, after what the job says itself. */
  readonly byJobDefinition?: Readonly<Record<string, DefinitionRequest>> | undefined;
}

/** Every class as a row of this many numbers, so that comparing two touches no strings. */
const KEY_LENGTH = 13;
/** Stands in a key for what the request does not say; no real quantity is this small. */
const UNSAID = Number.MIN_SAFE_INTEGER;

export class JobClassTable {
  readonly #requests: JobRequest[] = [];
  #keys = new Float64Array(16 * KEY_LENGTH);
  readonly #key = new Float64Array(KEY_LENGTH);
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
    this.#fillKey(request);
    if (this.#lastIndex >= 0 && this.#isKeyOf(this.#lastIndex)) return this.#lastIndex;
    const hash = hashOf(this.#key);
    let index = this.#latest.get(hash) ?? -1;
    while (index >= 0 && !this.#isKeyOf(index)) index = this.#previous[index];
    if (index < 0) index = this.#append(request, hash);
    this.#lastIndex = index;
    return index;
  }

  #append(request: JobRequest, hash: number): number {
    const index = this.#requests.length;
    this.#previous.push(this.#latest.get(hash) ?? -1);
    this.#latest.set(hash, index);
    this.#requests.push(copyOfRequest(request));
    if ((index + 1) * KEY_LENGTH > this.#keys.length) {
      const grown = new Float64Array(this.#keys.length * 2);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    this.#keys.set(this.#key, index * KEY_LENGTH);
    return index;
  }

  #fillKey(request: JobRequest): void {
    const key = this.#key;
    key[0] = request.vcpus ?? UNSAID;
    key[1] = request.memoryMiB ?? UNSAID;
    key[2] = request.gpus ?? UNSAID;
    key[3] = request.attempts ?? UNSAID;
    key[4] = request.timeoutMs ?? UNSAID;
    key[5] = request.schedulingPriority ?? UNSAID;
    key[6] = this.#numberOf(request.queue);
    key[7] = this.#numberOf(request.architecture);
    key[8] = this.#numberOf(request.jobDefinition);
    key[9] = this.#numberOf(request.shareIdentifier);
    key[10] = this.#numberOf(request.user);
    key[12] = this.#numberOf(consumablesKey(request.consumableResources));
    key[11] = request.nodes ?? UNSAID;
  }

  #isKeyOf(index: number): boolean {
    const start = index * KEY_LENGTH;
    for (let at = 0; at < KEY_LENGTH; at++) if (this.#keys[start + at] !== this.#key[at]) return false;
    return true;
  }

  #numberOf(text: string | undefined): number {
    if (text === undefined) return UNSAID;
    let number = this.#textNumbers.get(text);
    if (number === undefined) {
      number = this.#textNumbers.size;
      this.#textNumbers.set(text, number);
    }
    return number;
  }
}

/** Multiplicative mixing (a constant of MurmurHash3's 32-bit finalizer); only spreads, never decides equality. */
function hashOf(key: Float64Array): number {
  let hash = 17;
  for (let at = 0; at < KEY_LENGTH; at++) {
    const product = Math.imul(hash ^ ((key[at] * 4) | 0), 0x85ebca6b);
    hash = product ^ (product >>> 13);
  }
  return hash;
}

/** Only the class fields: a job passed in carries more, and keeping it alive would cost memory. */
function copyOfRequest(request: JobRequest): JobRequest {
  return {
    queue: request.queue,
    vcpus: request.vcpus,
    memoryMiB: request.memoryMiB,
    gpus: request.gpus,
    architecture: request.architecture,
    nodes: request.nodes,
    jobDefinition: request.jobDefinition,
    consumableResources: request.consumableResources,
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
    ...(request.nodes !== undefined && { nodes: request.nodes }),
    ...(request.jobDefinition !== undefined && { jobDefinition: request.jobDefinition }),
    ...(request.consumableResources !== undefined && { consumableResources: request.consumableResources }),
    ...(attempts !== undefined && { attempts }),
    ...(request.timeoutMs !== undefined && { timeoutMs: request.timeoutMs }),
    ...(request.shareIdentifier !== undefined && { shareIdentifier: request.shareIdentifier }),
    ...(request.schedulingPriority !== undefined && { schedulingPriority: request.schedulingPriority }),
    ...(request.user !== undefined && { user: request.user }),
  };
}
