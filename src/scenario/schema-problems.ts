/** Turns zod's issues into problems a person can act on: the value seen, what was expected, and "did you mean". */
import type { z } from 'zod/mini';
import { nearestName } from '../models/nearest-name.ts';
import { AWS_FIELDS_NOT_MODELLED } from './batch-schema.ts';
import type { Finding } from './finding.ts';
import { REFUSED } from './not-simulated.ts';
import { knownKeysAt } from './schema-walk.ts';
import type { FieldPath } from './source-map.ts';

type Issue = z.core.$ZodIssue;

export function findingsOf(schema: z.ZodMiniType, issues: readonly Issue[], prefix: FieldPath): Finding[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map(plainKey)];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(schema, issue.path.map(plainKey), path, key));
    return [{ path, severity: 'problem' as const, ...explain(issue) }];
  });
}

function plainKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

/** A field the schema does not have: what was meant, or what to do about it. */
export function unknownKey(schema: z.ZodMiniType, inside: FieldPath, path: FieldPath, key: string): Finding {
  const known = knownKeysAt(schema, inside);
  const near = nearestName(key, known);
  const place = { path: [...path, key], severity: 'problem' as const };
  const refused = inside[0] === 'batch' ? REFUSED.get(key) : undefined;
  if (refused !== undefined) return { ...place, ...refused };
  if (inside[0] === 'batch' && AWS_FIELDS_NOT_MODELLED.has(key)) {
    return {
      ...place,
      message: `AWS Batch has the field "${key}", but Batchwright does not model it`,
      hint: 'remove it here and keep it in your own template',
    };
  }
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean ${near}?`;
  return { ...place, message: `unknown field "${key}"`, hint };
}

function explain(issue: Issue): { message: string; hint?: string } {
  switch (issue.code) {
    case 'invalid_type':
      return { message: `expected ${withArticle(issue.expected)}, ${got(issue.input)}` };
    case 'invalid_value':
      return explainChoice(issue.values, issue.input);
    case 'too_small':
      return { message: explainSize(issue.origin, 'at least', issue.minimum, issue.input) };
    case 'too_big':
      return { message: explainSize(issue.origin, 'at most', issue.maximum, issue.input) };
    case 'invalid_union':
      // zod gives the options, its types do not.
      if (issue.discriminator !== undefined && 'options' in issue && Array.isArray(issue.options))
        return explainChoice(issue.options, fieldOf(issue.input, issue.discriminator));
      return { message: `${issue.message}, ${got(issue.input)}` };
    case 'invalid_format':
      return { message: `${issue.message}, ${got(issue.input)}` };
    default:
      return { message: issue.message };
  }
}

function explainChoice(values: readonly unknown[], input: unknown): { message: string; hint?: string } {
  const choices = values.map(String);
  const refused = typeof input === 'string' && choices.includes('FARGATE_SPOT') ? REFUSED.get(input) : undefined;
  if (refused !== undefined) return refused;
  const message = `expected ${choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`}, ${got(input)}`;
  const near = typeof input === 'string' ? nearestName(input, choices) : undefined;
  return near === undefined ? { message } : { message, hint: `did you mean ${near}?` };
}

function fieldOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
}

function explainSize(origin: string, relation: string, limit: number | bigint, input: unknown): string {
  if (origin === 'string') return `must not be empty`;
  if (origin === 'array') return `needs ${relation} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `must be ${relation} ${limit}, ${got(input)}`;
}

function withArticle(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    int: 'a whole number',
    object: 'a mapping',
    array: 'a list',
    record: 'a mapping',
    string: 'text',
  };
  return words[expected] ?? `a ${expected}`;
}

/** Quotes what was there; nothing at all and an empty YAML value are different mistakes. */
function got(input: unknown): string {
  if (input === undefined) return 'but it is missing';
  if (input === null) return 'but it is empty';
  if (typeof input === 'object') return Array.isArray(input) ? 'got a list' : 'got a mapping';
  return typeof input === 'string' ? `got "${input}"` : `got ${String(input)}`;
}
