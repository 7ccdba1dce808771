/** Renders what a refresh of the catalogue changed, the largest changes first. */
import type { CatalogDiff, PriceChange } from '../models/catalog-diff.ts';
import type { PartReport, RefreshPart } from '../models/refreshed-catalog.ts';

const MOST_CHANGES = 10;
const MOST_NAMES = 12;

const PARTS: Readonly<Record<RefreshPart, string>> = {
  instanceTypes: 'instance types',
  offerings: 'types on offer',
  onDemand: 'On-Demand prices',
  spot: 'Spot prices',
  placementScores: 'placement scores',
};

export function renderParts(parts: readonly PartReport[]): string {
  return parts
    .map(({ part, state, figures, reason }) => {
      const what = PARTS[part].padEnd(18);
      return state === 'fresh' ? `${what} ${figures} read\n` : `${what} kept as they were (${reason})\n`;
    })
    .join('');
}

export function renderCatalogDiff(diff: CatalogDiff): string {
  const lines = [
    ...priceLines('On-Demand price', diff.onDemand),
    ...priceLines('Spot price', diff.spot),
    ...nameLine('new', diff.added),
    ...nameLine('gone', diff.removed),
  ];
  return lines.length === 0 ? 'no changes\n' : lines.map((line) => `${line}\n`).join('');
}

function priceLines(what: string, changes: readonly PriceChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, MOST_CHANGES).map(({ instanceType, beforeMicroUsd, afterMicroUsd, percent }) => {
    const sign = percent > 0 ? '+' : '';
    return `  ${instanceType.padEnd(18)} ${usd(beforeMicroUsd)} -> ${usd(afterMicroUsd)}  ${sign}${percent} %`;
  });
  const rest = changes.length - shown.length;
  const more = rest > 0 ? [`  and ${rest} more (--json lists all)`] : [];
  return [`${what} changed for ${changes.length} ${changes.length === 1 ? 'type' : 'types'}`, ...shown, ...more];
}

function nameLine(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const rest = names.length - MOST_NAMES;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [`${what}: ${names.slice(0, MOST_NAMES).join(', ')}${more}`];
}

function usd(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(4)}/h`;
}
