/** Writes a table as JSON that is compact but shows in a diff which column or source changed: one line for each. */
export function serializeTable(table: object, depth = 2): string {
  return `${write(table, '', depth)}\n`;
}

/** Objects open up to `depth` levels; lists of objects get a line an entry; all else stays on its line. */
function write(value: unknown, indent: string, depth: number): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0 || typeof value[0] !== 'object' || value[0] === null) return JSON.stringify(value);
    return `[\n${value.map((entry) => inner + JSON.stringify(entry)).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null || depth === 0) return JSON.stringify(value);
  const lines = Object.entries(value).map(
    ([key, entry]) => `${inner}${JSON.stringify(key)}: ${write(entry, inner, depth - 1)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
