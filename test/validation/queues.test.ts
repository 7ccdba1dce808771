/**
 * The engine as a queue with closed-form answers: c servers are one lab instance of c vCPUs that is always there, jobs take
 * one vCPU, all delays are zero. Goldens: M/M/c from the Erlang C formula, M/D/1 and M/G/1 from Pollaczek-Khinchine.
 */

import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { exponential, PURPOSE, uniform } from '../../src/models/random.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { batchEstimate, meanOf, quantileOf, zScore } from '../support/batch-means.ts';
import { fixedMachine, labType, labWorld, workloadOf } from '../support/lab.ts';

/** One mean service time: long, so that whole milliseconds do not matter. */
const UNIT_MS = 1_000_000;
const BATCHES = 20;
/** Jobs per batch; heavily loaded large systems forget slowly and need more. */
const BATCH_SIZE = 12_000;
const LONG_BATCH_SIZE = 40_000;

type ServiceLaw = (job: number, seed: number) => number;

const exponentialService: ServiceLaw = (job, seed) => exponential(1, uniform(seed, PURPOSE.syntheticRuntime, 0, job));
const constantService: ServiceLaw = () => 1;
/** Hyper-exponential with mean 1, cv 2 and balanced means: p = (1 + sqrt((cv^2 - 1) / (cv^2 + 1))) / 2 = .887298. */
const hyperService: ServiceLaw = (job, seed) => {
  const p = (1 + Math.sqrt(3 / 5)) / 2;
  const branch = uniform(seed, PURPOSE.syntheticShape, 0, job) < p ? p : 1 - p;
  return exponential(1 / (2 * branch), uniform(seed, PURPOSE.syntheticRuntime, 0, job));
};

/** Waits in service times, in order of arrival, the first batch left out as warm-up. */
function waits(servers: number, load: number, service: ServiceLaw, seed: number, batchSize = BATCH_SIZE): number[] {
  const count = (BATCHES + 1) * batchSize;
  const jobs: NewJob[] = [];
  let submitMs = 0;
  for (let job = 0; job < count; job++) {
    submitMs += exponential(UNIT_MS / (load * servers), uniform(seed, PURPOSE.syntheticArrival, 0, job));
    jobs.push({ submitMs, runMs: UNIT_MS * service(job, seed), vcpus: 1, memoryMiB: 1 });
  }
  const world = labWorld([labType('lab.c', servers, servers)]);
  const waited = new Array<number>(count).fill(Number.NaN);
  simulate(workloadOf(jobs), fixedMachine('lab.c', servers), world, {
    assertInvariants: INVARIANTS,
    onAttempt: ({ job, submitMs: submitted, startMs }) => {
      waited[job] = (startMs - submitted) / UNIT_MS;
    },
  });
  return waited.slice(batchSize);
}

const STATISTICS = {
  'P(wait)': (batch: readonly number[]) => batch.filter((wait) => wait > 0).length / batch.length,
  'mean wait': meanOf,
  'p95 wait': (batch: readonly number[]) => quantileOf(batch, 0.95),
} as const;

type Goldens = Partial<Record<keyof typeof STATISTICS, number>>;

function expectGoldens(waited: readonly number[], goldens: Goldens): void {
  for (const name of Object.keys(goldens) as (keyof typeof STATISTICS)[]) {
    const golden = goldens[name] ?? Number.NaN;
    const estimate = batchEstimate(waited, BATCHES, STATISTICS[name]);
    const seen = `${name}: ${estimate.mean} +- ${estimate.standardError}, expected ${golden}`;
    expect(Math.abs(zScore(estimate, golden)), seen).toBeLessThan(3.5);
    // A test with wide error bars proves nothing: an error of a quarter would show in the worst case, a few % in most.
    expect(estimate.standardError / golden, seen).toBeLessThan(0.075);
  }
}

describe('M/M/c waits as Erlang C says', { timeout: 300_000 }, () => {
  it.each([
    { servers: 1, load: 0.8, probability: 0.8, mean: 4, p95: 13.863 },
    { servers: 2, load: 0.8, probability: 0.711111, mean: 1.777778, p95: 6.637 },
    { servers: 10, load: 0.8, probability: 0.40918, mean: 0.20459, p95: 1.051 },
    { servers: 10, load: 0.9, probability: 0.668732, mean: 0.668732, p95: 2.593 },
    { servers: 50, load: 0.9, probability: 0.363864, mean: 0.072773, p95: 0.397 },
    { servers: 100, load: 0.95, probability: 0.506457, mean: 0.101291, p95: 0.463 },
  ])('with $servers servers at load $load', ({ servers, load, probability, mean, p95 }) => {
    const goldens = { 'P(wait)': probability, 'mean wait': mean, 'p95 wait': p95 };
    const batchSize = load >= 0.9 ? LONG_BATCH_SIZE : BATCH_SIZE;
    expectGoldens(waits(servers, load, exponentialService, 11, batchSize), goldens);
  });
});

describe('M/D/1 waits rho / (2 (1 - rho)) on average', { timeout: 300_000 }, () => {
  it.each([
    { load: 0.5, mean: 0.5 },
    { load: 0.8, mean: 2 },
    { load: 0.9, mean: 4.5 },
  ])('at load $load', ({ load, mean }) => {
    expectGoldens(waits(1, load, constantService, 12), { 'mean wait': mean, 'P(wait)': load });
  });
});

describe('M/G/1 waits as Pollaczek and Khinchine say', { timeout: 300_000 }, () => {
  it('10 service times at load .8 when service has cv 2', () => {
    // rho (1 + cv^2) / (2 (1 - rho)) = .8 x 5 / .4 = 10.
    expectGoldens(waits(1, 0.8, hyperService, 13), { 'mean wait': 10, 'P(wait)': 0.8 });
  });
});
