/** What minvCpus keeps: bought again when it goes, asked for again when EC2 refuses. */
import { describe, expect, it } from 'vitest';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const KEPT = { type: 'SPOT' as const, instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 8 };

/** Time counts from the first submission. */
const FIRST = { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 };

/** The first instance is taken after 10 minutes; then EC2 has none until the given time. */
function world(backAtMs: number, askedMs: number[] = []) {
  const spotMarket = scriptedMarket({
    lifeMs: (_, ordinal) => (ordinal === 0 ? 10 * MINUTE_MS : Number.POSITIVE_INFINITY),
    refuses: (_, atMs) => {
      askedMs.push(atMs);
      return atMs < backAtMs;
    },
  });
  return labWorld([LAB_4], { spotMarket, assumptions: ideal({ zones: 1 }) });
}

describe('minvCpus that EC2 refuses', () => {
  it('are asked for again after 1, 2, 4 and 8 minutes and then every 10, though no job waits', () => {
    const askedMs: number[] = [];
    const jobs = workloadOf([FIRST, { submitMs: 2 * HOUR_MS, runMs: MINUTE_MS, vcpus: 4 }]);
    const { instances, startMs } = replay(jobs, labConfig(KEPT), world(50 * MINUTE_MS, askedMs));
    // 10 min + 0, 1, 3, 7, 15, 25, 35, 45: at 55 minutes there is one again, long before the job comes.
    expect(askedMs).toEqual([10, 11, 13, 17, 25, 35, 45, 55].map((minute) => minute * MINUTE_MS));
    expect(instances.map(({ launchMs }) => launchMs / MINUTE_MS)).toEqual([0, 55]);
    expect(startMs).toEqual([0, 2 * HOUR_MS]);
  });

  it('do not keep a waiting job from asking for itself every minute', () => {
    const jobs = workloadOf([FIRST, { submitMs: 12 * MINUTE_MS, runMs: MINUTE_MS, vcpus: 4 }]);
    const { startMs } = replay(jobs, labConfig(KEPT), world(20 * MINUTE_MS));
    // Asked at 12, 13, ... for the job; the minimum alone would have come at 25.
    expect(startMs).toEqual([0, 20 * MINUTE_MS]);
  });

  it('are bought again in a DISABLED environment too, and not in an INVALID one until it is mended', () => {
    const jobs = workloadOf([FIRST, { submitMs: HOUR_MS, runMs: HOUR_MS, vcpus: 4 }]);
    const config = labConfig(KEPT, { instanceTypes: ['lab.4'] });
    const [kept, other] = config.computeEnvironments;
    if (kept === undefined || other === undefined) throw new Error('two environments');
    const disabled = { ...config, computeEnvironments: [{ ...kept, state: 'DISABLED' as const }, other] };
    const launchesIn = (minutes: readonly { environment: number; launchMs: number }[]) =>
      minutes.flatMap(({ environment, launchMs }) => (environment === 0 ? [launchMs / MINUTE_MS] : []));
    expect(launchesIn(replay(jobs, disabled, world(0)).instances)).toEqual([0, 10]);
    const base = world(0);
    const invalidEnvironments = [{ computeEnvironment: 'ce0', fromSeconds: 300, untilSeconds: 1800 }];
    const invalid = { ...base, assumptions: { ...base.assumptions, invalidEnvironments } };
    expect(launchesIn(replay(jobs, config, invalid).instances)).toEqual([0, 30]);
  });
});
