/** Reads and writes the user's files: clear problems instead of system errors, and never half a file. */
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Problem } from '../models/problem.ts';
import type { CliContext } from './context.ts';
import { type Destination, destinationOf } from './destination.ts';
import { Failure, invalidInput, usageFailure } from './failure.ts';
import { hearInterruption, stopIfInterrupted } from './interruption.ts';

/** Scenarios and plan files are written by people and by `optimize`; anything longer is another kind of file. */
const LONGEST_TEXT_BYTES = 64 << 20;

/** The text of a file, or of standard input for `-`. */
export async function readText(context: CliContext, path: string): Promise<string> {
  const bytes = readAtOnce(context, path) ?? (await readToEnd(context, path));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw packed(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A plain file is read in one go: Node takes longer to load its streams of files than to read one. Undefined for all else. */
function readAtOnce(context: CliContext, path: string): Uint8Array | undefined {
  if (path === '-') return undefined;
  stopIfInterrupted(context);
  const absolute = resolve(context.cwd, path);
  try {
    const found = statSync(absolute);
    if (!found.isFile()) return undefined;
    if (found.size > LONGEST_TEXT_BYTES) throw tooLong(path);
    return readFileSync(absolute);
  } catch (error) {
    throw isSystemError(error) ? unreadable(path, error) : error;
  }
}

async function readToEnd(context: CliContext, path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readChunks(context, path)) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > LONGEST_TEXT_BYTES) throw tooLong(path);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** How messages call a file of the command line. */
export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/** What is wrong with a file that has no name of its own to go by: standard input. */
export function inFile(path: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ file: nameOf(path), ...problem }));
}

/** The bytes of a file or of standard input, in chunks. Rejects with a Failure when it cannot be read. */
export async function* readChunks(context: CliContext, path: string): AsyncGenerator<Uint8Array | string> {
  const stream =
    path === '-' ? context.stdin : createReadStream(resolve(context.cwd, path), { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) {
      stopIfInterrupted(context);
      yield chunk;
    }
  } catch (error) {
    stopIfInterrupted(context);
    throw isSystemError(error) ? unreadable(path, error) : error;
  }
}

export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array | Iterable<string | Uint8Array>;
  readonly mode?: number;
}

/** Writes the whole file or nothing: to a neighbour first, then by rename. Devices and pipes are written to as they are. */
export function writeAtomically(
  context: CliContext,
  path: string,
  content: OutputFile['content'],
  mode?: number,
): void {
  writeTogether(context, [mode === undefined ? { path, content } : { path, content, mode }]);
}

/**
 * Files that belong together: none is put in place before all of them are written. `beforeLast` is called when all but the last
 * one are in place, which may say what is there.
 */
export function writeTogether(context: CliContext, files: readonly OutputFile[], beforeLast?: () => void): void {
  const drafts: Destination[] = [];
  let path = '';
  try {
    for (const file of files) {
      path = file.path;
      const destination = readyDestination(context, path);
      drafts.push(destination);
      writeDraft(destination, file);
    }
    for (const [index, draft] of drafts.entries()) {
      path = files[index].path;
      if (index === drafts.length - 1) beforeLast?.();
      putInPlace(draft);
    }
  } catch (error) {
    for (const draft of drafts) discardDraft(draft);
    throw unwritable(path, error);
  }
}

/** The same for what takes seconds to write: Ctrl-C is heard between the parts, and until the file appears it leaves none behind. */
export async function writeInterruptibly(
  context: CliContext,
  path: string,
  parts: Iterable<string | Uint8Array>,
): Promise<void> {
  await hearInterruption(context);
  let destination: Destination | undefined;
  try {
    destination = readyDestination(context, path);
    const handle = openDraft(destination);
    try {
      for (const part of parts) {
        writeFileSync(handle, part);
        await hearInterruption(context);
      }
    } finally {
      closeSync(handle);
    }
    putInPlace(destination);
  } catch (error) {
    if (destination !== undefined) discardDraft(destination);
    throw error instanceof Failure ? error : unwritable(path, error);
  }
}

/** With its folder; throws where the path is a folder itself. */
export function readyDestination(context: CliContext, path: string): Destination {
  const destination = destinationOf(context, path);
  refuseFolder(destination);
  createFolder(dirname(destination.target));
  return destination;
}

