/** Light, dark or as the system says; remembered in this browser only. */
import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'batchwright-theme';
const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkQuery.matches);

export const theme = signal<Theme>(storedTheme());

export function isDark(): boolean {
  return theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value);
}

/** The order in which the first click always visibly changes something. */
export function nextTheme(current: Theme, systemDark: boolean): Theme {
  if (current === 'system') return systemDark ? 'light' : 'dark';
  if (current === 'dark') return systemDark ? 'system' : 'light';
  return systemDark ? 'dark' : 'system';
}

export function cycleTheme(): void {
  theme.value = nextTheme(theme.value, systemIsDark.value);
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // Storage may be forbidden; the theme then lasts as long as the page.
  }
}

export function startTheme(): void {
  darkQuery.addEventListener('change', (event) => {
    systemIsDark.value = event.matches;
  });
  effect(() => {
    document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  });
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}
