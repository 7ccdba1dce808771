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
