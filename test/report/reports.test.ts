import { describe, expect, it } from 'vitest';
import { findReportFormat, REPORT_FORMATS, renderComparison, renderThresholds } from '../../src/report/index.ts';
import { canonicalJson } from '../../src/report/json.ts';
import { parseThresholds } from '../../src/scenario/thresholds.ts';
import { compare } from '../../src/study/comparison.ts';
import { judgeThreshold } from '../../src/study/judge-threshold.ts';
import { type SimulationResult, simulationResult } from '../../src/study/simulation-result.ts';
import {
  CHANGED_ASSUMPTIONS,
  CONFIG,
  ledgerRow,
  onDemandOutcomes,
  outcome,
  REQUEST,
  recordsOf,
  spotOutcomes,
} from '../study/sample-records.ts';

const EXTENSIONS: Readonly<Record<string, string>> = { text: 'txt', json: 'json', markdown: 'md', csv: 'csv' };
const request = {
  ...REQUEST,
  assumptions: CHANGED_ASSUMPTIONS,
  warnings: [{ path: 'batch.jobQueues[0]', message: 'sample warning', hint: 'nothing to do' }],
};
const result = simulationResult(request, recordsOf(onDemandOutcomes()));

/** Nothing known: one replication, no jobs that counted, nothing rented. */
const blind: SimulationResult = simulationResult(
  REQUEST,
  recordsOf([
    outcome([], {
      waitMs: undefined,
      turnaroundMs: undefined,
      boundedSlowdownMean: undefined,
      utilization: { vcpu: undefined, memory: undefined },
    }),
  ]),
);

