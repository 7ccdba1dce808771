/** Reads numbers, durations and sizes the way people and schedulers write them; undefined when the text is none. */

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A finite decimal number; "NaN", "Infinity", "0x10", "1,5" and "" are none. */
export function decimalNumber(text: string): number | undefined {
  if (isShortWhole(text)) return Number(text);
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Most cells are digits only; seeing that is several times faster than the pattern. */
function isShortWhole(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return text.length > 0 && text.length <= 15;
}

/** Exact, so that dividing a whole number by one rounds once. */
export const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/**
 * The number spelled by the characters from `start` to before `end` if they are digits with at most one point between them, 15
 * digits at most; NaN for anything else. Equal to Number's: whole number and power of ten are exact, so one division rounds once.
 */
export function plainNumberBetween(text: string, start: number, end: number): number {
  if (end <= start || end - start > 16) return Number.NaN;
  let value = 0;
  let point = -1;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === -2 && point < 0 && at > start && at < end - 1) point = at;
    else return Number.NaN;
  }
  if (point < 0) return end - start > 15 ? Number.NaN : value;
  return value / POWERS_OF_TEN[end - 1 - point];
}

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*)+$/;

/** Nextflow durations: "5m 18s", "366ms", "1d 2h"; a bare number is ms (`trace.raw`). Not negative. */
export function durationMs(text: string): number | undefined {
  const bare = decimalNumber(text);
  if (bare !== undefined) return bare;
  if (!DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g)) {
    total += Number(amount) * MS_PER_UNIT[unit];
  }
  return total;
}

/** "h:mm:ss" with optional days ("2-03:04:05" or "2 days, 3:04:05") and fraction, in ms. */
export function clockMs(text: string): number | undefined {
  const match = /^(?:(\d+)(?:-|\s+days?,?\s+))?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  const [, days = '0', hours, minutes, seconds] = match;
  return Number(days) * 86_400_000 + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000;
}

const MIB_PER_UNIT: Readonly<Record<string, number>> = {
  B: 1 / (1024 * 1024),
  KB: 1 / 1024,
  MB: 1,
  GB: 1024,
  TB: 1024 * 1024,
  PB: 1024 * 1024 * 1024,
};

/** Nextflow sizes: "201.2 MB", "4 GB" (powers of 1024); a bare number is bytes (`trace.raw`). */
export function sizeMiB(text: string): number | undefined {
  const bare = decimalNumber(text);
  if (bare !== undefined) return bare * MIB_PER_UNIT.B;
  const match = /^(\d+(?:\.\d+)?)\s*([KMGTP]?)i?B$/i.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * MIB_PER_UNIT[`${match[2].toUpperCase()}B`];
}
