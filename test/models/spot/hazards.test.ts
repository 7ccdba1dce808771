import { describe, expect, it } from 'vitest';
import { advisorHazardPerHour } from '../../../src/models/spot/hazards.ts';

describe('advisor hazards', () => {
  it('match the worked table for both readings', () => {
    // launch: F / ((1 - F) D), e.g. .025 / (.975 x 10) = .002564; month: -ln(1 - F) / 730, e.g. -ln(.975) / 730 = 3.468e-5.
    const table = [
      { bucket: 0, month: 3.5e-5, tenHours: 2.6e-3, twoHours: 1.3e-2 },
      { bucket: 1, month: 1.1e-4, tenHours: 8.1e-3, twoHours: 4.1e-2 },
      { bucket: 2, month: 1.8e-4, tenHours: 1.4e-2, twoHours: 7.1e-2 },
      { bucket: 3, month: 2.6e-4, tenHours: 2.1e-2, twoHours: 1.1e-1 },
      { bucket: 4, month: 3.9e-4, tenHours: 3.3e-2, twoHours: 1.7e-1 },
    ];
    for (const { bucket, month, tenHours, twoHours } of table) {
      const launch = (advisorMeanLifeHours: number) =>
        advisorHazardPerHour(bucket, { advisorReading: 'launch', advisorMeanLifeHours });
      expect(launch(10).toPrecision(2)).toBe(tenHours.toPrecision(2));
      expect(launch(2).toPrecision(2)).toBe(twoHours.toPrecision(2));
      const monthly = advisorHazardPerHour(bucket, { advisorReading: 'month', advisorMeanLifeHours: 10 });
      expect(monthly.toPrecision(2)).toBe(month.toPrecision(2));
    }
  });

  it('count a type without an advisor row as one interrupted more than 20 % of the time', () => {
    const reading = { advisorReading: 'launch', advisorMeanLifeHours: 10 } as const;
    expect(advisorHazardPerHour(undefined, reading)).toBe(advisorHazardPerHour(4, reading));
  });
});
