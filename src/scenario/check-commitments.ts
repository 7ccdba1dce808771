/** Rules on `commitments` that need the catalogue: the family or type must be there, a reserved type with its price. */
import type { Catalog } from '../models/catalog.ts';
import type { Commitment } from '../models/commitments.ts';
import { nearestName } from '../models/nearest-name.ts';
import type { Problem } from '../models/problem.ts';

export function commitmentProblems(commitments: readonly Commitment[], catalog: Catalog): Problem[] {
  return commitments.flatMap((commitment, index): Problem[] => {
    const path = `commitments[${index}]`;
    if (commitment.kind === 'compute-savings-plan') return [];
    if (commitment.kind === 'ec2-instance-savings-plan') {
      const families = new Set(catalog.types.map(({ family }) => family));
      return families.has(commitment.family) ? [] : [unknown(`${path}.family`, commitment.family, families)];
    }
    const type = catalog.byName.get(commitment.instanceType);
    if (type === undefined) return [unknown(`${path}.instanceType`, commitment.instanceType, catalog.byName.keys())];
    if (type.onDemandMicroUsdPerHour !== undefined) return [];
    const message = `the On-Demand price of ${commitment.instanceType} in ${catalog.region} is unknown`;
    return [{ path: `${path}.instanceType`, message, hint: 'give it under catalog.instanceTypes' }];
  });
}

function unknown(path: string, name: string, known: Iterable<string>): Problem {
  const nearest = nearestName(name, known);
  const problem = { path, message: `"${name}" is not in the catalogue` };
  return nearest === undefined ? problem : { ...problem, hint: `did you mean ${nearest}?` };
}
