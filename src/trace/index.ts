/** The door of this folder: reads one trace file of any known format into a Workload. Touches no file itself. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { allocateBuffer } from '../models/typed-columns.ts';
import { completedWorkload } from '../models/workload-table.ts';
import { decodedText, iteratorOf, unpackedSource, withFirst } from './decode.ts';
import { detectedImporter, importerOf, TRACE_FORMATS } from './detect.ts';
import { ImportSession } from './import-session.ts';
import type { FreshTrace, Importer, ImportOptions, TraceFormat, TraceSource } from './importer.ts';
import { impossibleRequests } from './impossible-requests.ts';
import { UnreadableTrace } from './unreadable-trace.ts';
import { startsLikeWorkloadFile } from './workload-file/layout.ts';
import { readWorkloadFile } from './workload-file/read.ts';

export { TRACE_FORMATS } from './detect.ts';
export type { FreshTrace, ImportedTrace, ImportOptions, SkippedRows, TraceFormat, TraceSource } from './importer.ts';
export { workloadFile } from './workload-file/write.ts';

/** Enough to see a header and a row behind the comments of most logs. */
const HEAD_LENGTH = 16_384;

/**
 * Reads a trace. Warnings say which defaults were used how often; problems (all of them, up to 20) name file and line.
 * Rejects only when the source itself throws, for example because a file cannot be opened.
 */
export async function importTrace(source: TraceSource, options: ImportOptions): Promise<Result<FreshTrace>> {
  const result = await readTrace(source, options).catch((error: unknown): Result<FreshTrace> => {
    if (error instanceof UnreadableTrace) return fail(error.problem);
    throw error;
  });
  const { fileName } = options;
  if (fileName === undefined) return result;
  const placed = (problem: Problem): Problem => ({ file: fileName, ...problem });
  return result.ok ? succeed(result.value, result.warnings.map(placed)) : fail(...result.problems.map(placed));
}

async function readTrace(source: TraceSource, options: ImportOptions): Promise<Result<FreshTrace>> {
  const chunks = iteratorOf(source);
  try {
    const unpacked = await unpackedSource(chunks);
    const { first, others } = unpacked;
    if (typeof first !== 'string' && startsLikeWorkloadFile(first))
      return await readImported(withFirst(first, others), options);
    return options.format === 'bww' ? fail(noWorkloadFile()) : await readText(decodedText(unpacked), options);
  } finally {
    // Lets the door close its file when reading stopped early.
    await chunks.return(undefined);
  }
}

async function readText(chunks: AsyncGenerator<string>, options: ImportOptions): Promise<Result<FreshTrace>> {
  let head = '';
  while (head.length < HEAD_LENGTH) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    head += value;
  }
  if (head.trim() === '') return fail({ path: '', message: 'the file is empty', hint: 'export the trace again' });
  const importer = options.format === undefined ? detectedImporter(options.fileName, head) : importerOf(options.format);
  if (importer === undefined) return fail(unknownFormat());
  const session = new ImportSession(options);
  await importer.read(withHead(head, chunks), session);
  return finished(importer, session);
}

/** A trace that was imported before; only the defaults are still to be applied. */
async function readImported(
  chunks: AsyncIterable<Uint8Array | string>,
  options: ImportOptions,
): Promise<Result<FreshTrace>> {
  if (options.format !== undefined && options.format !== 'bww') return fail(isWorkloadFile(options.format));
  const { table, description } = await readWorkloadFile(chunks, options.allocate ?? allocateBuffer);
  const { workload, gaps, warnings } = completedWorkload(table, options.defaults);
  if (gaps.length > 0) return fail(...gaps);
  const { rows, skipped, notes, told = [] } = description;
  return succeed({ workload, table, format: 'bww', rows, skipped, notes: [...notes, ...lateChoices(options)], told }, [
    ...told.map(asImported),
    ...warnings,
  ]);
}

/** The line is one of the text that was imported, which the workload file does not name. */
function asImported({ line, message, ...warning }: Problem): Problem {
  return {
    ...warning,
    message: line === undefined ? message : `${message} (line ${line} of the trace it was made from)`,
  };
}

/** Choices that come too late, because they decide how text is read. */
function lateChoices({ memoryFrom, swfMemoryUnit, swfMemoryPer, ignoreColumns }: ImportOptions): readonly string[] {
  const isChosen = [memoryFrom, swfMemoryUnit, swfMemoryPer, ignoreColumns].some((choice) => choice !== undefined);
  if (!isChosen) return [];
  return [
    'memoryFrom, swfMemoryUnit, swfMemoryPer and ignoreColumns do nothing: the workload file was imported before',
  ];
}

function noWorkloadFile(): Problem {
  const hint = 'make one with batchwright import TRACE --to jobs.bww, or leave the format out';
  return { path: '', message: 'the file is no workload file', hint };
}

function isWorkloadFile(format: TraceFormat): Problem {
  return { path: '', message: `the file is a workload file, not ${format}`, hint: 'leave the format out' };
}

async function* withHead(head: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* chunks;
}

function unknownFormat(): Problem {
  const message = 'neither the file name nor the content shows the format of this trace';
  return {
    path: '',
    message,
    hint: `say which: ${TRACE_FORMATS.join(', ')}; or let its name end as one does (.csv, .swf, .json)`,
  };
}

function finished(importer: Importer, session: ImportSession): Result<FreshTrace> {
  if (!session.problems.isEmpty) return fail(...session.problems.report());
  const { builder, options } = session;
  if (builder.jobCount === 0) return fail(noJobs(session));
  const name = options.name ?? options.fileName ?? importer.format;
  const { table, problems, warnings: crowded } = builder.table({ name, submitTimes: session.submitTimes });
  const impossible = impossibleRequests(table);
  if (impossible.length > 0) return fail(...impossible, ...problems);
  const { workload, gaps, warnings } = completedWorkload(table, options.defaults);
  if (gaps.length + problems.length > 0) return fail(...gaps, ...problems);
  const { rows, skipped, notes } = session;
  const told = [...session.warnings, ...crowded];
  return succeed({ workload, table, format: importer.format, rows, skipped, notes, told }, [...told, ...warnings]);
}

function noJobs(session: ImportSession): Problem {
  const reasons = session.skipped.map(
    ({ reason, count, firstLine }) => `${count} ${reason} (first on line ${firstLine})`,
  );
  const why = session.rows === 0 ? 'it has no rows' : `of ${session.rows} rows, ${reasons.join('; ')}`;
  return {
    path: '',
    message: `no job of this trace can be used: ${why}`,
    hint: 'see docs/traces.md for what is needed',
  };
}
