import { describe, expect, it } from 'vitest';
import { lineDash } from '../../src/ui/chart-colors.ts';

describe('the lines of a chart', () => {
  it('differ without their colour, for both configurations', () => {
    const dashes = [0, 1].flatMap((side) => [lineDash(side, 'rented'), lineDash(side, 'used')].map(String));
    expect(new Set(dashes).size).toBe(4);
  });
});
