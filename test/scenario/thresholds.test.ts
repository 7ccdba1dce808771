import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromOutcome, type ReplicationMetrics } from '../../src/scenario/metrics.ts';
import { THRESHOLD_METRICS } from '../../src/scenario/threshold-metrics.ts';
import { parseThreshold, type Threshold } from '../../src/scenario/threshold-parser.ts';
import { evaluateThreshold, parseThresholds } from '../../src/scenario/thresholds.ts';

const METRICS: ReplicationMetrics = {
  costUsd: 100,
  waitSeconds: { mean: 60, p50: 30, p95: 600, p99: 900, max: 1200 },
  turnaroundSeconds: { mean: 160, p50: 130, p95: 700, p99: 1000, max: 1300 },
  makespanSeconds: 6 * 3600,
  succeededJobs: 10,
  failedJobs: 0,
  neverRanJobs: 0,
  missedDeadlines: 0,
  interruptions: 3,
  wastedVcpuHours: 1.5,
  utilizationVcpu: 0.75,
  utilizationMemory: 0.5,
  boundedSlowdown: 1.25,
  peakVcpus: 64,
  launchedInstances: 9,
};

function threshold(text: string): Threshold {
  const parsed = parseThreshold(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function judged(text: string, ...replications: readonly Partial<ReplicationMetrics>[]) {
  return evaluateThreshold(
    threshold(text),
    replications.map((changes) => ({ ...METRICS, ...changes })),
  );
}

describe('the grammar', () => {
  it.each([
    ['cost < $120', { metric: 'cost', operator: '<', limit: 120 }],
    ['cost<120', { metric: 'cost', operator: '<', limit: 120 }],
    ['cost < 99.5 USD', { metric: 'cost', operator: '<', limit: 99.5 }],
    ['p95(wait) < 15m', { metric: 'wait', statistic: 'p95', operator: '<', limit: 900 }],
    ['  p95 ( wait )  <=  1h 30m ', { metric: 'wait', statistic: 'p95', operator: '<=', limit: 5400 }],
    ['wait < 90s', { metric: 'wait', statistic: 'mean', operator: '<', limit: 90 }],
    ['max(turnaround) < 2d', { metric: 'turnaround', statistic: 'max', operator: '<', limit: 172_800 }],
    ['mean(makespan) <= 6h', { metric: 'makespan', statistic: 'mean', operator: '<=', limit: 21_600 }],
    ['wait == 0', { metric: 'wait', statistic: 'mean', operator: '==', limit: 0 }],
    ['failed == 0', { metric: 'failed', operator: '==', limit: 0 }],
    ['neverRan != 1', { metric: 'neverRan', operator: '!=', limit: 1 }],
    ['utilization.vcpu > 0.5', { metric: 'utilization.vcpu', operator: '>', limit: 0.5 }],
    ['utilization.memory >= 50%', { metric: 'utilization.memory', operator: '>=', limit: 0.5 }],
    ['p95(wait, prod) < 15m', { metric: 'wait', statistic: 'p95', operator: '<', limit: 900, queue: 'prod' }],
    ['max(wait,9-low_Mem)<1h', { metric: 'wait', statistic: 'max', operator: '<', limit: 3600, queue: '9-low_Mem' }],
    ['wastedVcpuHours < 2.5', { metric: 'wastedVcpuHours', operator: '<', limit: 2.5 }],
  ] as const)('reads %j', (text, condition) => {
    expect(threshold(text)).toEqual({ text: text.trim(), condition });
  });

  it.each([
    ['P(makespan <= 6h) >= 0.99', 0.99],
    ['P( p95(wait) < 10m ) > 99%', 0.99],
    ['P(cost < $5) == 1', 1],
    ['P(p95(wait, prod) <= 15m) >= 0.9', 0.9],
  ])('reads the probability in %j', (text, limit) => {
    expect(threshold(text).probability?.limit).toBe(limit);
  });

  it.each([
    ['', 1, 'expected a metric, got the end'],
    ['< 5', 1, 'expected a metric, got "< 5"'],
    ['cots < $5', 1, 'expected a metric, got "cots"'],
    ['p95(wiat) < 15m', 5, 'expected a metric, got "wiat"'],
    ['toString < 5', 1, 'expected a metric, got "toString"'],
    ['p90(wait) < 15m', 1, 'expected one of mean, p50, p95, p99, max or P before "(", got "p90"'],
    ['p95(wait < 15m', 10, 'expected ")" after wait, got "< 15m"'],
    ['p95(wait, prod < 15m', 16, 'expected ")" after prod, got "< 15m"'],
    ['p95(wait, ) < 15m', 11, 'expected the name of a job queue, got ") < 15m"'],
    ['p95(turnaround, prod) < 15m', 15, 'expected ")" after turnaround'],
    ['wait, prod < 15m', 5, 'expected one of < <= > >= == !=, got ", prod < 15m"'],
    ['cost = $5', 6, 'expected one of < <= > >= == !=, got "= $5"'],
    ['cost $5', 6, 'expected one of < <= > >= == !=, got "$5"'],
    ['cost <', 7, 'expected an amount of money such as $120, got the end'],
    ['cost < 5m', 8, 'expected an amount of money such as $120, got "5m"'],
    ['cost < -5', 8, 'expected an amount of money such as $120, got "-5"'],
    ['cost < NaN', 8, 'expected an amount of money such as $120, got "NaN"'],
    ['p95(wait) < 15', 13, 'expected a duration such as "90s", "15m", "1h 30m" or "2d", got "15"'],
    ['p95(wait) < $15', 13, 'expected a duration such as "90s", "15m", "1h 30m" or "2d", got "$15"'],
    ['failed == 0 jobs', 11, 'expected a plain number, got "0 jobs"'],
    ['utilization.vcpu > half', 20, 'expected a share such as 0.95 or 95%, got "half"'],
    ['P(cost < $5', 12, 'expected ")" after the condition of P(, got the end'],
    ['P(cost < $5)', 13, 'expected one of < <= > >= == !=, got the end'],
    ['P(cost < $5) >= 2', 17, 'expected a probability between 0 and 1, got 2'],
    ['P(p95(cost) < $5) >= 0.9', 3, 'expected cost itself inside P(...)'],
  ])('says what is wrong with %j and in which column', (text, column, message) => {
    expect(parseThreshold(text)).toMatchObject({
      ok: false,
      problems: [{ message: `in "${text}", column ${column}: ${message}` }],
    });
  });

  it('suggests the metric that was meant and lists them all', () => {
    const parsed = parseThreshold('p95(wiat) < 15m');
    const hint = parsed.ok ? undefined : parsed.problems[0].hint;
    expect(hint).toBe(`did you mean wait? metrics: ${Object.keys(THRESHOLD_METRICS).join(', ')}`);
  });

  it('reports every bad threshold of a list with its place', () => {
    const parsed = parseThresholds(['cost < $5', 'cots < 5', 'cost <']);
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.path)).toEqual(['[1]', '[2]']);
  });

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      'P(',
      'p95(',
      'wait',
      ',',
      'prod',
      'cost',
      ')',
      '<',
      '>=',
      '$5',
      '15m',
      ' ',
      '0.9',
      '%',
      'é',
    );
    fc.assert(fc.property(fc.array(word), (words) => typeof parseThreshold(words.join('')).ok === 'boolean'));
    fc.assert(fc.property(fc.string(), (text) => typeof parseThreshold(text).ok === 'boolean'));
  });
});

