/**
 * Turns the text of a scenario file into a checked Scenario with every default applied, or into all its problems, each
 * with path and line. Never touches files: the caller reads the text.
 */
import '../trace/zod-messages.ts';
import type { z } from 'zod/mini';
import type { BatchConfig } from '../models/batch-config.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { checkBatch } from './check-batch.ts';
import { checkBids, checkSpot } from './check-spot.ts';
import { checkAssumptions, checkTargets, checkWorkload } from './check-workload.ts';
import { type Finding, type Place, problemAt, toProblem } from './finding.ts';
import { unknownQueueOf } from './limited-queues.ts';
import { type Scenario, type ScenarioInput, scenarioSchema } from './schema.ts';
import { findingsOf } from './schema-problems.ts';
import { type FieldPath, formatPath, readSource } from './source-map.ts';
import { parseThreshold } from './threshold-parser.ts';

/** A scenario as plain data, not checked yet, and where its fields stand: what can still be changed before it is checked. */
export interface ScenarioDocument {
  readonly data: unknown;
  readonly place: Place;
}

/** YAML or JSON. Relative paths inside stay as written; they are relative to the file. */
export function parseScenario(text: string, fileName: string): Result<Scenario> {
  const document = readDocument(text, fileName);
  return document.ok ? checkDocument(document.value) : document;
}

export function readDocument(text: string, fileName: string): Result<ScenarioDocument> {
  const { data, lineOf, problems } = readSource(text, fileName);
  return problems.length > 0 ? fail(...problems) : succeed({ data, place: { file: fileName, lineOf } });
}

/** The same for a value that is already data, for instance one made by a program. */
export function scenarioFrom(input: unknown): Result<Scenario> {
  return checkDocument({ data: input, place: {} });
}

/** What a new scenario starts from; give at least `workload` and `batch`. Throws when the parts are not valid. */
export function defaultScenario(partial: Omit<ScenarioInput, 'version'>): Scenario {
  const result = scenarioFrom({ version: 1, ...partial });
  if (result.ok) return result.value;
  throw new RangeError(result.problems.map((problem) => `${problem.path}: ${problem.message}`).join('; '));
}

/** Rules on `workload.schedules` as it is written, from scheduled-workload.ts, which is loaded with the first schedules only. */
type ExpressionCheck = (schedules: unknown) => readonly Finding[];

/** Undefined when there are none; nothing of them is checked yet. */
export function writtenSchedules(data: unknown): unknown {
  return isMapping(data) && isMapping(data.workload) ? data.workload.schedules : undefined;
}

/** Without `checkExpressions`, what is wrong with expressions of schedules shows when their jobs are made. */
export function checkDocument({ data, place }: ScenarioDocument, checkExpressions?: ExpressionCheck): Result<Scenario> {
  if (!isMapping(data)) return fail(...located([noMapping(data)], 'problem', place));
  const parsed = scenarioSchema.safeParse(data, { reportInput: true });
  const expressions = checkExpressions?.(writtenSchedules(data)) ?? [];
  if (parsed.success) {
    const scenario: Scenario = parsed.data;
    const findings = [...meaningFindings((section) => scenario[section]), ...expressions];
    const problems = located(findings, 'problem', place);
    return problems.length > 0 ? fail(...problems) : succeed(scenario, located(findings, 'warning', place));
  }
  const structure = findingsOf(scenarioSchema, parsed.error.issues, []);
  const findings = [...structure, ...meaningFindings((section) => soundSection(section, data)), ...expressions];
  return fail(...located(findings, 'problem', place));
}

function noMapping(data: unknown): Finding {
  const expected = 'a scenario is a mapping that starts with version: 1';
  if (data === null || data === undefined) return problemAt([], `there is nothing in it; ${expected}`);
  // What is plain text to YAML is most often the history itself.
  return problemAt(
    [],
    expected,
    typeof data === 'string' ? 'a job history goes to --trace of simulate or optimize' : undefined,
  );
}

/** A section of the scenario; undefined when it is not sound in itself. */
type SectionReader = <Section extends keyof Scenario>(section: Section) => Scenario[Section] | undefined;

/**
 * Rules over several fields, run on every section that is sound in itself, so that a slip in one section does not hide
 * the mistakes in another. Unknown fields are reported already and do not stand in the way.
 */
function meaningFindings(sound: SectionReader): readonly Finding[] {
  const workload = sound('workload');
  const batch = sound('batch');
  const assumptions = sound('assumptions');
  return [
    ...(workload === undefined ? [] : checkWorkload(workload)),
    ...(batch === undefined
      ? []
      : checkBatch(batch, assumptions?.spot.model).map((finding) => ({
          ...finding,
          path: ['batch', ...finding.path],
        }))),
    ...(workload === undefined || batch === undefined ? [] : checkTargets(workload, batch)),
    ...(assumptions === undefined ? [] : [...checkAssumptions(assumptions), ...checkSpot(assumptions)]),
    ...(assumptions === undefined || batch === undefined ? [] : checkBids(assumptions, batch)),
    ...thresholdFindings(sound('thresholds') ?? [], ['thresholds'], batch),
    ...thresholdFindings(sound('objective')?.subjectTo ?? [], ['objective', 'subjectTo'], batch),
  ];
}

function soundSection<Section extends keyof Scenario>(
  section: Section,
  data: Readonly<Record<string, unknown>>,
): Scenario[Section] | undefined {
  const schema: z.ZodMiniType = scenarioSchema.shape[section];
  const parsed = schema.safeParse(data[section]);
  if (parsed.success) return parsed.data as Scenario[Section];
  if (parsed.error.issues.some((issue) => issue.code !== 'unrecognized_keys')) return undefined;
  const known = schema.safeParse(withoutKeys(data[section], unknownPaths(parsed.error.issues)));
  return known.success ? (known.data as Scenario[Section]) : undefined;
}

function unknownPaths(issues: readonly z.core.$ZodIssue[]): ReadonlySet<string> {
  const paths = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => formatPath([...(issue.path as FieldPath), key])) : [],
  );
  return new Set(paths);
}

/** A copy without the fields at the given formatted paths. */
function withoutKeys(value: unknown, unknown: ReadonlySet<string>, path: FieldPath = []): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withoutKeys(item, unknown, [...path, index]));
  if (!isMapping(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !unknown.has(formatPath([...path, key])));
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutKeys(child, unknown, [...path, key])]));
}

function thresholdFindings(texts: readonly string[], path: FieldPath, batch: BatchConfig | undefined): Finding[] {
  return texts.flatMap((text, index) =>
    thresholdProblems(text, batch).map(({ message, hint }) => problemAt([...path, index], message, hint)),
  );
}

/** Without a sound `batch` nobody knows its queues. */
function thresholdProblems(text: string, batch: BatchConfig | undefined): readonly Omit<Problem, 'path'>[] {
  const parsed = parseThreshold(text);
  if (!parsed.ok) return parsed.problems;
  const unknown = batch === undefined ? undefined : unknownQueueOf(parsed.value, batch);
  return unknown === undefined ? [] : [unknown];
}

/** In the order of the file, as one reads and mends it. */
function located(findings: readonly Finding[], severity: Finding['severity'], place: Place): Problem[] {
  const found = findings.filter((finding) => finding.severity === severity).map((finding) => toProblem(finding, place));
  return found.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
