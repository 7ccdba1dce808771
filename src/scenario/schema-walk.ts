/** Finds what a zod schema knows at a place: keys, so that a misspelt one can be corrected, and what stands below them. */
import { z } from 'zod/mini';
import type { FieldPath } from './source-map.ts';

/** Keys of the object at `path`, in schema order; empty when there is no object there. */
export function knownKeysAt(schema: z.ZodMiniType, path: FieldPath): readonly string[] {
  let current: z.core.$ZodType | undefined = schema;
  for (const part of path) current = current === undefined ? undefined : childOf(unwrap(current), part);
  const found = current === undefined ? undefined : unwrap(current);
  return found instanceof z.ZodMiniObject ? Object.keys(found.shape) : [];
}

/** What a schema describes, as far as a path can go into it. */
export type SchemaKind = 'fields' | 'list' | 'names' | 'value';

/** `fields` are known by name; under `names` any name may stand. */
export function kindOf(schema: z.core.$ZodType): SchemaKind {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodMiniObject || inner instanceof z.ZodMiniDiscriminatedUnion) return 'fields';
  if (inner instanceof z.ZodMiniArray) return 'list';
  return inner instanceof z.ZodMiniRecord ? 'names' : 'value';
}

/** Whether only whole numbers may stand there. */
export function isWholeNumber(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodMiniLazy) return isWholeNumber(schema.def.getter());
  if (schema instanceof z.ZodMiniExactOptional || schema instanceof z.ZodMiniOptional)
    return isWholeNumber(schema.def.innerType);
  if (schema instanceof z.ZodMiniDefault || schema instanceof z.ZodMiniPrefault)
    return isWholeNumber(schema.def.innerType);
  // An amount with a unit is read first: what comes out of that counts.
  if (schema instanceof z.ZodMiniPipe) return isWholeNumber(schema.def.out);
  return schema instanceof z.ZodMiniNumberFormat && schema.def.format === 'safeint';
}

/** The schema of a field or an entry; undefined where the schema has none of that name. */
export function childSchema(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  return childOf(unwrap(schema), part);
}

function childOf(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodMiniObject)
    return Object.hasOwn(schema.shape, String(part)) ? schema.shape[String(part)] : undefined;
  if (schema instanceof z.ZodMiniArray) return schema.def.element;
  if (schema instanceof z.ZodMiniRecord) return schema.def.valueType;
  if (!(schema instanceof z.ZodMiniDiscriminatedUnion)) return undefined;
  // The first that has it: which of them the value is, its own check decides.
  for (const option of schema.def.options) {
    const child = childOf(unwrap(option), part);
    if (child !== undefined) return child;
  }
  return undefined;
}

/** Through lazy, optional, default and transform wrappers to what the user writes. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodMiniLazy) return unwrap(schema.def.getter());
  if (schema instanceof z.ZodMiniPipe) return unwrap(schema.def.in);
  if (schema instanceof z.ZodMiniExactOptional || schema instanceof z.ZodMiniOptional)
    return unwrap(schema.def.innerType);
  if (schema instanceof z.ZodMiniDefault || schema instanceof z.ZodMiniPrefault) return unwrap(schema.def.innerType);
  return schema;
}
