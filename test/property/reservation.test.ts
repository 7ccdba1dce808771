/**
 * What computeReservation lets run, against a count of active shares made from the whole run afterwards: one-vCPU jobs on one-vCPU
 * instances, so that nothing but the reservation holds them up. Jobs wait for others, fail, are cancelled, lose their instance and
 * try again.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import type { JobState } from '../../src/engine/job-states.ts';
import { simulate } from '../../src/engine/simulate.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { exponential, PURPOSE, uniform } from '../../src/models/random.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MACHINES = 8;
const WINDOW_MS = 600_000;
/** Usage, and shares whose window has passed, are read once a second. */
const READING_MS = 1000;

const randomJob = fc.record({
  gapMs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.nat(2000) },
    { weight: 1, arbitrary: fc.nat(900_000) },
  ),
  runMs: fc.oneof(fc.nat(2000), fc.nat(1_500_000)),
  share: fc.constantFrom('a', 'a', 'a', 'a', 'b', 'c'),
  attempts: fc.integer({ min: 1, max: 3 }),
  timeoutMs: fc.option(fc.integer({ min: 60_000, max: 900_000 }), { nil: undefined, freq: 4 }),
  cancelAfterMs: fc.option(fc.integer({ min: -60_000, max: 900_000 }), { nil: undefined, freq: 4 }),
  waitsFor: fc.option(fc.nat(30), { nil: undefined, freq: 3 }),
});
type RandomJob = typeof randomJob extends fc.Arbitrary<infer Job> ? Job : never;

const randomCase = fc.record({
  jobs: fc.array(randomJob, { minLength: 10, maxLength: 60 }),
  computeReservation: fc.constantFrom(20, 50, 80),
  retryDelaySeconds: fc.constantFrom(0, 5, 700),
  submittedToRunnableSeconds: fc.constantFrom(0, 2, 700),
  meanLifeMs: fc.constantFrom(300_000, Number.POSITIVE_INFINITY),
});

/** Times of one job, ms. */
interface Life {
  readonly share: string;
  readonly submitMs: number;
  endMs: number;
  /** Of every stretch in which it could start, and in which it ran. */
  readonly runnable: { fromMs: number; toMs: number }[];
  readonly running: { fromMs: number; toMs: number }[];
}

function workloadFrom(jobs: readonly RandomJob[]) {
  let submitMs = 0;
  const rows = jobs.map(({ gapMs, runMs, share, attempts, timeoutMs, cancelAfterMs }, index): NewJob => {
    if (index > 0) submitMs += gapMs;
    const cancelMs = cancelAfterMs === undefined ? undefined : Math.max(0, submitMs + cancelAfterMs);
    const job = { id: `j${index}`, submitMs, runMs, vcpus: 1, memoryMiB: 1, shareIdentifier: share, attempts };
    return { ...job, ...(timeoutMs !== undefined && { timeoutMs }), ...(cancelMs !== undefined && { cancelMs }) };
  });
  return workloadOf(rows, (builder) => {
    jobs.forEach(({ waitsFor }, index) => {
      if (waitsFor !== undefined && index > 0) builder.addDependency(`j${index}`, `j${waitsFor % index}`);
    });
  });
}

function livesOf({ jobs, computeReservation, meanLifeMs, ...delays }: RandomCase): Life[] {
  const workload = workloadFrom(jobs);
  const machine = labConfig({ type: 'SPOT', instanceTypes: ['lab.1'], minvCpus: MACHINES, maxvCpus: MACHINES });
  const config: BatchConfig = {
    ...machine,
    jobQueues: machine.jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
    schedulingPolicies: [{ name: 'fair', fairsharePolicy: { computeReservation } }],
  };
  const spotMarket = scriptedMarket({
    lifeMs: ({ key }, ordinal) =>
      1 + Math.ceil(exponential(meanLifeMs, uniform(1, PURPOSE.spotIdiosyncratic, key, ordinal))),
  });
  const world = labWorld([labType('lab.1', 1, 100)], { spotMarket, assumptions: ideal(delays) });
  const lives = jobs.map(({ share }, job): Life => {
    const submitMs = workload.submitMs[job] as number;
    return { share, submitMs, endMs: Number.POSITIVE_INFINITY, runnable: [], running: [] };
  });
  const onState = (job: number, state: JobState, atMs: number): void => {
    const life = lives[job] as Life;
    const waiting = life.runnable.at(-1);
    if (state === 'RUNNABLE') life.runnable.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
    else if (state === 'STARTING') life.running.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
    else if (state === 'SUCCEEDED' || state === 'FAILED') life.endMs = atMs;
    if (waiting !== undefined && (state === 'STARTING' || state === 'FAILED'))
      waiting.toMs = Math.min(waiting.toMs, atMs);
  };
  simulate(workload, config, world, {
    assertInvariants: INVARIANTS,
    onState,
    onAttempt: ({ job, endMs }) => {
      const last = (lives[job] as Life).running.at(-1);
      if (last !== undefined) last.toMs = endMs;
    },
  });
  return lives;
}
type RandomCase = typeof randomCase extends fc.Arbitrary<infer Case> ? Case : never;

/** How many vCPUs may run when so many shares are active; one counts as active where none is. */
function allowedWith(activeShares: number, computeReservation: number): number {
  let reserved = 1;
  for (let share = 0; share < Math.max(1, activeShares); share++) reserved *= computeReservation / 100;
  return Math.floor(MACHINES * (1 - reserved));
}

/** Shares active at that time: surely, or at most, for a job that fails in the moment of its submission may count or not. */
function activeAt(lives: readonly Life[], atMs: number, isSure: boolean): number {
  const windowMs = isSure ? WINDOW_MS : WINDOW_MS + READING_MS;
  const isActive = ({ submitMs, endMs }: Life) =>
    submitMs <= atMs && atMs - endMs <= windowMs && (submitMs < endMs || !isSure);
  return new Set(lives.filter(isActive).map(({ share }) => share)).size;
}

function countAt(lives: readonly Life[], stretches: 'runnable' | 'running', atMs: number): number {
  return lives.flatMap((life) => life[stretches].filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)).length;
}

it('jobs wait only while all runs that computeReservation allows with the shares that are active', () => {
  let waits = 0;
  fc.assert(
    fc.property(randomCase, (random) => {
      const lives = livesOf(random);
      const starts = lives.flatMap(({ running }) => running.map(({ fromMs }) => fromMs));
      const moments = lives.flatMap(({ submitMs, endMs, runnable, running }) => [
        submitMs,
        endMs,
        ...[...runnable, ...running].flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
      ]);
      for (const atMs of new Set(moments.filter((moment) => moment < Number.POSITIVE_INFINITY))) {
        const running = countAt(lives, 'running', atMs);
        if (starts.includes(atMs))
          expect(running).toBeLessThanOrEqual(allowedWith(activeAt(lives, atMs, false), random.computeReservation));
        if (countAt(lives, 'runnable', atMs) === 0) continue;
        waits++;
        expect(running).toBeGreaterThanOrEqual(allowedWith(activeAt(lives, atMs, true), random.computeReservation));
      }
    }),
    { seed: 11, numRuns: 300 },
  );
  // The cases are not empty: jobs did wait.
  expect(waits).toBeGreaterThan(300);
});
