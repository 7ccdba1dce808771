/** Reads and writes the user's files: clear problems instead of system errors, and never half a file. */
import { createReadStream, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { CliContext } from './context.ts';
import { invalidInput, usageFailure } from './failure.ts';

/** The text of a file, or of standard input for `-`. */
export async function readText(context: CliContext, path: string): Promise<string> {
  if (path === '-') return readStandardInput(context);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(resolve(context.cwd, path)));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The bytes of a file or of standard input, in chunks. Rejects with a Failure when it cannot be read. */
export async function* readChunks(context: CliContext, path: string): AsyncGenerator<Uint8Array | string> {
  const stream =
    path === '-' ? context.stdin : createReadStream(resolve(context.cwd, path), { highWaterMark: 1 << 20 });
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    throw isSystemError(error) ? unreadable(path, error) : error;
  }
}

/** Writes the whole file or nothing: to a neighbour first, then by rename. */
export function writeAtomically(context: CliContext, path: string, content: string | Uint8Array, mode?: number): void {
  const target = resolve(context.cwd, path);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(draft, content, mode === undefined ? {} : { mode });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw usageFailure(`cannot write ${path}: ${reasonOf(error)}`, 'choose another file or check its permissions');
  }
}

/** A path named inside a file is relative to that file; `-` and absolute paths stay. */
export function besideFile(file: string | undefined, path: string): string {
  return file === undefined || path === '-' || isAbsolute(path) ? path : join(dirname(file), path);
}

async function readStandardInput(context: CliContext): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of context.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function unreadable(path: string, error: unknown) {
  const hint = reasonOf(error) === 'no such file' ? 'check the path' : 'check the file';
  return invalidInput({ path: '', file: path, message: `cannot be read: ${reasonOf(error)}`, hint });
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
    ENOSPC: 'the disk is full',
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
  };
  return (code === undefined ? undefined : known[code]) ?? String(error instanceof Error ? error.message : error);
}
