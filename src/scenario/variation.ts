/**
 * Reads what is to be varied, `PATH=VALUE,VALUE,...`, before any scenario is at hand: the steps of the path and the values as
 * YAML. Everything wrong with it is told at once.
 */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { readSource } from './source-map.ts';

/** Points of a sweep besides the scenario itself: more is a search, and nobody reads the table. */
export const MOST_POINTS = 200;

/** One step of a path: a field by its name, or what stands in brackets, an entry of a list by number or by name. */
export interface Step {
  readonly text: string;
  readonly isEntry: boolean;
  /** Quotes make a name of a number. */
  readonly isQuoted: boolean;
}

/** `FROM..TO/STEPS` among the values. */
export interface VariedRange {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

export interface Variation {
  /** As it was written. */
  readonly path: string;
  readonly steps: readonly Step[];
  /** Plain data, no two alike. */
  readonly values: readonly unknown[];
  /** Those of the values that were given as ranges. */
  readonly ranges: readonly VariedRange[];
}

const EXAMPLE = 'for example assumptions.idleTimeoutSeconds=60,300,900';
const STEP = /(?:^|(?!^)\.)([^.[\]"'\s]+)|\[\s*(?:"([^"]*)"|'([^']*)'|([^\]"']+?))\s*\]/y;
const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})(?:/(\\d+))?$`, 'i');

export function parseVariations(texts: readonly string[]): Result<readonly Variation[]> {
  const parsed = texts.map(parseVariation);
  const problems = parsed.flatMap((one) => (one.ok ? [] : one.problems));
  const variations = parsed.flatMap((one) => (one.ok ? [one.value] : []));
  const points = variations.reduce((product, { values }) => product * values.length, 1);
  if (points > MOST_POINTS)
    problems.push(problem(`${points} points are more than ${MOST_POINTS}`, 'give fewer values, or vary less at once'));
  return problems.length > 0 ? fail(...problems) : succeed(variations);
}

function parseVariation(text: string): Result<Variation> {
  const end = /^(?:[^=[]|\[[^\]]*\])*/.exec(text)?.[0].length ?? 0;
  if (text[end] !== '=') return fail(problem(`"${text}" has no = after its path`, EXAMPLE));
  const path = text.slice(0, end).trim();
  const steps = parseSteps(path);
  const pieces = splitAtCommas(text.slice(end + 1));
  const read = parseValues(path, pieces);
  const problems = [
    ...(steps === undefined ? [problem(`"${path}" is not a path`, EXAMPLE)] : []),
    ...(read.ok ? [] : read.problems),
  ];
  return steps === undefined || !read.ok
    ? fail(...problems)
    : succeed({ path, steps, values: read.value, ranges: pieces.flatMap(rangeOf) });
}

/** Undefined when it is no path. */
function parseSteps(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  let end = 0;
  for (let match = STEP.exec(path); match !== null; match = STEP.exec(path)) {
    const [, field, double, single, plain] = match;
    const quoted = double ?? single;
    steps.push({ text: field ?? quoted ?? plain, isEntry: field === undefined, isQuoted: quoted !== undefined });
    end = STEP.lastIndex;
  }
  return end === path.length && end > 0 ? steps : undefined;
}

function parseValues(path: string, pieces: readonly string[]): Result<readonly unknown[]> {
  const values: unknown[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, piece] of pieces.entries()) {
    const read = isThousands(pieces[index - 1], piece)
      ? thousands(path, pieces[index - 1], piece)
      : readPiece(path, piece, index);
    if (!read.ok) problems.push(...read.problems);
    for (const value of read.ok ? read.value : []) {
      const key = JSON.stringify(value);
      if (seen.has(key)) problems.push(problem(`${path} has the value ${key} twice`, 'give it once'));
      seen.add(key);
      values.push(value);
    }
  }
  return problems.length > 0 ? fail(...problems) : succeed(values);
}

/** `1,000` would be 1 and 0. */
function isThousands(before: string | undefined, piece: string): boolean {
  return before !== undefined && /^[-+]?\d{1,3}$/.test(before) && /^0\d\d$/.test(piece);
}

function thousands(path: string, before: string, piece: string): Result<readonly unknown[]> {
  const hint = `write ${before}${piece}, or ${Number(piece)} for two values`;
  return fail(problem(`${path}: "${before},${piece}" is two values, not one`, hint));
}

/** Commas in brackets or quotes belong to a value; a quote opens only where YAML lets one, at the start of a text. */
function splitAtCommas(text: string): readonly string[] {
  const pieces = [''];
  let depth = 0;
  let quote = '';
  for (const [index, character] of [...text].entries()) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if ('"\''.includes(character) && /(?:^|[\s,[{:])$/.test(text.slice(0, index))) quote = character;
    else if ('[{'.includes(character)) depth++;
    else if (']}'.includes(character)) depth--;
    if (character === ',' && depth <= 0 && quote === '') pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  return pieces.map((piece) => piece.trim());
}

/** One value, or all of a range. */
function readPiece(path: string, piece: string, index: number): Result<readonly unknown[]> {
  if (piece === '') return fail(problem(`${path}: value ${index + 1} is empty`, 'an empty text is written ""'));
  const range = RANGE.exec(piece);
  if (range !== null) return readRange(path, piece, range);
  const { data, problems } = readSource(`[${piece}\n]`, '--vary');
  if (problems.length === 0 && Array.isArray(data) && data.length === 1) return succeed(data);
  const reason = problems[0]?.message.replace(/ \(column \d+\)$/, '') ?? 'it is not one value';
  return fail(problem(`${path}: "${piece}" cannot be read: ${reason}`, 'texts with special characters need quotes'));
}

/** `0..100/4` is 0, 25, 50, 75, 100: both ends, in four steps. */
function readRange(path: string, piece: string, [, from, to, count]: RegExpExecArray): Result<readonly unknown[]> {
  if (count === undefined) return fail(problem(`${path}: ${piece} says no steps`, `for example ${piece}/4`));
  const steps = Number(count);
  if (steps < 1 || steps >= MOST_POINTS)
    return fail(problem(`${path}: ${piece} must have 1 to ${MOST_POINTS - 1} steps`));
  const [first, last] = [Number(from), Number(to)];
  const at = (step: number) => first + ((last - first) * step) / steps;
  // Twelve digits: what binary fractions add beyond them nobody meant.
  return succeed(Array.from({ length: steps + 1 }, (_, step) => Number(at(step).toPrecision(12))));
}

function rangeOf(text: string): readonly VariedRange[] {
  const range = RANGE.exec(text);
  return range === null ? [] : [{ text, from: Number(range[1]), to: Number(range[2]), steps: Number(range[3]) }];
}

function problem(message: string, hint?: string): Problem {
  return hint === undefined ? { path: '--vary', message } : { path: '--vary', message, hint };
}
