/**
 * Says why an entry of `instanceTypes` stands for nothing in the catalogue: left out for a reason, or misspelt. In a file of its own,
 * so that the page's threads need not load it.
 */
import { whyLeftOut } from './batch-support.ts';
import { type Catalog, familyOf } from './catalog.ts';
import { type ExplainEntry, INSTANCE_KEYWORDS, sayUnknown } from './instance-selection.ts';
import { nearestName } from './nearest-name.ts';

export const explainUnknown: ExplainEntry = (entry, catalog) => {
  const reason = whyLeftOut(entry);
  if (reason !== undefined) {
    return {
      message: `${entry} is not in the catalogue: ${reason}`,
      hint: 'choose another, or add it under catalog.instanceTypes',
    };
  }
  const nearest = nearestEntry(entry, catalog);
  const said = sayUnknown(entry, catalog);
  return nearest === undefined ? said : { message: said.message, hint: `did you mean ${nearest}?` };
};

/** The nearest size of its family when the entry has a known one, else the nearest name there is. */
function nearestEntry(entry: string, catalog: Catalog): string | undefined {
  const sizes = [...catalog.byName.keys()];
  if (!entry.includes('.')) {
    return nearestName(entry, [...Object.keys(INSTANCE_KEYWORDS), ...sizes.map(familyOf), ...sizes]);
  }
  const siblings = sizes.filter((name) => familyOf(name) === familyOf(entry));
  return nearestMultiple(entry, siblings) ?? nearestName(entry, siblings.length > 0 ? siblings : sizes);
}

/** For `m5.9xlarge` the `m5.<n>xlarge` with n closest to 9, the smaller of two; undefined when the entry is no such size. */
function nearestMultiple(entry: string, siblings: readonly string[]): string | undefined {
  const wanted = multipleOf(entry);
  if (wanted === undefined) return undefined;
  const distanceTo = (name: string): number => Math.abs((multipleOf(name) ?? Number.POSITIVE_INFINITY) - wanted);
  return siblings
    .filter((name) => multipleOf(name) !== undefined)
    .reduce<string | undefined>(
      (best, name) => (best === undefined || distanceTo(name) < distanceTo(best) ? name : best),
      undefined,
    );
}

function multipleOf(instanceType: string): number | undefined {
  const match = /\.(\d+)xlarge$/.exec(instanceType);
  return match === null ? undefined : Number(match[1]);
}
