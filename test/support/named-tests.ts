/** Whether a test that a document names, as `file`: name, exists. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './built.ts';

/** What is wrong with the table cell; empty when nothing is. */
export function testFaults(cell: string): readonly string[] {
  const [, path = '', name = ''] = /^`(test\/.+)`: (.+)$/.exec(cell) ?? [];
  if (path === '' || !existsSync(join(ROOT, path))) return [`no test file in ${cell}`];
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => text.includes(quoted)) ? [] : [`no test "${name}"`];
}
