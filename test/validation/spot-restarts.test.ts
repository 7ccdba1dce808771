/**
 * The closed forms behind checkpoint advice against the engine under the default Spot model: from scratch the law of lives whose
 * hazard falls with age, with checkpoints Daly's formula at the long-run rate.
 */
import { describe, expect, it } from 'vitest';
import { checkpointedHours, restartHours, restartHoursUnder } from '../../src/models/restarts.ts';
import { createSpotMarket } from '../../src/models/spot/index.ts';
import { expectedHazardPerHour, lifeLaw } from '../../src/models/spot/measured-hazard.ts';
import { poolOf, spotAssumptions } from '../models/spot/support.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const HOUR_MS = 3_600_000;
const SEEDS = 400;
const PLAN = { intervalHours: 0.5, costHours: 1 / 60, restoreHours: 1 / 60 };
const CHECKPOINT = { intervalMs: 1_800_000, costMs: 60_000, restoreMs: 60_000 };

/** Mean instance hours of one job met by a random moment of its pool. */
function engineHours(preset: 'typical' | 'scarce', workHours: number, isCheckpointed: boolean): number {
  const spot = spotAssumptions({ preset });
  let hours = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const market = createSpotMarket({ assumptions: spot, seed, rhythm: { amplitude: 0 } });
    if (!market.ok) throw new Error('no market');
    const plain = workloadOf([{ submitMs: 0, runMs: workHours * HOUR_MS, vcpus: 1, attempts: 250 }]);
    const workload = isCheckpointed
      ? { ...plain, classes: plain.classes.map((jobClass) => ({ ...jobClass, checkpoint: CHECKPOINT })) }
      : plain;
    const { attempts } = replay(
      workload,
      labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }),
      labWorld([labType('lab.1', 1, 100, 1, { spotInterruptionBucket: 2 })], {
        assumptions: ideal({ zones: 1, spot }),
        spotMarket: market.value,
        seed,
      }),
    );
    for (const { startMs, endMs } of attempts) hours += (endMs - startMs) / HOUR_MS / SEEDS;
  }
  return hours;
}

describe('the arithmetic of checkpoint advice under the pools model', { timeout: 120_000 }, () => {
  it.each([
    { preset: 'typical' as const, workHours: 12, within: 0.08 },
    { preset: 'typical' as const, workHours: 24, within: 0.12 },
    { preset: 'scarce' as const, workHours: 4, within: 0.12 },
    { preset: 'scarce' as const, workHours: 12, within: 0.2 },
  ])(
    'from scratch, $workHours h in a $preset market, is within $within of the engine',
    ({ preset, workHours, within }) => {
      const law = lifeLaw(spotAssumptions({ preset }), poolOf('lab.1', 0, 2));
      if (law === undefined) throw new Error('no law');
      const seen = engineHours(preset, workHours, false);
      const said = restartHoursUnder(law, workHours);
      expect(Math.abs(said / seen - 1), `${said} said, ${seen} seen`).toBeLessThan(within);
    },
  );

  it('from scratch without memory would be far off where storms are many', () => {
    const rate = expectedHazardPerHour(spotAssumptions({ preset: 'scarce' }), poolOf('lab.1', 0, 2)) ?? 0;
    expect(restartHours(rate, 12)).toBeGreaterThan(2 * engineHours('scarce', 12, false));
  });

  it.each([{ preset: 'typical' as const }, { preset: 'scarce' as const }])(
    'with checkpoints is close to the engine in a $preset market',
    ({ preset }) => {
      const rate = expectedHazardPerHour(spotAssumptions({ preset }), poolOf('lab.1', 0, 2)) ?? 0;
      expect(Math.abs(checkpointedHours(rate, 12, PLAN) / engineHours(preset, 12, true) - 1)).toBeLessThan(0.03);
    },
  );
});
