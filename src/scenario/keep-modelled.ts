/**
 * Keeps of AWS's own objects what a scenario's `batch` has a field for, and says what it left out. The schema itself is the
 * list of fields, so the two cannot drift apart.
 */
import { z } from 'zod';
import { batchSchema } from './batch-schema.ts';

export interface Kept {
  readonly value: unknown;
  /** Field paths without indices, such as `computeResources.launchTemplate.overrides`, each once. */
  readonly leftOut: readonly string[];
}

export type BatchList =
  | 'computeEnvironments'
  | 'jobQueues'
  | 'schedulingPolicies'
  | 'jobDefinitions'
  | 'consumableResources';

/** One entry of a list of `batch`, cut down to the scenario's fields. */
export function keepModelled(list: BatchList, entry: unknown): Kept {
  const leftOut = new Set<string>();
  const schema = unwrapped(batchSchema.shape[list]);
  if (!(schema instanceof z.ZodArray)) throw new Error(`batch.${list} is not a list`);
  const value = kept(entry, schema.element as z.ZodType, '', leftOut);
  return { value, leftOut: [...leftOut] };
}

function kept(value: unknown, wrapped: z.ZodType, path: string, leftOut: Set<string>): unknown {
  const schema = unwrapped(wrapped);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((entry) => kept(entry, schema.element as z.ZodType, path, leftOut));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return value;
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const fields = value as Readonly<Record<string, unknown>>;
  for (const field of Object.keys(fields)) if (!Object.hasOwn(shape, field)) leftOut.add(at(field));
  // In the schema's order, which reads as the documentation does.
  const known = Object.keys(shape).filter((field) => Object.hasOwn(fields, field));
  return Object.fromEntries(known.map((field) => [field, kept(fields[field], shape[field], at(field), leftOut)]));
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional || schema instanceof z.ZodLazy
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}
