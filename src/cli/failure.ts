/** Ends a verb early with an exit code and what to tell the user; thrown below the verbs, printed once in main.ts. */
import type { Problem } from '../models/problem.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];

  constructor(exitCode: ExitCode, problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.problems = problems;
  }
}

export function invalidInput(...problems: readonly Problem[]): Failure {
  return new Failure(EXIT.invalidInput, problems);
}

export function usageFailure(message: string, hint?: string): Failure {
  return new Failure(EXIT.usage, [hint === undefined ? { path: '', message } : { path: '', message, hint }]);
}
