import { describe, expect, it } from 'vitest';
import { createSpotMarket } from '../../../src/models/spot/index.ts';
import { recordedMarket } from '../../../src/models/spot/unrecorded.ts';
import { spotAssumptions } from './support.ts';

describe('the Spot model registry', () => {
  it('builds each model by its name', () => {
    for (const model of ['none', 'advisor', 'pools'] as const) {
      const made = createSpotMarket({ assumptions: spotAssumptions({ model }), seed: 1 });
      expect(made.ok && made.value.model).toBe(model);
    }
    const replay = { series: new Map([['m5.large', { gapMs: 1000, counts: [1] }]]) };
    const made = createSpotMarket({ assumptions: spotAssumptions({ model: 'replay' }), seed: 1, replay });
    expect(made.ok && made.value.model).toBe('replay');
  });

  it('says what a recording model is missing', () => {
    for (const model of ['replay', 'price-history'] as const) {
      const made = createSpotMarket({ assumptions: spotAssumptions({ model }), seed: 1 });
      expect(made.ok ? [] : made.problems.map((problem) => problem.path)).toEqual(['assumptions.spot.model']);
    }
  });

  it('says in the page, whatever was read, that it replays no recordings', () => {
    const replay = { series: new Map([['m5.large', { gapMs: 1000, counts: [1] }]]) };
    const made = recordedMarket('replay', { assumptions: spotAssumptions({ model: 'replay' }), seed: 1, replay });
    expect(made.ok ? [] : made.problems).toEqual([
      {
        path: 'assumptions.spot.model',
        message: 'model replay replays recordings, which a page cannot open by itself',
        hint: 'run this scenario from the command line, or choose the model pools',
      },
    ]);
  });
});
