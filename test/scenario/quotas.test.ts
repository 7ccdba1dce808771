import { describe, expect, it } from 'vitest';
import { worldBuilder } from '../../src/scenario/assemble.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { labWorld } from '../support/lab.ts';
import { SMALL_SCENARIO } from '../support/small-scenario.ts';

describe('vCPU quotas of a scenario', () => {
  it('are read as they stand, and unknown where they do not', () => {
    const quotas = 'quotas: { onDemand: { standard: 256, g: 0, fargate: 6 }, spot: { standard: 5 } }';
    const loaded = parseScenario(SMALL_SCENARIO + quotas, 'x.yaml');
    expect(loaded.ok && loaded.value.quotas).toEqual({
      onDemand: { standard: 256, g: 0, fargate: 6 },
      spot: { standard: 5 },
    });
    const without = parseScenario(SMALL_SCENARIO, 'x.yaml');
    expect(without.ok && 'quotas' in without.value).toBe(false);
  });

  it('of an unknown group, or that are no whole numbers from 0 on, are problems with the nearest name', () => {
    const loaded = parseScenario(
      `${SMALL_SCENARIO}quotas: { onDemand: { standrd: 5, p: -1, x: 1.5 }, sopt: {} }`,
      'x.yaml',
    );
    expect(loaded.ok ? [] : loaded.problems.map(({ path, message, hint }) => [path, message, hint])).toEqual([
      ['quotas.onDemand.p', 'must be at least 0, got -1', undefined],
      ['quotas.onDemand.x', 'expected a whole number, got 1.5', undefined],
      ['quotas.onDemand.standrd', 'unknown field "standrd"', 'did you mean standard?'],
      ['quotas.sopt', 'unknown field "sopt"', 'did you mean spot?'],
    ]);
  });

  it('are part of the world, whatever its seed', () => {
    const { catalog, assumptions } = labWorld([]);
    const quotas = { onDemand: { standard: 5 } };
    expect(worldBuilder({ catalog, assumptions, originHour: 0, quotas })(7)).toMatchObject({ quotas, seed: 7 });
  });
});
