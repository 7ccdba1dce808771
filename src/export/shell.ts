/** Makes text safe to stand in a POSIX shell script, as one word or as a comment. */

/** One shell word with exactly this value; single quotes switch off every expansion (POSIX 2.2.2). */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Text fit for one comment line: control characters, line separators included, become spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
