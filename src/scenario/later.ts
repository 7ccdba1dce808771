/** Puts off making the schema of an object until a scenario holds one: zod takes as long to make schemas as to read a file with them. */
import { z } from 'zod/mini';

export function later<Schema extends z.ZodMiniObject | z.ZodMiniDiscriminatedUnion>(
  make: () => Schema,
): z.ZodMiniLazy<Schema> {
  const schema = z.lazy(make);
  const internals = schema._zod;
  // Every object asks of its fields whether they may be absent, and zod would make the schema to answer: no object may by itself.
  internals.optin = undefined;
  internals.optout = undefined;
  // It also reads absent fields, and drops what comes of those that may be absent.
  const { parse } = internals;
  internals.parse = (payload, context) => {
    if (payload.value !== undefined) return parse(payload, context);
    payload.issues.push({ code: 'invalid_type', expected: 'object', input: undefined, inst: schema });
    return payload;
  };
  internals.run = internals.parse;
  return schema;
}
