/** What the address remembers: the small settings that make a result shareable. Never the trace, never the scenario's text. */

export interface HashState {
  readonly region?: string;
  readonly seed?: number;
  readonly preset?: string;
  readonly replications?: number;
}

/** Ignores what it does not know or cannot read: an old link must never break the page. */
export function parseHash(hash: string): HashState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const region = parameters.get('region');
  const preset = parameters.get('preset');
  const seed = wholeNumber(parameters.get('seed'), 0, 4_294_967_295);
  const replications = wholeNumber(parameters.get('replications'), 1, 100_000);
  return {
    ...(region !== null && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) && { region }),
    ...(seed !== undefined && { seed }),
    ...(preset !== null && ['ideal', 'typical', 'stress'].includes(preset) && { preset }),
    ...(replications !== undefined && { replications }),
  };
}

/** Only what differs from `usual`, so that the plain address stays plain. Empty when nothing does. */
export function formatHash(state: Required<HashState>, usual: Required<HashState>): string {
  const parameters = new URLSearchParams();
  for (const key of ['region', 'seed', 'preset', 'replications'] as const) {
    if (state[key] !== usual[key]) parameters.set(key, String(state[key]));
  }
  const text = parameters.toString();
  return text === '' ? '' : `#${text}`;
}

function wholeNumber(text: string | null, minimum: number, maximum: number): number | undefined {
  if (text === null || !/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= minimum && value <= maximum ? value : undefined;
}
