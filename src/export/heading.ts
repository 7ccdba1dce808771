/** The first and the last lines of every generated file's heading: where it comes from, and what is left to do by hand. */
import { formatProblem, type Problem } from '../models/problem.ts';
import { oneLine } from './shell.ts';

export interface HeadingParts {
  readonly title?: string | undefined;
  /** Ends the first sentence: ` from NAME` + this. */
  readonly firstLineEnd?: string;
  readonly lines: readonly string[];
  readonly warnings: readonly Problem[];
}

/** Without comment marks; no line has a line end inside. */
export function headingLines({ title, firstLineEnd, lines, warnings }: HeadingParts): readonly string[] {
  return [
    `Written by batchwright export${title === undefined ? '' : ` from ${title}`}${firstLineEnd ?? '. What was simulated, field for field.'}`,
    ...lines,
    ...warnings.map((warning) => `To do by hand: ${formatProblem(warning)}`),
  ].map(oneLine);
}
