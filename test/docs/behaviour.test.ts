/** Every row of docs/behaviour.md names a source, a file and a test that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { testFaults } from '../support/named-tests.ts';

const DOCUMENT = readFileSync(join(ROOT, 'docs/behaviour.md'), 'utf8');
const LATER = 'not simulated yet';

interface Row {
  readonly behaviour: string;
  readonly source: string;
  readonly confidence: string;
  readonly file: string;
  readonly test: string;
}

/** The table rows, without headings and rules. */
function rowsOf(document: string): readonly Row[] {
  return document.split('\n').flatMap((line): Row[] => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, behaviour = '', source = '', confidence = '', file = '', test = ''] = cells;
    return cells.length === 7 && source.startsWith('[') ? [{ behaviour, source, confidence, file, test }] : [];
  });
}

/** What is wrong with a row; empty when nothing is. */
function faultsOf({ source, confidence, file, test }: Row): readonly string[] {
  const faults: string[] = [];
  if (!DOCUMENT.includes(`\n${source}: https://`)) faults.push(`${source} has no address`);
  if (!/^(documented|observed|our reading)/.test(confidence)) faults.push(`confidence "${confidence}"`);
  const path = /^`(.+)`$/.exec(file)?.[1];
  if (path === undefined ? test !== LATER : !existsSync(join(ROOT, path))) faults.push(`no file ${file}`);
  if (test !== LATER) faults.push(...testFaults(test));
  return faults;
}

describe('docs/behaviour.md', () => {
  const rows = rowsOf(DOCUMENT);

  it('says how long the scheduler is that holds the engine to it', () => {
    const [, file = '', lines] = /`(test\/support\/reference-scheduler\.ts)` \(under (\d+) lines:/.exec(DOCUMENT) ?? [];
    expect(lines).toBe('300');
    expect(readFileSync(join(ROOT, file), 'utf8').split('\n').length).toBeLessThan(300);
  });

  it('has a row for every behaviour, most of them simulated', () => {
    expect(rows.length).toBeGreaterThan(90);
    const tableLines = DOCUMENT.split('\n').filter(
      (line) => line.startsWith('| ') && !line.startsWith('| AWS Batch |'),
    );
    expect(rows).toHaveLength(tableLines.length);
    expect(rows.filter(({ test }) => test !== LATER).length).toBeGreaterThan(rows.length / 2);
  });

  it('names only sources, files and tests that exist', () => {
    const faults = rows.flatMap((row) => faultsOf(row).map((fault) => `${row.behaviour}: ${fault}`));
    expect(faults).toEqual([]);
  });

  it('is held to that: a row with an invented file, test or source is a fault', () => {
    const [sound] = rows;
    if (sound === undefined) throw new Error('the table is empty');
    expect(faultsOf(sound)).toEqual([]);
    expect(faultsOf({ ...sound, file: '`src/engine/magic.ts`' })).toHaveLength(1);
    expect(faultsOf({ ...sound, test: '`test/engine/retries.test.ts`: does magic' })).toHaveLength(1);
    expect(faultsOf({ ...sound, source: '[UG/nowhere]' })).toHaveLength(1);
    expect(faultsOf({ ...sound, file: '-' })).toHaveLength(1);
  });
});
