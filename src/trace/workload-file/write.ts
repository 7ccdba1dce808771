/** Writes an imported trace as a workload file, which is read back without parsing (layout.ts). */
import { TextPacker } from '../../models/job-ids.ts';
import { allocateBuffer } from '../../models/typed-columns.ts';
import type { WorkloadTable } from '../../models/workload-table.ts';
import { checksumOf } from './checksum.ts';
import { type Description, descriptionOf, type ImportFacts } from './description.ts';
import { AT, COLUMNS, type ColumnName, HEAD_BYTES, isLittleEndian, MAGIC, padded, versionOf } from './layout.ts';

type Column = Float64Array | Float32Array | Uint32Array | Uint8Array;

/** The whole file. Throws RangeError on a machine that is not little-endian. */
export function workloadFile(table: WorkloadTable, facts: ImportFacts): Uint8Array {
  if (!isLittleEndian()) throw new RangeError('workload files are written on little-endian machines only');
  const columns = columnsOf(table);
  const listed: Description['columns'] = [...columns].map(([name, { length }]) => ({ name, length }));
  const description = new TextEncoder().encode(JSON.stringify(descriptionOf(table, facts, listed)));
  let at = padded(HEAD_BYTES + description.length);
  const total = [...columns.values()].reduce((sum, { byteLength }) => sum + padded(byteLength), at);
  const file = new Uint8Array(total);
  file.set(MAGIC);
  file.set(description, HEAD_BYTES);
  for (const column of columns.values()) {
    file.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += padded(column.byteLength);
  }
  const head = new DataView(file.buffer);
  head.setUint32(AT.version, versionOf(table), true);
  head.setUint32(AT.descriptionBytes, description.length, true);
  head.setBigUint64(AT.fileBytes, BigInt(total), true);
  head.setUint32(AT.checksum, checksumOf(new Uint32Array(file.buffer, HEAD_BYTES)), true);
  return file;
}

/** The columns a workload has, in the order of the file. */
function columnsOf(table: WorkloadTable): ReadonlyMap<ColumnName, Column> {
  const { submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, peakMemoryMiB, dependencies } = table;
  const { dependent, prerequisite } = dependencies;
  const hasEdges = dependent.length > 0;
  const known: Partial<Record<ColumnName, Column | undefined>> = {
    ...{ submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, peakMemoryMiB },
    ...failureColumns(table),
    ...idColumns(table),
    ...(hasEdges && { dependent, prerequisite }),
  };
  const columns = new Map<ColumnName, Column>();
  for (const name of Object.keys(COLUMNS) as ColumnName[]) {
    const column = known[name];
    if (column !== undefined) columns.set(name, column);
  }
  return columns;
}

function failureColumns({ ownFailures }: WorkloadTable): Partial<Record<ColumnName, Column>> {
  if (ownFailures === undefined) return {};
  const { jobs, ends, isForGood, runMs, kind } = ownFailures;
  return { failedJobs: jobs, failureEnds: ends, failedForGood: isForGood, failureMs: runMs, failureKinds: kind };
}

function idColumns({ ids }: WorkloadTable): Partial<Record<ColumnName, Column>> {
  if (ids === undefined) return {};
  if (ids instanceof Float64Array) return { idNumbers: ids };
  if ('ends' in ids) return { idEnds: ids.ends, idBytes: ids.bytes };
  const packer = new TextPacker(allocateBuffer);
  for (const id of ids) packer.push(id);
  const { ends, bytes } = packer.packed();
  return { idEnds: ends, idBytes: bytes };
}
