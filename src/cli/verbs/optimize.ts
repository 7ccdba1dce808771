/** `optimize`: the search, its progress, its page and its plan file. */
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ScenarioFlags } from '../load.ts';
import type { OutputFlags } from './flags.ts';

export interface OptimizeFlags extends ScenarioFlags, OutputFlags {
  readonly out?: string;
  readonly budget?: number;
  readonly format?: 'text' | 'json' | 'markdown';
}

export async function optimizeVerb(
  _context: CliContext,
  _file: string | undefined,
  _flags: OptimizeFlags,
): Promise<ExitCode> {
  return EXIT.ourBug;
}
