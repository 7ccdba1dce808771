/** When a run ends in which jobs are left that do not run, and what is billed until then. */
import { describe, expect, it } from 'vitest';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { type MarketScript, scriptedMarket } from '../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Spot costs half: $2 an hour. */
const SMALL = labType('small.4', 4, 1000, 4);
/** Dearer, so minvCpus are none of these; the only type for 3,000 MiB. */
const LARGE = labType('large.4', 4, 4000, 8);
const KEPT = { type: 'SPOT' as const, instanceTypes: ['small.4', 'large.4'], minvCpus: 4, maxvCpus: 4 };
/** One hour that runs, then a job that the one instance below maxvCpus does not hold. */
const JOBS = workloadOf([
  { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
  { submitMs: HOUR_MS / 2, runMs: HOUR_MS, vcpus: 1, memoryMiB: 3000 },
]);

function spotWorld(market: MarketScript) {
  return labWorld([SMALL, LARGE], { spotMarket: scriptedMarket(market), assumptions: ideal({ zones: 1 }) });
}

describe('jobs that idle instances of minvCpus leave no room for', () => {
  it('are not waited for until EC2 takes the instances: what minvCpus keeps is billed to the last thing that happened', () => {
    // Every instance lives 10 days and is bought again: such a run went on for 30 days, and billed $2 x 24 x 30.
    const { outcome, instances } = replay(JOBS, labConfig(KEPT), spotWorld({ lifeMs: () => 10 * DAY_MS }));
    expect(outcome.jobs).toMatchObject({ succeeded: 1, neverRan: 1 });
    expect(outcome.neverRan.examples).toEqual([{ job: 1, reason: 'MAX_VCPUS' }]);
    expect(outcome.neverRan.waitedInVainMs).toBeUndefined();
    expect(instances.map(({ endMs, endedBy }) => [endMs, endedBy])).toEqual([[HOUR_MS, 'end-of-run']]);
    expect(outcome.ledger.totalMicroUsd).toBe(2_000_000);
  });

  it('run when EC2 takes one while others still run', () => {
    // The second environment is busy for 12 days, and the instance of the first is taken after 10.
    const jobs = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
      { submitMs: 0, runMs: 12 * DAY_MS, vcpus: 8 },
      { submitMs: HOUR_MS / 2, runMs: HOUR_MS, vcpus: 1, memoryMiB: 3000 },
    ]);
    const world = labWorld([SMALL, LARGE, labType('other.8', 8, 1000, 8)], {
      spotMarket: scriptedMarket({
        lifeMs: () => 10 * DAY_MS,
        refuses: ({ instanceType }) => instanceType === 'small.4',
      }),
      assumptions: ideal({ zones: 1 }),
    });
    const config = labConfig(KEPT, { instanceTypes: ['other.8'], maxvCpus: 8 });
    expect(replay(jobs, config, world).startMs).toEqual([0, 0, 10 * DAY_MS]);
  });
});

describe('jobs for which EC2 has nothing', () => {
  it('are waited for 30 days after the last thing that happened, and the run says so', () => {
    const refuses = ({ instanceType }: { instanceType: string }) => instanceType === 'large.4';
    const config = labConfig({ ...KEPT, maxvCpus: 8 });
    const { outcome, instances } = replay(JOBS, config, spotWorld({ refuses }));
    expect(outcome.neverRan.waitedInVainMs).toBe(30 * DAY_MS);
    // The hour that ran, and the 30 days; capacity may come back at any minute of them.
    expect(instances.map(({ endMs }) => endMs)).toEqual([HOUR_MS + 30 * DAY_MS]);
    // $2 x (1 + 720) h.
    expect(outcome.ledger.totalMicroUsd).toBe(1_442_000_000);
  });
});
