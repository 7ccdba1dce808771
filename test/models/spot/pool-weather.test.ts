import { describe, expect, it } from 'vitest';
import { PoolWeather } from '../../../src/models/spot/pool-weather.ts';
import { presetLaw } from '../../../src/models/spot/presets.ts';
import { availability, meanMs, residualMeanMs, secondMomentMs2 } from '../../../src/models/spot/spells.ts';
import { HOUR_MS, poolOf } from './support.ts';

const LAW = presetLaw('typical');
const RHYTHM = { amplitude: 0, peakHour: 14, originHour: 0 };

function weatherOf(seed: number, hazardScale = 1): PoolWeather {
  return new PoolWeather(poolOf('c6i.large'), { seed, law: LAW, grid: LAW, hazardScale, rhythm: RHYTHM });
}

interface Spells {
  readonly upHours: number[];
  readonly downHours: number[];
}

function spellsOf(weather: PoolWeather, cycles: number): Spells {
  const spells: Spells = { upHours: [], downHours: [] };
  const first = weather.firstFallAfter(0);
  for (let index = first; index < first + 2 * cycles; index += 2) {
    const fallMs = weather.change(index).atMs;
    const returnMs = weather.change(index + 1).atMs;
    spells.downHours.push((returnMs - fallMs) / HOUR_MS);
    spells.upHours.push((weather.change(index + 2).atMs - returnMs) / HOUR_MS);
  }
  return spells;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('spell laws', () => {
  it('have the moments of a mixture of two exponentials', () => {
    // typical up: mean .6 x 3 + .4 x 48 = 21 h; E[X^2] = 2 (.6 x 9 + .4 x 2304) = 1854 h^2; residual 1854 / 42 = 44.14 h.
    expect(meanMs(LAW.up) / HOUR_MS).toBeCloseTo(21, 10);
    expect(secondMomentMs2(LAW.up) / HOUR_MS ** 2).toBeCloseTo(1854, 8);
    expect(residualMeanMs(LAW.up) / HOUR_MS).toBeCloseTo(44.142857, 5);
    // down: mean .8 x .4 + .2 x 2 = .72 h; availability 21 / 21.72 = .96685.
    expect(availability(LAW.up, LAW.down)).toBeCloseTo(0.96685, 5);
  });
});

describe('pool weather', () => {
  it('draws spells with the mean and second moment of their H2 law', () => {
    const { upHours, downHours } = spellsOf(weatherOf(1), 40_000);
    // sd of an up spell sqrt(1854 - 441) = 37.6 h, standard error .188; down sd sqrt(2(.8 x .16 + .2 x 4) - .5184) = 1.157, .0058.
    expect(Math.abs(mean(upHours) - 21)).toBeLessThan(3 * 0.188);
    expect(Math.abs(mean(downHours) - 0.72)).toBeLessThan(3 * 0.0058);
    // E[X^4] = 24 (.6 x 81 + .4 x 48^4) = 5.096e7, so sd of X^2 is sqrt(5.096e7 - 1854^2) = 6893 and its standard error 34.5.
    expect(Math.abs(mean(upHours.map((hours) => hours ** 2)) - 1854)).toBeLessThan(3 * 34.5);
  });

  it('draws neighbouring spells independently, as a renewal process does', () => {
    const { upHours } = spellsOf(weatherOf(2), 40_000);
    const centre = mean(upHours);
    const variance = mean(upHours.map((hours) => (hours - centre) ** 2));
    const lagged = mean(upHours.slice(1).map((hours, index) => (hours - centre) * ((upHours[index] ?? 0) - centre)));
    // Standard error of an autocorrelation is 1 / sqrt(40,000) = .005.
    expect(Math.abs(lagged / variance)).toBeLessThan(0.015);
  });

  it('falls once per mean up spell of up time, and is up the stationary share of the time', () => {
    const weather = weatherOf(3);
    const years = 200;
    const spanMs = years * 365 * 24 * HOUR_MS;
    const falls = (weather.firstFallAfter(spanMs) - weather.firstFallAfter(0)) / 2;
    const upHours = weather.upMs(spanMs) / HOUR_MS;
    // 1 / 21 h = .0476 per hour of up time; 83,000 spells of sd/mean 1.79 give a relative standard error of .0062.
    expect(Math.abs((falls / upHours) * 21 - 1)).toBeLessThan(3 * 0.0062);
    expect(upHours / (spanMs / HOUR_MS)).toBeCloseTo(0.96685, 2);
  });

  it.each([0, 300])('has the stationary availability and the residual life of H2 when met at hour %i', (hour) => {
    const seeds = 20_000;
    const residualHours: number[] = [];
    for (let seed = 0; seed < seeds; seed++) {
      const weather = weatherOf(seed);
      if (!weather.isUp(hour * HOUR_MS)) continue;
      residualHours.push(weather.change(weather.firstFallAfter(hour * HOUR_MS)).atMs / HOUR_MS - hour);
    }
    // Binomial standard error sqrt(.967 x .033 / 20,000) = .00127.
    expect(Math.abs(residualHours.length / seeds - 0.96685)).toBeLessThan(3 * 0.00127);
    // Residual sd 47.6 h (E[r^2] = E[X^3] / (3 E[X]) = 6 (.6 x 27 + .4 x 48^3) / 63 = 4214); standard error .342.
    expect(Math.abs(mean(residualHours) - 44.14)).toBeLessThan(3 * 0.342);
  });

  it('shortens the up spells and not the down spells when the hazard grows', () => {
    const { upHours, downHours } = spellsOf(weatherOf(4, 10), 40_000);
    expect(Math.abs(mean(upHours) - 2.1)).toBeLessThan(3 * 0.0188);
    expect(Math.abs(mean(downHours) - 0.72)).toBeLessThan(3 * 0.0058);
    // 2.1 / 2.82 = .7447
    expect(weatherOf(4, 10).availability).toBeCloseTo(0.7447, 4);
    expect(weatherOf(4, 0).availability).toBe(1);
    expect(weatherOf(4, 0).change(0).atMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives the same answer in whatever order moments are asked for', () => {
    const hours = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 20_000);
    const jumping = weatherOf(5);
    const walking = weatherOf(5);
    const inOrder = new Map([...hours].sort((a, b) => a - b).map((hour) => [hour, walking.isUp(hour * HOUR_MS)]));
    for (const hour of hours) expect(jumping.isUp(hour * HOUR_MS)).toBe(inOrder.get(hour));
  });

  it('finds the up time between two moments whatever was asked before', () => {
    const moments = Array.from({ length: 1000 }, (_, index) => ((index * 7919) % 20_000) * HOUR_MS);
    // Forward in time as the engine asks, then to and fro.
    const inOrder = [...moments].sort((left, right) => left - right);
    const asked = weatherOf(7);
    const other = weatherOf(7);
    for (const atMs of [...inOrder, ...moments]) {
      for (const fromMs of [Math.max(0, atMs - 24 * HOUR_MS), atMs / 2, atMs])
        expect(asked.upMsSince(fromMs, atMs)).toBe(other.upMs(atMs) - other.upMs(fromMs));
    }
  });

  it('changes state exactly at its changes and adds up its up time', () => {
    const weather = weatherOf(6);
    const index = weather.firstFallAfter(0);
    const fallMs = weather.change(index).atMs;
    const returnMs = weather.change(index + 1).atMs;
    expect([fallMs - 1, fallMs, returnMs - 1, returnMs].map((ms) => weather.isUp(ms))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(weather.upMs(returnMs) - weather.upMs(fallMs)).toBe(0);
    expect(weather.upMs(returnMs + 1) - weather.upMs(returnMs)).toBe(1);
  });
});
