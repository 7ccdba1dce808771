/** Reads a dropped job history into a workload and says what was seen, skipped and assumed. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { allocateShared } from '../models/shared-workload.ts';
import type { RequestDefaults } from '../models/workload-builder.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type ImportedTrace, importTrace } from '../trace/index.ts';
import type { TraceFile, TraceSummary } from './engine-api.ts';

type Workload = Scenario['workload'];

export interface ReadTrace {
  readonly imported: ImportedTrace;
  readonly warnings: readonly Problem[];
  readonly summary: TraceSummary;
}

/** Remembers the latest trace, since changing the configuration does not change the history. */
export class TraceReader {
  #latest: { readonly key: string; readonly read: Promise<Result<ReadTrace>> } | undefined;

  read(trace: TraceFile, options: Workload['trace'], defaults: RequestDefaults): Promise<Result<ReadTrace>> {
    const key = JSON.stringify([trace.id, options, defaults]);
    if (this.#latest?.key !== key) this.#latest = { key, read: readTrace(trace.file, options, defaults) };
    return this.#latest.read;
  }
}

async function readTrace(
  file: File,
  options: Workload['trace'],
  defaults: RequestDefaults,
): Promise<Result<ReadTrace>> {
  const { path: _path, ...choices } = options ?? { path: file.name };
  const importing = importTrace(chunksOf(file), {
    fileName: file.name,
    defaults,
    allocate: allocateShared,
    ...choices,
  });
  const imported = await importing.catch((error: unknown) => {
    if (error instanceof Gone) return fail<never>(goneFile(file.name));
    throw error;
  });
  if (!imported.ok) return fail(...imported.problems);
  const { value, warnings } = imported;
  return succeed({ imported: value, warnings, summary: summaryOf(file.name, value, warnings) });
}

/** Browsers read a file when it is needed, and refuse one that changed meanwhile. */
class Gone extends Error {
  override readonly name = 'Gone';
}

function goneFile(file: string): Problem {
  const message = 'the file can no longer be read: it was changed, moved or deleted since it was dropped';
  return { path: '', file, message, hint: 'drop it again' };
}

/** A reader instead of `for await`: Safari's streams are not iterable yet. */
async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new Gone('the browser cannot read the file', { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

function summaryOf(fileName: string, trace: ImportedTrace, warnings: readonly Problem[]): TraceSummary {
  const { format, rows, skipped, notes, workload } = trace;
  return { fileName, format, rows, jobs: workload.jobCount, skipped, notes, warnings };
}
