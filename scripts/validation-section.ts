/** Puts one generated section into docs/validation.md between its markers, or says whether the one there is current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../docs/validation.md', import.meta.url));
const TITLE =
  '# Validation\n\nWhat the models predict against what was observed; every table is written by a script.\n';

/**
 * `script` is the npm script that writes the section; other sections stay as they are. With `check` nothing is written, and what
 * `comparable` takes out may differ.
 */
export function putSection(
  script: string,
  text: string,
  check: boolean,
  comparable: (page: string) => string = (page) => page,
): void {
  const begin = `<!-- ${script} begin; written by npm run ${script}, do not edit -->`;
  const end = `<!-- ${script} end -->`;
  const present = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : TITLE;
  const wanted = withSection(present, begin, `${begin}\n\n${text.trim()}\n\n${end}`, end);
  if (!check) writeFileSync(PAGE, wanted);
  const isCurrent = comparable(wanted) === comparable(present);
  if (check && !isCurrent) process.exitCode = 1;
  const state = isCurrent ? 'is current' : check ? `is stale: npm run ${script}` : 'is written';
  console.error(`docs/validation.md ${state}`);
}

function withSection(present: string, begin: string, section: string, end: string): string {
  const [from, to] = [present.indexOf(begin), present.indexOf(end)];
  if (from < 0 || to < 0) return `${present.trimEnd()}\n\n${section}\n`;
  return `${present.slice(0, from)}${section}${present.slice(to + end.length)}`;
}
