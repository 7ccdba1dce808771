import { describe, expect, it } from 'vitest';
import { limitsFor, parseObjective } from '../../src/optimize/objective.ts';
import type { Entrant } from '../../src/optimize/race.ts';
import { costDifference, decide, reasonLost } from '../../src/optimize/recommend.ts';

/** An entrant with these costs, in dollars, over replications 0, 1, 2, ... */
function entrant(name: string, ...costsUsd: readonly number[]): Entrant {
  const records = costsUsd.map((costUsd, replication) => ({
    replication,
    metrics: { costUsd },
    outcome: { ledger: { totalMicroUsd: costUsd * 1_000_000 } },
  }));
  return { candidate: { name, origin: name === 'current' ? 'current' : 'generated' }, records } as unknown as Entrant;
}

const CURRENT = entrant('current', 100, 101, 102, 100);

describe('the decision on fresh seeds', () => {
  it('keeps the winner of the search when another is cheaper by no more than chance', () => {
    // Differences -1, 2, -1, 2: mean 0.5, standard error 0.87.
    const winner = entrant('winner', 50, 52, 50, 52);
    const other = entrant('other', 51, 50, 51, 50);
    const { chosen, notes } = decide([CURRENT, winner, other], []);
    expect([chosen, notes]).toEqual([winner, []]);
  });

  it('takes another that is cheaper by more than chance, and says that its figure is a little flattered', () => {
    // Differences 10, 11, 10, 11: mean 10.5, standard error 0.29.
    const winner = entrant('winner', 50, 52, 50, 52);
    const other = entrant('other', 40, 41, 40, 41);
    const { chosen, notes } = decide([CURRENT, winner, other], []);
    expect(chosen).toBe(other);
    expect(notes.join()).toContain('flatters');
  });

  it('passes over a winner that breaks a limit on days the search never saw, and says why', () => {
    const broken = { brokenOnHeldOut: ['p95(wait) <= 600s: 700 s'] };
    const winner = { ...entrant('winner', 50, 52, 50, 52), ...broken };
    const steady = { ...entrant('steady', 60, 61, 60, 61), brokenOnHeldOut: [] };
    const { chosen, notes } = decide([CURRENT, winner, steady], []);
    expect(chosen).toBe(steady);
    expect(notes.join()).toContain('broke a limit on days it had not seen');
    const extra = costDifference(winner, steady);
    expect(reasonLost(winner, steady, [], extra)).toBe(
      'on days the search never saw it breaks p95(wait) <= 600s: 700 s',
    );
  });

  it('says of one that is cheaper over all days, but not over those the search saw, that these decide', () => {
    // Over all days 10 cheaper in each replication; over the days seen +1, -1, +1, -1: nothing but chance.
    const winner = { ...entrant('winner', 60, 62, 60, 62), seen: entrant('', 40, 42, 40, 42).records };
    const other = { ...entrant('other', 50, 52, 50, 52.5), seen: entrant('', 41, 41, 41, 41).records };
    expect(decide([CURRENT, winner, other], []).chosen).toBe(winner);
    expect(reasonLost(other, winner, [], costDifference(other, winner))).toBe(
      'cheaper over all days, but not told from chance over the days the search saw, which decide',
    );
  });

  it('names every broken limit of what was tried where nothing is recommended', () => {
    // 100 today, 50 for the other: both above 40.
    const objective = parseObjective(['cost < $40']);
    if (!objective.ok) throw new Error(JSON.stringify(objective.problems));
    const limits = limitsFor(objective.value, []).filter(({ condition }) => condition.metric === 'cost');
    const other = entrant('other', 50, 52, 50, 52);
    expect(reasonLost(other, CURRENT, limits, costDifference(other, CURRENT))).toContain('breaks cost < $40: $51');
  });

  it('keeps the current configuration when every other one breaks a limit there', () => {
    const winner = { ...entrant('winner', 50, 52, 50, 52), brokenOnHeldOut: ['p95(wait) <= 600s: 700 s'] };
    expect(decide([CURRENT, winner], []).verdict).toBe('keep');
  });

  describe('when today breaks a limit that was given', () => {
    const objective = parseObjective(['p95(wait) <= 2h']);
    if (!objective.ok) throw new Error(JSON.stringify(objective.problems));
    /** With a wait, and the jobs lost in each of twenty replications. */
    function losing(name: string, waitHours: number, losses: readonly number[]): Entrant {
      const one = entrant(name, ...Array.from({ length: 20 }, (_, index) => 100 + (index % 3)));
      const records = one.records.map((record, index) => ({
        ...record,
        metrics: { waitSeconds: { p95: waitHours * 3600 }, failedJobs: losses[index] ?? 0, neverRanJobs: 0 },
      }));
      return { ...one, records } as unknown as Entrant;
    }
    const today = losing('current', 9, [1]);
    const limits = limitsFor(
      objective.value,
      today.records.map(({ metrics }) => metrics),
    );

    it('recommends what keeps it though it lost a job or two more than today by chance, and says so', () => {
      // Today 1 job lost in 20 runs, the other 3: the paired differences are -1, 1, 1, 1 and 16 zeros, t = 1.0.
      const lucky = losing('fast', 0.1, [0, 1, 1, 1]);
      const { verdict, chosen, notes } = decide([today, lucky], limits);
      expect([verdict, chosen]).toEqual(['change', lucky]);
      expect(notes.join()).toContain('fast keeps the limits that were given, but may lose more jobs than today');
      expect(notes.join()).toContain('it breaks failed <= 0.05');
    });

    it('recommends nothing that loses more jobs than chance explains, or breaks the limit that was given', () => {
      const lossy = losing('lossy', 0.1, [1, 1, 1, 1, 1, 1, 1, 1]);
      const slow = losing('slow', 3, []);
      expect(decide([today, lossy, slow], limits).verdict).toBe('noneFeasible');
    });

    it('prefers what loses no more jobs than today, whatever it costs', () => {
      const lucky = losing('fast', 0.1, [0, 1, 1, 1]);
      const sure = losing('sure', 0.1, []);
      expect(decide([today, lucky, sure], limits).chosen).toBe(sure);
    });

    it('writes today’s own mean with two decimals, upwards', () => {
      const third = [1, 0, 0].map((failedJobs) => ({ failedJobs, neverRanJobs: failedJobs })) as never;
      expect(limitsFor(objective.value, third).map(({ text }) => text)).toEqual([
        'p95(wait) <= 2h',
        'failed <= 0.34',
        'neverRan <= 0.34',
      ]);
    });
  });

  describe('over days', () => {
    const WEEK = [10, 10, 10, 10, 10, 10, 10];
    /** With what each day cost, the same in both replications but for a cent. */
    function seen(name: string, origin: string, days: readonly number[]): Entrant {
      const total = days.reduce((sum, usd) => sum + usd, 0);
      const one = entrant(name, total, total + 0.01);
      const candidate = { ...one.candidate, origin } as Entrant['candidate'];
      return { ...one, candidate, seen: one.records.map((record) => ({ ...record, usdByDay: days })) };
    }
    const today = seen('current', 'current', [30, 30, 30, 30, 30, 30, 30]);

    it('prefers the plain habit to what one busy day made cheaper, and says so', () => {
      // The habit costs 10 % more, all of it on one day.
      const habit = seen('m6a alone', 'baseline', [10, 10, 10, 10, 10, 10, 17]);
      const fitted = seen('fitted', 'neighbour', WEEK);
      const { chosen, verdict, notes } = decide([today, fitted, habit], [], 7);
      expect([chosen, verdict]).toEqual([habit, 'change']);
      expect(notes.join()).toContain('m6a alone cost 10.0 % more');
    });

    it('does not give up a saving of more than a quarter for plainness, however uncertain', () => {
      // The habit costs half as much again, all of it on one day.
      const habit = seen('m6a alone', 'baseline', [10, 10, 10, 10, 10, 10, 45]);
      const fitted = seen('fitted', 'neighbour', WEEK);
      expect(decide([today, fitted, habit], [], 7).chosen).toBe(fitted);
    });

    it('stands by what is cheaper on all days', () => {
      const habit = seen('m6a alone', 'baseline', [11, 11, 11, 11.1, 11, 10.9, 11]);
      const fitted = seen('fitted', 'neighbour', WEEK);
      const { chosen, notes } = decide([today, fitted, habit], [], 7);
      expect([chosen, notes]).toEqual([fitted, []]);
    });

    it('keeps the current configuration when it is the habit that cannot be told apart', () => {
      const near = seen('current', 'current', [10, 10, 10, 10, 10, 10, 17]);
      const fitted = seen('fitted', 'neighbour', WEEK);
      const { chosen, verdict, notes } = decide([near, fitted], [], 7);
      expect([chosen, verdict]).toEqual([near, 'keep']);
      expect(notes).toHaveLength(1);
    });

    it('decides by the days the search saw, not by all days', () => {
      const winner = seen('winner', 'neighbour', WEEK);
      const lucky = {
        ...seen('lucky', 'neighbour', [12, 12, 12, 12, 12, 12, 12]),
        records: entrant('', 1, 1.01).records,
      };
      expect(decide([today, winner, lucky], [], 7).chosen).toBe(winner);
    });
  });
});
