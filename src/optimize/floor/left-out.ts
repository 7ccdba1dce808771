/** What a floor's scope leaves out of what plans may use: a floor says nothing about a plan that uses any of it. */
import type { Catalog, InstanceType } from '../../models/catalog.ts';
import type { Problem } from '../../models/problem.ts';
import { type FloorScope, typesInScope } from './rent.ts';
import type { Use } from './use.ts';

const SHOWN_TYPES = 5;

/** Empty when everything is inside; paths are those of a certificate. */
export function leftOutOf(scope: FloorScope, { markets, types }: Use): readonly Problem[] {
  const missing = markets.filter((market) => !scope.markets.includes(market));
  return [
    ...(missing.length === 0 ? [] : [{ path: 'scope.markets', message: `leaves out ${missing.join(', ')}` }]),
    ...CAUSES.flatMap(({ path, isCause }) => {
      const names = types.filter((type) => isCause(scope, type)).map(({ instanceType }) => instanceType);
      return names.length === 0 ? [] : [{ path, message: `leaves out ${listed(names)}` }];
    }),
  ];
}

/**
 * Why a certificate's scope says less than the one that is wanted: plans inside the wanted one that it is not about. A wider
 * scope says more, so it is no problem.
 */
export function narrowerThan(claimed: FloorScope, wanted: FloorScope, catalog: Catalog): readonly Problem[] {
  const leftOut = leftOutOf(claimed, { markets: wanted.markets, types: typesInScope(catalog, wanted) });
  return leftOut.map((problem) => ({
    ...problem,
    message: `${problem.message}, which plans for this scenario may use`,
    hint: 'a claim about fewer plans is not the floor of this scenario: make it again with optimize',
  }));
}

const CAUSES: readonly { path: string; isCause: (scope: FloorScope, type: InstanceType) => boolean }[] = [
  {
    path: 'scope.architecture',
    isCause: ({ architecture }, type) => architecture !== undefined && architecture !== type.architecture,
  },
  { path: 'scope.exceptFamilies', isCause: ({ exceptFamilies = [] }, { family }) => exceptFamilies.includes(family) },
  {
    path: 'scope.instanceTypes',
    isCause: ({ instanceTypes }, { instanceType }) => instanceTypes?.includes(instanceType) === false,
  },
];

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_TYPES).join(', ');
  return names.length > SHOWN_TYPES ? `${shown} and ${names.length - SHOWN_TYPES} more types` : shown;
}
