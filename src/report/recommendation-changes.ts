/** Writes what changes in a configuration as a small field diff: `~` changed, `-` removed, `+` added. */
import { familyOf } from '../models/catalog.ts';
import type { FieldChange } from '../optimize/changes.ts';

/** One line a field; what is added or removed as a whole is written field by field. */
export function changeLines(changes: readonly FieldChange[]): readonly string[] {
  return changes.flatMap(({ path, before, after }) => {
    if (before === undefined) return leaves(path, after).map((line) => `+ ${line}`);
    if (after === undefined) return [`- ${path}`];
    return [`~ ${path}: ${valueText(before)} -> ${valueText(after)}`];
  });
}

function leaves(path: string, value: unknown): readonly string[] {
  if (!isMapping(value)) return [`${path}: ${valueText(value)}`];
  return Object.entries(value)
    .filter(([field]) => !path.endsWith(`[${value[field]}]`))
    .flatMap(([field, child]) => leaves(`${path}.${field}`, child));
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  if (value.every((item) => typeof item === 'string')) return `[${groupedSizes(value).join(', ')}]`;
  if (value.every(isEnvironmentOrder)) return value.map((entry) => entry.computeEnvironment).join(', then ');
  return JSON.stringify(value);
}

/** `c6i.large, c6i.xlarge, m6i` as `c6i.{large,xlarge}, m6i`, neighbours of one family together. */
function groupedSizes(names: readonly string[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const isSize = name.includes('.');
    const key = isSize ? familyOf(name) : `${name} whole`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups].map(([family, members]) =>
    members.length === 1 ? members[0] : `${family}.{${members.map((name) => name.slice(family.length + 1)).join(',')}}`,
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEnvironmentOrder(value: unknown): value is { readonly computeEnvironment: string } {
  return isMapping(value) && typeof value.computeEnvironment === 'string';
}
