/** Lays plain text out in at most 100 columns: aligned tables and wrapped paragraphs. */

export const PAGE_WIDTH = 100;
const GAP = '  ';
/** Less of a name is no name. */
const TELLING_WIDTH = 20;

/** `name`: on the left, and may be shortened as the first column is. */
export type Alignment = 'left' | 'right' | 'name';

/**
 * Rows of cells as aligned lines, indented, without trailing blanks. When they would be wider than the page the first
 * column is shortened (and a `name`, where little of the first would be left), an ellipsis marking where: at the end, or in the middle of those that begin alike.
 */
export function alignRows(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
  indent = '  ',
): readonly string[] {
  const { widths, cells } = fitToPage(rows, alignments.length, indent, alignments.indexOf('name'));
  return cells.map((row) => {
    const padded = row.map((text, column) =>
      alignments[column] === 'right' ? text.padStart(widths[column]) : text.padEnd(widths[column]),
    );
    return `${indent}${padded.join(GAP)}`.trimEnd();
  });
}

interface FittedRows {
  readonly widths: readonly number[];
  readonly cells: readonly (readonly string[])[];
}

/** The cells as `alignRows` shows them, before they are aligned: for those who must know what the page leaves of a text. */
export function fitToPage(
  rows: readonly (readonly string[])[],
  columnCount: number,
  indent = '  ',
  nameColumn = -1,
): FittedRows {
  const widths = Array.from({ length: columnCount }, (_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column].length), 0),
  );
  const total = indent.length + widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  narrow(widths, total - PAGE_WIDTH, nameColumn);
  const twins = sameWhenShort(
    rows.map(([first]) => first),
    widths[0],
  );
  const cells = rows.map((row) =>
    row.map((cell, column) =>
      column === 0 && twins.has(cell) ? shortenMiddle(cell, widths[0]) : shorten(cell, widths[column]),
    ),
  );
  return { widths, cells };
}

/** Takes what is too much from the first column, and from `other` where that would leave less of the first than says anything. */
function narrow(widths: number[], tooMuch: number, other: number): void {
  if (tooMuch <= 0) return;
  const fromFirst = Math.min(tooMuch, Math.max(0, widths[0] - TELLING_WIDTH));
  const fromOther = other < 1 ? 0 : Math.min(tooMuch - fromFirst, Math.max(0, widths[other] - TELLING_WIDTH));
  if (fromOther > 0) widths[other] -= fromOther;
  widths[0] = Math.max(4, widths[0] - (tooMuch - fromOther));
}

/** Words of `text` in lines of at most the page; the first line starts with `first`, the others with `rest`. */
export function wrap(text: string, first = '  ', rest = '  '): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!isEmpty && line.length + 1 + word.length > PAGE_WIDTH) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** A heading, its lines and a blank line before it; nothing when there are no lines. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** The texts that another one could no longer be told from. */
function sameWhenShort(texts: readonly string[], width: number): ReadonlySet<string> {
  const longByShort = new Map<string, Set<string>>();
  for (const text of texts) {
    const short = shorten(text, width);
    longByShort.set(short, (longByShort.get(short) ?? new Set()).add(text));
  }
  return new Set([...longByShort.values()].filter(({ size }) => size > 1).flatMap((same) => [...same]));
}

function shortenMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
