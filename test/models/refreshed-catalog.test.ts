import { describe, expect, it } from 'vitest';
import type { RegionTable, TypeTable } from '../../src/models/catalog.ts';
import { buildCatalog } from '../../src/models/catalog-build.ts';
import { diffPrices } from '../../src/models/catalog-diff.ts';
import { type FreshFigures, type FreshType, withFreshFigures } from '../../src/models/refreshed-catalog.ts';

const OLD_PRICES: RegionTable = {
  schemaVersion: 1,
  region: 'eu-west-1',
  provenance: [{ figure: 'Spot savings', date: '2025-06-28', source: 'Spot Advisor' }],
  onDemandSources: [
    { figure: 'On-Demand price', date: '2025-04-04', source: 'list' },
    { figure: 'On-Demand price', date: '2025-05-05', source: 'ratio', estimate: true },
  ],
  fargate: [],
  ebsGp3MicroUsdPerGibMonth: 88_000,
  publicIpv4MicroUsdPerHour: 5000,
  columns: {
    instanceType: ['c6i.large', 'm6i.large'],
    onDemandMicroUsdPerHour: [90_000, 100_000],
    onDemandSource: [0, 1],
    spotMicroUsdPerHour: [45_000, null],
    spotSavingsPercent: [50, null],
    spotInterruptionBucket: [2, 1],
  },
};

const OLD_TYPES: TypeTable = {
  schemaVersion: 1,
  provenance: [{ figure: 'types', date: '2026-07-11', source: 'list' }],
  columns: {
    instanceType: ['c6i.large', 'm6i.large'],
    vcpus: [2, 2],
    memoryMiB: [4096, 8192],
    architecture: [0, 0],
    gpuCount: [0, 0],
    gpuModel: [null, null],
    gpuMemoryMiBEach: [null, null],
    localNvmeGb: [null, null],
    networkBaselineMbps: [781, 781],
    ebsBaselineMbps: [650, 650],
    generation: [6, 6],
    cpuVendor: ['intel', 'intel'],
  },
};

const OLD = { types: OLD_TYPES, prices: OLD_PRICES };
const DATE = '2026-01-10';

function freshType(instanceType: string, vcpus: number, memoryMiB: number): FreshType {
  return {
    instanceType,
    vcpus,
    memoryMiB,
    architecture: 0,
    gpuCount: 0,
    gpuModel: null,
    gpuMemoryMiBEach: null,
    localNvmeGb: null,
    networkBaselineMbps: null,
    ebsBaselineMbps: null,
    generation: 6,
    cpuVendor: 'intel',
  };
}

function catalogAfter(fresh: FreshFigures) {
  const { types, prices } = withFreshFigures(OLD, fresh, DATE);
  const built = buildCatalog(types, prices);
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}

describe('fresh figures over old ones', () => {
  it('without any leave the prices, their dates and sources as they were', () => {
    const { types, prices } = withFreshFigures(OLD, {}, DATE);
    expect(types).toEqual(OLD_TYPES);
    expect(prices).toEqual(OLD_PRICES);
  });

  it('replace a price with its date, and keep the old date of one that was not read', () => {
    const catalog = catalogAfter({ onDemand: new Map([['c6i.large', 85_000]]) });
    expect(catalog.byName.get('c6i.large')).toMatchObject({
      onDemandMicroUsdPerHour: 85_000,
      onDemandSource: { date: DATE },
      spotMicroUsdPerHour: 45_000,
    });
    expect(catalog.byName.get('m6i.large')).toMatchObject({
      onDemandMicroUsdPerHour: 100_000,
      onDemandSource: { date: '2025-05-05', estimate: true },
    });
    expect(catalog.date).toBe(DATE);
  });

  it('take the mean of the zones as the Spot price and keep the interruption bucket', () => {
    const spot = (zone: string, microUsdPerHour: number) => {
      return { instanceType: 'c6i.large', zone, microUsdPerHour, changedAt: '2026-01-09T10:00:00.000Z' };
    };
    const catalog = catalogAfter({ spot: [spot('a', 30_000), spot('b', 40_000)] });
    // (30,000 + 40,000) / 2; the saving against 90,000 is 100 - 38.9 = 61 %.
    expect(catalog.byName.get('c6i.large')).toMatchObject({
      spotMicroUsdPerHour: 35_000,
      spotSavingsPercent: 61,
      spotInterruptionBucket: 2,
    });
    expect(catalog.provenance.map(({ source }) => source)).toContain(
      'EC2 DescribeSpotPriceHistory: mean over zones of the last change (Linux)',
    );
  });

  it('add a new type only once it has a price, in the order of families and sizes', () => {
    const instanceTypes = [freshType('c7i.large', 2, 4096), freshType('c6i.xlarge', 4, 8192)];
    const catalog = catalogAfter({ instanceTypes, onDemand: new Map([['c6i.xlarge', 180_000]]) });
    expect(catalog.types.map(({ instanceType }) => instanceType)).toEqual(['c6i.large', 'c6i.xlarge', 'm6i.large']);
    expect(catalog.unpricedTypes).toEqual(new Set(['c7i.large']));
  });

  it('drop what the region no longer sells', () => {
    const catalog = catalogAfter({ offered: new Set(['c6i.large']) });
    expect(catalog.types.map(({ instanceType }) => instanceType)).toEqual(['c6i.large']);
  });

  it('laid over an earlier refresh do not pile up sources', () => {
    const onDemand = new Map([['c6i.large', 85_000]]);
    const once = withFreshFigures(OLD, { onDemand, instanceTypes: [freshType('c6i.large', 2, 4096)] }, DATE);
    const twice = withFreshFigures(once, { onDemand, instanceTypes: [freshType('c6i.large', 2, 4096)] }, DATE);
    expect(twice).toEqual(once);
  });
});

describe('what a refresh changed', () => {
  it('lists prices by the size of the change, and types that came or went', () => {
    const onDemand = new Map([
      ['c6i.large', 99_000],
      ['m6i.large', 50_000],
      ['c6i.xlarge', 180_000],
    ]);
    const instanceTypes = [freshType('c6i.xlarge', 4, 8192)];
    const { prices } = withFreshFigures(OLD, { onDemand, instanceTypes }, DATE);
    expect(diffPrices(OLD_PRICES, prices)).toEqual({
      onDemand: [
        { instanceType: 'm6i.large', beforeMicroUsd: 100_000, afterMicroUsd: 50_000, percent: -50 },
        { instanceType: 'c6i.large', beforeMicroUsd: 90_000, afterMicroUsd: 99_000, percent: 10 },
      ],
      spot: [],
      added: ['c6i.xlarge'],
      removed: [],
    });
    expect(diffPrices(prices, OLD_PRICES).removed).toEqual(['c6i.xlarge']);
  });
});
