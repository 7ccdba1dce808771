/** Splits streamed text into lines a chunk at a time, and refuses a line so long that the file cannot be a text trace. */
import { UnreadableTrace } from './unreadable-trace.ts';

export const LONGEST_LINE = 1 << 20;

/** Lines of a larger piece would outlive the collector's nursery and cost more to move than to read. */
const PIECE = 1 << 16;

export interface LineBatch {
  readonly lines: readonly string[];
  /** 1-based number of the first of them. */
  readonly firstLine: number;
}

/** Lines without their line ends (LF or CRLF). Throws UnreadableTrace on a line over 1 MiB. */
export async function* lineBatches(text: AsyncIterable<string>): AsyncGenerator<LineBatch> {
  let carried = '';
  let firstLine = 1;
  for await (const chunk of text) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const lines = (carried + chunk.slice(at, at + PIECE)).split('\n');
      carried = lines.pop() ?? '';
      checkLengths(lines, carried, firstLine);
      if (lines.length === 0) continue;
      yield { lines: withoutReturns(lines), firstLine };
      firstLine += lines.length;
    }
  }
  if (carried.length > 0) yield { lines: withoutReturns([carried]), firstLine };
}

function checkLengths(lines: readonly string[], carried: string, firstLine: number): void {
  let line = lines.findIndex((text) => text.length > LONGEST_LINE);
  if (line < 0 && carried.length > LONGEST_LINE) line = lines.length;
  if (line < 0) return;
  const message = `line ${firstLine + line} is longer than 1 MiB; is this really a text trace?`;
  throw new UnreadableTrace(message, 'a trace has one job a line', firstLine + line);
}

function withoutReturns(lines: string[]): string[] {
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line.charCodeAt(line.length - 1) === 13) lines[index] = line.slice(0, -1);
  }
  return lines;
}
