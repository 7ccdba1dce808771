/** The page's head: what this is, and the theme button. */
import { cycleTheme, theme } from '../theme.ts';

const THEME_LABELS = { system: 'as the system', light: 'light', dark: 'dark' } as const;

export function Masthead() {
  return (
    <header class="masthead">
      <div class="masthead-title">
        <h1>Batchwright</h1>
        <p>What would this AWS Batch workload cost on other machines?</p>
      </div>
      <button type="button" class="quiet" onClick={cycleTheme}>
        Theme: {THEME_LABELS[theme.value]}
      </button>
    </header>
  );
}
