import { describe, expect, it } from 'vitest';
import { costResult } from '../../src/study/cost-result.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

/** lab.4: 4 vCPUs, 1,000 MiB, $3.60 an hour = 1,000 micro-dollars a second. */
const LAB_4 = labType('lab.4', 4, 1000, 3.6);

describe('the cost of an instance', () => {
  it('goes to job definitions by dominant share and time, and the rest is shown', () => {
    const { outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: 200_000, vcpus: 1, memoryMiB: 500, jobDefinition: 'align' },
        { submitMs: 0, runMs: 100_000, vcpus: 1, memoryMiB: 100, jobDefinition: 'sort' },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions: ideal({ idleTimeoutSeconds: 100 }) }),
    );
    // One instance for 200 s and 100 s idle: 300,000. Busy = the share of all jobs together: memory .6 for 100 s, then .5 for 100 s
    // = 110,000. Weights: align .5 x 200 = 100, sort .25 x 100 = 25 (its own dominant share is its vCPU): 88,000 and 22,000.
    expect(outcome.ledger).toMatchObject({ totalMicroUsd: 300_000, byKind: { busy: 110_000, idle: 190_000 } });
    expect(outcome.attribution).toEqual({
      byJobDefinition: [
        { jobDefinition: 'align', microUsd: 88_000 },
        { jobDefinition: 'sort', microUsd: 22_000 },
      ],
      unattributedMicroUsd: 190_000,
    });
    expect(costResult([outcome])).toMatchObject({
      byJobDefinition: { align: 0.088, sort: 0.022 },
      unattributed: 0.19,
    });
  });

  it('of attempts lost with their instance belongs to their definition too, and slots start anew', () => {
    const market = scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? 7_200_000 : Number.POSITIVE_INFINITY) });
    const { outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: 10_800_000, vcpus: 4, attempts: 2 },
        { submitMs: 20_000_000, runMs: 3_600_000, vcpus: 4, jobDefinition: 'late' },
      ]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { spotMarket: market }),
    );
    // $1.80 an hour: 2 hours lost, 3 hours again, 1 hour of the late one.
    expect(outcome.attribution).toEqual({
      byJobDefinition: [
        { jobDefinition: '(no job definition)', microUsd: 9_000_000 },
        { jobDefinition: 'late', microUsd: 1_800_000 },
      ],
      unattributedMicroUsd: 0,
    });
  });

  it('of many definitions is told for the first 63, the others together', () => {
    const jobs = Array.from({ length: 100 }, (_, job) => ({
      submitMs: 0,
      runMs: 60_000,
      vcpus: 4,
      jobDefinition: `definition-${job}`,
    }));
    const { outcome } = replay(workloadOf(jobs), labConfig({ instanceTypes: ['lab.4'] }), labWorld([LAB_4]));
    const { byJobDefinition } = outcome.attribution;
    expect(byJobDefinition).toHaveLength(64);
    // 37 others x 60 s x 1,000.
    expect(byJobDefinition[0]).toEqual({ jobDefinition: '(other job definitions)', microUsd: 2_220_000 });
  });

  it('goes to the only job definition to the last micro-dollar of its busy and wasted time', () => {
    // Each on an instance of its own, with weights no division by which is exact; every third instance is lost after its first hour, which is free.
    const jobs = Array.from({ length: 300 }, (_, job) => ({
      submitMs: job,
      runMs: 4_000_003 + 7919 * job,
      vcpus: 3,
      memoryMiB: 777,
      attempts: 5,
    }));
    const spotMarket = scriptedMarket({
      lifeMs: (_, ordinal) => (ordinal % 3 === 0 ? 3_700_001 + 13 * ordinal : Number.POSITIVE_INFINITY),
    });
    const { outcome } = replay(
      workloadOf(jobs),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { spotMarket }),
    );
    const { busy, wasted } = outcome.ledger.byKind;
    expect(wasted).toBeGreaterThan(0);
    expect(outcome.attribution.byJobDefinition).toEqual([
      { jobDefinition: '(no job definition)', microUsd: busy + wasted },
    ]);
  });
});
