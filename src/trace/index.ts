/** The door of this folder: reads one trace file of any known format into a Workload. Touches no file itself. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { decodedText } from './decode.ts';
import { detectedImporter, importerOf, TRACE_FORMATS } from './detect.ts';
import { ImportSession } from './import-session.ts';
import type { ImportedTrace, Importer, ImportOptions, TraceSource } from './importer.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

export { TRACE_FORMATS } from './detect.ts';
export type { ImportedTrace, ImportOptions, SkippedRows, TraceFormat, TraceSource } from './importer.ts';

/** Enough to see a header and a row behind the comments of most logs. */
const HEAD_LENGTH = 16_384;

/**
 * Reads a trace. Warnings say which defaults were used how often; problems (all of them, up to 20) name file and line.
 * Rejects only when the source itself throws, for example because a file cannot be opened.
 */
export async function importTrace(source: TraceSource, options: ImportOptions): Promise<Result<ImportedTrace>> {
  const result = await readTrace(source, options).catch((error: unknown): Result<ImportedTrace> => {
    if (error instanceof UnreadableTrace) return fail(error.problem);
    throw error;
  });
  const { fileName } = options;
  if (fileName === undefined) return result;
  const placed = (problem: Problem): Problem => ({ file: fileName, ...problem });
  return result.ok ? succeed(result.value, result.warnings.map(placed)) : fail(...result.problems.map(placed));
}

async function readTrace(source: TraceSource, options: ImportOptions): Promise<Result<ImportedTrace>> {
  const chunks = decodedText(source);
  try {
    return await readChunks(chunks, options);
  } finally {
    // Lets the door close its file when reading stopped early.
    await chunks.return(undefined);
  }
}

async function readChunks(chunks: AsyncGenerator<string>, options: ImportOptions): Promise<Result<ImportedTrace>> {
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

async function* withHead(head: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* chunks;
}

function unknownFormat(): Problem {
  const message = 'neither the file name nor the content shows the format of this trace';
  return { path: '', message, hint: `say which: ${TRACE_FORMATS.join(', ')}` };
}

function finished(importer: Importer, session: ImportSession): Result<ImportedTrace> {
  if (!session.problems.isEmpty) return fail(...session.problems.report());
  const { builder, options } = session;
  if (builder.jobCount === 0) return fail(noJobs(session));
  const name = options.name ?? options.fileName ?? importer.format;
  const built = builder.finish(options.defaults, { name, submitTimes: session.submitTimes });
  if (!built.ok) return built;
  const { rows, skipped, notes } = session;
  return succeed({ workload: built.value, format: importer.format, rows, skipped, notes }, built.warnings);
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
