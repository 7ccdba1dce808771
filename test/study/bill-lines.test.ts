import { expect, it } from 'vitest';
import { buildCatalog, emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import { renderBill } from '../../src/report/bill-text.ts';
import { costResult } from '../../src/study/cost-result.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

function costOf(commitments: Parameters<typeof labWorld>[1] = {}) {
  const region = {
    ...emptyRegionTable('us-east-1'),
    provenance: [{ figure: 'EBS gp3 storage per GiB-month', date: '2024-07-18', source: 'a price list' }],
    ebsGp3MicroUsdPerGibMonth: 80_000,
    publicIpv4MicroUsdPerHour: 5_000,
  };
  const catalog = buildCatalog(emptyTypeTable(), region, [labType('lab.4', 4, 1000, 3.6)]);
  if (!catalog.ok) throw new Error('the lab catalogue is wrong');
  const assumptions = ideal({ rootVolumeGib: 73, publicIpv4PerInstance: 1 });
  const { outcome } = replay(
    workloadOf([{ submitMs: 0, runMs: 36_000_000, vcpus: 4 }]),
    labConfig({ instanceTypes: ['lab.4'] }),
    labWorld([], { catalog: catalog.value, assumptions, ...commitments }),
  );
  return costResult([outcome]);
}

it('every line of the bill is quantity x price, with its source, and the lines sum to the total', () => {
  const { lines, totalUsd } = costOf();
  // 10 hours x $3.60; 73 GiB for 10 of a month's 730 hours = 1 GiB-month x $0.08; 10 address-hours x $0.005.
  expect(lines).toMatchObject([
    { what: 'instances', quantity: 10, unit: 'hours', unitPriceUsd: 3.6, usd: 36, source: 'the scenario (catalog)' },
    {
      what: 'root volumes',
      quantity: 1,
      unit: 'GiB-months',
      unitPriceUsd: 0.08,
      usd: 0.08,
      source: 'a price list, 2024-07-18',
    },
    {
      what: 'public IPv4 addresses',
      quantity: 10,
      unit: 'hours',
      unitPriceUsd: 0.005,
      usd: 0.05,
      source: 'source unknown',
    },
  ]);
  expect(totalUsd.mean).toBe(36.13);
  for (const { quantity, unitPriceUsd, usd } of lines) expect(quantity * unitPriceUsd).toBeCloseTo(usd, 6);
});

it('a commitment is a line, and what it covers is a credit in hours', () => {
  const { lines, totalUsd } = costOf({
    commitments: [{ kind: 'compute-savings-plan', usdPerHour: 0.9, discountPercent: 50 }],
  });
  // $0.90 an hour at $1.80 covers half the instance: 5 hours less, for 10 x $0.90.
  expect(lines.filter(({ what }) => what === 'covered by commitments' || what === 'commitment')).toMatchObject([
    { what: 'commitment', quantity: 10, unitPriceUsd: 0.9, usd: 9 },
    { what: 'covered by commitments', quantity: -5, unitPriceUsd: 3.6, usd: -18 },
  ]);
  expect(totalUsd.mean).toBe(27.13);
});

it('reads as a table with numbered sources', () => {
  const text = renderBill(costOf());
  expect(text).toContain('instances');
  expect(text).toMatch(/root volumes\s+1\.000\s+GiB-months\s+\$0\.080000\s+\$0\.080000\s+\[2\]/);
  expect(text).toMatch(/total\s+\$36\.130000/);
  expect(text).toContain('[2] a price list, 2024-07-18');
});
