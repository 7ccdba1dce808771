import { describe, expect, it } from 'vitest';
import { cosineOfTurns, dailyFactor } from '../../../src/models/spot/diurnal.ts';
import { HOUR_MS } from './support.ts';

describe('daily rhythm', () => {
  it('follows the cosine within .002', () => {
    for (let turns = -2; turns <= 2; turns += 0.001) {
      expect(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(0.002);
    }
  });

  it('peaks at the peak hour of the local day, whatever hour the run starts at', () => {
    // Run starts at 10:00 local; the peak at 14:00 is 4 h in, the trough 12 h later.
    const rhythm = { amplitude: 0.3, peakHour: 14, originHour: 10 };
    expect(dailyFactor(rhythm, 4 * HOUR_MS)).toBeCloseTo(1.3, 12);
    expect(dailyFactor(rhythm, 16 * HOUR_MS)).toBeCloseTo(0.7, 12);
    expect(dailyFactor(rhythm, 10 * HOUR_MS)).toBeCloseTo(1, 12);
    expect(dailyFactor(rhythm, 28 * HOUR_MS)).toBeCloseTo(1.3, 12);
  });

  it('leaves the daily mean of the rate unchanged', () => {
    const rhythm = { amplitude: 0.3, peakHour: 14, originHour: 0 };
    let sum = 0;
    for (let minute = 0; minute < 1440; minute++) sum += dailyFactor(rhythm, minute * 60_000);
    expect(sum / 1440).toBeCloseTo(1, 10);
  });
});
