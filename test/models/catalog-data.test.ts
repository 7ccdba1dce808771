import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../scripts/catalog/compile.ts';
import { familyOf } from '../../src/models/catalog.ts';
import { CATALOG_DIR, catalogOf, readIndex, readRegion, readTypes, typeOf } from './catalog-fixture.ts';

const DATA_DIR = join(import.meta.dirname, '../../../shared/data');
const catalogFiles = readdirSync(CATALOG_DIR, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort();

describe('embedded prices', () => {
  const virginia = catalogOf('us-east-1');

  // List prices of 2026-07-20, USD an hour, read off the public price list by hand.
  it.each([
    ['c6i.large', 0.085],
    ['c6i.24xlarge', 4.08], // 48 x 0.085: prices of a family are proportional to size
    ['m6i.large', 0.096],
    ['r6i.large', 0.126],
    ['c7i.large', 0.08925],
    ['m7g.large', 0.0816],
    ['c6g.large', 0.068],
    ['m7a.large', 0.11592],
    ['c8g.large', 0.07976],
    ['t3.medium', 0.0416],
    ['g4dn.xlarge', 0.526],
    ['g5.xlarge', 1.006],
    ['g6.xlarge', 0.8048],
    ['p3.2xlarge', 3.06],
    ['p4d.24xlarge', 21.957642],
    ['p5.48xlarge', 55.04],
    ['i3.large', 0.156],
    ['x2gd.xlarge', 0.334],
  ])('%s costs %d an hour On-Demand in us-east-1', (instanceType, usdPerHour) => {
    const type = typeOf(virginia, instanceType);
    expect(type.onDemandMicroUsdPerHour).toBe(Math.round(usdPerHour * 1_000_000));
    expect(type.onDemandSource).toMatchObject({ date: '2026-07-20' });
  });

  // Read by eye off the regional list of 2025-04-04.
  it.each([
    ['eu-west-1', 'c6i.large', 0.0912],
    ['eu-central-1', 'm6i.xlarge', 0.23],
    ['ap-northeast-1', 'm7g.large', 0.1054],
    ['sa-east-1', 'r6i.2xlarge', 0.804],
    ['af-south-1', 'g4dn.xlarge', 0.698],
  ])('in %s %s costs %d', (region, instanceType, usdPerHour) => {
    const type = typeOf(catalogOf(region), instanceType);
    expect(type.onDemandMicroUsdPerHour).toBe(Math.round(usdPerHour * 1_000_000));
    expect(type.onDemandSource).toMatchObject({ date: '2025-04-04' });
  });

  it('estimates Spot as On-Demand less the advised saving', () => {
    // c6i.large: 85,000 micro-dollars x (1 - 0.63) = 31,450; bucket 1 is 5-10 %
    expect(typeOf(virginia, 'c6i.large')).toMatchObject({
      spotMicroUsdPerHour: 31_450,
      spotSavingsPercent: 63,
      spotInterruptionBucket: 1,
    });
  });

  it('scales a price that was cut by the us-east-1 cut, says so, and does not claim to know its Spot price', () => {
    // p5.48xlarge in us-west-1: 122.9 (2025) x 55.04 / 98.32 = 68.80
    const type = typeOf(catalogOf('us-west-1'), 'p5.48xlarge');
    expect(type.onDemandMicroUsdPerHour).toBeCloseTo(68_800_000, -3);
    expect(type.onDemandSource?.estimate).toBe(true);
    expect(type.spotMicroUsdPerHour).toBeUndefined();
    expect(type.spotInterruptionBucket).toBe(1);
  });

  it('knows gp3 storage, the public address and Fargate where somebody published them', () => {
    expect(virginia.ebsGp3MicroUsdPerGibMonth).toBe(80_000);
    expect(catalogOf('eu-central-1').ebsGp3MicroUsdPerGibMonth).toBe(95_200);
    expect(catalogOf('mx-central-1').ebsGp3MicroUsdPerGibMonth).toBeUndefined();
    expect(virginia.publicIpv4MicroUsdPerHour).toBe(5_000);
    expect(virginia.fargate).toMatchObject([
      { architecture: 'x86_64', launch: 'FARGATE', microUsdPerVcpuHour: 40_480, microUsdPerGibHour: 4_445 },
    ]);
    expect(catalogOf('eu-west-1').fargate).toEqual([]);
  });
});

describe('embedded types', () => {
  const types = readTypes();

  it('keeps what an instance is', () => {
    const catalog = catalogOf('us-east-1');
    expect(typeOf(catalog, 'c6i.large')).toMatchObject({ vcpus: 2, memoryMiB: 4096, architecture: 'x86_64', gpus: 0 });
    expect(typeOf(catalog, 'm7g.4xlarge')).toMatchObject({ vcpus: 16, memoryMiB: 65_536, architecture: 'arm64' });
    expect(typeOf(catalog, 'g4dn.12xlarge')).toMatchObject({ gpus: 4, gpuModel: 't4', localNvmeGb: 900 });
  });

  it('holds nothing AWS Batch cannot run: no bare metal, no Mac, no A1', () => {
    const names = types.columns.instanceType;
    expect(names.filter((name) => name.includes('.metal') || name.startsWith('mac'))).toEqual([]);
    expect(names.filter((name) => ['a1', 'm1', 'g4ad', 'g6f'].includes(familyOf(name)))).toEqual([]);
    expect(names.length).toBeGreaterThan(1000);
  });

  it('lists every type once and every column in full', () => {
    const names = types.columns.instanceType;
    expect(new Set(names).size).toBe(names.length);
    for (const column of Object.values(types.columns)) expect(column).toHaveLength(names.length);
  });
});

describe('embedded regions', () => {
  const index = readIndex();
  const known = new Set(readTypes().columns.instanceType);

  it('are indexed with their own dates and sizes', () => {
    expect(index.regions.length).toBe(32);
    expect(index.regions.map((entry) => `regions/${entry.region}.json`)).toEqual(
      catalogFiles.filter((path) => path.startsWith('regions/')),
    );
    for (const entry of index.regions) {
      expect(readFileSync(join(CATALOG_DIR, 'regions', `${entry.region}.json`)).length).toBe(entry.bytes);
    }
  });

  it.each(index.regions.map((entry) => entry.region))(
    '%s prices known types in whole micro-dollars, never 0',
    (region) => {
      const table = readRegion(region);
      const { columns } = table;
      expect(columns.instanceType.filter((name) => !known.has(name))).toEqual([]);
      for (const column of Object.values(columns)) expect(column).toHaveLength(columns.instanceType.length);
      const prices = [...columns.onDemandMicroUsdPerHour, ...columns.spotMicroUsdPerHour].filter(
        (price) => price !== null,
      );
      expect(prices.filter((price) => !Number.isInteger(price) || price <= 0)).toEqual([]);
      const dearSpot = columns.instanceType.filter(
        (_, row) => (columns.spotMicroUsdPerHour[row] ?? 0) > (columns.onDemandMicroUsdPerHour[row] ?? 0),
      );
      expect(dearSpot).toEqual([]);
    },
  );

  it('fit the download budget of 400 kB gzipped', () => {
    const bytes = catalogFiles.map((path) => gzipSync(readFileSync(join(CATALOG_DIR, path))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(400_000);
  });

  it('name public origins, never a path of the machine they were compiled on', () => {
    for (const path of catalogFiles) {
      expect(readFileSync(join(CATALOG_DIR, path), 'utf8')).not.toMatch(/shared\/|\/work|\.csv/);
    }
  });

  it.skipIf(!existsSync(DATA_DIR))(
    'come out byte for byte the same when compiled again (skipped where the collected tables are absent)',
    () => {
      const compiled = compileCatalog(DATA_DIR);
      expect([...compiled.keys()].sort()).toEqual(catalogFiles);
      for (const [path, text] of compiled) {
        expect(text === readFileSync(join(CATALOG_DIR, path), 'utf8'), path).toBe(true);
      }
    },
  );
});
