/**
 * Reads a workload file: checks head, checksum, description and content, and lays the columns over the bytes as they are.
 * Every allocation is bounded by what the file really holds, never by what its head claims.
 */
import type { AllocateBuffer } from '../../models/typed-columns.ts';
import type { WorkloadTable } from '../../models/workload-table.ts';
import { UnreadableTrace } from '../unreadable-trace.ts';
import { wrongContent } from './checks.ts';
import { checksumOf } from './checksum.ts';
import { type Description, descriptionSchema } from './description.ts';
import {
  AT,
  COLUMNS,
  type ColumnName,
  HEAD_BYTES,
  isLittleEndian,
  LONGEST_DESCRIPTION,
  LONGEST_FILE,
  MAGIC,
  padded,
  VERSION,
  VERSION_WITH_FAILURES,
  versionOf,
} from './layout.ts';

export interface WorkloadFile {
  readonly table: WorkloadTable;
  readonly description: Description;
}

const FIRST_CAPACITY = 1 << 20;

/** Chunks of the file from its first byte; throws UnreadableTrace on anything but a whole and sound file. */
export async function readWorkloadFile(
  chunks: AsyncIterable<Uint8Array | string>,
  allocate: AllocateBuffer,
): Promise<WorkloadFile> {
  if (!isLittleEndian()) throw unusable('this machine is not little-endian');
  const bytes = await wholeFile(chunks, allocate);
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const words = new Uint32Array(bytes.buffer, HEAD_BYTES, (bytes.length - HEAD_BYTES) / 4);
  if (checksumOf(words) !== head.getUint32(AT.checksum, true)) throw damaged('its checksum is wrong');
  const descriptionBytes = head.getUint32(AT.descriptionBytes, true);
  const description = parsed(bytes.slice(HEAD_BYTES, HEAD_BYTES + descriptionBytes));
  const table = tableOf(description, columnsOf(description, bytes, padded(HEAD_BYTES + descriptionBytes)));
  // The checksum begins behind the head.
  if (head.getUint32(AT.version, true) !== versionOf(table)) throw damaged('its version is not that of its content');
  const wrong = wrongContent(table);
  if (wrong !== undefined) throw damaged(wrong);
  return { table, description };
}

/** All bytes in one buffer that starts at 0. Grows with what arrives, so that a lying head costs nothing. */
async function wholeFile(chunks: AsyncIterable<Uint8Array | string>, allocate: AllocateBuffer): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(allocate(FIRST_CAPACITY));
  let length = 0;
  let expected: number | undefined;
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') throw unusable('it was opened as text');
    const needed = length + chunk.length;
    if (needed > (expected ?? LONGEST_FILE)) throw damaged('it is longer than it says');
    if (needed > bytes.length) {
      const grown = new Uint8Array(allocate(Math.min(expected ?? LONGEST_FILE, Math.max(needed, bytes.length * 2))));
      grown.set(bytes.subarray(0, length));
      bytes = grown;
    }
    bytes.set(chunk, length);
    length = needed;
    if (expected === undefined && length >= HEAD_BYTES) expected = checkedLength(bytes);
    if (expected !== undefined && length > expected) throw damaged('it is longer than it says');
  }
  if (expected === undefined || length < expected) throw damaged('it ends early');
  return bytes.subarray(0, length);
}

/** The length the head says, once magic, version and lengths are credible. */
function checkedLength(bytes: Uint8Array): number {
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw damaged('it was changed as if it were text');
  const version = head.getUint32(AT.version, true);
  if (version !== VERSION && version !== VERSION_WITH_FAILURES)
    throw unusable(`it is of version ${version}, this program reads versions up to ${VERSION_WITH_FAILURES}`);
  const fileBytes = head.getBigUint64(AT.fileBytes, true);
  const descriptionBytes = head.getUint32(AT.descriptionBytes, true);
  if (fileBytes > LONGEST_FILE || fileBytes % 8n !== 0n || head.getUint32(AT.reserved, true) !== 0)
    throw damaged('its length is impossible');
  const isTooLong = descriptionBytes > LONGEST_DESCRIPTION || padded(HEAD_BYTES + descriptionBytes) > Number(fileBytes);
  if (isTooLong) throw damaged('its description is longer than the file');
  return Number(fileBytes);
}