describe('the report formats', () => {
  it.each(REPORT_FORMATS.map((format) => [format.name, format] as const))(
    'writes %s as the golden file',
    async (name, format) => {
      await expect(format.render(result)).toMatchFileSnapshot(`../golden/simulate.${EXTENSIONS[name]}`);
    },
  );

  it.each(REPORT_FORMATS.map((format) => [format.name, format] as const))(
    'writes the same %s for the same result',
    (_, format) => {
      const copy = simulationResult(request, recordsOf(onDemandOutcomes()));
      expect(format.render(copy)).toBe(format.render(result));
      expect(format.render(result).endsWith('\n')).toBe(true);
    },
  );

  it('wraps a long line of figures under its own text, and cuts neither it nor its label', () => {
    const spot = { interruptions: 296.8, lostAttempts: 295.7, largestReclaimJobs: 78.7, wastedVcpuHours: 4449.9 };
    expect(findText({ ...result, spot })).toContain(
      '\nSpot              296.8 interruptions, 295.7 attempts lost (at most 78.7 at once), 4,449.9\n                  vCPU-hours wasted\n',
    );
  });

  it('says that the costs by type are less what commitments cover, where there are any', () => {
    const covered = {
      ...result,
      cost: { ...result.cost, byKind: { ...result.cost.byKind, commitment: 9, covered: -8 } },
    };
    expect(findText(covered)).toContain('\nCost by instance type (less what commitments cover)\n');
    expect(findText(result)).toContain('\nCost by instance type\n');
  });

  it('says unknown where nothing is known', async () => {
    await expect(findText(blind)).toMatchFileSnapshot('../golden/simulate-unknown.txt');
    expect(findText(blind)).not.toMatch(/NaN|undefined|null/);
  });

  it('stays within 100 columns, whatever the names', () => {
    const long = ledgerRow({
      computeEnvironment: 'e'.repeat(120),
      instanceType: 'u7in-24tb.224xlarge',
      microUsd: { busy: 9e12 },
    });
    const wide = simulationResult(REQUEST, recordsOf([outcome([long]), outcome([long])]));
    for (const line of findText(wide).split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('prints parts of the cost that add up to the cost it prints, also where each is rounded', () => {
    // By kind 3.334 + 3.334 + 3.332 and by type 3 x 3.333333 (and 1 micro-dollar): each for itself is $3.33, and they are $10.00.
    const row = (instanceType: string, busy: number, idle: number, boot: number) =>
      ledgerRow({ computeEnvironment: 'main', instanceType, microUsd: { busy, idle, boot } });
    const rows = [
      row('c6i.large', 1_333_334, 1_000_000, 1_000_000),
      row('m6i.large', 1_000_000, 1_333_333, 1_000_000),
      row('r6i.large', 1_000_666, 1_000_667, 1_332_000),
    ];
    const rounded = simulationResult(REQUEST, recordsOf([outcome(rows), outcome(rows)]));
    for (const format of ['text', 'markdown']) {
      const [byKind, byType] = sectionsOf(rounded, format);
      expect([byKind.total, byKind.parts]).toEqual([10, 10]);
      expect(byType.parts).toBe(10);
    }
  });

  it('reads back from JSON as the same result', () => {
    expect(JSON.parse(canonicalJson(result))).toEqual(result);
  });

  it('suggests the format that was meant', () => {
    const found = findReportFormat('markdwon');
    expect(found).toMatchObject({ ok: false, problems: [{ hint: 'did you mean markdown?' }] });
  });
});

describe('canonical JSON', () => {
  it('sorts keys, leaves out the unknown and keeps lists of numbers on one line', () => {
    expect(canonicalJson({ b: [1, 2], a: undefined, c: { z: 'x', y: [] } })).toBe(
      '{\n  "b": [1, 2],\n  "c": {\n    "y": [],\n    "z": "x"\n  }\n}\n',
    );
  });

  it('refuses numbers that JSON would lose', () => {
    expect(() => canonicalJson({ cost: Number.NaN })).toThrow('NaN cannot be written');
  });
});

describe('CSV', () => {
  it('quotes names that hold the separators', () => {
    const odd = ledgerRow({ computeEnvironment: 'a "b", c', microUsd: { busy: 1 } });
    const csv = findReportFormat('csv');
    if (!csv.ok) throw new Error('csv is registered');
    expect(csv.value.render(simulationResult(REQUEST, recordsOf([outcome([odd])])))).toContain('\n"a ""b"", c",');
  });
});

describe('a comparison', () => {
  const current = source('current', onDemandOutcomes());
  const recommended = {
    ...source('recommended', spotOutcomes()),
    batch: {
      ...CONFIG,
      computeEnvironments: [
        {
          computeEnvironmentName: 'spot',
          type: 'MANAGED' as const,
          computeResources: {
            type: 'SPOT' as const,
            allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' as const,
            maxvCpus: 256,
            instanceTypes: ['c6i', 'm6i', 'r6i'],
          },
        },
      ],
    },
  };

  it('reads as the golden file and fits the page', async () => {
    const text = renderComparison(compare(current, recommended));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    await expect(text).toMatchFileSnapshot('../golden/compare.txt');
  });

  it('adds up what several environments rent of one type', () => {
    const row = (computeEnvironment: string, usd: number) =>
      ledgerRow({ computeEnvironment, microUsd: { busy: usd * 1_000_000 } });
    const side = source('current', [
      outcome([row('main', 30), row('spare', 10), { ...row('spare', 60), market: 'SPOT' }]),
    ]);
    const text = renderComparison(compare(side, { ...side, name: 'twin' }));
    expect(text).toContain('  rented: c6i.4xlarge Spot 60.0 %, c6i.4xlarge On-Demand 40.0 %\n');
  });

  it('does not claim a saving that cannot be told from chance', () => {
    const [headline] = renderComparison(compare(current, { ...current, name: 'twin' }))
      .split('\n')
      .slice(2);
    expect(headline).toContain('twin against current: the costs are not distinguishable');
  });

  it('says so when the second costs more', () => {
    const text = renderComparison(compare(recommended, current)).replaceAll('\n', ' ');
    expect(text).toContain('current costs $65.00 (144.4 %) more than recommended');
  });
});

describe('thresholds', () => {
  it('have a tick or a cross each and a count', async () => {
    const parsed = parseThresholds(['cost < $120', 'p95(wait) < 5m', 'P(makespan <= 6h) >= 0.99', 'failed == 0']);
    if (!parsed.ok) throw new Error('the thresholds parse');
    const metrics = recordsOf(onDemandOutcomes()).map((record) => record.metrics);
    const text = renderThresholds(parsed.value.map((threshold) => judgeThreshold(threshold, metrics)));
    await expect(text).toMatchFileSnapshot('../golden/thresholds.txt');
  });

  it('say nothing when there are none', () => {
    expect(renderThresholds([])).toBe('');
  });
});

function source(name: string, outcomes: Parameters<typeof recordsOf>[0]) {
  const records = recordsOf(outcomes);
  return { name, batch: CONFIG, records, result: simulationResult(request, records) };
}

function findText(value: SimulationResult): string {
  const format = findReportFormat('text');
  if (!format.ok) throw new Error('text is registered');
  return format.value.render(value);
}

/** What the two tables of costs print: the sum of their amounts, and the total where there is one. */
function sectionsOf(simulated: SimulationResult, format: string) {
  const found = findReportFormat(format);
  if (!found.ok) throw new Error(format);
  const sections = found.value
    .render(simulated)
    .split(/Cost by (?:kind|instance type)\n/)
    .slice(1);
  return sections.map((section) => {
    const table = section.replace(/^\n/, '').split('\n\n')[0].split('\n');
    const amountOf = (line: string) => Number(line.match(/\$(\d+\.\d\d)(?!\d)/)?.[1] ?? 0);
    const total = table.filter((line) => line.includes('total'));
    const parts = table.filter((line) => !line.includes('total'));
    const cents = parts.reduce((sum, line) => sum + Math.round(amountOf(line) * 100), 0);
    return { total: total.length === 0 ? undefined : amountOf(total[0]), parts: cents / 100 };
  });
}
