/** Keeps the address and the scenario's small settings in step, so that a link shows the same figures. */
import { effect } from '@preact/signals';
import { settingsOf } from './actions.ts';
import { formatHash, parseHash } from './hash-state.ts';
import { withField } from './scenario-fields.ts';
import { QUICKSTART, scenarioText } from './state.ts';

/** Call once, before the first run. */
export function startAddress(): void {
  const usual = settingsOf(QUICKSTART.text);
  scenarioText.value = withHash(scenarioText.value, location.hash);
  effect(() => {
    const settings = settingsOf(scenarioText.value);
    if (settings === undefined || usual === undefined) return;
    const hash = formatHash(settings, usual);
    if (hash !== location.hash)
      history.replaceState(undefined, '', hash === '' ? location.pathname + location.search : hash);
  });
}

function withHash(text: string, hash: string): string {
  const { region, seed, preset, replications } = parseHash(hash);
  let changed = text;
  if (region !== undefined) changed = withField(changed, ['region'], region);
  if (seed !== undefined) changed = withField(changed, ['seed'], seed);
  if (replications !== undefined) changed = withField(changed, ['replications'], replications);
  if (preset !== undefined) changed = withField(changed, ['assumptions', 'preset'], preset);
  return changed;
}
