import { describe, expect, it } from 'vitest';
import { readLimits, standingOf } from '../../src/optimize/feasibility.ts';
import { priceOfNines } from '../../src/optimize/nines.ts';
import type { Entrant } from '../../src/optimize/race.ts';
import { decide } from '../../src/optimize/recommend.ts';
import type { ReplicationMetrics } from '../../src/scenario/metrics.ts';
import { parseThresholds } from '../../src/scenario/thresholds.ts';
import {
  type ChanceLimit,
  chanceLimits,
  chanceText,
  readChance,
  replicationsToConfirm,
} from '../../src/study/chance.ts';

const HOUR = 3600;

function limitsOf(...texts: readonly string[]) {
  const parsed = parseThresholds(texts);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function chanceLimit(text: string): ChanceLimit {
  return chanceLimits(limitsOf(text))[0];
}

/** Replications with these makespans, in hours. */
function runs(...hours: readonly number[]): readonly ReplicationMetrics[] {
  return hours.map((each) => ({ makespanSeconds: each * HOUR })) as unknown as readonly ReplicationMetrics[];
}

function times(count: number, hours: number): readonly number[] {
  return Array.from({ length: count }, () => hours);
}

function entrant(name: string, costUsd: number, hours: readonly number[]): Entrant {
  const records = hours.map((each, replication) => ({
    replication,
    metrics: { costUsd, makespanSeconds: each * HOUR },
    outcome: { ledger: { totalMicroUsd: costUsd * 1_000_000 } },
  }));
  return { candidate: { name, origin: name === 'current' ? 'current' : 'generated' }, records } as unknown as Entrant;
}

it('a bound is written with the digits that tell it from the probability it misses, and never as all', () => {
  const reading = { kept: 1, replications: 2600, isConfirmed: false, neededReplications: 2995 };
  const missed = chanceText({ ...reading, bound: 0.99896 }, chanceLimit('P(makespan <= 6h) >= 0.999'));
  expect(missed).toContain('95 % sure of at least 99.896 %: cannot be confirmed');
  const nearly = chanceText({ ...reading, bound: 0.99997, isConfirmed: true }, chanceLimit('P(makespan <= 6h) >= 0.9'));
  expect(nearly).toBe('95 % sure of at least 99.997 %, confirmed');
});

describe('a limit on a probability', () => {
  const limit = chanceLimit('P(makespan <= 6h) >= 0.99');

  it.each([
    // p^n <= 0.05 from n = ln 0.05 / ln p: 28.4, 298.07 and 2994.2.
    [0.9, 29],
    [0.99, 299],
    [0.999, 2995],
  ])('of %d takes at least %d replications without a miss', (probability, replications) => {
    expect(replicationsToConfirm(chanceLimit(`P(makespan <= 6h) >= ${probability}`), 0)).toBe(replications);
  });

  it('takes 473 for 0.99 when one of them misses', () => {
    // 0.99^n + n x 0.01 x 0.99^(n - 1) is 0.0499 at 473 and 0.0503 at 472 (Wilks 1941 has 473).
    expect(replicationsToConfirm(limit, 1)).toBe(473);
  });

  it('of 1 can never be confirmed', () => {
    expect(replicationsToConfirm(chanceLimit('P(makespan <= 6h) >= 1'), 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is confirmed by 299 good replications, not by 298, and says what is missing', () => {
    const [short, enough] = [298, 299].map((count) => readChance(limit, runs(...times(count, 5))));
    expect([short?.isConfirmed, enough?.isConfirmed]).toEqual([false, true]);
    const thirty = readChance(limit, runs(...times(30, 5)));
    if (thirty === undefined) throw new Error('30 replications can be read');
    // 0.05^(1 / 30).
    expect(thirty.bound).toBeCloseTo(0.905, 4);
    expect(chanceText(thirty, limit)).toBe(
      '95 % sure of at least 90.5 %: cannot be confirmed with 30 replications, that needs at least 299',
    );
    const one = readChance(limit, runs(5));
    expect(one && chanceText(one, limit)).toContain('cannot be confirmed with 1 replication, that');
    expect(readLimits([limit], runs(...times(30, 5)))[0]).toMatchObject({ ok: true, isConfirmed: false });
  });

  it('from above is read from the other side', () => {
    const rare = chanceLimit('P(makespan > 6h) <= 0.1');
    expect(readChance(rare, runs(...times(29, 5)))?.isConfirmed).toBe(true);
    expect(readChance(rare, runs(...times(28, 5)))?.isConfirmed).toBe(false);
  });

  it('is not read where a replication does not know', () => {
    expect(
      readChance(limit, [...runs(5), { makespanSeconds: undefined } as unknown as ReplicationMetrics]),
    ).toBeUndefined();
  });

  it('is uncertain in the search when its spread reaches over the limit, though every replication kept it', () => {
    // Mean 5.5 h, standard deviation 0.5 h: 2.33 of them reach beyond 6 h.
    expect(standingOf([limit], runs(5, 5.5, 6))).toBe('uncertain');
    expect(standingOf([limit], runs(5, 5.01, 5.02))).toBe('kept');
  });
});

describe('what is recommended under a limit on a probability', () => {
  const limits = limitsOf('P(makespan <= 6h) >= 0.9');
  const current = entrant('current', 100, times(40, 5));

  it('is a dearer one that is sure, before a cheaper one that may be luck', () => {
    // 37 of 40 is a share of 0.925 with a bound below 0.9; 40 of 40 has a bound of 0.05^(1 / 40) = 0.928.
    const cheap = entrant('cheap', 50, [...times(37, 5), ...times(3, 7)]);
    const sure = entrant('sure', 60, times(40, 5));
    const { chosen, notes } = decide([current, cheap, sure], limits);
    expect(chosen.candidate.name).toBe('sure');
    expect(notes.join()).toContain('only sure keeps it for sure');
  });

  it('is the one that may be luck when nothing is sure', () => {
    const cheap = entrant('cheap', 50, [...times(37, 5), ...times(3, 7)]);
    expect(decide([entrant('current', 100, times(40, 7)), cheap], limits).chosen.candidate.name).toBe('cheap');
  });

  it('has a price for each extra nine, confirmed or not, and none where nothing holds it', () => {
    const entrants = [
      entrant('current', 100, times(300, 5)),
      entrant('ninety', 50, [...times(290, 5), ...times(10, 7)]),
      entrant('broken', 10, times(300, 7)),
    ];
    const [nine, two, three] = priceOfNines(entrants, limits);
    expect(nine).toMatchObject({ probability: 0.9, name: 'ninety', costUsd: 50, isConfirmed: true });
    expect(two).toMatchObject({ probability: 0.99, name: 'current', costUsd: 100, extraUsd: 50, isConfirmed: true });
    // 300 good replications cannot confirm 0.999, which takes 2995.
    expect(three).toMatchObject({ probability: 0.999, name: 'current', isConfirmed: false, neededReplications: 2995 });
    expect(priceOfNines([entrant('broken', 10, times(300, 7))], limits)[0]).not.toHaveProperty('name');
  });
});
