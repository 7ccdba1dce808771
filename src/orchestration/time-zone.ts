/** The clock of a time zone: at which instant it shows a time, from the offsets that Intl knows. */

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** No clock is put forward and back again within a week; those that change for a month of fasting do so for longer. */
const WEEK_MS = 7 * DAY_MS;

export interface ZoneClock {
  /**
   * When the clock shows this time first, ms since the Unix epoch; undefined when it never does, because it is put forward past it.
   * EventBridge Scheduler: a time that does not exist is skipped, one that comes twice counts once.
   */
  readonly instantOf: (localMs: number) => number | undefined;
}

export const UTC_CLOCK: ZoneClock = { instantOf: (localMs) => localMs };

/** Names as in the IANA database; offsets such as +01:00, which some engines take, are no names. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** For times between the two instants. Throws RangeError on a name that is no time zone. */
export function zoneClock(timeZone: string, fromMs: number, toMs: number): ZoneClock {
  const spells = spellsOf(timeZone, fromMs - 2 * DAY_MS, toMs + 2 * DAY_MS);
  return {
    instantOf: (localMs) => {
      for (const { startMs, endMs, offsetMs } of spells) {
        const instant = localMs - offsetMs;
        if (instant >= startMs && instant < endMs) return instant;
      }
      return undefined;
    },
  };
}

/** A time during which the offset from UTC stays what it is. */
interface Spell {
  readonly startMs: number;
  readonly endMs: number;
  readonly offsetMs: number;
}

/** One question a week to Intl, and some twenty for each change, whatever the number of times that are asked for. */
function spellsOf(timeZone: string, fromMs: number, toMs: number): readonly Spell[] {
  const format = formatOf(timeZone);
  const spells: Spell[] = [];
  let startMs = fromMs;
  let offsetMs = offsetAt(format, fromMs);
  for (let weekMs = fromMs; weekMs < toMs; weekMs += WEEK_MS) {
    const next = offsetAt(format, weekMs + WEEK_MS);
    if (next === offsetMs) continue;
    const endMs = changeWithin(format, weekMs, offsetMs);
    spells.push({ startMs, endMs, offsetMs });
    startMs = endMs;
    offsetMs = next;
  }
  return [...spells, { startMs, endMs: Number.POSITIVE_INFINITY, offsetMs }];
}

/** First second of the week from `weekMs` on at which the offset is no longer what it was. */
function changeWithin(format: Intl.DateTimeFormat, weekMs: number, offsetMs: number): number {
  let before = weekMs;
  let after = weekMs + WEEK_MS;
  while (after - before > SECOND_MS) {
    const middle = before + Math.floor((after - before) / (2 * SECOND_MS)) * SECOND_MS;
    if (offsetAt(format, middle) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function offsetAt(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(instantMs / SECOND_MS) * SECOND_MS;
}