describe('a plain condition', () => {
  it('compares the mean over replications', () => {
    // (100 + 130) / 2 = 115
    expect(judged('cost < $120', {}, { costUsd: 130 })).toEqual({
      ok: true,
      text: 'cost < $120: $115.00, margin $5.00',
      actual: 115,
      limit: 120,
      margin: 5,
    });
  });

  it('says by how much it is broken', () => {
    // p95 is 600 s in one replication and 1320 s in the other: mean 960 s = 16 min.
    const long = { waitSeconds: { mean: 0, p50: 0, p95: 1320, p99: 0, max: 0 } };
    expect(judged('p95(wait) < 15m', {}, long)).toMatchObject({
      ok: false,
      text: 'p95(wait) < 15m: 16m, off by 1m',
      margin: -60,
    });
  });

  it.each([
    ['failed == 0', true, 0],
    ['interruptions == 4', false, -1],
    ['interruptions != 4', true, 1],
    ['interruptions < 3', false, 0],
    ['interruptions <= 3', true, 0],
    ['utilization.vcpu > 0.5', true, 0.25],
    ['utilization.vcpu >= 75%', true, 0],
    ['peakVcpus > 64', false, 0],
    ['launchedInstances <= 9', true, 0],
    ['boundedSlowdown < 1.5', true, 0.25],
    ['succeeded >= 10', true, 0],
    ['neverRan == 0', true, 0],
    ['wastedVcpuHours < 1', false, -0.5],
    ['mean(turnaround) < 2m 40s', false, 0],
  ])('%s is %s', (text, ok, margin) => {
    expect(judged(text, {})).toMatchObject({ ok, margin });
  });

  it('takes a statistic over replications for a number that each replication has once', () => {
    // Costs 1..20: the 95th percentile by nearest rank is the 19th value.
    const costs = Array.from({ length: 20 }, (_, index) => ({ costUsd: 20 - index }));
    expect(judged('p95(cost) < $20', ...costs)).toMatchObject({ ok: true, actual: 19 });
    expect(judged('max(cost) < $20', ...costs)).toMatchObject({ ok: false, actual: 20 });
    expect(judged('p50(cost) <= $10', ...costs)).toMatchObject({ ok: true, actual: 10 });
    // Of 3 values the median is the 2nd (1.5 rounded up), of 10 values the 95th percentile is the 10th (9.5 rounded up).
    expect(judged('p50(cost) < $99', ...costs.slice(0, 3)).actual).toBe(19);
    expect(judged('p95(cost) < $99', ...costs.slice(0, 10)).actual).toBe(20);
  });
});

