/** Writes HCL as `terraform fmt` would: blocks, aligned attributes, and text that is never taken for a template. */

export type HclValue =
  | string
  | number
  | boolean
  | HclExpression
  | readonly HclValue[]
  | { readonly [key: string]: HclValue };

/** HCL of our own making, written as it stands. */
export class HclExpression {
  constructor(readonly code: string) {}
}

export interface HclBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  /** Comment lines inside the block, before everything else. */
  readonly notes?: readonly string[];
  readonly attributes?: { readonly [name: string]: HclValue | undefined };
  readonly blocks?: readonly HclBlock[];
}

export function hclText(blocks: readonly HclBlock[]): string {
  return blocks.map((block) => `${blockLines(block).join('\n')}\n`).join('\n');
}

function blockLines({ type, labels = [], notes = [], attributes = {}, blocks = [] }: HclBlock): readonly string[] {
  const head = [type, ...labels.map(hclString)].join(' ');
  const paragraphs = [
    ...attributeParagraphs(attributes).map((lines, index) =>
      index === 0 ? [...commentLines(notes), ...lines] : lines,
    ),
    ...blocks.map(blockLines),
  ];
  if (paragraphs.length === 0)
    return notes.length === 0 ? [`${head} {}`] : [`${head} {`, ...indented(commentLines(notes)), '}'];
  const body = paragraphs.flatMap((lines, index) => (index === 0 ? indented(lines) : ['', ...indented(lines)]));
  return [`${head} {`, ...body, '}'];
}

function commentLines(notes: readonly string[]): readonly string[] {
  return notes.map((note) => `# ${note}`);
}

/** One paragraph of aligned one-line attributes; every longer one stands alone, as the formatter wants it. */
function attributeParagraphs(attributes: { readonly [name: string]: HclValue | undefined }): readonly string[][] {
  const given = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, hclValue(value)] as const],
  );
  const short = given.filter(([, code]) => !code.includes('\n'));
  const long = given.filter(([, code]) => code.includes('\n'));
  const paragraphs = long.map(([name, code]) => `${name} = ${code}`.split('\n'));
  return short.length === 0 ? paragraphs : [aligned(short), ...paragraphs];
}

function aligned(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => columns(name)));
  return pairs.map(([name, code]) => `${name}${' '.repeat(width - columns(name))} = ${code}`);
}

/** The formatter counts what a reader sees as one character. */
function columns(text: string): number {
  return [...GRAPHEMES.segment(text)].length;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function hclValue(value: HclValue): string {
  if (value instanceof HclExpression) return value.code;
  if (typeof value === 'string') return hclString(value);
  if (Array.isArray(value)) return hclList(value);
  if (typeof value !== 'object') return String(value);
  const pairs = Object.entries(value).map(([key, entry]) => [hclString(key), hclValue(entry)] as const);
  return pairs.length === 0 ? '{}' : ['{', ...indented(objectLines(pairs)), '}'].join('\n');
}

function hclList(values: readonly HclValue[]): string {
  const codes = values.map(hclValue);
  if (codes.every((code) => !code.includes('\n'))) return `[${codes.join(', ')}]`;
  return ['[', ...indented(codes.flatMap((code) => `${code},`.split('\n'))), ']'].join('\n');
}

/** Neighbouring one-line entries are aligned; a longer one ends the run. */
function objectLines(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const lines: string[] = [];
  let run: (readonly [string, string])[] = [];
  const endRun = () => {
    if (run.length > 0) lines.push(...aligned(run));
    run = [];
  };
  for (const pair of pairs) {
    if (pair[1].includes('\n')) {
      endRun();
      lines.push(...`${pair[0]} = ${pair[1]}`.split('\n'));
    } else run.push(pair);
  }
  endRun();
  return lines;
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? line : `  ${line}`));
}

/** A quoted template without a template in it: ${ and %{ are doubled (HCL native syntax, "Template Expressions"). */
export function hclString(text: string): string {
  const escaped = text
    .replace(/["\\]/g, (mark) => `\\${mark}`)
    .replace(/[$%](?=\{)/g, (mark) => mark + mark)
    .replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, escapedControl);
  return `"${escaped}"`;
}

function escapedControl(mark: string): string {
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return short[mark] ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
