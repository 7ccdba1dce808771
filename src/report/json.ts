/** Writes any plain result as canonical JSON, so that equal results are equal bytes. */
import type { SimulationResult } from '../study/simulation-result.ts';

export function renderJson(result: SimulationResult): string {
  return canonicalJson(result);
}

/**
 * Keys sorted, two spaces of indent, trailing newline; a list of numbers stays on one line. Undefined fields are left out.
 * Throws on NaN and infinities: JSON would turn them into null without a word.
 */
export function canonicalJson(value: unknown): string {
  return `${write(value, '')}\n`;
}

function write(value: unknown, indent: string): string {
  if (Array.isArray(value)) return writeList(value, indent);
  if (typeof value === 'object' && value !== null) return writeRecord(value, indent);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} cannot be written as JSON`);
  return JSON.stringify(value ?? null);
}

function writeList(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return '[]';
  const inner = `${indent}  `;
  if (items.every((item) => typeof item === 'number')) return `[${items.map((item) => write(item, inner)).join(', ')}]`;
  return `[\n${items.map((item) => inner + write(item, inner)).join(',\n')}\n${indent}]`;
}

function writeRecord(record: object, indent: string): string {
  const fields = Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  if (fields.length === 0) return '{}';
  const inner = `${indent}  `;
  const lines = fields.map(([name, value]) => `${inner}${JSON.stringify(name)}: ${write(value, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
