/** Writes judged thresholds for people: a tick or a cross each, with what was seen, and how many hold. */
import type { ThresholdResult } from '../scenario/thresholds.ts';
import { wrap } from './layout.ts';

/** Ends with a newline; empty when there are no thresholds. */
export function renderThresholds(results: readonly ThresholdResult[]): string {
  if (results.length === 0) return '';
  const kept = results.filter((result) => result.ok).length;
  const lines = [
    `Thresholds: ${kept} of ${results.length} hold`,
    ...results.flatMap(({ ok, text }) => wrap(text, ok ? '  ✓ ' : '  ✗ ', '    ')),
  ];
  return `${lines.join('\n')}\n`;
}
