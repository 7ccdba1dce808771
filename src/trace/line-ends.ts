/**
 * Line ends of CR alone: read like any other where the first line has one, refused further down, where what follows would be
 * lost in a line.
 */
import { lineFeedsFor, startsWithReturns } from '../models/line-ends.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

const BARE_RETURN = /\r[^\r\n]/;
export const BARE_RETURN_MESSAGE = 'lines end in CR alone from here on, and in LF before';
export const BARE_RETURN_HINT = 'save the file with one kind of line ends throughout (LF or CRLF)';

/** The same text, with LF for every line end where the first one is CR alone: other files cost no more than the look for it. */
export async function* readableLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let hasReturns: boolean | undefined;
  let endedInReturn = false;
  for await (const chunk of text) {
    if (chunk === '') continue;
    hasReturns ??= startsWithReturns(chunk);
    if (hasReturns !== true) {
      yield chunk;
      continue;
    }
    // CRLF further on is one line end, also where a chunk cuts it.
    const body = endedInReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    endedInReturn = chunk.endsWith('\r');
    if (body !== '') yield lineFeedsFor(body);
  }
}

/** Throws UnreadableTrace where a CR stands inside one of the lines, the first of which has the number given. */
export function refuseBareReturns(lines: string, firstLine: number): void {
  const at = lines.includes('\r') ? lines.search(BARE_RETURN) : -1;
  if (at < 0) return;
  const line = firstLine + lines.slice(0, at).split('\n').length - 1;
  throw new UnreadableTrace(BARE_RETURN_MESSAGE, BARE_RETURN_HINT, line);
}
