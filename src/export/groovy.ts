/** Writes Groovy literals, as Nextflow's configuration reads them. */

/** A single-quoted string: Groovy puts no values into it, whatever stands in it. */
export function groovyString(text: string): string {
  const escaped = text.replace(/['\\]/g, (mark) => `\\${mark}`).replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, escapedControl);
  return `'${escaped}'`;
}

/** An empty pair of brackets would be a list. */
export function groovyMap(entries: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(entries).map(([key, value]) => `${groovyString(key)}: ${groovyString(value)}`);
  return pairs.length === 0 ? '[:]' : `[${pairs.join(', ')}]`;
}

function escapedControl(mark: string): string {
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return short[mark] ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
