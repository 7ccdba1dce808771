/** What `--help` says of every verb is product copy: reviewed as a golden file. */
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/cli.ts';

const VERBS = [
  '',
  'simulate',
  'optimize',
  'check',
  'compare',
  'sweep',
  'explain',
  'verify',
  'export',
  'import',
  'catalog',
  'catalog show',
  'catalog regions',
  'catalog refresh',
  'catalog diff',
  'discover',
  'plan',
  'apply',
  'rollback',
  'schema',
  'serve',
];

describe('--help', () => {
  it.each(VERBS)('of "batchwright %s" is as reviewed', async (verb) => {
    const words = verb.split(' ').filter((word) => word !== '');
    const { exitCode, out, error } = await runHere([...words, '--help']);
    expect([exitCode, error]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot(`../golden/cli/help${words.map((word) => `-${word}`).join('')}.txt`);
  });

  it('lists every verb that has a golden here', async () => {
    const { out } = await runHere(['--help']);
    const listed = [...out.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, verb]) => verb);
    const known = new Set(VERBS.map((verb) => verb.split(' ', 1)[0]));
    expect(new Set(['', ...listed.filter((verb) => verb !== 'help' && verb !== 'batchwright')])).toEqual(known);
  });
});
