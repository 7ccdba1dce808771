import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/load.ts';

const { Function: makeFunction } = globalThis;

afterEach(() => {
  globalThis.Function = makeFunction;
});

it('a scenario is read without a parser compiled for it, which costs more than reading one', () => {
  const compiled: string[] = [];
  globalThis.Function = new Proxy(makeFunction, {
    construct(target, texts: string[]) {
      compiled.push(texts.join('\n'));
      return new target(...texts);
    },
  });
  expect(parseScenario(readFileSync('scenarios/quickstart.yaml', 'utf8'), 'quickstart.yaml').ok).toBe(true);
  expect(compiled).toEqual([]);
});
