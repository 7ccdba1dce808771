/** Writes what changes in a configuration as a small field diff: `~` changed, `-` removed, `+` added. */
import { familyOf } from '../models/catalog.ts';
import type { FieldChange } from '../optimize/changes.ts';

/** One line a field; what is added or removed as a whole is written field by field. */
export function changeLines(changes: readonly FieldChange[]): readonly string[] {
  return changes.flatMap(({ path, before, after }) => {
    if (before === undefined) return leaves(path, after).map((line) => `+ ${line}`);
    if (after === undefined) return [`- ${path}`];
    return [`~ ${path}: ${valueText(path, before)} -> ${valueText(path, after)}`];
  });
}

function leaves(path: string, value: unknown): readonly string[] {
  if (!isMapping(value)) return [`${path}: ${valueText(path, value)}`];
  return Object.entries(value)
    .filter(([field]) => !path.endsWith(`[${value[field]}]`))
    .flatMap(([field, child]) => leaves(`${path}.${field}`, child));
}

function valueText(path: string, value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? stringText(value) : JSON.stringify(value);
  if (value.every((item) => typeof item === 'string')) {
    if (/(^|\.)instanceTypes$/.test(path)) return `[${groupedSizes(value).join(', ')}]`;
    // Arguments of a command: a comma or a blank in one must not read as two of them.
    const isPlain = value.every((item) => PLAIN.test(item));
    return `[${value.map((item) => (isPlain ? item : JSON.stringify(item))).join(', ')}]`;
  }
  if (value.every(isEnvironmentOrder)) return value.map((entry) => entry.computeEnvironment).join(', then ');
  return JSON.stringify(value);
}

const PLAIN = /^[^\s,"'[\]\p{C}]+$/u;

/** As it is, unless what it is would not be seen. */
function stringText(value: string): string {
  return /^$|^\s|\s$|\p{Cc}/u.test(value) ? JSON.stringify(value) : value;
}

/** `c6i.large, c6i.xlarge, m6i` as `c6i.{large,xlarge}, m6i`, neighbours of one family together: some strategies read the order. */
function groupedSizes(names: readonly string[]): readonly string[] {
  const groups: { readonly family: string | undefined; readonly members: string[] }[] = [];
  for (const name of names) {
    const family = name.includes('.') ? familyOf(name) : undefined;
    const last = groups.at(-1);
    if (last !== undefined && family !== undefined && last.family === family) last.members.push(name);
    else groups.push({ family, members: [name] });
  }
  return groups.map(({ family, members }) =>
    family === undefined || members.length === 1
      ? members[0]
      : `${family}.{${members.map((name) => name.slice(family.length + 1)).join(',')}}`,
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEnvironmentOrder(value: unknown): value is { readonly computeEnvironment: string } {
  return isMapping(value) && typeof value.computeEnvironment === 'string';
}
