/** Every law of docs/validation.md names a test that exists. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { testFaults } from '../support/named-tests.ts';

const HEADING = '## Golden values and laws, and the test that holds each';

describe('docs/validation.md', () => {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/validation.md'), 'utf8').split(HEADING);
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && line !== '| law | test |');

  it('names only tests that exist', () => {
    expect(rows.length).toBeGreaterThan(50);
    const faults = rows.flatMap((row) => testFaults(row.split(' | ')[1]?.replace(/ \|$/, '') ?? row));
    expect(faults).toEqual([]);
  });

  it('is held to that: an invented test is a fault', () => {
    expect(testFaults('`test/engine/retries.test.ts`: does magic')).toEqual(['no test "does magic"']);
    expect(testFaults('`test/engine/magic.test.ts`: retries when no entry matches')).toHaveLength(1);
  });
});
