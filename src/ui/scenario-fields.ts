/**
 * The few values of a scenario that the page offers as controls, read from its text and written back in place, so that
 * the text stays the only truth and keeps its comments.
 */
import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
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

/** The text with one value replaced where it stands, or added when it is not there yet. The text itself when unreadable. */
export function withField(text: string, path: FieldPath, value: FieldValue): string {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  const node = document.getIn(path, true);
  const written = String(value);
  if (isScalar(node) && node.range) return text.slice(0, node.range[0]) + written + text.slice(node.range[1]);
  if (path.length === 1) return `${text.replace(/\n*$/, '\n')}${path[0]}: ${written}\n`;
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
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
