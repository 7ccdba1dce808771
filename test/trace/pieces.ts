/** How a table reaches the reader in the tests of the fast way: in pieces of any size, with the rows past the head. */

/** What the format is told by is read with care whatever it holds, so the rows come behind it: blank lines count for nothing. */
const PAST_THE_HEAD = '\n'.repeat(18_000);
/** Of blank lines in one piece where there is nothing else in it: cut as small as rows may be, they would be all the work. */
const BLANK_BYTES = 1024;

/** The header, blank lines and the rows, cut every so many bytes. */
export function piecesOf(header: string, rows: string, pieceBytes: number): Uint8Array[] {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(header + PAST_THE_HEAD + rows);
  const headerBytes = encoder.encode(header).length;
  const blankFrom = Math.ceil(headerBytes / pieceBytes) * pieceBytes;
  const blankTo = Math.floor((headerBytes + PAST_THE_HEAD.length) / pieceBytes) * pieceBytes;
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const isBlank = from >= blankFrom && from < blankTo;
    const to = isBlank ? Math.min(from + BLANK_BYTES, blankTo) : from + pieceBytes;
    pieces.push(bytes.subarray(from, to));
    from = to;
  }
  return pieces;
}
