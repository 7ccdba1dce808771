/** Finds what a zod schema knows at a place: keys, so that a misspelt one can be corrected, and what stands below them. */
import { z } from 'zod';
import type { FieldPath } from './source-map.ts';

/** Keys of the object at `path`, in schema order; empty when there is no object there. */
export function knownKeysAt(schema: z.ZodType, path: FieldPath): readonly string[] {
  let current: z.core.$ZodType | undefined = schema;
  for (const part of path) current = current === undefined ? undefined : childOf(unwrap(current), part);
  const found = current === undefined ? undefined : unwrap(current);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** What a schema describes, as far as a path can go into it. */
export type SchemaKind = 'fields' | 'list' | 'names' | 'value';

/** `fields` are known by name; under `names` any name may stand. */
export function kindOf(schema: z.core.$ZodType): SchemaKind {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodDiscriminatedUnion) return 'fields';
  if (inner instanceof z.ZodArray) return 'list';
  return inner instanceof z.ZodRecord ? 'names' : 'value';
}

/** Whether only whole numbers may stand there. */
export function isWholeNumber(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodLazy) return isWholeNumber(schema.def.getter());
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional)
    return isWholeNumber(schema.def.innerType);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return isWholeNumber(schema.def.innerType);
  // An amount with a unit is read first: what comes out of that counts.
  if (schema instanceof z.ZodPipe) return isWholeNumber(schema.out);
  return schema instanceof z.ZodNumber && schema.isInt;
}

/** The schema of a field or an entry; undefined where the schema has none of that name. */
export function childSchema(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  return childOf(unwrap(schema), part);
}

function childOf(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.shape, String(part)) ? schema.shape[String(part)] : undefined;
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined;
  // The first that has it: which of them the value is, its own check decides.
  for (const option of schema.options) {
    const child = childOf(unwrap(option), part);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** Through lazy, optional, default and transform wrappers to what the user writes. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodLazy) return unwrap(schema.def.getter());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional) return unwrap(schema.def.innerType);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.def.innerType);
  return schema;
}
