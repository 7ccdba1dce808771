/**
 * The few values of a scenario that the page offers as controls, read from its text and written back in place, so that
 * the text stays the only truth and keeps its comments.
 */
import { type Document, isCollection, isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { SCENARIO_DEFAULTS } from '../scenario/defaults.ts';

export type FieldPath = readonly (string | number)[];
export type FieldValue = string | number;

export interface EnvironmentField {
  readonly name: string;
  readonly maxvCpus: number | undefined;
  readonly path: FieldPath;
}

export interface ScenarioFields {
  readonly name: string;
  readonly region: string;
  readonly seed: number;
  readonly replications: number;
  readonly preset: string;
  readonly environments: readonly EnvironmentField[];
  /** Path of the trace the scenario names. */
  readonly tracePath: string | undefined;
}

/** Undefined when the text is not a mapping in readable YAML; the checks then say why. */
export function readFields(text: string): ScenarioFields | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const { name, region, seed, replications, preset } = SCENARIO_DEFAULTS;
  return {
    name: textAt(document, ['name']) ?? name,
    region: textAt(document, ['region']) ?? region,
    seed: numberAt(document, ['seed']) ?? seed,
    replications: numberAt(document, ['replications']) ?? replications,
    preset: textAt(document, ['assumptions', 'preset']) ?? preset,
    environments: environmentsOf(document),
    tracePath: textAt(document, ['workload', 'trace', 'path']),
  };
}

/**
 * The text with one value replaced where it stands, or added when it is not there yet; JSON stays JSON. The text itself when it is
 * unreadable, or where something else stands in the value's place.
 */
export function withField(text: string, path: FieldPath, value: FieldValue): string {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  const { node, rest } = nearestTo(document.contents, path);
  if (isScalar(node)) return withScalar(text, node, rest, value);
  if (isCollection(node) === (rest.length === 0)) return text;
  if (isMap(node) && node.flow === true) return withEntry(text, node, rest, value);
  if (node === document.contents && rest.length === 1)
    return `${text.replace(/\n*$/, '\n')}${rest[0]}: ${writtenValue(value)}\n`;
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

/** The node at the path, or the last one on the way to it and what is left of the path. */
function nearestTo(root: unknown, path: FieldPath): { readonly node: unknown; readonly rest: FieldPath } {
  let node = root;
  for (const [depth, key] of path.entries()) {
    const child: unknown = isCollection(node) ? node.get(key, true) : undefined;
    if (child === undefined) return { node, rest: path.slice(depth) };
    node = child;
  }
  return { node, rest: [] };
}

/** A key with nothing behind it is a scalar without length, right behind its colon. */
function withScalar(text: string, { range, value: old }: Scalar, rest: FieldPath, value: FieldValue): string {
  if (range == null || (rest.length > 0 && old !== null)) return text;
  const [from, to] = range;
  const isQuoted = /^["']/.test(text.slice(from, to));
  const written = rest.length > 0 ? flowValue(rest, value) : isQuoted ? JSON.stringify(value) : writtenValue(value);
  const [before, after] = [text.slice(0, from), text.slice(to)];
  if (from < to) return before + written + after;
  return `${before}${/\s$/.test(before) ? '' : ' '}${written}${after.startsWith('#') ? ' ' : ''}${after}`;
}

function withEntry(text: string, { range, items }: YAMLMap, [key, ...rest]: FieldPath, value: FieldValue): string {
  if (range == null) return text;
  const at = text.indexOf('{', range[0]) + 1;
  const entry = `${JSON.stringify(key)}: ${flowValue(rest, value)}`;
  return `${text.slice(0, at)}${entry}${items.length > 0 ? ', ' : ''}${text.slice(at)}`;
}

function flowValue(path: FieldPath, value: FieldValue): string {
  return path.reduceRight<string>((inner, key) => `{${JSON.stringify(key)}: ${inner}}`, JSON.stringify(value));
}

/** Bare where YAML reads the same text back, also between braces. */
function writtenValue(value: FieldValue): string {
  if (typeof value === 'number') return String(value);
  return /^[a-z][\w./-]*[.-]\w+$|^(typical|stress|ideal)$/i.test(value) ? value : JSON.stringify(value);
}

function environmentsOf(document: Document): readonly EnvironmentField[] {
  const list = document.getIn(['batch', 'computeEnvironments'], true);
  if (!isSeq(list)) return [];
  return list.items.map((_, index) => {
    const at = ['batch', 'computeEnvironments', index];
    const path = [...at, 'computeResources', 'maxvCpus'];
    return {
      name: textAt(document, [...at, 'computeEnvironmentName']) ?? `environment ${index + 1}`,
      maxvCpus: numberAt(document, path),
      path,
    };
  });
}

function textAt(document: Document, path: FieldPath): string | undefined {
  const value = document.getIn(path);
  return typeof value === 'string' ? value : undefined;
}

function numberAt(document: Document, path: FieldPath): number | undefined {
  const value = document.getIn(path);
  return typeof value === 'number' ? value : undefined;
}
