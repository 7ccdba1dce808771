/** Writes a threshold's numbers for people: `$118.20`, `12m 5s`, `97.5%`, `3`. */
export type Unit = 'usd' | 'seconds' | 'share' | 'count';

export function formatQuantity(value: number, unit: Unit): string {
  switch (unit) {
    case 'usd':
      return value < 0 ? `-$${(-value).toFixed(2)}` : `$${value.toFixed(2)}`;
    case 'seconds':
      return formatDuration(value);
    case 'share':
      return `${plain(value * 100)}%`;
    case 'count':
      return plain(value);
  }
}

/** The two largest units that are not zero, so 90061 s is `1d 1h`. Below a minute one decimal. */
function formatDuration(seconds: number): string {
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  if (seconds < 60) return `${plain(seconds)}s`;
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

function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}
