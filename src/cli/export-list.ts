/**
 * What an export knows of an earlier one into the same folder: a list of the files that one wrote, with their sums. What the new
 * export no longer has would be taken for current, so it is removed, unless somebody has changed it since.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExportedFiles } from '../export/index.ts';
import type { CliContext } from './context.ts';
import { unwritable } from './files.ts';

/** Files of an earlier export of the same format that the new one does not have, by name. */
export interface Leftovers {
  /** As they were written. */
  readonly untouched: readonly string[];
  /** By somebody, since; or no plain file any more. */
  readonly changed: readonly string[];
  /** The list itself was, and tells nothing. */
  readonly isListChanged: boolean;
}

interface Listed {
  readonly name: string;
  readonly sum: string;
}

/** `sha256sum -c` and `shasum -c` pass over such lines. */
const HEADING =
  '# Written by batchwright export. The next one into this folder removes what it no longer has, unless it was changed.';

/** A name only, never a path: no list, whoever wrote it, leads out of its folder. */
const LINE = /^([0-9a-f]{64}) {2}([\w-][\w.-]*)$/;

/** The files and their list. A format that is always one file of one name leaves nothing behind, and needs no list. */
export function withList(format: string, files: ExportedFiles): ExportedFiles {
  if (files.length === 1) return files;
  const lines = files.map(({ path, content }) => `${sumOf(content)}  ${path}`);
  return [...files, { path: listName(format), content: `${[HEADING, ...lines].join('\n')}\n` }];
}

/** Changes nothing. Throws a Failure when the list is there and is no file that can be read. */
export function leftoversIn(context: CliContext, folder: string, format: string, files: ExportedFiles): Leftovers {
  const list = listName(format);
  const hasList = files.some(({ path }) => path === list);
  const listed = hasList ? parsedList(readList(context, join(folder, list))) : [];
  if (listed === undefined) return { untouched: [], changed: [], isListChanged: true };
  const place = (name: string) => resolve(context.cwd, folder, name);
  // By what they are, not by name: where case plays no part, `A.json` may be the `a.json` that is about to be written.
  const kept = new Set(files.map(({ path }) => identityOf(place(path))));
  const left = listed.filter(({ name }) => {
    const identity = identityOf(place(name));
    return identity !== undefined && !kept.has(identity);
  });
  const isUntouched = ({ name, sum }: Listed) => sumOfFile(place(name)) === sum;
  return {
    untouched: left.filter(isUntouched).map(({ name }) => name),
    changed: left.filter((each) => !isUntouched(each)).map(({ name }) => name),
    isListChanged: false,
  };
}

/** Formats may share a folder, and none removes what another one wrote. */
export function listName(format: string): string {
  return `${format}.sha256`;
}

/** Empty when there is none. */
function readList(context: CliContext, list: string): string {
  try {
    return readFileSync(resolve(context.cwd, list), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw unwritable(list, error);
  }
}

/** Undefined where a line is none that an export wrote. */
function parsedList(text: string): readonly Listed[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const listed = lines.flatMap((line) => {
    const [, sum, name] = LINE.exec(line) ?? [];
    return sum === undefined || name === undefined ? [] : [{ name, sum }];
  });
  return listed.length === lines.length ? listed : undefined;
}

/** Of what is there, links not followed. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = lstatSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

function sumOfFile(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? sumOf(readFileSync(path)) : undefined;
  } catch {
    return undefined;
  }
}

function sumOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
