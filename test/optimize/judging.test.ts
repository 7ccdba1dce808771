import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../src/optimize/changes.ts';
import { borderlineLimits, readLimits, standingOf, violationOf } from '../../src/optimize/feasibility.ts';
import { limitsFor, parseObjective } from '../../src/optimize/objective.ts';
import { paretoFront } from '../../src/optimize/pareto.ts';
import type { ParetoPoint } from '../../src/optimize/recommendation.ts';
import type { ReplicationMetrics } from '../../src/scenario/metrics.ts';
import { parseThresholds } from '../../src/scenario/thresholds.ts';
import { labConfig } from '../support/lab.ts';

function metrics(p95WaitSeconds: number, failedJobs = 0, costUsd = 100): ReplicationMetrics {
  const durations = { mean: 1, p50: 1, p95: p95WaitSeconds, p99: p95WaitSeconds, max: p95WaitSeconds };
  return {
    costUsd,
    waitSeconds: durations,
    turnaroundSeconds: durations,
    makespanSeconds: 1000,
    succeededJobs: 10,
    failedJobs,
    neverRanJobs: 0,
    interruptions: 0,
    wastedVcpuHours: 0,
    utilizationVcpu: 0.5,
    utilizationMemory: 0.5,
    boundedSlowdown: 1,
    peakVcpus: 10,
    launchedInstances: 1,
  };
}

