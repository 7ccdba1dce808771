/**
 * Reads the part of Groovy that an exported nextflow.config is made of: scopes, assignments, single-quoted strings, whole
 * numbers and maps of strings. Anything else is an error, so that text which escapes its quotes is noticed.
 */
type Setting = string | number | readonly (readonly [string, string])[];

const STRING = String.raw`'(?:[^'\\\n\r]|\\.)*'`;
const ENTRY = new RegExp(`(${STRING}): (${STRING})`, 'g');

/** Settings by their full name, `process.queue`. Throws on a line that is no such thing. */
export function readNextflow(text: string): Readonly<Record<string, Setting>> {
  const scopes: string[] = [];
  const settings: Record<string, Setting> = {};
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029\u0085]/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('//')) continue;
    const scope = new RegExp(`^(\\w+|withLabel: ${STRING}) \\{$`).exec(line);
    const assignment = new RegExp(`^(\\w+) = (${STRING}|\\d+|\\[.*\\])$`).exec(line);
    if (line === '}') scopes.pop();
    else if (scope !== null) scopes.push(scope[1]);
    else if (assignment !== null) settings[[...scopes, assignment[1]].join('.')] = valueOfCode(assignment[2]);
    else throw new Error(`no line of a configuration: ${line}`);
  }
  if (scopes.length > 0) throw new Error(`left open: ${scopes.join('.')}`);
  return settings;
}

function valueOfCode(code: string): Setting {
  if (code.startsWith("'")) return unquoted(code);
  if (/^\d+$/.test(code)) return Number(code);
  if (code === '[:]') return [];
  const entries = [...code.matchAll(ENTRY)];
  if (`[${entries.map(([entry]) => entry).join(', ')}]` !== code) throw new Error(`no map of strings: ${code}`);
  return entries.map(([, key, value]) => [unquoted(key), unquoted(value)] as const);
}

/** Groovy language, "String escape sequences". */
function unquoted(code: string): string {
  const special: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', "'": "'", '\\': '\\' };
  return code
    .slice(1, -1)
    .replace(/\\(u[0-9a-f]{4}|.)/g, (_, mark: string) =>
      mark.length > 1 ? String.fromCharCode(Number.parseInt(mark.slice(1), 16)) : special[mark],
    );
}
