/** Reads YAML (and so JSON) text into plain data and remembers on which line every field stands. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { withLineFeeds } from '../models/line-ends.ts';
import type { Problem } from '../models/problem.ts';

export type FieldPath = readonly (string | number)[];

export interface SourceText {
  readonly data: unknown;
  /** 1-based line of the field, or of its nearest ancestor that is in the text. */
  readonly lineOf: (path: FieldPath) => number;
  readonly problems: readonly Problem[];
}

/** The parser calls itself for each bracket in a bracket, and V8 ends the process where it compiles a pattern at the end of the stack. */
const MOST_OPEN_BRACKETS = 500;

export function readSource(written: string, file: string): SourceText {
  const text = withLineFeeds(written);
  const tooDeepAt = tooDeepBracket(text);
  if (tooDeepAt !== undefined) return { data: undefined, lineOf: () => 1, problems: [tooDeep(text, tooDeepAt, file)] };
  const lines = new LineCounter();
  // What the parser only warns of is refused below or by the schema; its own warnings would go to standard error.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
    // The parser compares each with all before it: a minute for 20,000 fields.
    uniqueKeys: false,
  });
  const broken = document.errors.length > 0 ? document.errors.map(fault) : faultsIn(document, text);
  const problems = broken.map(({ message, at, hint }) => syntaxProblem(message, lines.linePos(at), file, hint));
  if (problems.length > 0) return { data: undefined, lineOf: () => 1, problems: firstOfEachLine(problems) };
  return { ...plainData(document, file), lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
}

interface Fault {
  readonly message: string;
  readonly at: number;
  readonly hint?: string;
}

function fault(error: YAMLParseError): Fault {
  return { message: messageOf(error), at: error.pos[0] };
}

/** What is YAML and yet says nothing to us. A tag such as CloudFormation's !Ref would be dropped and its text taken for the value. */
function faultsIn(document: Document.Parsed, text: string): readonly Fault[] {
  const faults: Fault[] = document.warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ message, pos }) => ({
      message: `the tag ${message.replace('Unresolved tag: ', '').replace('tag:yaml.org,2002:', '!!')} is not known here`,
      at: pos[0],
      hint: 'write the value itself',
    }));
  const anchors = new Set<string>();
  visit(document, {
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isMap(node)) faults.push(...fieldsTwice(node, text));
    },
    Alias: (_, alias) => {
      if (anchors.has(alias.source)) return;
      faults.push({ message: `nothing before it is called &${alias.source}`, at: startOf(alias) ?? 0 });
    },
    Pair: (_, { key }) => {
      if (isMap(key) || isSeq(key))
        faults.push({ message: 'the name of a field must be a text', at: startOf(key) ?? 0 });
    },
  });
  return faults;
}

function fieldsTwice({ items }: YAMLMap, text: string): readonly Fault[] {
  const known = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const isKnown = known.has(key.value);
    known.add(key.value);
    if (!isKnown) return [];
    const at = startOf(key) ?? 0;
    return [{ message: `the field "${/^[^:\n]*/.exec(text.slice(at, at + 80))?.[0].trim()}" is there twice`, at }];
  });
}

/** Where a file is cut off, the parser misses the end of everything that is open: the first thing it says is the cause. */
function firstOfEachLine(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ line }, index) => problems.findIndex((earlier) => earlier.line === line) === index);
}

/** Where more brackets are open than may be, those in texts and comments counted as well; undefined nowhere. */
function tooDeepBracket(text: string): number | undefined {
  if ((text.match(/[[{]/g)?.length ?? 0) <= MOST_OPEN_BRACKETS) return undefined;
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > MOST_OPEN_BRACKETS) return index;
  }
  return undefined;
}

function tooDeep(text: string, at: number, file: string): Problem {
  const before = text.slice(0, at).split('\n');
  return syntaxProblem('nested too deeply', { line: before.length, col: before[before.length - 1].length + 1 }, file);
}

/** For problems found after reading: the 1-based line of a field by its formatted path; undefined when it is not there. */
export function lineFinder(text: string, file: string): (formattedPath: string) => number | undefined {
  const { data, lineOf } = readSource(text, file);
  return (formattedPath) => {
    const path = parsedPath(formattedPath);
    return hasField(data, path) ? lineOf(path) : undefined;
  };
}

function parsedPath(text: string): FieldPath {
  return [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([part, index]) => (index === undefined ? part : Number(index)));
}

/** At least its first step: deeper ones may be defaults that are not written down. */
function hasField(data: unknown, [first]: FieldPath): boolean {
  return typeof data === 'object' && data !== null && first !== undefined && first in data;
}

/** `batch.jobQueues[0].priority` */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** The parser's message, in the reader's words where the parser speaks to a programmer. */
function messageOf({ code, message }: YAMLParseError): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'a scenario is one document; remove what follows the second ---';
    case 'TAB_AS_INDENT':
      return `${message}; use spaces`;
    default:
      return message.includes('call stack') ? 'nested too deeply' : message;
  }
}

function syntaxProblem(message: string, place: { line: number; col: number }, file: string, hint?: string): Problem {
  const problem = { path: '', message: `not valid YAML: ${message} (column ${place.col})`, file, line: place.line };
  return hint === undefined ? problem : { ...problem, hint };
}

function plainData(document: Document.Parsed, file: string): Pick<SourceText, 'data' | 'problems'> {
  try {
    return { data: document.toJS({ maxAliasCount: 100 }), problems: [] };
  } catch (error) {
    // The yaml package throws on aliases that expand without end; that is the file's fault, not ours.
    const reason = error instanceof Error ? error.message : String(error);
    const message = /alias/i.test(reason) ? 'its aliases (*name) stand for far more than is written' : reason;
    const hint = 'write the values out where they are used';
    return { data: undefined, problems: [{ path: '', message: `not valid YAML: ${message}`, file, line: 1, hint }] };
  }
}

function offsetOf(document: Document.Parsed, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    const step = stepInto(isAlias(node) ? node.resolve(document) : node, part);
    if (step === undefined) return offset;
    offset = startOf(step.anchor) ?? offset;
    node = step.node;
  }
  return offset;
}

/** A map entry stands where its key stands; a list item where it starts. */
function stepInto(node: unknown, part: string | number): { anchor: unknown; node: unknown } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? undefined : { anchor: item, node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((entry) => isPair(entry) && keyText(entry.key) === String(part));
  return pair === undefined ? undefined : { anchor: pair.key, node: pair.value };
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) ? node.range[0] : undefined;
}
