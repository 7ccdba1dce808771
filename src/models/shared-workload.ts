/**
 * A workload whose columns lie in shared memory, so that handing it to another thread copies nothing. Ids stay behind: what
 * threads report speaks of rows.
 */
import type { OwnFailures } from './own-failures.ts';
import type { AllocateBuffer } from './typed-columns.ts';
import type { Workload } from './workload.ts';

/** Only where threads may share memory: Node, and pages that are cross-origin isolated. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined';
}

/** For building a workload in shared memory at once; falls back to memory of one thread. */
export const allocateShared: AllocateBuffer = (byteLength) =>
  canShareMemory() ? new SharedArrayBuffer(byteLength) : new ArrayBuffer(byteLength);

/** Columns that already lie in shared memory stay where they are; without shared memory every column stays. */
export function sharedWorkload({ ids: _ids, ...workload }: Workload): Workload {
  if (!canShareMemory()) return workload;
  const { dependencies, cancelMs, terminateMs, deadlineMs, ownFailures, peakMemoryMiB } = workload;
  return {
    ...workload,
    submitMs: new Float64Array(...shared(workload.submitMs)),
    runMs: new Float64Array(...shared(workload.runMs)),
    classIndex: new Uint32Array(...shared(workload.classIndex)),
    ...(cancelMs && { cancelMs: new Float64Array(...shared(cancelMs)) }),
    ...(terminateMs && { terminateMs: new Float64Array(...shared(terminateMs)) }),
    ...(deadlineMs && { deadlineMs: new Float64Array(...shared(deadlineMs)) }),
    ...(ownFailures && { ownFailures: sharedFailures(ownFailures) }),
    ...(peakMemoryMiB && { peakMemoryMiB: new Float32Array(...shared(peakMemoryMiB)) }),
    dependencies: {
      dependent: new Uint32Array(...shared(dependencies.dependent)),
      prerequisite: new Uint32Array(...shared(dependencies.prerequisite)),
    },
  };
}

function sharedFailures({ jobs, ends, isForGood, runMs, kind, kinds }: OwnFailures): OwnFailures {
  return {
    jobs: new Uint32Array(...shared(jobs)),
    ends: new Uint32Array(...shared(ends)),
    isForGood: new Uint32Array(...shared(isForGood)),
    runMs: new Float64Array(...shared(runMs)),
    kind: new Uint32Array(...shared(kind)),
    kinds,
  };
}

/** Where a column of the same content lies in shared memory. */
function shared(column: Float64Array | Float32Array | Uint32Array): [SharedArrayBuffer, number, number] {
  const { buffer, byteOffset, byteLength, length } = column;
  if (buffer instanceof SharedArrayBuffer) return [buffer, byteOffset, length];
  const copy = new SharedArrayBuffer(byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength));
  return [copy, 0, length];
}
