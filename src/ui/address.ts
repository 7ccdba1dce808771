/** Keeps the address and the scenario's small settings in step, so that a link shows the same figures. */
import { effect } from '@preact/signals';
import { editScenario, settingsOf } from './actions.ts';
import { formatHash, type HashState, parseHash } from './hash-state.ts';
import { withField } from './scenario-fields.ts';
import { QUICKSTART, scenarioFile, scenarioText, traceFile } from './state.ts';

/** Call once, before the first run. */
export function startAddress(): void {
  const usual = settingsOf(QUICKSTART.text);
  scenarioText.value = withHash(scenarioText.value, parseHash(location.hash));
  const write = () => {
    const settings = settingsOf(scenarioText.value);
    if (settings === undefined || usual === undefined) return;
    const hash = isSample() ? formatHash(settings, usual) : '';
    if (hash !== location.hash)
      history.replaceState(undefined, '', hash === '' ? location.pathname + location.search : hash);
  };
  effect(write);
  addEventListener('hashchange', () => {
    const given = parseHash(location.hash);
    // Another place on the page, such as that of the skip link, is no setting.
    if (location.hash !== '' && Object.keys(given).length === 0) return write();
    editScenario(withHash(scenarioText.value, { ...usual, ...given }));
  });
}

/** Also with changes. Of anything else a link or a reload would show the sample, under settings that are not its own. */
function isSample(): boolean {
  return scenarioFile.value === QUICKSTART.fileName && traceFile.value === undefined;
}

/** Nothing is written that says so already. */
function withHash(text: string, { region, seed, preset, replications }: HashState): string {
  const now = settingsOf(text);
  let changed = text;
  if (region !== undefined && region !== now?.region) changed = withField(changed, ['region'], region);
  if (seed !== undefined && seed !== now?.seed) changed = withField(changed, ['seed'], seed);
  if (replications !== undefined && replications !== now?.replications)
    changed = withField(changed, ['replications'], replications);
  if (preset !== undefined && preset !== now?.preset) changed = withField(changed, ['assumptions', 'preset'], preset);
  return changed;
}