function parsed(json: Uint8Array): Description {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw damaged('its description is not JSON');
  }
  const checked = descriptionSchema.safeParse(value);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0];
  throw damaged(`${path.join('.')}: ${message}`);
}

type Columns = { readonly [Name in ColumnName]?: InstanceType<(typeof COLUMNS)[Name]> };

/** Views on the bytes, in the order described; refuses columns that do not fill the rest of the file exactly. */
function columnsOf({ columns }: Description, bytes: Uint8Array, start: number): Columns {
  const views = new Map<ColumnName, unknown>();
  let at = start;
  for (const { name, length } of columns) {
    const Column = COLUMNS[name];
    const byteLength = length * Column.BYTES_PER_ELEMENT;
    if (at + padded(byteLength) > bytes.length) throw damaged(`column ${name} does not fit`);
    if (views.has(name)) throw damaged(`column ${name} is there twice`);
    views.set(name, new Column(bytes.buffer as ArrayBuffer, at, length));
    at += padded(byteLength);
  }
  if (at !== bytes.length) throw damaged('something stands behind its columns');
  return Object.fromEntries(views) as Columns;
}

function tableOf(description: Description, columns: Columns): WorkloadTable {
  const { name, jobCount, originEpochMs, requests, arrays } = description;
  const { submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, peakMemoryMiB } = columns;
  const { idNumbers, idEnds, idBytes } = columns;
  const { dependent = new Uint32Array(0), prerequisite = new Uint32Array(0) } = columns;
  if (submitMs === undefined || runMs === undefined || classIndex === undefined) throw damaged('a column is missing');
  const ofJobs = [submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, peakMemoryMiB, idNumbers, idEnds];
  if (ofJobs.some((column) => column !== undefined && column.length !== jobCount))
    throw damaged('a column has another length than the jobs');
  if (dependent.length !== prerequisite.length) throw damaged('the dependencies are not pairs');
  const hasTexts = idEnds !== undefined && idBytes !== undefined;
  return {
    name,
    jobCount,
    submitMs,
    runMs,
    classIndex,
    requests,
    arrays: arrays.map(([id, firstJob, size]) => ({ id, firstJob, size })),
    dependencies: { dependent, prerequisite },
    ...(originEpochMs !== undefined && { originEpochMs }),
    ...(idNumbers !== undefined && { ids: idNumbers }),
    ...(hasTexts && { ids: { bytes: idBytes, ends: idEnds } }),
    ...(cancelMs !== undefined && { cancelMs }),
    ...(terminateMs !== undefined && { terminateMs }),
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...ownFailuresOf(description, columns),
    ...(peakMemoryMiB !== undefined && { peakMemoryMiB }),
  };
}

function ownFailuresOf({ failures }: Description, columns: Columns): Pick<WorkloadTable, 'ownFailures'> {
  const { failedJobs: jobs, failureEnds: ends, failedForGood: isForGood, failureMs, failureKinds: kind } = columns;
  const all = [jobs, ends, isForGood, failureMs, kind, failures];
  if (all.every((part) => part === undefined)) return {};
  if (!jobs || !ends || !isForGood || !failureMs || !kind || !failures)
    throw damaged('a column of failures is missing');
  if (jobs.length !== ends.length || jobs.length !== isForGood.length || failureMs.length !== kind.length)
    throw damaged('the columns of failures have different lengths');
  return { ownFailures: { jobs, ends, isForGood, runMs: failureMs, kind, kinds: failures } };
}

function damaged(reason: string): UnreadableTrace {
  return new UnreadableTrace(`the workload file is damaged: ${reason}`, 'import the trace again');
}

function unusable(reason: string): UnreadableTrace {
  return new UnreadableTrace(`the workload file cannot be used: ${reason}`, 'import the trace again, on this machine');
}
