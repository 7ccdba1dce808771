import { describe, expect, it } from 'vitest';
import { withSpotPriceFactor } from '../../src/models/spot-price-factor.ts';
import { labType, labWorld } from '../support/lab.ts';

/** On-Demand $1 an hour; Spot $0.50, $0.90 and, against all custom, $1.20. */
const { catalog } = labWorld([
  labType('half.1', 1, 1000, 1),
  labType('dear.1', 1, 1000, 1, { spotUsdPerHour: 0.9 }),
  labType('above.1', 1, 1000, 1, { spotUsdPerHour: 1.2 }),
]);

function spotPrices(factor: number): readonly (number | undefined)[] {
  return withSpotPriceFactor(catalog, factor).types.map(({ spotMicroUsdPerHour }) => spotMicroUsdPerHour);
}

describe('Spot prices that all move by a factor', () => {
  it('stop at On-Demand, above which Spot never is; one given above it stays', () => {
    // 0.5 x 1.25; 0.9 x 1.25 = 1.125, of which $1 is paid; 1.2.
    expect(spotPrices(1.25)).toEqual([625_000, 1_000_000, 1_200_000]);
    expect(withSpotPriceFactor(catalog, 1.25).byName.get('dear.1')?.spotSavingsPercent).toBe(0);
  });

  it('fall as far as the factor says', () => {
    expect(spotPrices(0.5)).toEqual([250_000, 450_000, 600_000]);
  });

  it('leave On-Demand and the catalogue itself alone', () => {
    expect(withSpotPriceFactor(catalog, 2).types.map((type) => type.onDemandMicroUsdPerHour)).toEqual([1e6, 1e6, 1e6]);
    expect(spotPrices(1)).toEqual([500_000, 900_000, 1_200_000]);
  });
});
