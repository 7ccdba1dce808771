/** Writes an export into a folder and removes what an earlier one left there, or says what that would be. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExportedFiles } from '../export/index.ts';
import { counted } from '../models/written-number.ts';
import type { CliContext } from './context.ts';
import { type Leftovers, leftoversIn, listName } from './export-list.ts';
import { writeTogether } from './files.ts';

/** What became of the files of an earlier export that the new one does not have, by name. */
export interface Tidied {
  readonly removed: readonly string[];
  readonly left: readonly string[];
}

export interface ExportFolder {
  readonly folder: string;
  readonly format: string;
  readonly files: ExportedFiles;
}

/** Throws a Failure, and leaves all as it was, when the folder cannot be written. */
export function writeExport(context: CliContext, { folder, format, files }: ExportFolder): Tidied {
  const leftovers = leftoversIn(context, folder, format, files);
  let stuck: readonly string[] = [];
  // The list is last: until then the earlier one is there, and names what is still to be removed.
  writeTogether(context, outputsIn(folder, files), () => {
    stuck = removed(context, folder, leftovers.untouched);
  });
  const gone = leftovers.untouched.filter((name) => !stuck.includes(name));
  context.writeError(`wrote ${counted(files.length, 'file')} to ${folder}\n`);
  if (gone.length > 0) context.writeError(`removed from ${folder}, of an earlier export: ${gone.join(', ')}\n`);
  for (const name of stuck)
    warn(context, `${join(folder, name)} is of an earlier export and could not be removed - remove it`);
  tellLeft(context, folder, format, leftovers);
  return { removed: gone, left: [...leftovers.changed, ...stuck] };
}

/** Writes and removes nothing. */
export function rehearseExport(context: CliContext, { folder, format, files }: ExportFolder): Tidied {
  const leftovers = leftoversIn(context, folder, format, files);
  const { untouched, changed } = leftovers;
  context.writeError(`would write to ${folder}: ${files.map(({ path }) => path).join(', ')}\n`);
  if (untouched.length > 0)
    context.writeError(`would remove from ${folder}, of an earlier export: ${untouched.join(', ')}\n`);
  tellLeft(context, folder, format, leftovers);
  return { removed: untouched, left: changed };
}

function outputsIn(folder: string, files: ExportedFiles) {
  return files.map(({ path, content, executable }) => ({
    path: join(folder, path),
    content,
    mode: executable === true ? 0o755 : 0o644,
  }));
}

/** Gives the names of what could not be. */
function removed(context: CliContext, folder: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    try {
      rmSync(resolve(context.cwd, folder, name));
      return false;
    } catch {
      return true;
    }
  });
}

function tellLeft(context: CliContext, folder: string, format: string, { changed, isListChanged }: Leftovers): void {
  for (const name of changed)
    warn(
      context,
      `${join(folder, name)} is of an earlier export and was changed since, so it stays - remove it unless you need it`,
    );
  if (isListChanged)
    warn(
      context,
      `${join(folder, listName(format))} is not as an export wrote it, so what an earlier export wrote stays - remove what you do not need`,
    );
}

function warn(context: CliContext, text: string): void {
  context.writeError(`warning: ${text}\n`);
}
