import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Catalog, InstanceType } from '../../../src/models/catalog.ts';
import { createPriceHistoryMarket } from '../../../src/models/spot/price-history.ts';
import { parseSpotPriceHistory } from '../../../src/models/spot/spot-price-history.ts';
import { HOUR_MS, poolOf } from './support.ts';

const SAMPLE = '../shared/data/aws-api-samples/describe-spot-price-history.m5.large.json.gz';

function row(zone: string, price: string, hour: number, product = 'Linux/UNIX') {
  const timestamp = `2026-01-01T${String(hour).padStart(2, '0')}:00:00+00:00`;
  return {
    AvailabilityZone: zone,
    InstanceType: 'm5.large',
    ProductDescription: product,
    SpotPrice: price,
    Timestamp: timestamp,
  };
}

function catalogWith(onDemandMicroUsdPerHour?: number): Catalog {
  const bare = {
    instanceType: 'm5.large',
    family: 'm5',
    vcpus: 2,
    memoryMiB: 8192,
    architecture: 'x86_64',
    gpus: 0,
  } as const;
  const type: InstanceType = onDemandMicroUsdPerHour === undefined ? bare : { ...bare, onDemandMicroUsdPerHour };
  const byName = new Map([['m5.large', type]]);
  return { region: 'us-east-1', date: '2026-01-01', types: [type], byName, provenance: [], fargate: [] };
}

function historyOf(rows: readonly unknown[]) {
  const parsed = parseSpotPriceHistory(JSON.stringify({ SpotPriceHistory: rows }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

// Zone a: .04 from 0 h, .06 from 2 h, .05 from 4 h; zone b: .03 from 1 h. Newest first, as AWS answers.
const ROWS = [
  row('us-east-1a', '0.05', 4),
  row('us-east-1a', '0.06', 2),
  row('us-east-1b', '0.03', 1),
  row('us-east-1a', '0.04', 0),
];

describe('price history market', () => {
  const market = (bidPercentage: number) =>
    createPriceHistoryMarket({ history: historyOf(ROWS), bidPercentage }, catalogWith(100_000));
  const pool = poolOf('m5.large', 0);

  it('looks prices up as steps, the first one also before the history begins', () => {
    const prices = [0, 2 * HOUR_MS - 1, 2 * HOUR_MS, 4 * HOUR_MS, 900 * HOUR_MS].map((ms) =>
      market(100).priceMicroUsdPerHour(pool, ms),
    );
    expect(prices).toEqual([40_000, 40_000, 60_000, 50_000, 50_000]);
    expect(market(100).priceMicroUsdPerHour(poolOf('m5.large', 1), 0)).toBe(30_000);
    expect(market(100).priceMicroUsdPerHour(poolOf('m5.large', 2), 0)).toBeUndefined();
  });

  it('is unavailable while the price exceeds the bid and reclaims at the crossing', () => {
    // 50 % of .10 is .05: above it only from 2 h to 4 h; .05 itself does not exceed it.
    expect([0, 2, 3, 4].map((hour) => market(50).canLaunch(pool, hour * HOUR_MS))).toEqual([true, false, false, true]);
    expect(market(50).reclaimMs(pool, 7, HOUR_MS)).toBe(2 * HOUR_MS);
    expect(market(50).reclaimMs(pool, 7, 3 * HOUR_MS)).toBe(3 * HOUR_MS + 1);
    expect(market(50).reclaimMs(pool, 7, 4 * HOUR_MS)).toBe(Number.POSITIVE_INFINITY);
    expect(market(100).reclaimMs(pool, 7, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(market(50).capacityScore(pool, 0)).toBeCloseTo(0.2, 12);
  });

  it('sees no ceiling where the On-Demand price or the pool’s history is unknown', () => {
    const unpriced = createPriceHistoryMarket({ history: historyOf(ROWS), bidPercentage: 1 }, catalogWith());
    expect(unpriced.canLaunch(pool, 3 * HOUR_MS)).toBe(true);
    expect(market(1).canLaunch(poolOf('m5.large', 2), 0)).toBe(true);
    expect(market(1).reclaimMs(poolOf('m5.large', 2), 0, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('starts the run where it is told to', () => {
    const originEpochMs = Date.parse('2026-01-01T02:00:00Z');
    const later = createPriceHistoryMarket({ history: historyOf(ROWS), originEpochMs }, catalogWith(100_000));
    expect(later.priceMicroUsdPerHour(pool, 0)).toBe(60_000);
  });
});

describe('DescribeSpotPriceHistory JSON', () => {
  it('keeps Linux rows, sorts them and warns about the others', () => {
    const text = JSON.stringify([...ROWS, row('us-east-1a', '9', 1, 'Windows')]);
    const parsed = parseSpotPriceHistory(text);
    expect(parsed.ok && parsed.value.zones).toEqual(['us-east-1a', 'us-east-1b']);
    expect(parsed.ok && parsed.value.steps.get('m5.large/us-east-1a')?.microUsdPerHour).toEqual([
      40_000, 60_000, 50_000,
    ]);
    expect(parsed.ok && parsed.warnings).toHaveLength(1);
  });

  it('reports every bad field of every row, unknown prices never read as 0', () => {
    const bad = [{ ...row('us-east-1a', '', 0), Timestamp: '2026-01-01 00:00' }, row('', '0', 1)];
    const parsed = parseSpotPriceHistory(JSON.stringify(bad));
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.path)).toEqual([
      'SpotPriceHistory[0].SpotPrice',
      'SpotPriceHistory[0].Timestamp',
      'SpotPriceHistory[1].AvailabilityZone',
      'SpotPriceHistory[1].SpotPrice',
    ]);
    for (const text of ['', '{}', '[]', 'null']) expect(parseSpotPriceHistory(text).ok).toBe(false);
  });

  it.skipIf(!existsSync(SAMPLE))('reads an answer of the AWS CLI (skipped without the sample)', () => {
    const parsed = parseSpotPriceHistory(gunzipSync(readFileSync(SAMPLE)).toString());
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.value.zones).toHaveLength(5);
    const rows = [...parsed.value.steps.values()].reduce((sum, steps) => sum + steps.fromEpochMs.length, 0);
    expect(rows).toBe(250);
  });
});
