/**
 * The bytes of a workload file (`.bww`): a head of 32 bytes, a description in JSON, then the columns as they lie in memory,
 * each at a multiple of 8, so that reading is mapping. All numbers are little-endian.
 *
 * | byte | what |
 * |---|---|
 * | 0 | magic: 0x93 `BWW` CR LF 0x1a LF (as in PNG, the line ends show a transfer in text mode) |
 * | 8 | version, 32 bits |
 * | 12 | length of the description in bytes, 32 bits |
 * | 16 | length of the file in bytes, 64 bits, a multiple of 8 |
 * | 24 | XXH32 of everything from byte 32, 32 bits |
 * | 28 | 0, 32 bits |
 * | 32 | the description, then zeros up to a multiple of 8, then the columns, each followed by zeros up to a multiple of 8 |
 */
import type { Workload } from '../../models/workload.ts';
import { MOST_JOBS } from '../../models/workload-limit.ts';

export const MAGIC: readonly number[] = [0x93, 0x42, 0x57, 0x57, 0x0d, 0x0a, 0x1a, 0x0a];
/** Raised when programs of the version before cannot read the file. */
export const VERSION = 1;
/** Of files with attempts that failed by themselves; all others stay as they were, so that older programs read them too. */
export const VERSION_WITH_FAILURES = 2;

export function versionOf({ ownFailures }: Pick<Workload, 'ownFailures'>): number {
  return ownFailures === undefined ? VERSION : VERSION_WITH_FAILURES;
}

export const HEAD_BYTES = 32;
export const AT = { version: 8, descriptionBytes: 12, fileBytes: 16, checksum: 24, reserved: 28 } as const;

/** V8 holds no string of 512 MiB. */
export const LONGEST_DESCRIPTION = 256 << 20;
/** Every column of the most jobs with generous ids; a head that says more is damaged. */
export const LONGEST_FILE = 1024 * MOST_JOBS;

/** In the order of the file. `length` in the description counts elements. */
export const COLUMNS = {
  submitMs: Float64Array,
  runMs: Float64Array,
  classIndex: Uint32Array,
  cancelMs: Float64Array,
  terminateMs: Float64Array,
  deadlineMs: Float64Array,
  peakMemoryMiB: Float32Array,
  failedJobs: Uint32Array,
  failureEnds: Uint32Array,
  failedForGood: Uint32Array,
  failureMs: Float64Array,
  failureKinds: Uint32Array,
  idNumbers: Float64Array,
  idEnds: Uint32Array,
  idBytes: Uint8Array,
  dependent: Uint32Array,
  prerequisite: Uint32Array,
} as const;

export type ColumnName = keyof typeof COLUMNS;

export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(COLUMNS, name);
}

export function padded(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8;
}

/** By the first four bytes, so that a file damaged after them is told its own damage. */
export function startsLikeWorkloadFile(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && MAGIC.slice(0, 4).every((byte, index) => bytes[index] === byte);
}

/** The columns are read where they lie; a machine that counts the other way would have to copy them, and none is left. */
export function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}
