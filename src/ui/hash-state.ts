/** What the address remembers: the settings of the controls, which make a result shareable. Never the trace, never the scenario's text. */
import { isTypeName, isTypeOfMarket } from './scenario-fields.ts';

export interface HashState {
  readonly region?: string | undefined;
  readonly seed?: number | undefined;
  readonly preset?: string | undefined;
  readonly replications?: number | undefined;
  readonly idle?: number | undefined;
  readonly attempts?: number | undefined;
  /** Of the sample's one compute environment: its type, instance types with commas between them, maxvCpus. */
  readonly type?: string | undefined;
  readonly types?: string | undefined;
  readonly max?: number | undefined;
}

/** Ignores what it does not know or cannot read: an old link must never break the page. */
export function parseHash(hash: string): HashState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const texts = {
    region: textOf(parameters, 'region', (region) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)),
    preset: textOf(parameters, 'preset', (preset) => ['ideal', 'typical', 'stress'].includes(preset)),
    type: textOf(parameters, 'type', isTypeOfMarket),
    types: textOf(parameters, 'types', (types) => types.split(',').every(isTypeName)),
  };
  const numbers = {
    seed: wholeNumber(parameters.get('seed'), 0, 4_294_967_295),
    replications: wholeNumber(parameters.get('replications'), 1, 100_000),
    idle: wholeNumber(parameters.get('idle'), 0, 86_400),
    attempts: wholeNumber(parameters.get('attempts'), 1, 10),
    max: wholeNumber(parameters.get('max'), 0, 2_147_483_647),
  };
  return Object.fromEntries(Object.entries({ ...texts, ...numbers }).filter(([, value]) => value !== undefined));
}

/** Only what differs from `usual`, so that the plain address stays plain. Empty when nothing does. */
export function formatHash(state: HashState, usual: HashState): string {
  const parameters = KEYS.flatMap((key) => {
    const value = state[key];
    // A comma may stand in an address as it is, and reads better so.
    return value === undefined || value === usual[key]
      ? []
      : `${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`;
  });
  return parameters.length === 0 ? '' : `#${parameters.join('&')}`;
}

const KEYS = ['region', 'seed', 'preset', 'replications', 'idle', 'attempts', 'type', 'types', 'max'] as const;

function textOf(parameters: URLSearchParams, key: string, isKnown: (text: string) => boolean): string | undefined {
  const text = parameters.get(key);
  return text !== null && isKnown(text) ? text : undefined;
}

function wholeNumber(text: string | null, minimum: number, maximum: number): number | undefined {
  if (text === null || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= minimum && value <= maximum ? value : undefined;
}
