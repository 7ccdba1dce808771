/** The part of a workload file that is JSON: what jobs ask for, arrays, how the trace was read, and which columns follow. */
import { z } from 'zod';
import { MOST_JOBS } from '../../models/workload-limit.ts';
import type { WorkloadTable } from '../../models/workload-table.ts';
import type { FreshTrace } from '../importer.ts';
import { type ColumnName, isColumnName } from './layout.ts';

const positive = z.number().positive();
const whole = z.number().int().min(0);
const text = z.string();

const request = z.strictObject({
  queue: text.exactOptional(),
  vcpus: positive.exactOptional(),
  memoryMiB: positive.exactOptional(),
  gpus: z.number().min(0).exactOptional(),
  architecture: z.enum(['x86_64', 'arm64']).exactOptional(),
  nodes: z.number().int().min(1).exactOptional(),
  jobDefinition: text.exactOptional(),
  consumableResources: z.array(z.strictObject({ name: text, quantity: z.number().int().min(1) })).exactOptional(),
  attempts: z.number().min(0).exactOptional(),
  timeoutMs: z.number().min(0).exactOptional(),
  shareIdentifier: text.exactOptional(),
  schedulingPriority: z.number().exactOptional(),
  user: text.exactOptional(),
});

/** An array job as [id, first row, size]. */
const array = z.tuple([text, whole, z.number().int().min(1)]);

const failure = z.strictObject({
  exitCode: z.number().int().exactOptional(),
  reason: text.exactOptional(),
  statusReason: text.exactOptional(),
});

const warning = z.strictObject({
  path: text,
  message: text,
  hint: text.exactOptional(),
  line: z.number().int().min(1).exactOptional(),
});

const column = z.strictObject({
  name: z.custom<ColumnName>((name) => typeof name === 'string' && isColumnName(name)),
  length: whole,
});

export const descriptionSchema = z.strictObject({
  name: text,
  jobCount: z.number().int().min(1).max(MOST_JOBS),
  originEpochMs: z.number().exactOptional(),
  /** Of the trace it was imported from. */
  format: text,
  rows: whole,
  skipped: z.array(z.strictObject({ reason: text, count: whole, firstLine: whole })),
  notes: z.array(text),
  /** What the import warned of, kept because finding it again would take longer than reading the file. */
  told: z.array(warning).exactOptional(),
  requests: z.array(request).min(1),
  arrays: z.array(array),
  /** How attempts failed by themselves, which the column failureKinds counts from 0. */
  failures: z.array(failure).exactOptional(),
  columns: z.array(column),
});

export type Description = z.infer<typeof descriptionSchema>;

/** What is known of a workload besides its columns. */
export type ImportFacts = Pick<FreshTrace, 'format' | 'rows' | 'skipped' | 'notes' | 'told'>;

export function descriptionOf(table: WorkloadTable, facts: ImportFacts, columns: Description['columns']) {
  const { name, jobCount, originEpochMs, requests, arrays, ownFailures } = table;
  const { format, rows, skipped, notes, told = [] } = facts;
  return {
    name,
    jobCount,
    ...(originEpochMs !== undefined && { originEpochMs }),
    format,
    rows,
    skipped,
    notes,
    ...(told.length > 0 && { told }),
    requests,
    arrays: arrays.map(({ id, firstJob, size }) => [id, firstJob, size]),
    ...(ownFailures !== undefined && { failures: ownFailures.kinds }),
    columns,
  };
}
