/** Writes a threshold's numbers for people: `$118.20`, `12m 5s`, `97.5%`, `3`. */
import { decimalsApart, leastStep, writtenUsd } from '../models/written-number.ts';

export type Unit = 'usd' | 'seconds' | 'share' | 'count';

export function formatQuantity(value: number, unit: Unit, decimals = 2): string {
  switch (unit) {
    case 'usd':
      return writtenUsd(value, decimals).replaceAll(',', '');
    case 'seconds':
      return formatDuration(value, decimals);
    case 'share':
      return `${plain(value * 100, decimals)}%`;
    case 'count':
      return plain(value, decimals);
  }
}

/** Decimals that show on which side of a limit a value lies, and by how much; two where they are enough. */
export function judgedDecimals(value: number, limit: number, unit: Unit): number {
  const scale = unit === 'share' ? 100 : 1;
  const apart = decimalsApart(value * scale, limit * scale, 2);
  const fromAll = unit === 'share' ? decimalsApart(value * scale, scale, 2) : 2;
  return Math.max(apart, fromAll, decimalsApart((value - limit) * scale, 0, 2));
}

/** What was measured, beside its limit: as many units as it takes for the two to look different where they are. */
export function formatJudged(value: number, limit: number, unit: Unit): string {
  const decimals = judgedDecimals(value, limit, unit);
  const text = formatQuantity(value, unit, decimals);
  const looksLikeLimit = unit === 'seconds' && value !== limit && text === formatDuration(limit, decimals);
  return looksLikeLimit ? allUnits(value, decimals) : text;
}

/** The two largest units, rounded, so 90061 s is `1d 1h` and 7199 s `2h`, as in all tables. Below a minute decimals. */
function formatDuration(seconds: number, decimals: number): string {
  if (seconds < 0) return `-${formatDuration(-seconds, decimals)}`;
  if (seconds < 60) return `${plain(seconds, decimals)}s`;
  const toMinute = Math.round(seconds / 60) * 60;
  const step = toMinute >= 86_400 ? 3600 : Math.round(seconds) >= 3600 ? 60 : 1;
  return joined(unitsOf(Math.round(seconds / step) * step));
}

/** Of at least a minute, as `parseDurationSeconds` reads it back: 21636 s is `6h 36s`. */
export function allUnits(seconds: number, decimals = 2): string {
  const rest = seconds % 60;
  const whole = joined(unitsOf(seconds - rest));
  return rest === 0 ? whole : `${whole} ${plain(rest, decimals)}s`;
}

type Part = readonly [amount: number, unit: string];

function unitsOf(whole: number): readonly Part[] {
  return [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
}

function joined(parts: readonly Part[]): string {
  return parts.flatMap(([amount, unit]) => (amount > 0 ? [`${amount}${unit}`] : [])).join(' ');
}

/** Without zeros at the end; what rounding leaves nothing of is less than the last decimal. */
function plain(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  if (rounded !== 0 || value === 0) return String(rounded);
  return `${value < 0 ? '-' : ''}<${leastStep(decimals)}`;
}
