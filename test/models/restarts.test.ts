import { describe, expect, it } from 'vitest';
import {
  attemptsFromScratch,
  attemptsWithCheckpoints,
  bestIntervalHours,
  breakEvenHours,
  checkpointedHours,
  constantLife,
  restartHours,
  restartHoursUnder,
  successWithin,
} from '../../src/models/restarts.ts';

describe('restarting from scratch', () => {
  it.each([
    [0.05, 4, 4.42806],
    [0.1, 10, 17.18282],
    [0.5, 4, 12.77811],
    [1.39, 1, 2.16896],
  ])('at %d an hour takes for %d h of work %d h', (hazard, work, golden) => {
    expect(restartHours(hazard, work)).toBeCloseTo(golden, 4);
  });

  it('of a 48.5 h job at .15 an hour takes more than a year', () => {
    // e^7.275 = 1443.75; (1443.75 - 1) / .15 = 9618.4 h.
    expect(Math.abs(restartHours(0.15, 48.5) - 9618.4)).toBeLessThan(1);
    expect(restartHours(0, 48.5)).toBe(48.5);
  });

  it('agrees with the general law of independent lives, and takes two phases by hand', () => {
    expect(restartHoursUnder(constantLife(0.1), 10)).toBeCloseTo(17.18282, 5);
    // Half of the lives end at 1 an hour, half never: S(1) = .5 x .36788 + .5 = .68394, E[min] = .5 x .63212 + .5 = .81606;
    // .81606 + .31606 x .81606 / .68394 = 1.19317.
    const phases = [
      { share: 0.5, hazardPerHour: 1 },
      { share: 0.5, hazardPerHour: 0 },
    ];
    expect(restartHoursUnder({ first: phases, next: phases }, 1)).toBeCloseTo(1.19317, 4);
  });

  it('pays on Spot up to the break-even length', () => {
    // (e^x - 1) / x = 3 at x = 1.9038; at .1 an hour 19.038 h.
    expect(breakEvenHours(constantLife(0.1), 3)).toBeCloseTo(19.038, 3);
    expect(restartHours(0.1, breakEvenHours(constantLife(0.1), 3)) / breakEvenHours(constantLife(0.1), 3)).toBeCloseTo(
      3,
      9,
    );
    expect(
      restartHours(0.1, breakEvenHours(constantLife(0.1), 200)) / breakEvenHours(constantLife(0.1), 200),
    ).toBeCloseTo(200, 6);
    expect(breakEvenHours(constantLife(0.1), 1)).toBe(0);
    expect(breakEvenHours(constantLife(0), 2)).toBe(Number.POSITIVE_INFINITY);
  });

  it('succeeds within N attempts with 1 - (1 - e^(-lambda T))^N', () => {
    expect(successWithin(constantLife(0.5), 4, 10)).toBeCloseTo(0.766398, 5);
    // 1 - (1 - e^-.2)^N >= .999: .18127^4 = .00108, ^5 = .000196.
    expect(attemptsFromScratch(constantLife(0.05), 4, 0.999, 10)).toBe(5);
    expect(attemptsFromScratch(constantLife(0.5), 4, 0.999, 10)).toBeUndefined();
  });
});

describe('checkpoints (Daly 2006: R = 10 min, delta = 5 min)', () => {
  it.each([
    { meanMinutes: 24 * 60, interval: 116.69, printed: 117, overhead: 0.096 },
    { meanMinutes: 6 * 60, interval: 56.71, printed: 57, overhead: 0.22 },
    { meanMinutes: 15, interval: 9.17, printed: 9.1, overhead: 4.01 },
  ])('are best every $printed min for a mean of $meanMinutes min', ({ meanMinutes, interval, printed, overhead }) => {
    const hazard = 60 / meanMinutes;
    const minutes = bestIntervalHours(hazard, 5 / 60) * 60;
    expect(minutes).toBeCloseTo(interval, 1);
    expect(Math.abs(minutes - printed)).toBeLessThan(0.5);
    const plan = { intervalHours: minutes / 60, costHours: 5 / 60, restoreHours: 10 / 60 };
    expect(Math.abs(checkpointedHours(hazard, 100, plan) / 100 - 1 - overhead)).toBeLessThan(0.006);
    // Neither shorter nor longer is better.
    for (const factor of [0.9, 1.1])
      expect(checkpointedHours(hazard, 100, { ...plan, intervalHours: plan.intervalHours * factor })).toBeGreaterThan(
        checkpointedHours(hazard, 100, plan),
      );
  });

  it('approach the run time and its checkpoints when nothing is lost', () => {
    const plan = { intervalHours: 0.5, costHours: 0.1, restoreHours: 1 };
    expect(checkpointedHours(0, 10, plan)).toBeCloseTo(12, 12);
    expect(checkpointedHours(1e-9, 10, plan)).toBeCloseTo(12, 5);
  });

  it('need as many attempts as Poisson interruptions demand', () => {
    // Mean 1: P(<= 4) = .99634, P(<= 5) = .99941: five interruptions, six attempts.
    expect(attemptsWithCheckpoints(0.1, 10, 0.999, 10)).toBe(6);
    expect(attemptsWithCheckpoints(0, 10, 0.999, 10)).toBe(1);
    expect(attemptsWithCheckpoints(1, 10, 0.999, 10)).toBeUndefined();
  });
});
