/** Puts ARNs where a request names a resource that the plan itself makes. */

const PLACEHOLDER = /^\{\{arn:(computeEnvironment|schedulingPolicy):(.+)\}\}$/;

export type MadeKind = 'computeEnvironment' | 'schedulingPolicy';

/** A copy of the request; `arnOf` is asked once for every placeholder. */
export async function filled(
  value: unknown,
  arnOf: (kind: MadeKind, name: string) => Promise<string>,
): Promise<unknown> {
  if (typeof value === 'string') {
    const match = PLACEHOLDER.exec(value);
    return match === null ? value : arnOf(match[1] as MadeKind, match[2]);
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => filled(item, arnOf)));
  if (typeof value !== 'object' || value === null) return value;
  const fields: [string, unknown][] = [];
  for (const [key, field] of Object.entries(value)) fields.push([key, await filled(field, arnOf)]);
  return Object.fromEntries(fields);
}

/** The name in a placeholder; anything else stays as it is. */
export function madeName(text: string): string {
  return PLACEHOLDER.exec(text)?.[2] ?? text;
}
