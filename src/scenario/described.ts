/** Says in the published JSON Schema what a field means. */
import { z } from 'zod/mini';

/** Describes the schema itself, where zod's own `describe` makes a copy first: it must be the field's own, not one that fields share. */
export function described<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add(schema, { description });
  return schema;
}
