/** Finds the class of an SWF job by its three numbers: logs have millions of jobs and few users and sizes. */
import type { WorkloadBuilder } from '../models/workload-builder.ts';

/** Below this many processors a size and a memory (at most 2^25 MiB) make one exact number. */
const MOST_PROCESSORS = 2 ** 20;

export class SwfClasses {
  /** By user number, -1 for none; then by size and memory. */
  readonly #byUser = new Map<number, Map<number, number>>();

  /** `user` is none when negative or NaN. */
  indexOf(builder: WorkloadBuilder, vcpus: number, memoryMiB: number | undefined, user: number): number {
    const userKey = user >= 0 ? user : -1;
    let known = this.#byUser.get(userKey);
    if (known === undefined) {
      known = new Map();
      this.#byUser.set(userKey, known);
    }
    const key = (memoryMiB ?? 0) * MOST_PROCESSORS + vcpus;
    const index = vcpus < MOST_PROCESSORS ? known.get(key) : undefined;
    if (index !== undefined) return index;
    const created = builder.classOf({ vcpus, memoryMiB, user: user >= 0 ? String(user) : undefined });
    if (vcpus < MOST_PROCESSORS) known.set(key, created);
    return created;
  }
}