function limits(...texts: readonly string[]) {
  const parsed = parseThresholds(texts);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe('the one-sided reading of limits', () => {
  const tenMinutes = limits('p95(wait) <= 10m');

  it('has how many replications keep it by themselves: two of three, though their mean of 9 minutes does', () => {
    const [reading] = readLimits(tenMinutes, [metrics(450), metrics(450), metrics(720)]);
    expect(reading).toMatchObject({ ok: true, keptShare: 2 / 3 });
    expect(reading.text).toMatch(/^p95\(wait\) <= 10m: 9m, margin 1m; 2 of 3 runs keep it; /);
  });

  it('is kept when the means hold', () => {
    expect(standingOf(tenMinutes, [metrics(590), metrics(600)])).toBe('kept');
  });

  it('is uncertain when bad luck could explain the violation', () => {
    // Mean 620 s, standard deviation 28: the 90 % interval of two values reaches far below 600.
    expect(standingOf(tenMinutes, [metrics(600), metrics(640)])).toBe('uncertain');
  });

  it('is broken when it could not', () => {
    // Mean 650, standard deviation 1, n = 4: 650 - 2.35 x 0.5 is still above 600.
    expect(standingOf(tenMinutes, [metrics(649), metrics(650), metrics(651), metrics(650)])).toBe('broken');
  });

  it('is broken by any lost job once every replication loses one', () => {
    expect(standingOf(limits('failed == 0'), [metrics(1, 1), metrics(1, 1), metrics(1, 1)])).toBe('broken');
    expect(standingOf(limits('failed == 0'), [metrics(1, 1), metrics(1, 0), metrics(1, 0)])).toBe('uncertain');
  });

  it('calls a limit borderline when its mean holds by less than its noise', () => {
    // Mean 595, standard deviation 7.1, n = 2: the upper 95 % bound is 595 + 6.31 x 5.
    expect(borderlineLimits(tenMinutes, [metrics(590), metrics(600)])).toEqual(tenMinutes);
    expect(borderlineLimits(tenMinutes, [metrics(100), metrics(101)])).toEqual([]);
    // Nineteen of 60 s and one of 900: mean 102, and the one-sided interval, 102 + 1.729 x 188 / sqrt 20 = 175 s, promises too much.
    const usual = Array.from({ length: 19 }, () => metrics(60));
    expect(borderlineLimits(tenMinutes, [...usual, metrics(900)])).toEqual(tenMinutes);
    expect(borderlineLimits(tenMinutes, [...usual, metrics(599)])).toEqual([]);
  });

  it('adds up violations as shares of their limits', () => {
    // 660 s is 10 % over 600 s; $150 is 50 % over $100.
    expect(violationOf(limits('p95(wait) <= 10m', 'cost <= $100'), [metrics(660, 0, 150)])).toBeCloseTo(0.6, 9);
    expect(violationOf(tenMinutes, [metrics(1)])).toBe(0);
  });
});

describe('limits that nobody gave', () => {
  it('are today’s figures, but never a wait below ten minutes', () => {
    const objective = parseObjective([]);
    if (!objective.ok) throw new Error('no limits are always readable');
    const texts = (waitSeconds: number) =>
      limitsFor(objective.value, [metrics(waitSeconds, 2), metrics(waitSeconds, 4)]).map(({ text }) => text);
    expect(texts(60)).toEqual(['p95(wait) <= 600s', 'failed <= 3', 'neverRan == 0']);
    expect(texts(1234.5)).toEqual(['p95(wait) <= 1235s', 'failed <= 3', 'neverRan == 0']);
  });

  it('hold deadlines too, where jobs have some', () => {
    const missing = (missed: number) => ({ ...metrics(60), missedDeadlines: missed });
    const texts = (...subjectTo: readonly string[]) => {
      const objective = parseObjective(subjectTo);
      if (!objective.ok) throw new Error(JSON.stringify(objective.problems));
      return limitsFor(objective.value, [missing(0), missing(1), missing(0)]).map(({ text }) => text);
    };
    // One of three replications missed one: 0.333, upwards.
    const today = ['failed <= 0', 'neverRan == 0', 'missedDeadlines <= 0.34'];
    expect(texts()).toEqual(['p95(wait) <= 600s', ...today]);
    expect(texts('p95(wait) <= 5m')).toEqual(['p95(wait) <= 5m', ...today]);
    expect(texts('succeeded >= 9')).toEqual(['succeeded >= 9', 'missedDeadlines <= 0.34']);
    expect(texts('missedDeadlines <= 7', 'failed <= 1')).toEqual([
      'missedDeadlines <= 7',
      'failed <= 1',
      'neverRan == 0',
    ]);
  });

  it('are kept by the current configuration itself, exactly', () => {
    const objective = parseObjective([]);
    if (!objective.ok) throw new Error('no limits are always readable');
    const current = [metrics(1234.567, 1), metrics(901.234, 0)];
    expect(standingOf(limitsFor(objective.value, current), current)).toBe('kept');
  });
});

describe('the front', () => {
  const point = (name: string, costUsd: number, p95WaitSeconds: number | undefined, lostShare = 0): ParetoPoint => ({
    name,
    batch: labConfig(),
    costUsd,
    ...(p95WaitSeconds === undefined ? {} : { p95WaitSeconds }),
    lostShare,
    isConfirmed: true,
  });

  it('drops what another beats, keeps trade-offs, and shows equals once', () => {
    const points = [
      point('fast', 10, 1),
      point('cheap', 5, 9),
      point('beaten', 11, 2),
      point('equal to fast', 10, 1),
      point('safe', 20, 9, -0),
      point('cheapest but loses jobs', 1, 1, 0.5),
    ];
    expect(paretoFront(points).map(({ name }) => name)).toEqual(['cheapest but loses jobs', 'cheap', 'fast']);
  });

  it('never lets an unknown wait win', () => {
    expect(paretoFront([point('unknown', 10, undefined), point('known', 10, 5)]).map(({ name }) => name)).toEqual([
      'known',
    ]);
  });
});

describe('what changes', () => {
  it('names the fields, environments matched by name', () => {
    const before = labConfig({ instanceTypes: ['m6i'], maxvCpus: 64 });
    const after = labConfig({ instanceTypes: ['m6a'], maxvCpus: 64 });
    expect(changesBetween(before, after)).toEqual([
      { path: 'computeEnvironments[ce0].computeResources.instanceTypes', before: ['m6i'], after: ['m6a'] },
    ]);
  });

  it('shows an added environment and a new retry strategy as one change each', () => {
    const before = labConfig({ instanceTypes: ['m6i'] });
    const after = {
      ...labConfig({ instanceTypes: ['m6i'] }, { instanceTypes: ['m6a'] }),
      defaultRetryStrategy: { attempts: 5 },
    };
    expect(changesBetween(before, after).map(({ path, before: old }) => [path, old === undefined])).toEqual([
      ['computeEnvironments[ce1]', true],
      ['jobQueues[queue].computeEnvironmentOrder', false],
      ['defaultRetryStrategy', true],
    ]);
  });

  it('is empty for the same configuration', () => {
    expect(changesBetween(labConfig({}), labConfig({}))).toEqual([]);
  });
});

describe('limits that say nothing of lost jobs', () => {
  const withLimits = (...subjectTo: readonly string[]) => {
    const objective = parseObjective(subjectTo);
    if (!objective.ok) throw new Error(JSON.stringify(objective.problems));
    return limitsFor(objective.value, [metrics(60, 2)]).map(({ text }) => text);
  };

  it('are joined by "no more of them than today": losing jobs is never a saving', () => {
    expect(withLimits('p95(wait) <= 1h')).toEqual(['p95(wait) <= 1h', 'failed <= 2', 'neverRan == 0']);
  });

  it('stay as they are where the user speaks of lost jobs', () => {
    expect(withLimits('failed <= 5')).toEqual(['failed <= 5', 'neverRan == 0']);
    expect(withLimits('succeeded >= 9')).toEqual(['succeeded >= 9']);
  });
});