describe('P(...)', () => {
  const runs = (kept: number, of: number) =>
    Array.from({ length: of }, (_, index) => ({ makespanSeconds: index < kept ? 3600 : 86_400 }));

  it('compares the share of replications and says how many of how many', () => {
    // 19 / 20 = 0.95
    expect(judged('P(makespan <= 6h) >= 0.95', ...runs(19, 20))).toEqual({
      ok: true,
      text: 'P(makespan <= 6h) >= 0.95: holds in 19 of 20 replications (95%)',
      actual: 0.95,
      limit: 0.95,
      margin: 0,
    });
    expect(judged('P(makespan <= 6h) >= 0.99', ...runs(19, 20))).toMatchObject({ ok: false, actual: 0.95 });
    expect(judged('P(makespan <= 6h) > 95%', ...runs(19, 20)).ok).toBe(false);
  });
});

describe('an unknown value', () => {
  it('fails and says why, since unknown is not zero', () => {
    expect(judged('p95(wait) < 15m', {}, { waitSeconds: undefined })).toEqual({
      ok: false,
      text: 'p95(wait) < 15m: unknown, wait is unknown in 1 of 2 replications',
      actual: undefined,
      limit: 900,
      margin: undefined,
    });
    expect(judged('cost < $5', { costUsd: undefined }).ok).toBe(false);
    expect(judged('P(cost < $500) >= 0.1', {}, { costUsd: undefined }).ok).toBe(false);
  });

  it('is the wait of a queue none of whose jobs started, whatever the others waited', () => {
    expect(judged('p95(wait, prod) < 15m', { queueWaitSeconds: { prod: undefined } }, {}).text).toBe(
      'p95(wait, prod) < 15m: unknown, no job of queue prod started in 2 of 2 replications',
    );
  });

  it('is what no replications give', () => {
    expect(judged('cost < $5').text).toBe('cost < $5: unknown, there are no replications');
  });
});

describe('the waits of one queue', () => {
  it('are compared as those of all jobs are, and P(...) asks single runs', () => {
    const waits = (p95: number) => ({ queueWaitSeconds: { prod: { mean: 1, p50: 1, p95, p99: 900, max: 900 } } });
    // (300 + 500) / 2 = 400; of all jobs the p95 is 600.
    expect(judged('p95(wait, prod) <= 400s', waits(300), waits(500))).toMatchObject({ ok: true, actual: 400 });
    expect(judged('p95(wait, prod) < 400s', waits(300), waits(500)).ok).toBe(false);
    expect(judged('P(p95(wait, prod) <= 400s) >= 0.6', waits(300), waits(500)).actual).toBe(0.5);
    expect(judged('p95(wait) <= 400s', waits(300), waits(500)).actual).toBe(600);
  });
});

describe('the metrics of an outcome', () => {
  it('are in dollars, seconds and vCPU-hours', () => {
    const duration = { count: 2, mean: 1000, p50: 2000, p95: 3000, p99: 4000, max: 5000 };
    const metrics = fromOutcome({
      jobs: { submitted: 3, succeeded: 1, failed: 1, cancelled: 0, neverRan: 1 },
      neverRan: { jobs: 1, examples: [] },
      ledger: {
        totalMicroUsd: 1_500_000,
        byKind: { busy: 1_500_000, idle: 0, boot: 0, wasted: 0, ebs: 0, publicIpv4: 0 },
        rows: [],
      },
      attribution: { byJobDefinition: [], unattributedMicroUsd: 0 },
      waitMs: duration,
      turnaroundMs: undefined,
      boundedSlowdownMean: 2,
      makespanMs: 7500,
      utilization: { vcpu: 0.5, memory: undefined },
      spot: { interruptions: 4, lostAttempts: 5, wastedVcpuMs: 1_800_000, largestReclaimJobs: 3 },
      instances: { launched: 6, failedLaunches: 0, peakVcpus: 32, quotaPeaks: [] },
      attempts: 7,
      timeline: { bucketMs: 1, runnableJobs: [], usedVcpus: [], totalVcpus: [] },
      events: 8,
    });
    expect(metrics).toEqual({
      costUsd: 1.5,
      waitSeconds: { mean: 1, p50: 2, p95: 3, p99: 4, max: 5 },
      turnaroundSeconds: undefined,
      // A run in which a job never ran has no end to measure.
      makespanSeconds: undefined,
      succeededJobs: 1,
      failedJobs: 1,
      neverRanJobs: 1,
      interruptions: 4,
      wastedVcpuHours: 0.5,
      utilizationVcpu: 0.5,
      utilizationMemory: undefined,
      boundedSlowdown: 2,
      peakVcpus: 32,
      launchedInstances: 6,
    });
  });

  it('are all within reach of a threshold', () => {
    for (const metric of Object.values(THRESHOLD_METRICS)) expect(metric.read(METRICS)).toBeDefined();
    expect(Object.keys(THRESHOLD_METRICS)).toHaveLength(Object.keys(METRICS).length);
  });
});
