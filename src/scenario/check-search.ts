/** Rules on `search` that need the catalogue: what it lists must be there, or the search would quietly have less to choose from. */
import { type Catalog, familyOf } from '../models/catalog.ts';
import { INSTANCE_KEYWORDS } from '../models/instance-selection.ts';
import type { Problem } from '../models/problem.ts';
import { explainUnknown } from '../models/unknown-instance-type.ts';
import type { Scenario } from './schema.ts';

export function searchProblems({ instanceTypes = [] }: Scenario['search'], catalog: Catalog): Problem[] {
  const families = new Set(catalog.types.map(({ family }) => family));
  return instanceTypes.flatMap((name, index): Problem[] => {
    if (families.has(name) || catalog.byName.has(name)) return [];
    return [{ path: `search.instanceTypes[${index}]`, ...explain(name, catalog) }];
  });
}

function explain(name: string, catalog: Catalog): Pick<Problem, 'message' | 'hint'> {
  const stands = Object.entries(INSTANCE_KEYWORDS).find(([keyword]) => keyword === name)?.[1];
  if (stands === undefined) return isUnpriced(name, catalog) ? unpriced(name, catalog) : explainUnknown(name, catalog);
  return { message: `"${name}" is a word of AWS Batch for several families`, hint: `list them: ${stands.join(', ')}` };
}

function isUnpriced(name: string, { unpricedTypes }: Catalog): boolean {
  return [...(unpricedTypes ?? [])].some((type) => type === name || familyOf(type) === name);
}

function unpriced(name: string, { region }: Catalog): Pick<Problem, 'message' | 'hint'> {
  return {
    message: `no price of ${name} in ${region} is known`,
    hint: 'take it out, or give it under catalog.instanceTypes',
  };
}
