import { describe, expect, it } from 'vitest';
import {
  buildCatalog,
  type CatalogDiscount,
  type CatalogOverride,
  emptyRegionTable,
  emptyTypeTable,
} from '../../src/models/catalog-build.ts';
import { expectValue, problemsOf, readRegion, readTypes, typeOf } from './catalog-fixture.ts';

const types = readTypes();
const virginia = readRegion('us-east-1');

function build(overrides: readonly CatalogOverride[], discounts: readonly CatalogDiscount[] = []) {
  return buildCatalog(types, virginia, overrides, discounts);
}

describe('buildCatalog', () => {
  it('opens one region, from text to catalogue, in far less than a second', () => {
    const typesText = JSON.stringify(types);
    const regionText = JSON.stringify(virginia);
    const start = performance.now();
    const catalog = expectValue(buildCatalog(JSON.parse(typesText), JSON.parse(regionText)));
    const elapsedMs = performance.now() - start;
    console.info(`catalogue of ${catalog.types.length} types opened in ${elapsedMs.toFixed(1)} ms`);
    expect(elapsedMs).toBeLessThan(1000);
  });

  it('shows the date of the newest listed On-Demand price', () => {
    expect(expectValue(build([])).date).toBe('2026-07-20');
    expect(expectValue(buildCatalog(types, readRegion('eu-west-1'))).date).toBe('2025-04-04');
  });

  it('holds only types with a price in the region and remembers the others by name', () => {
    const ireland = expectValue(buildCatalog(types, readRegion('eu-west-1')));
    expect(ireland.byName.has('c8i.large')).toBe(false);
    expect(ireland.unpricedTypes?.has('c8i.large')).toBe(true);
    expect(ireland.types.every((type) => type.onDemandMicroUsdPerHour !== undefined)).toBe(true);
  });

  it('adds a type of the scenario to an otherwise empty world', () => {
    const lab = { instanceType: 'lab.100', vcpus: 100, memoryMiB: 409_600, onDemandUsdPerHour: 1.0 };
    const catalog = expectValue(buildCatalog(emptyTypeTable(), emptyRegionTable('us-east-1'), [lab]));
    expect(catalog.date).toBe('undated');
    expect(catalog.ebsGp3MicroUsdPerGibMonth).toBeUndefined();
    expect(catalog.types).toHaveLength(1);
    expect(typeOf(catalog, 'lab.100')).toMatchObject({
      family: 'lab',
      vcpus: 100,
      memoryMiB: 409_600,
      architecture: 'x86_64',
      gpus: 0,
      onDemandMicroUsdPerHour: 1_000_000,
    });
    expect(typeOf(catalog, 'lab.100').spotMicroUsdPerHour).toBeUndefined();
  });

  it('changes just the price of a known type, and its saving with it', () => {
    // Spot stays 31,450; 1 - 31,450 / 62,900 = 50 %
    const catalog = expectValue(build([{ instanceType: 'c6i.large', onDemandUsdPerHour: 0.0629 }]));
    expect(typeOf(catalog, 'c6i.large')).toMatchObject({
      vcpus: 2,
      onDemandMicroUsdPerHour: 62_900,
      spotMicroUsdPerHour: 31_450,
      spotSavingsPercent: 50,
      onDemandSource: { source: 'the scenario (catalog)' },
    });
  });

  it('sells a known type in a region that had no price of it, once the scenario gives one', () => {
    const ireland = readRegion('eu-west-1');
    const catalog = expectValue(buildCatalog(types, ireland, [{ instanceType: 'c8i.large', onDemandUsdPerHour: 0.1 }]));
    expect(typeOf(catalog, 'c8i.large')).toMatchObject({ vcpus: 2, memoryMiB: 4096, onDemandMicroUsdPerHour: 100_000 });
    expect(catalog.unpricedTypes?.has('c8i.large')).toBe(false);
  });

  it('reports everything wrong with the overrides at once, with the field', () => {
    const problems = problemsOf(
      build([
        { instanceType: 'c6i.larg', onDemandUsdPerHour: 1 },
        { instanceType: 'lab.1', vcpus: 1.5, memoryMiB: 1024 },
        { instanceType: 'm6i.large', onDemandUsdPerHour: -1, spotInterruptionBucket: 5 },
        { instanceType: 'm6i.large', onDemandUsdPerHour: 1 },
      ]),
    );
    expect(problems).toEqual([
      expect.stringMatching(/^catalog\.instanceTypes\[0\]: c6i\.larg .*lacks vcpus.*did you mean c6i\.large\?/),
      expect.stringMatching(/^catalog\.instanceTypes\[1\]\.vcpus: 1\.5/),
      expect.stringMatching(/^catalog\.instanceTypes\[2\]\.onDemandUsdPerHour: -1/),
      expect.stringMatching(/^catalog\.instanceTypes\[2\]\.spotInterruptionBucket: 5/),
      expect.stringMatching(/^catalog\.instanceTypes\[3\]: m6i\.large is listed twice/),
    ]);
  });
});

describe('discounts', () => {
  it('lower the On-Demand price of a family and leave Spot alone', () => {
    const catalog = expectValue(build([], [{ match: 'c6i', percent: 10 }]));
    // 85,000 x 0.9 = 76,500; saving 1 - 31,450 / 76,500 = 58.9 %
    expect(typeOf(catalog, 'c6i.large')).toMatchObject({
      onDemandMicroUsdPerHour: 76_500,
      spotMicroUsdPerHour: 31_450,
      spotSavingsPercent: 59,
    });
    expect(typeOf(catalog, 'c6id.large').onDemandMicroUsdPerHour).toBe(100_800);
  });

  it('let the last of several count', () => {
    const catalog = expectValue(
      build(
        [],
        [
          { match: '*', percent: 10, market: 'both' },
          { match: 'c6i.large', percent: 20 },
        ],
      ),
    );
    expect(typeOf(catalog, 'c6i.large')).toMatchObject({
      onDemandMicroUsdPerHour: 68_000, // 85,000 x 0.8
      spotMicroUsdPerHour: 28_305, // 31,450 x 0.9
    });
    expect(typeOf(catalog, 'm6i.large').onDemandMicroUsdPerHour).toBe(86_400); // 96,000 x 0.9
  });

  it('that match nothing or are impossible are problems', () => {
    expect(problemsOf(build([], [{ match: 'c6y', percent: 120 }]))).toEqual([
      expect.stringContaining('catalog.discounts[0].percent: 120'),
      expect.stringMatching(/catalog\.discounts\[0\]\.match: "c6y" matches no instance type .*did you mean/),
    ]);
  });
});
