/** Decides which characters a terminal gets to see: none that it would obey instead of showing. */

/** All controls but tab and line feed, and what turns the direction of a line around (Unicode's bidirectional controls). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Names out of a trace or a scenario may hold characters that would move the cursor, repaint the terminal or make a line
 * read otherwise than it is written. They become JSON's escapes, so that a JSON document stays the same document.
 */
export function printable(text: string): string {
  return text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
