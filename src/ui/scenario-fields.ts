/**
 * The few values of a scenario that the page offers as controls, read from its text and written back in place, so that
 * the text stays the only truth and keeps its comments.
 */
import { type Document, isCollection, isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { SCENARIO_DEFAULTS } from '../scenario/defaults.ts';
import { parseDurationSeconds } from '../scenario/quantities.ts';

export type FieldPath = readonly (string | number)[];
export type FieldValue = string | number | readonly string[];

export interface EnvironmentField {
  readonly name: string;
  /** EC2, SPOT, FARGATE or FARGATE_SPOT; undefined where it is none of them. */
  readonly type: string | undefined;
  readonly allocationStrategy: string | undefined;
  readonly instanceTypes: readonly string[] | undefined;
  readonly maxvCpus: number | undefined;
  /** Of its computeResources. */
  readonly path: FieldPath;
}

export interface ScenarioFields {
  readonly name: string;
  readonly region: string;
  readonly seed: number;
  readonly replications: number;
  readonly preset: string;
  /** As the text has it; undefined where it leaves it to the preset. */
  readonly idleTimeoutSeconds: number | undefined;
  /** Of jobs without a definition; undefined where the text says nothing, which is one. */
  readonly attempts: number | undefined;
  readonly environments: readonly EnvironmentField[];
  /** Path of the trace the scenario names. */
  readonly tracePath: string | undefined;
}

/** What may stand in computeResources.type, each beside the one it can be exchanged for. */
export const TYPE_PAIRS = [
  ['EC2', 'SPOT'],
  ['FARGATE', 'FARGATE_SPOT'],
] as const;

export function isTypeOfMarket(text: string): boolean {
  return TYPE_PAIRS.some((pair) => pair.some((type) => type === text));
}

/** The text with an environment of the other type; with it goes a strategy that AWS takes for Spot only. */
export function withType(text: string, { path, allocationStrategy }: EnvironmentField, type: string): string {
  const changed = withField(text, [...path, 'type'], type);
  if (type === 'SPOT' || allocationStrategy?.startsWith('SPOT_') !== true) return changed;
  return withField(changed, [...path, 'allocationStrategy'], 'BEST_FIT_PROGRESSIVE');
}

/** Of the form of an instance type, a family or a default of AWS's; whether there is one the scenario's checks say. */
export function isTypeName(text: string): boolean {
  return /^[a-z][\w-]*(\.[\w-]+)?$/.test(text);
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
    idleTimeoutSeconds: secondsAt(document, ['assumptions', 'idleTimeoutSeconds']),
    attempts: numberAt(document, ['batch', 'defaultRetryStrategy', 'attempts']),
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
  if (isSeq(node) && rest.length === 0 && Array.isArray(value)) return withList(text, document, path, value);
  if (isScalar(node)) return withScalar(text, node, rest, value);
  if (isCollection(node) === (rest.length === 0)) return text;
  if (isMap(node) && node.flow === true) return withEntry(text, node, rest, value);
  if (node === document.contents && rest.length === 1)
    return `${text.replace(/\n*$/, '\n')}${rest[0]}: ${writtenValue(value)}\n`;
  const longer = isMap(node) ? withLine(text, node, rest, value) : undefined;
  if (longer !== undefined && isReadBack(longer, path, value)) return longer;
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

/** A line before the first of the mapping, so that no other is written anew: that would move the comments. */
function withLine(text: string, { range, items }: YAMLMap, [key, ...inner]: FieldPath, value: FieldValue) {
  if (range == null || items.length === 0) return undefined;
  const [at] = range;
  const indent = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const written = inner.length > 0 ? flowValue(inner, value) : writtenValue(value);
  return /^ *$/.test(indent) ? `${text.slice(0, at)}${key}: ${written}\n${indent}${text.slice(at)}` : undefined;
}

function isReadBack(text: string, path: FieldPath, value: FieldValue): boolean {
  const document = parseDocument(text, { prettyErrors: false });
  return document.errors.length === 0 && document.getIn(path) === value;
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

/** A list between brackets stays where it is; one line by line, or with anchors in it, is written anew. */
function withList(text: string, document: Document, path: FieldPath, values: readonly string[]): string {
  const node = document.getIn(path, true);
  if (isSeq(node) && node.flow === true && node.range != null) {
    const [from, to] = node.range;
    const isQuoted = text.slice(from, to).includes('"') || text.trimStart().startsWith('{');
    return text.slice(0, from) + (isQuoted ? JSON.stringify(values) : writtenValue(values)) + text.slice(to);
  }
  document.setIn(path, document.createNode(values, { flow: true }));
  return document.toString({ lineWidth: 0 });
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
  if (typeof value !== 'string') return `[${value.map((name) => writtenName(name)).join(', ')}]`;
  const isBare =
    /^[a-z][\w./-]*[.-]\w+$|^(typical|stress|ideal)$/i.test(value) ||
    /^[A-Z]+(_[A-Z]+)+$/.test(value) ||
    isTypeOfMarket(value);
  return isBare ? value : JSON.stringify(value);
}

function writtenName(name: string): string {
  return /^[a-z][\w.-]*$/.test(name) && !/^(true|false|null)$/.test(name) ? name : JSON.stringify(name);
}

function environmentsOf(document: Document): readonly EnvironmentField[] {
  const list = document.getIn(['batch', 'computeEnvironments'], true);
  if (!isSeq(list)) return [];
  return list.items.map((_, index) => {
    const at = ['batch', 'computeEnvironments', index];
    const path = [...at, 'computeResources'];
    return {
      name: textAt(document, [...at, 'computeEnvironmentName']) ?? `environment ${index + 1}`,
      type: textAt(document, [...path, 'type']),
      allocationStrategy: textAt(document, [...path, 'allocationStrategy']),
      instanceTypes: namesAt(document, [...path, 'instanceTypes']),
      maxvCpus: numberAt(document, [...path, 'maxvCpus']),
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

/** A duration may carry its unit, `10m`. */
function secondsAt(document: Document, path: FieldPath): number | undefined {
  const text = textAt(document, path);
  return text === undefined ? numberAt(document, path) : parseDurationSeconds(text);
}

/** Undefined where it is no list of names. */
function namesAt(document: Document, path: FieldPath): readonly string[] | undefined {
  const list = document.getIn(path, true);
  if (!isSeq(list)) return undefined;
  const names = list.items.flatMap((item) => (isScalar(item) && typeof item.value === 'string' ? item.value : []));
  return names.length === list.items.length ? names : undefined;
}
