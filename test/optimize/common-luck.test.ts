import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import { replicationSeed } from '../../src/models/random.ts';
import { standardDeviationOf } from '../../src/study/statistics.ts';
import { labConfig, labType, workloadOf } from '../support/lab.ts';
import { labRequest } from './search-lab.ts';

const REPLICATIONS = 40;

/** Jobs of half an hour to six hours on Spot pools that come and go. */
const workload = workloadOf(
  Array.from({ length: 150 }, (_, job) => ({
    id: job,
    submitMs: ((job * 7919) % 720) * 60_000,
    runMs: (30 + ((job * 53) % 330)) * 60_000,
    vcpus: 2,
    memoryMiB: 2048,
    attempts: 5,
  })),
);
const current = labConfig({ type: 'SPOT', instanceTypes: ['one', 'two'], maxvCpus: 200 });
const other = labConfig({ type: 'SPOT', instanceTypes: ['one', 'two'], maxvCpus: 120 });
const request = labRequest([labType('one.large', 2, 4096, 2), labType('two.xlarge', 4, 8192, 4.1)], {
  workload,
  current,
  assumptions: presetAssumptions('typical'),
});

async function costs(config: typeof current, seedOf: (replication: number) => number): Promise<readonly number[]> {
  const found: number[] = [];
  const tasks = Array.from({ length: REPLICATIONS }, (_, replication) => ({
    candidateIndex: 0,
    candidate: config,
    replication,
    seed: seedOf(replication),
  }));
  await request.executorFor(workload).run(
    tasks,
    ({ outcome }) => found.push(outcome.ledger.totalMicroUsd / 1_000_000),
    () => false,
  );
  return found;
}

function spreadOfDifference(left: readonly number[], right: readonly number[]): number {
  return standardDeviationOf(left.map((cost, pair) => cost - right[pair])) ?? Number.NaN;
}

describe('common random numbers', () => {
  it('make the difference of two candidates far less noisy than independent luck', async () => {
    const shared = (replication: number) => replicationSeed(1, replication);
    const independent = (replication: number) => replicationSeed(2, replication);
    const before = await costs(current, shared);
    const paired = spreadOfDifference(before, await costs(other, shared));
    const unpaired = spreadOfDifference(before, await costs(other, independent));
    console.log(`standard deviation of the cost difference: $${paired.toFixed(2)} paired, $${unpaired.toFixed(2)} not`);
    // Halving the standard deviation is worth four times the replications.
    expect(paired).toBeLessThan(unpaired / 2);
  });
});
