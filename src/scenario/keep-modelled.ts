/**
 * Keeps of AWS's own objects what a scenario's `batch` has a field for, and says what it left out. The schema itself is the
 * list of fields, so the two cannot drift apart.
 */
import { z } from 'zod/mini';
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
  if (!(schema instanceof z.ZodMiniArray)) throw new Error(`batch.${list} is not a list`);
  const value = kept(entry, schema.def.element as z.ZodMiniType, '', leftOut);
  return { value, leftOut: [...leftOut] };
}

function kept(value: unknown, wrapped: z.ZodMiniType, path: string, leftOut: Set<string>): unknown {
  const schema = unwrapped(wrapped);
  if (schema instanceof z.ZodMiniArray && Array.isArray(value)) {
    return value.map((entry) => kept(entry, schema.def.element as z.ZodMiniType, path, leftOut));
  }
  if (!(schema instanceof z.ZodMiniObject) || typeof value !== 'object' || value === null) return value;
  const shape = schema.shape as Readonly<Record<string, z.ZodMiniType>>;
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const fields = value as Readonly<Record<string, unknown>>;
  for (const field of Object.keys(fields)) if (!Object.hasOwn(shape, field)) leftOut.add(at(field));
  // In the schema's order, which reads as the documentation does.
  const known = Object.keys(shape).filter((field) => Object.hasOwn(fields, field));
  return Object.fromEntries(known.map((field) => [field, kept(fields[field], shape[field], at(field), leftOut)]));
}

function unwrapped(schema: z.ZodMiniType): z.ZodMiniType {
  if (schema instanceof z.ZodMiniLazy) return unwrapped(schema.def.getter() as z.ZodMiniType);
  return schema instanceof z.ZodMiniExactOptional || schema instanceof z.ZodMiniOptional
    ? unwrapped(schema.def.innerType as z.ZodMiniType)
    : schema;
}
