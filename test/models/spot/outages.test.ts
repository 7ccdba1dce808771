import { describe, expect, it } from 'vitest';
import { createNoneMarket } from '../../../src/models/spot/none.ts';
import { type SpotOutage, withOutages } from '../../../src/models/spot/outages.ts';
import { HOUR_MS, marketOf, poolOf } from './support.ts';

const POOL = poolOf('m5.large', 0, 2);
const over = (...outages: SpotOutage[]) => withOutages(createNoneMarket(), outages);

describe('an announced outage', () => {
  const market = over({ instanceType: 'm5.large', zone: 0, fromHour: 2, hours: 6 });

  it('refuses launches exactly while it lasts', () => {
    const hours = [1.999, 2, 7.999, 8].map((hour) => market.canLaunch(POOL, hour * HOUR_MS));
    expect(hours).toEqual([true, false, false, true]);
  });

  it('takes what runs when it begins, and at once what becomes ready within it', () => {
    expect(market.reclaimMs(POOL, 0, HOUR_MS)).toBe(2 * HOUR_MS);
    expect(market.reclaimMs(POOL, 0, 3 * HOUR_MS)).toBe(3 * HOUR_MS + 1);
    expect(market.reclaimMs(POOL, 0, 8 * HOUR_MS)).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves every other pool alone', () => {
    for (const other of [poolOf('m5.large', 1), poolOf('m5.xlarge', 0)]) {
      expect(market.canLaunch(other, 3 * HOUR_MS)).toBe(true);
      expect(market.reclaimMs(other, 0, HOUR_MS)).toBe(Number.POSITIVE_INFINITY);
    }
  });

  it('may hit a whole family of a zone, to the end of the run', () => {
    const family = over({ family: 'm5', zone: 1, fromHour: 0 });
    expect(family.canLaunch(poolOf('m5.4xlarge', 1), 1000 * HOUR_MS)).toBe(false);
    expect(family.canLaunch(poolOf('m5.4xlarge', 0), 0)).toBe(true);
  });

  it('never makes an instance live longer than the model under it says', () => {
    const plain = marketOf({ preset: 'scarce' });
    const hit = marketOf({ preset: 'scarce', outages: [{ instanceType: 'm5.large', fromHour: 5, hours: 1 }] });
    for (let ordinal = 0; ordinal < 200; ordinal++) {
      const [before, after] = [plain, hit].map((one) => one.reclaimMs(POOL, ordinal, ordinal * 100_000));
      expect(after).toBeLessThanOrEqual(before ?? 0);
    }
  });
});
