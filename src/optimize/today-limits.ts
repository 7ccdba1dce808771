/**
 * Limits nobody wrote, "no more lost jobs or deadlines than today": whether a configuration that breaks one really loses more, or whether few
 * runs that lost a job decide it.
 */
import type { Threshold } from '../scenario/threshold-parser.ts';
import { evaluateThreshold, measuredValue } from '../scenario/thresholds.ts';
import { meanInterval } from '../study/statistics.ts';
import type { Entrant } from './race.ts';

export interface Limit extends Threshold {
  /** True when the limit is the current configuration's own mean. */
  readonly isFromToday?: boolean;
}

/** What breaking one of these limits means, by its text: goes on after "may" and before "than today". */
export function lossOf(limit: string): string {
  return limit.startsWith('missedDeadlines') ? 'miss more deadlines' : 'lose more jobs';
}

/** Both under the same luck, so that the difference of each pair counts; one-sided at 95 %. */
export function isWithinChanceOfToday(limit: Limit, entrant: Entrant, current: Entrant): boolean {
  if (limit.isFromToday !== true) return false;
  const today = new Map(current.records.map(({ replication, metrics }) => [replication, metrics]));
  const extra = entrant.records.flatMap(({ replication, metrics }) => {
    const before = today.get(replication);
    const values = [metrics, before].map((one) => one && measuredValue(limit.condition, one));
    const [after, now] = values;
    return after === undefined || now === undefined ? [] : [after - now];
  });
  const lo = meanInterval(extra, 0.9)?.lo;
  return extra.length === entrant.records.length && lo !== undefined && lo <= 0;
}

/** Keeps what the user wrote, and breaks only limits from today, by no more than chance. */
export function keepsWrittenLimits(entrant: Entrant, limits: readonly Limit[], current: Entrant): boolean {
  const metrics = entrant.records.map((record) => record.metrics);
  return limits.every(
    (limit) => evaluateThreshold(limit, metrics).ok || isWithinChanceOfToday(limit, entrant, current),
  );
}
