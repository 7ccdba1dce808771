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

/** The two largest units that are not zero, so 90061 s is `1d 1h`. Below a minute one decimal. */
function formatDuration(seconds: number, decimals: number): string {
  if (seconds < 0) return `-${formatDuration(-seconds, decimals)}`;
  if (seconds < 60) return `${plain(seconds, decimals)}s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount}${unit}`).join(' ');
}

/** Without zeros at the end; what rounding leaves nothing of is less than the last decimal. */
function plain(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  if (rounded !== 0 || value === 0) return String(rounded);
  return `${value < 0 ? '-' : ''}<${leastStep(decimals)}`;
}
