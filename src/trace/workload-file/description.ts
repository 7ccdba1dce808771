/** The part of a workload file that is JSON: what jobs ask for, arrays, how the trace was read, and which columns follow. */
import { z } from 'zod/mini';
import { MOST_JOBS } from '../../models/workload-limit.ts';
import type { WorkloadTable } from '../../models/workload-table.ts';
import type { FreshTrace } from '../importer.ts';
import { type ColumnName, isColumnName } from './layout.ts';

const number = z.number();
const positive = number.check(z.positive());
const notNegative = number.check(z.gte(0));
const whole = z.int().check(z.gte(0));
const count = z.int().check(z.gte(1));
const text = z.string();
const optionalText = z.exactOptional(text);

const request = z.strictObject({
  queue: optionalText,
  vcpus: z.exactOptional(positive),
  memoryMiB: z.exactOptional(positive),
  gpus: z.exactOptional(notNegative),
  architecture: z.exactOptional(z.enum(['x86_64', 'arm64'])),
  nodes: z.exactOptional(count),
  jobDefinition: optionalText,
  consumableResources: z.exactOptional(z.array(z.strictObject({ name: text, quantity: count }))),
  attempts: z.exactOptional(notNegative),
  timeoutMs: z.exactOptional(notNegative),
  shareIdentifier: optionalText,
  schedulingPriority: z.exactOptional(number),
  user: optionalText,
});

/** An array job as [id, first row, size]. */
const array = z.tuple([text, whole, count]);

const failure = z.strictObject({
  exitCode: z.exactOptional(z.int()),
  reason: optionalText,
  statusReason: optionalText,
});

const warning = z.strictObject({ path: text, message: text, hint: optionalText, line: z.exactOptional(count) });

const column = z.strictObject({
  name: z.custom<ColumnName>((name) => typeof name === 'string' && isColumnName(name)),
  length: whole,
});

export const descriptionSchema = z.strictObject({
  name: text,
  jobCount: z.int().check(z.gte(1), z.lte(MOST_JOBS)),
  originEpochMs: z.exactOptional(number),
  /** Of the trace it was imported from. */
  format: text,
  rows: whole,
  skipped: z.array(z.strictObject({ reason: text, count: whole, firstLine: whole })),
  notes: z.array(text),
  /** What the import warned of, kept because finding it again would take longer than reading the file. */
  told: z.exactOptional(z.array(warning)),
  requests: z.array(request).check(z.minLength(1)),
  arrays: z.array(array),
  /** How attempts failed by themselves, which the column failureKinds counts from 0. */
  failures: z.exactOptional(z.array(failure)),
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
