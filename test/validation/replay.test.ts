/**
 * A replayed series through the whole engine: one job that saves its progress every second without cost, on one instance, works
 * exactly while the series is up. So instance-hours equal the series' own sum, and the job ends on the tick that sum says.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AvailabilitySeries, parseAvailabilitySeries } from '../../src/models/spot/availability-series.ts';
import { createReplayMarket } from '../../src/models/spot/replay.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const FOLDER = '../shared/data/spot/availability-preemption';
const MOST_ATTEMPTS = 250;

/** The engine asks again every minute after a refusal, so ticks of whole minutes are met exactly. */
function replayed(series: AvailabilitySeries) {
  const ticks = firstTicks(series);
  const upTicks = ticks.filter((count) => count > 0).length;
  const workload = workloadOf([{ submitMs: 0, runMs: upTicks * series.gapMs, vcpus: 1, attempts: MOST_ATTEMPTS }]);
  const checkpoint = { intervalMs: 1000, costMs: 0, restoreMs: 0 };
  const { outcome, instances } = replay(
    { ...workload, classes: workload.classes.map((jobClass) => ({ ...jobClass, checkpoint })) },
    labConfig({ type: 'SPOT', instanceTypes: ['lab.1'], maxvCpus: 1 }),
    labWorld([labType('lab.1', 1, 100)], {
      assumptions: ideal({ zones: 1, spotFirstHourFree: 0 }),
      spotMarket: createReplayMarket({ series: new Map([['lab.1', series]]), afterEnd: 'stay' }, 1),
    }),
  );
  const instanceMs = instances.reduce((sum, { runningMs, endMs }) => sum + endMs - runningMs, 0);
  return {
    instanceMs,
    upMs: upTicks * series.gapMs,
    makespanMs: outcome.makespanMs,
    lastMs: ticks.length * series.gapMs,
  };
}

/** From the first tick that is up to the last one, at most 200 up spells: a job has so many attempts. */
function firstTicks({ counts }: AvailabilitySeries): readonly number[] {
  let spells = 0;
  let end = 0;
  for (let tick = 0; tick < counts.length; tick++) {
    if ((counts[tick] ?? 0) === 0) continue;
    if (tick === 0 || (counts[tick - 1] ?? 0) === 0) spells++;
    if (spells > 200) break;
    end = tick + 1;
  }
  return counts.slice(0, end);
}

describe('replay of a series', { timeout: 60_000 }, () => {
  it('gives exactly its own instance-hours, whatever the series', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(60_000, 600_000),
        (counts, gapMs) => {
          fc.pre(counts.some((count) => count > 0));
          const { instanceMs, upMs, makespanMs, lastMs } = replayed({ gapMs, counts });
          expect([instanceMs, makespanMs]).toEqual([upMs, lastMs]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.skipIf(!existsSync(FOLDER))('gives the public single-node series theirs (skipped without them)', () => {
    for (const file of readdirSync(FOLDER).filter((name) => name.includes('1-node') && name.endsWith('.gz'))) {
      const parsed = parseAvailabilitySeries(gunzipSync(readFileSync(join(FOLDER, file))).toString('utf8'));
      if (!parsed.ok || parsed.value.gapMs % 60_000 !== 0) continue;
      const { instanceMs, upMs, makespanMs, lastMs } = replayed(parsed.value);
      expect([file, instanceMs, makespanMs]).toEqual([file, upMs, lastMs]);
    }
  });
});
