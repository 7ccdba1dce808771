/** Finds which keys a zod schema knows at a place, so that a misspelt one can be corrected. */
import { z } from 'zod';
import type { FieldPath } from './source-map.ts';

/** Keys of the object at `path`, in schema order; empty when there is no object there. */
export function knownKeysAt(schema: z.ZodType, path: FieldPath): readonly string[] {
  let current: z.core.$ZodType | undefined = schema;
  for (const part of path) current = current === undefined ? undefined : childOf(unwrap(current), part);
  const found = current === undefined ? undefined : unwrap(current);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function childOf(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)];
  if (schema instanceof z.ZodArray) return schema.element;
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
