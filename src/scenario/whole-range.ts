/** Ranges over fields that take whole numbers only: steps that miss them, and how many steps would not. */
import type { Problem } from '../models/problem.ts';
import { MOST_POINTS, type VariedRange } from './variation.ts';

/** What is wrong with the range where only whole numbers may stand. */
export function brokenRange(path: string, { text, from, to, steps }: VariedRange): readonly Problem[] {
  const areEndsWhole = Number.isInteger(from) && Number.isInteger(to);
  const span = Math.abs(to - from);
  if (areEndsWhole && span % steps === 0) return [];
  const message = `${path} takes whole numbers, and the steps of ${text} are not`;
  const hint = areEndsWhole ? `for example ${from}..${to}/${nearestDivisor(span, steps)}` : 'begin with whole ends';
  return [{ path: '--vary', message, hint }];
}

/** Of two that are as near the larger: more points, not fewer. */
function nearestDivisor(span: number, steps: number): number {
  const counts = Array.from({ length: MOST_POINTS - 1 }, (_, index) => index + 1).filter((count) => span % count === 0);
  return counts.reduce((best, count) => (Math.abs(count - steps) <= Math.abs(best - steps) ? count : best));
}
