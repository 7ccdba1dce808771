import { describe, expect, it } from 'vitest';
import type { AgainstHabit } from '../../src/optimize/over-days.ts';
import { overDaysLines, overDaysSentence, overDaysTitle, overDaysVerdict } from '../../src/report/over-days-lines.ts';

function habit(name: string, extraShare: number, lo: number, hi: number): AgainstHabit {
  const distinguishable = lo > 0 || hi < 0;
  return { name, isCurrent: false, costUsd: 10, days: 20, horizonDays: 8, extraShare, lo, hi, distinguishable };
}

const overDays = {
  costUsd: 10,
  replications: 10,
  against: [habit('m6a', 0.31, 0.12, 0.5), habit('cheapest type', 0.03, -0.1, 0.18), habit('r6a', -0.2, -0.3, -0.1)],
};

describe('the lines about other days', () => {
  it('claim a lead only where the interval leaves none of it to the days', () => {
    expect(overDaysVerdict(overDays)).toBe(
      'On other days like these it is cheaper than 1 of 3 plain habits, cannot be told from 1, is dearer than 1.',
    );
    expect(overDaysSentence(overDays)).toBe(
      'On days like those seen the recommended configuration is cheaper than 1 of 3 plain habits; it cannot be told from cheapest type; it is dearer than r6a',
    );
  });

  it('put the habits in order and say what the interval is about', () => {
    expect(overDaysTitle(overDays)).toBe(
      'Against plain habits on other days (20 days seen, 10 replications; 95 % for 8 days)',
    );
    const lines = overDaysLines(overDays).join('\n');
    expect(lines).toMatch(
      /r6a .*-20\.0 % .*cheaper\n.*cheapest type .*\+3\.0 % .*-10\.0 % to \+18\.0 % .*cannot tell\n.*m6a/,
    );
  });
});
