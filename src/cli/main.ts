/** The command line's front door: arguments in, exit code out; every error is told once, here. */
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { formatProblem } from '../models/problem.ts';
import { packageFile } from './catalog-files.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { createProgram, withoutVainHelp } from './program.ts';

const MOST_PROBLEMS = 50;

export async function main(arguments_: readonly string[], context: CliContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = createProgram(context, packageVersion, arguments_[0], (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...withoutVainHelp(arguments_)], { from: 'user' });
    return exitCode;
  } catch (error) {
    return tell(context, error);
  }
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

function tell(context: CliContext, error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Failure) {
    for (const problem of error.problems.slice(0, MOST_PROBLEMS))
      context.writeError(`error: ${formatProblem(problem)}\n`);
    if (error.problems.length > MOST_PROBLEMS)
      context.writeError(`error: and ${error.problems.length - MOST_PROBLEMS} more\n`);
    return error.exitCode;
  }
  const detail =
    error instanceof Error
      ? context.env.BATCHWRIGHT_DEBUG === undefined
        ? error.message
        : error.stack
      : String(error);
  context.writeError(`error: this is a bug in batchwright, please report it: ${detail}\n`);
  if (context.env.BATCHWRIGHT_DEBUG === undefined) context.writeError('set BATCHWRIGHT_DEBUG=1 for the stack trace\n');
  return EXIT.ourBug;
}
