/** How much the zones of a region differ for one type, learned from other groups of records only. */
import { ln } from '../../src/models/elementary.ts';
import { fitSpells } from '../../src/models/spot/fit-spells.ts';
import { meanMs } from '../../src/models/spot/spells.ts';
import type { ZoneSpread } from './predict.ts';
import { type SpotSeries, spellsOf } from './series.ts';

/** Records that describe one type at one time and can be held against each other. */
export function groupOf({ set, type, kind, nodes, region }: SpotSeries): string {
  return [set, kind, nodes, type, region].join('/');
}

/**
 * Root mean square difference of ln mean spell between two zones of one group, over all groups but the given one: what one must
 * expect of the next zone after having seen one.
 */
export function spreadWithout(all: readonly SpotSeries[], group: string): ZoneSpread {
  const squares = { up: [] as number[], down: [] as number[] };
  for (const [index, left] of all.entries()) {
    for (const right of all.slice(index + 1)) {
      if (groupOf(left) !== groupOf(right) || groupOf(left) === group) continue;
      const [one, other] = [spellsOf(left.series), spellsOf(right.series)];
      squares.up.push(square(ln(meanMs(fitSpells(one.up)) / meanMs(fitSpells(other.up)))));
      squares.down.push(square(ln(meanMs(fitSpells(one.down)) / meanMs(fitSpells(other.down)))));
    }
  }
  const root = (values: readonly number[]) =>
    values.length === 0 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + value, 0) / values.length);
  return { up: root(squares.up), down: root(squares.down) };
}

function square(value: number): number {
  return value * value;
}
