/** Keeps the address and the controls' settings in step, so that a link shows the same figures. */
import { effect } from '@preact/signals';
import { editScenario, settingsOf } from './actions.ts';
import { formatHash, type HashState, parseHash } from './hash-state.ts';
import { type FieldPath, withField } from './scenario-fields.ts';
import { isTyped, QUICKSTART, scenarioFile, scenarioText, traceFile } from './state.ts';

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
    editScenario(isSample() ? sampleUnder(given) : withHash(scenarioText.value, ofAnyScenario({ ...usual, ...given })));
  });
}

/** Also with changes. Of anything else a link or a reload would show the sample, under settings that are not its own. */
function isSample(): boolean {
  return scenarioFile.value === QUICKSTART.fileName && traceFile.value === undefined;
}

/** What is not in the address is as in the sample; what somebody typed into it stays. */
function sampleUnder(given: HashState): string {
  const usual = settingsOf(QUICKSTART.text);
  return isTyped.value ? withHash(scenarioText.value, { ...usual, ...given }) : withHash(QUICKSTART.text, given);
}

/** Compute environments of another scenario are none of a link's business. */
function ofAnyScenario({ region, seed, preset, replications }: HashState): HashState {
  return { region, seed, preset, replications };
}

/** Nothing is written that says so already. */
function withHash(text: string, state: HashState): string {
  const now = settingsOf(text);
  return PLACES.reduce((changed, [key, path]) => {
    const value = state[key];
    if (value === undefined || value === now?.[key]) return changed;
    return withField(changed, path, key === 'types' ? String(value).split(',') : value);
  }, text);
}

const RESOURCES = ['batch', 'computeEnvironments', 0, 'computeResources'] as const;

const PLACES: readonly (readonly [keyof HashState, FieldPath])[] = [
  ['region', ['region']],
  ['seed', ['seed']],
  ['replications', ['replications']],
  ['preset', ['assumptions', 'preset']],
  ['idle', ['assumptions', 'idleTimeoutSeconds']],
  ['attempts', ['batch', 'defaultRetryStrategy', 'attempts']],
  ['type', [...RESOURCES, 'type']],
  ['types', [...RESOURCES, 'instanceTypes']],
  ['max', [...RESOURCES, 'maxvCpus']],
];
