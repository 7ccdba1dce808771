import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CSV_COLUMNS } from '../../src/trace/csv-columns.ts';
import { TRACE_FORMATS } from '../../src/trace/index.ts';

const page = readFileSync(new URL('../../docs/traces.md', import.meta.url), 'utf8');

it('docs/traces.md names every CSV column we read, and every format', () => {
  const read = [...CSV_COLUMNS].filter(([, { field }]) => field !== 'ignored').map(([name]) => name);
  expect([...read, ...TRACE_FORMATS].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
