/** How much more often pools fall at a given time of day. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface DailyRhythm {
  /** Half the swing of the rate around its daily mean, 0 to below 1. Public traces support 0.3. */
  readonly amplitude: number;
  /** Hour of the local day with the most reclaims; an assumption (early afternoon), no source states it. */
  readonly peakHour: number;
  /** Local hour of the day at time 0 of the run. */
  readonly originHour: number;
}

/** The same all day. */
export const STEADY: DailyRhythm = { amplitude: 0, peakHour: 0, originHour: 0 };

/** Factor on the up-to-down rate at `atMs`: 1 + amplitude x cos(2 pi (hour - peakHour) / 24), mean 1 over a day. */
export function dailyFactor(rhythm: DailyRhythm, atMs: number): number {
  if (rhythm.amplitude === 0) return 1;
  const days = (atMs + (rhythm.originHour - rhythm.peakHour) * HOUR_MS) / DAY_MS;
  return 1 + rhythm.amplitude * cosineOfTurns(days);
}

/**
 * cos(2 pi turns) within 0.002, from + - * / alone so that every engine gives the same bytes: Bhaskara's
 * (pi^2 - 4 x^2) / (pi^2 + x^2) on the quarter turns around the peak, mirrored around the trough.
 */
export function cosineOfTurns(turns: number): number {
  const distance = Math.abs(turns - Math.round(turns));
  return distance <= 0.25 ? quarterTurn(distance) : -quarterTurn(0.5 - distance);
}

function quarterTurn(turns: number): number {
  const square = turns * turns;
  return (1 - 16 * square) / (1 + 4 * square);
}
