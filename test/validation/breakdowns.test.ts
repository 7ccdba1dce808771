/**
 * Servers that break down, as queueing theory has them: each server is a Spot environment of one instance with minvCpus = 1,
 * in a pool that is up and down for exponential times whatever runs there. EC2 takes the instance when its pool goes down and
 * refuses another until it is up again; checkpoints close together and no restore make the lost job resume where it was.
 */

import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { exponential, PURPOSE, uniform } from '../../src/models/random.ts';
import type { SpotMarket } from '../../src/models/spot-market.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { batchEstimate, meanOf, zScore } from '../support/batch-means.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

/** One mean service time: long beside the 60 s after which EC2 is asked again. */
const UNIT_MS = 2_000_000;
const BATCHES = 20;
const BATCH_SIZE = 4_000;

interface Model {
  readonly servers: number;
  readonly arrivalRate: number;
  readonly breakdownRate: number;
  readonly repairRate: number;
}

/** Pools that are up first and then down, up, down, ..., each for an exponential time. */
function breakdowns({ servers, breakdownRate, repairRate }: Model, seed: number, untilMs: number): SpotMarket {
  const turnsOf = Array.from({ length: servers }, (_, server) => {
    const turns: number[] = [];
    for (let atMs = 0, turn = 0; atMs < untilMs; turn++) {
      const rate = turn % 2 === 0 ? breakdownRate : repairRate;
      atMs += 1 + Math.round(exponential(UNIT_MS / rate, uniform(seed, PURPOSE.spotUpSpell, server, turn)));
      turns.push(atMs);
    }
    return turns;
  });
  /** How many turns of the pool lie at or before the time; time only goes forward, so the search goes on where it was. */
  const positions = new Array<number>(servers).fill(0);
  const turnsUntil = (instanceType: string, atMs: number) => {
    const server = Number(instanceType.slice(1, instanceType.indexOf('.')));
    const turns = turnsOf[server] ?? [];
    let position = positions[server] ?? 0;
    while ((turns[position] ?? Number.POSITIVE_INFINITY) <= atMs) position++;
    positions[server] = position;
    return { position, nextMs: turns[position] ?? Number.POSITIVE_INFINITY };
  };
  return {
    model: 'breakdowns',
    canLaunch: ({ instanceType }, atMs) => turnsUntil(instanceType, atMs).position % 2 === 0,
    capacityScore: () => 1,
    reclaimMs: ({ instanceType }, _, runningMs) => turnsUntil(instanceType, runningMs).nextMs,
  };
}

/** Time from submission to success in service times, in order of arrival, the first batch left out as warm-up. */
function turnarounds(model: Model, seed: number): number[] {
  const count = (BATCHES + 1) * BATCH_SIZE;
  const jobs: NewJob[] = [];
  let submitMs = 0;
  for (let job = 0; job < count; job++) {
    submitMs += exponential(UNIT_MS / model.arrivalRate, uniform(seed, PURPOSE.syntheticArrival, 0, job));
    const runMs = exponential(UNIT_MS, uniform(seed, PURPOSE.syntheticRuntime, 0, job));
    jobs.push({ submitMs, runMs, vcpus: 1, memoryMiB: 1, attempts: 100_000 });
  }
  const plain = workloadOf(jobs);
  const checkpoint = { intervalMs: 1000, costMs: 0, restoreMs: 0 };
  const workload = { ...plain, classes: plain.classes.map((jobClass) => ({ ...jobClass, checkpoint })) };
  const names = Array.from({ length: model.servers }, (_, server) => `s${server}.x`);
  const config = labConfig(
    ...names.map((name) => ({ type: 'SPOT' as const, instanceTypes: [name], minvCpus: 1, maxvCpus: 1 })),
  );
  const ended = new Array<number>(count).fill(Number.NaN);
  const base = labWorld(names.map((name) => labType(name, 1, 1)));
  const world = {
    ...base,
    assumptions: { ...base.assumptions, zones: 1 },
    spotMarket: breakdowns(model, seed, submitMs + 1000 * UNIT_MS),
  };
  simulate(workload, config, world, {
    assertInvariants: INVARIANTS,
    onAttempt: ({ job, submitMs: submitted, endMs, status }) => {
      if (status === 'SUCCEEDED') ended[job] = (endMs - submitted) / UNIT_MS;
    },
  });
  return ended.slice(BATCH_SIZE);
}

/** Little: jobs in the system = arrival rate x mean time there. */
function expectJobsInSystem(model: Model, golden: number): void {
  const estimate = batchEstimate(turnarounds(model, 21), BATCHES, (batch) => model.arrivalRate * meanOf(batch));
  const seen = `L = ${estimate.mean} +- ${estimate.standardError}, expected ${golden}`;
  expect(Math.abs(zScore(estimate, golden)), seen).toBeLessThan(3.5);
  expect(estimate.standardError / golden, seen).toBeLessThan(0.05);
}

describe('M/M/1 with breakdowns has as many jobs in the system as the closed form says', { timeout: 120_000 }, () => {
  // L = lambda ((a + b)^2 + a mu) / ((a + b) (mu b - lambda (a + b))), a = breakdown rate, b = repair rate, mu = 1.
  it.each([
    // .5 (.36 + .1) / (.6 (.5 - .3)) = .23 / .12
    { arrivalRate: 0.5, breakdownRate: 0.1, repairRate: 0.5, jobsInSystem: 1.916667 },
    // .3 (1 + .5) / (1 (.5 - .3)) = .45 / .2
    { arrivalRate: 0.3, breakdownRate: 0.5, repairRate: 0.5, jobsInSystem: 2.25 },
  ])('$jobsInSystem at lambda $arrivalRate, alpha $breakdownRate, beta $repairRate', (row) => {
    expectJobsInSystem({ servers: 1, ...row }, row.jobsInSystem);
  });
});

describe('M/M/c with independent server breakdowns has as many as its Markov chain', { timeout: 240_000 }, () => {
  // The chain (servers up, jobs in system) solved numerically; stable while lambda < c b / (a + b).
  it.each([
    { servers: 2, arrivalRate: 1, breakdownRate: 0.1, jobsInSystem: 2.108516 },
    { servers: 5, arrivalRate: 3, breakdownRate: 0.05, jobsInSystem: 3.84709 },
    { servers: 10, arrivalRate: 7, breakdownRate: 0.05, jobsInSystem: 8.530048 },
  ])('$jobsInSystem with $servers servers at lambda $arrivalRate, alpha $breakdownRate, beta .5', (row) => {
    expectJobsInSystem({ ...row, repairRate: 0.5 }, row.jobsInSystem);
  });
});
