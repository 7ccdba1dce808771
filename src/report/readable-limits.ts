/**
 * Limits that nobody wrote, for people: `p95(wait) <= 21636s` is `p95(wait) <= 6h 36s` wherever a report names it. Exactly as long, so that
 * what is printed may be given back as a threshold. The JSON keeps the seconds.
 */
import type { Recommendation } from '../optimize/recommendation.ts';
import { allUnits } from '../scenario/format-quantity.ts';

/** As it is where the user gave limits: those are named as they were written. */
export function withReadableLimits(recommendation: Recommendation): Recommendation {
  const { isDefault, subjectTo } = recommendation.objective;
  if (!isDefault) return recommendation;
  const readable = new Map(subjectTo.map((text) => [text, readableLimit(text)]));
  return withTexts(recommendation, (text) =>
    [...readable].reduce((changed, [limit, shown]) => changed.replaceAll(limit, shown), text),
  );
}

/** No limit that `optimize` makes by itself is shorter than a minute. */
function readableLimit(text: string): string {
  return text.replace(/(\d+)s$/, (written, seconds: string) =>
    Number(seconds) < 60 ? written : allUnits(Number(seconds)),
  );
}

/** A copy in which every text is what `change` makes of it. */
function withTexts<Value>(value: Value, change: (text: string) => string): Value;
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withTexts(child, change)]));
}
