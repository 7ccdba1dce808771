/** Digests of plain data that do not depend on the order of keys: equal content, equal digest. */
import { createHash } from 'node:crypto';

/** SHA-256 in hex of the value's JSON with sorted keys; absent and undefined fields are the same. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(stableJson(value)).digest('hex');
}

export function stableJson(value: unknown): string {
  return JSON.stringify(sortedKeys(value)) ?? 'null';
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, field]) => [key, sortedKeys(field)]),
  );
}
