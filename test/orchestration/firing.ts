/** When a schedule fires, as text: what the tests of schedules compare. */
import { occurrences } from '../../src/orchestration/occurrences.ts';
import { readSchedule, type WrittenSchedule } from '../../src/orchestration/schedule.ts';
import { parseInstant } from '../../src/orchestration/schedule-expression.ts';

/** From one instant up to before another, as `2026-03-02T01:00Z`. */
export function firing(written: WrittenSchedule | string, from: string, to: string): readonly string[] {
  const read = readSchedule(typeof written === 'string' ? { scheduleExpression: written } : written);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const span = { fromMs: instant(from), toMs: instant(to) };
  return [...occurrences(read.value, span)].map((ms) => new Date(ms).toISOString().replace(/(?::00)?\.000Z$/, 'Z'));
}

/** The first few from an instant on; looks ten years ahead. */
export function nextFiring(written: WrittenSchedule | string, from: string, count: number): readonly string[] {
  const read = readSchedule(typeof written === 'string' ? { scheduleExpression: written } : written);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const fromMs = instant(from);
  const found: string[] = [];
  for (const ms of occurrences(read.value, { fromMs, toMs: fromMs + 3660 * 86_400_000 })) {
    if (found.length === count) break;
    found.push(new Date(ms).toISOString().slice(0, 16));
  }
  return found;
}

export function instant(text: string): number {
  const ms = parseInstant(text);
  if (ms === undefined) throw new Error(`${text} is no instant`);
  return ms;
}
