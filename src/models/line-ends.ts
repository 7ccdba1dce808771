/** Tells line ends of CR alone, as old Macs and some exports of spreadsheets write them; by the first line end, which decides. */

const FIRST_ENDS = /[\r\n]+/;
const ANY_END = /\r\n?/g;

/** Whether the first line ends in CR alone; undefined without a line end. CR CR LF is what a CRLF becomes when converted twice. */
export function startsWithReturns(text: string): boolean | undefined {
  const ends = FIRST_ENDS.exec(text)?.[0];
  return ends === undefined ? undefined : !ends.includes('\n');
}

/** The text with LF for every line end where the first one is CR alone; else as it is. */
export function withLineFeeds(text: string): string {
  return startsWithReturns(text) === true ? lineFeedsFor(text) : text;
}

/** LF for CR and for CRLF. */
export function lineFeedsFor(text: string): string {
  return text.replaceAll(ANY_END, '\n');
}
