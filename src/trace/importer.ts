/** The contract between the doors (which open files), the importers (one a format) and everything that uses traces. */

import type { Problem } from '../models/problem.ts';
import type { AllocateBuffer } from '../models/typed-columns.ts';
import type { Workload } from '../models/workload.ts';
import type { RequestDefaults } from '../models/workload-builder.ts';
import type { WorkloadTable } from '../models/workload-table.ts';
import type { ImportSession } from './import-session.ts';

export type TextFormat = 'nextflow' | 'swf' | 'csv' | 'awsbatch' | 'slurm' | 'wfformat';
/** `bww`: a workload file of our own, imported before. */
export type TraceFormat = TextFormat | 'bww';

/** Chunks of one file in order, as bytes (decoded and gunzipped here) or as text already decoded. */
export type TraceSource = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

export interface ImportOptions {
  /** For detection and for problems; may be missing or wrong. */
  readonly fileName?: string | undefined;
  /** Skips detection. */
  readonly format?: TraceFormat | undefined;
  /** Name of the workload; default the file name. */
  readonly name?: string | undefined;
  /** What to assume where the trace does not say. */
  readonly defaults: RequestDefaults;
  /** SWF: which field becomes the memory request. Default `requested` (field 10); `used` is field 7. */
  readonly memoryFrom?: 'requested' | 'used' | 'none' | undefined;
  /** SWF: unit of that field. Default `KB`, as the standard says. */
  readonly swfMemoryUnit?: 'KB' | 'bytes' | undefined;
  /** SWF: what that field counts. Default `processor`, as the standard says. */
  readonly swfMemoryPer?: 'processor' | 'job' | undefined;
  /** CSV: columns to pass over although we do not know them. */
  readonly ignoreColumns?: readonly string[] | undefined;
  /** Where the columns are made; for example in shared memory. Default: memory of this thread. */
  readonly allocate?: AllocateBuffer | undefined;
}

export interface SkippedRows {
  readonly reason: string;
  readonly count: number;
  readonly firstLine: number;
}

export interface ImportedTrace {
  readonly workload: Workload;
  readonly format: TraceFormat;
  /** Data rows (or jobs) seen, used and skipped together. */
  readonly rows: number;
  readonly skipped: readonly SkippedRows[];
  /** What was assumed while reading, in sentences. */
  readonly notes: readonly string[];
}

/** As it comes out of reading, with what a workload file keeps. */
export interface FreshTrace extends ImportedTrace {
  /** The workload without the defaults: what the trace itself says. */
  readonly table: WorkloadTable;
  /** What reading the text warned of, defaults apart; lines are those of the text. */
  readonly told?: readonly Problem[];
}

export interface Importer {
  readonly format: TextFormat;
  /** Whether a file of this name (lower case, without `.gz`) is probably of this format. */
  matchesName(name: string): boolean;
  /** Whether a file that starts like this is of this format. */
  matchesContent(head: string): boolean;
  /** Reads the whole text into the session. */
  read(text: AsyncIterable<string>, session: ImportSession): Promise<void>;
}
