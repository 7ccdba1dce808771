/**
 * Reads the usual spelling of a date from character codes: yyyy-mm-ddThh:mm:ss, T or a blank, with or without a fraction, with Z,
 * +hh:mm or no zone. Every other spelling, and every date that is none, is left to isoMs.
 */
const ZERO = 48;
const DASH = 45;
const COLON = 58;
const POINT = 46;
const PLUS = 43;
const DAY_MS = 86_400_000;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2999;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

export class QuickDates {
  /** Where the date just read ends. */
  end = 0;
  /** False where it named no zone and was read as UTC. */
  namesZone = true;
  #codes: Uint8Array = new Uint8Array(0);
  #lastDay = Number.NaN;
  #lastDayMs = 0;

  /** Ms since the epoch; NaN when what stands at `start` is not such a date. The cell may go on behind it. */
  read(codes: Uint8Array, start: number, length: number): number {
    this.#codes = codes;
    if (length - start < 19) return Number.NaN;
    const middle = codes[start + 10];
    const hasMarks =
      codes[start + 4] === DASH &&
      codes[start + 7] === DASH &&
      (middle === 84 || middle === 32) &&
      codes[start + 13] === COLON &&
      codes[start + 16] === COLON;
    if (!hasMarks) return Number.NaN;
    const year = 100 * this.#two(start) + this.#two(start + 2);
    const dayMs = this.#dayMs(year, this.#two(start + 5), this.#two(start + 8));
    const hour = this.#two(start + 11);
    const minute = this.#two(start + 14);
    const second = this.#two(start + 17);
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
    this.end = start + 19;
    const fractionMs = this.#fractionMs(length);
    return dayMs + (hour * 60 + minute) * 60_000 + second * 1000 + fractionMs - this.#zoneMs(length);
  }

  /** NaN when there is no such day. The day before is nearly always the same. */
  #dayMs(year: number, month: number, day: number): number {
    const key = (year * 100 + month) * 100 + day;
    if (key === this.#lastDay) return this.#lastDayMs;
    if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const daysInMonth = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1] + (month === 2 && isLeap ? 1 : 0);
    if (day > daysInMonth) return Number.NaN;
    const before = year - 1;
    const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
    const days = (year - FIRST_YEAR) * 365 + leapDays + DAYS_BEFORE_MONTH[month - 1] + day - 1;
    this.#lastDay = key;
    this.#lastDayMs = (month > 2 && isLeap ? days + 1 : days) * DAY_MS;
    return this.#lastDayMs;
  }

  /** Of up to nine digits behind a point, the first three. */
  #fractionMs(length: number): number {
    const codes = this.#codes;
    if (this.end >= length || codes[this.end] !== POINT) return 0;
    const first = this.end + 1;
    let at = first;
    let ms = 0;
    for (; at < length && codes[at] >= ZERO && codes[at] <= ZERO + 9; at++)
      if (at < first + 3) ms = ms * 10 + codes[at] - ZERO;
    this.end = at;
    const digits = at - first;
    if (digits < 1 || digits > 9) return Number.NaN;
    return digits === 1 ? ms * 100 : digits === 2 ? ms * 10 : ms;
  }

  #zoneMs(length: number): number {
    const codes = this.#codes;
    const at = this.end;
    const mark = at < length ? codes[at] : 0;
    this.namesZone = mark === 90 || mark === PLUS || mark === DASH;
    if (mark === 90) this.end = at + 1;
    if (mark !== PLUS && mark !== DASH) return 0;
    if (length - at < 6 || codes[at + 3] !== COLON) return Number.NaN;
    this.end = at + 6;
    const hours = this.#two(at + 1);
    const minutes = this.#two(at + 4);
    if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
    const offset = hours * 60 + minutes;
    return (mark === DASH ? -offset : offset) * 60_000;
  }

  /** NaN when they are not two digits. */
  #two(at: number): number {
    const tens = this.#codes[at] - ZERO;
    const ones = this.#codes[at + 1] - ZERO;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  }
}
