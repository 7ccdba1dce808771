/** What `npm run validate:spot` writes, held to its claims; skipped where the public series are not at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { spotPage } from '../../scripts/validate-spot/page.ts';
import { readSeries, spellsOf, survival, upSpans, wholeGroupLosses } from '../../scripts/validate-spot/series.ts';

const FOLDER = '../shared/data/spot/availability-preemption';
const hasSeries = existsSync(FOLDER);
if (!hasSeries) console.warn(`${FOLDER} is not there: the Spot validation is skipped`);

describe('a record cut into spells', () => {
  const series = { gapMs: 10, counts: [1, 1, 0, 4, 4, 4, 0, 0] };

  it('has its first and last spell cut, and adds up to its length', () => {
    const { up, down, lengthMs, upMs } = spellsOf(series);
    expect(up).toEqual([
      { ms: 20, isCut: true },
      { ms: 30, isCut: false },
    ]);
    expect(down).toEqual([
      { ms: 10, isCut: false },
      { ms: 20, isCut: true },
    ]);
    expect([lengthMs, upMs]).toEqual([80, 50]);
  });

  it('has the survival of a random available moment', () => {
    // Up during [0, 20) and [30, 60): for 20 ms, moments up to 60: 0 of the first spell's 20, 10 of the second's 30.
    expect(upSpans(series)).toEqual([
      [0, 20],
      [30, 60],
    ]);
    expect(survival(upSpans(series), 80, 20)).toBeCloseTo(10 / 50, 12);
    // For 30 ms only moments before 50 count: 20 + 20 of them, none survives.
    expect(survival(upSpans(series), 80, 30)).toBe(0);
  });

  it('counts when a full group goes, and whether it goes whole', () => {
    const group = { gapMs: 300_000, counts: [4, 3, 4, 2, 1, 0, 4, 4, 3, 3, 3, 0] };
    // Begins to lose at ticks 1, 3 and 8; only from tick 3 is it all gone within 3 ticks of 5 minutes.
    expect(wholeGroupLosses(group, 4)).toEqual({ events: 3, share: 1 / 3 });
  });
});

describe.skipIf(!hasSeries)('the public series', { timeout: 120_000 }, () => {
  let page = '';
  beforeAll(() => {
    page = spotPage(readSeries(FOLDER) ?? []);
  }, 120_000);

  it('are written into docs/validation.md as they come out', () => {
    expect(readFileSync('docs/validation.md', 'utf8').includes(page)).toBe(true);
  });

  it('are fitted within .03 of the survival on average, several times closer than without memory', () => {
    const [, mean, memoryless] = /survivals: ([\d.]+),[^:]*:\s+([\d.]+)/.exec(page) ?? [];
    expect(Number(mean)).toBeLessThan(0.03);
    expect(Number(memoryless)).toBeGreaterThan(3 * Number(mean));
  });

  it('are held by 80 % intervals from another zone of the region in at least 7 of 10 cases', () => {
    const [, held, total] = /^(\d+) of (\d+) intervals .*7 of 10 wanted/m.exec(page) ?? [];
    expect(Number(held) / Number(total)).toBeGreaterThanOrEqual(0.7);
  });
});
