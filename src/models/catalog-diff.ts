/** What changed between two price tables of one region: whose prices, by how much, and which types came or went. */
import type { RegionTable } from './catalog.ts';

export interface PriceChange {
  readonly instanceType: string;
  readonly beforeMicroUsd: number;
  readonly afterMicroUsd: number;
  /** Rounded to a tenth of a percent. */
  readonly percent: number;
}

export interface CatalogDiff {
  /** The largest changes first, then by name. */
  readonly onDemand: readonly PriceChange[];
  readonly spot: readonly PriceChange[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function diffPrices(before: RegionTable, after: RegionTable): CatalogDiff {
  const old = new Map(before.columns.instanceType.map((name, row) => [name, row]));
  const names = new Set(after.columns.instanceType);
  return {
    onDemand: changes(before, after, old, 'onDemandMicroUsdPerHour'),
    spot: changes(before, after, old, 'spotMicroUsdPerHour'),
    added: after.columns.instanceType.filter((name) => !old.has(name)),
    removed: before.columns.instanceType.filter((name) => !names.has(name)),
  };
}

function changes(
  before: RegionTable,
  after: RegionTable,
  old: ReadonlyMap<string, number>,
  column: 'onDemandMicroUsdPerHour' | 'spotMicroUsdPerHour',
): readonly PriceChange[] {
  const found = after.columns.instanceType.flatMap((instanceType, row): PriceChange[] => {
    const oldRow = old.get(instanceType);
    const beforeMicroUsd = oldRow === undefined ? null : before.columns[column][oldRow];
    const afterMicroUsd = after.columns[column][row];
    if (beforeMicroUsd === null || afterMicroUsd === null || beforeMicroUsd === afterMicroUsd) return [];
    const percent =
      beforeMicroUsd === 0 ? 0 : Math.round((1000 * (afterMicroUsd - beforeMicroUsd)) / beforeMicroUsd) / 10;
    return [{ instanceType, beforeMicroUsd, afterMicroUsd, percent }];
  });
  return found.sort(
    (left, right) =>
      Math.abs(right.percent) - Math.abs(left.percent) || (left.instanceType < right.instanceType ? -1 : 1),
  );
}
