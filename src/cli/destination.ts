/** Decides how an output comes to be: a plain file by way of a draft beside it, a device or a pipe by writing to it. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { CliContext } from './context.ts';
import { type Failure, usageFailure } from './failure.ts';

export interface Destination {
  /** Where the content is to be in the end. */
  readonly target: string;
  /** What is written until all of it is there; the target itself where nothing can take its place. */
  readonly draft: string;
}

/**
 * A link stays a link: the file it leads to is replaced. What is there and no file (/dev/null, /dev/stdout, a named pipe)
 * must not be renamed over: that would take the device away from the whole machine. Throws the system's own errors.
 */
export function destinationOf(context: CliContext, path: string): Destination {
  const named = resolve(context.cwd, path);
  const found = statSync(named, { throwIfNoEntry: false });
  const isSpecial = found !== undefined && !found.isFile() && !found.isDirectory();
  if (isSpecial) return { target: named, draft: named };
  const target = found === undefined ? named : realpathSync(named);
  return { target, draft: join(dirname(target), `.${basename(target)}.${process.pid}.tmp`) };
}

/** An output that is one of the inputs would destroy what it was made from. Outputs go by their flags. */
export function refuseOverwriting(
  context: CliContext,
  outputs: Readonly<Record<string, string | undefined>>,
  inputs: readonly string[],
): void {
  for (const [flag, output] of Object.entries(outputs)) {
    if (output !== undefined && inputs.some((input) => isSameFile(context, output, input)))
      throw overwrites(flag, output);
  }
}

/** Two outputs, by their flags, that would be one file. */
export function refuseOneFile({ cwd }: CliContext, outputs: Readonly<Record<string, string | undefined>>): void {
  const given = Object.entries(outputs).flatMap(([flag, path]) => (path === undefined ? [] : [{ flag, path }]));
  const [first, second] = given;
  if (second !== undefined && resolve(cwd, first.path) === resolve(cwd, second.path))
    throw usageFailure(`${first.flag} and ${second.flag} name the same file`, 'give each its own');
}

function overwrites(flag: string, output: string): Failure {
  return usageFailure(`${flag} ${output} would overwrite a file that is read`, 'choose another file');
}

function isSameFile(context: CliContext, left: string, right: string): boolean {
  if (left === '-' || right === '-') return false;
  const [one, other] = [left, right].map((path) => fileAt(resolve(context.cwd, path)));
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

/** Undefined for what is no plain file: writing to a device or a pipe takes nothing from its reader. */
function fileAt(path: string) {
  try {
    const found = statSync(path, { throwIfNoEntry: false, bigint: true });
    return found?.isFile() === true ? found : undefined;
  } catch {
    return undefined;
  }
}