function writeDraft(destination: Destination, { content, mode }: OutputFile): void {
  // Content in parts may be longer than the longest string.
  const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
  const handle = openDraft(destination, mode);
  try {
    for (const part of parts) writeFileSync(handle, part);
  } finally {
    closeSync(handle);
  }
}

function openDraft({ draft, target }: Destination, mode?: number): number {
  // What others may not read stays so when it is replaced.
  const earlier = mode === undefined && draft !== target ? permissionsOf(target) : undefined;
  const handle = openSync(draft, 'w', mode ?? earlier);
  try {
    // The process's mask may have taken some away. Not every file system can change them: it is asked only where they differ.
    if (earlier !== undefined && (fstatSync(handle).mode & 0o777) !== earlier) fchmodSync(handle, earlier);
    return handle;
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function permissionsOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : found.mode & 0o777;
}

/** A rename over a folder fails, and by then other files may be in place. */
function refuseFolder({ target }: Destination): void {
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() === true)
    throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
}

/**
 * Before work that takes minutes: can this be written at all? Says so by the same messages as the write would. What only the write
 * can tell (a full disk) it does not foresee.
 */
export function refuseUnwritable(context: CliContext, path: string | undefined): void {
  if (path === undefined || path === '-') return;
  try {
    const { target, draft } = destinationOf(context, path);
    refuseFolder({ target, draft });
    accessSync(draft === target ? target : nearestFolder(dirname(target)), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** A plan is kept in a file that others name; what is printed is asked for by --json. */
export function refusePrintedPlan(path: string | undefined): void {
  if (path === '-') throw usageFailure('--out keeps the plan in a file', 'to print it: --json without --out');
}

/** The folder itself or the nearest one above that is there. */
function nearestFolder(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return nearestFolder(dirname(folder));
  if (found.isDirectory()) return folder;
  throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
}

/** The draft is complete. */
export function putInPlace({ draft, target }: Destination): void {
  if (draft !== target) renameSync(draft, target);
}

/** Leaves nothing behind; what was put in place stays. */
export function discardDraft({ draft, target }: Destination): void {
  if (draft !== target) removeIfThere(draft);
}

/** One level at a time: Node's own `recursive` never returns on file systems that refuse folders, such as /proc. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  createFolder(dirname(folder));
  mkdirSync(folder);
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What could not be made cannot be removed either; the reason it could not be made is what is told.
  }
}

export function unwritable(path: string, error: unknown): Failure {
  return usageFailure(`cannot write ${path}: ${reasonOf(error)}`, 'choose another file or check its permissions');
}

/** A path named inside a file is relative to that file; `-` and absolute paths stay. */
export function besideFile(file: string | undefined, path: string): string {
  return file === undefined || path === '-' || isAbsolute(path) ? path : join(dirname(file), path);
}

/** By code of the error. */
const HINTS: Readonly<Record<string, string>> = {
  ENOENT: 'check the path',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'save it as UTF-8; some editors of Windows write UTF-16',
};

function unreadable(path: string, error: unknown): Failure {
  const hint = HINTS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'check the file';
  return invalidInput({ path: '', file: nameOf(path), message: `cannot be read: ${reasonOf(error)}`, hint });
}

/** Job histories are unpacked; scenarios and plan files are short, and nobody packs them on purpose. */
function packed(path: string): Failure {
  const hint =
    path === '-'
      ? 'pipe it through gunzip -c; a job history goes to --trace as it is'
      : `unpack it: gunzip ${path}; a job history goes to --trace as it is`;
  return invalidInput({
    path: '',
    file: nameOf(path),
    message: 'is gzip, which is unpacked of job histories only',
    hint,
  });
}

function tooLong(path: string): Failure {
  const hint = 'job histories go to --trace';
  return invalidInput({
    path: '',
    file: nameOf(path),
    message: 'is longer than 64 MiB: no scenario or plan file',
    hint,
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'a part of the path is not a directory',
    EEXIST: 'a part of the path is not a directory',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ELOOP: 'its links lead round in a circle',
    ENAMETOOLONG: 'its name is too long',
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
  };
  return (code === undefined ? undefined : known[code]) ?? String(error instanceof Error ? error.message : error);
}
