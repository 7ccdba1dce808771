/** Reads moments in time from text: ISO 8601 dates with or without zone, epoch seconds and epoch milliseconds. */

/** Numbers from here on are epoch seconds (1973), from 1000 times more on epoch ms; smaller ones are no date. */
const SMALLEST_EPOCH_SECONDS = 1e8;
const SMALLEST_EPOCH_MS = 1e11;
const LARGEST_EPOCH_MS = 1e14;

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Ms since the epoch of an ISO date (UTC when it names no zone), or undefined when it is not one. */
export function isoMs(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match;
  const monthIndex = Number(month) - 1;
  const ms = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  const isReal = new Date(Date.UTC(Number(year), monthIndex, Number(day))).getUTCMonth() === monthIndex;
  if (!isReal || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offsetMs = zoneMs(zone);
  if (offsetMs === undefined) return undefined;
  return ms + Math.floor(Number(fraction.padEnd(3, '0').slice(0, 3))) - offsetMs;
}

/** Said of times where `namesZone` is false. */
export const UTC_NOTE = 'times name no time zone; they are read as UTC';

export function namesZone(text: string): boolean {
  return /(?:Z|z|[+-]\d{2}(?::?\d{2})?)$/.test(text) && text.length > 'yyyy-mm-dd'.length;
}

/** Ms since the epoch of a plain number that can only be epoch seconds or epoch ms, else undefined. */
export function epochNumberMs(value: number): number | undefined {
  if (value >= SMALLEST_EPOCH_MS && value < LARGEST_EPOCH_MS) return value;
  if (value >= SMALLEST_EPOCH_SECONDS && value < SMALLEST_EPOCH_MS) return value * 1000;
  return undefined;
}

/** Undefined for what is no offset of a day's time (RFC 3339: up to 23:59). */
function zoneMs(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  return hours > 23 || minutes > 59 ? undefined : sign * (hours * 60 + minutes) * 60_000;
}
