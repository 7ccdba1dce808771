/** The engine on one machine without delays is first come, first served: start by start, against an independent replay. */
import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workload } from '../../src/models/workload.ts';
import { importTrace } from '../../src/trace/index.ts';
import { fcfsStarts, type RigidJob } from '../support/fcfs.ts';
import { fixedMachine, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

function engineStarts(workload: Workload, capacity: number): readonly number[] {
  const world = labWorld([labType('lab.machine', capacity, 1_000_000_000)]);
  return replay(workload, fixedMachine('lab.machine', capacity), world).startMs;
}

function rigidJobs({ jobCount, submitMs, runMs, classes, classIndex }: Workload): RigidJob[] {
  return Array.from({ length: jobCount }, (_, job) => ({
    submitMs: submitMs[job] ?? Number.NaN,
    runMs: runMs[job] ?? Number.NaN,
    width: classes[classIndex[job] ?? 0]?.vcpus ?? Number.NaN,
  }));
}

describe('random small traces', () => {
  it('start every job exactly when first come, first served does', () => {
    const trace = fc.integer({ min: 1, max: 12 }).chain((capacity) =>
      fc.record({
        capacity: fc.constant(capacity),
        jobs: fc.array(
          fc.record({
            gapMs: fc.oneof(fc.constant(0), fc.nat(2000)),
            runMs: fc.oneof(fc.constant(0), fc.nat(5000)),
            width: fc.integer({ min: 1, max: capacity }),
          }),
          { minLength: 1, maxLength: 80 },
        ),
      }),
    );
    fc.assert(
      fc.property(trace, ({ capacity, jobs }) => {
        let submitMs = 0;
        const workload = workloadOf(
          jobs.map(({ gapMs, runMs, width }, job) => {
            if (job > 0) submitMs += gapMs;
            return { submitMs, runMs, vcpus: width };
          }),
        );
        expect(engineStarts(workload, capacity)).toEqual(fcfsStarts(rigidJobs(workload), capacity));
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});

const nasa = fileURLToPath(new URL('../../../shared/data/traces/swf/NASA-iPSC-1993-3.1-cln.swf.gz', import.meta.url));
const suite = existsSync(nasa) ? describe : describe.skip;

suite('the 18,066 jobs of NASA iPSC/860 on 128 vCPUs (skipped where ../shared/data is absent)', () => {
  async function nasaJobs(arrivalScale: number): Promise<Workload> {
    const defaults = { vcpus: 1, memoryMiB: 1 };
    const trace = await importTrace(createReadStream(nasa), { fileName: nasa, defaults });
    if (!trace.ok) throw new Error(JSON.stringify(trace.problems));
    const { workload } = trace.value;
    return { ...workload, submitMs: workload.submitMs.map((submitMs) => Math.round(submitMs * arrivalScale)) };
  }

  it.each([
    { name: 'as submitted', arrivalScale: 1, minimumWaiting: 0 },
    {
      name: 'submitted in half the time, so that the machine is full and queues',
      arrivalScale: 0.5,
      minimumWaiting: 5000,
    },
  ])('start when first come, first served says: $name', async ({ arrivalScale, minimumWaiting }) => {
    const workload = await nasaJobs(arrivalScale);
    expect(workload.jobCount).toBe(18_066);
    const starts = engineStarts(workload, 128);
    expect(starts).toEqual(fcfsStarts(rigidJobs(workload), 128));
    const waiting = starts.filter((startMs, job) => startMs > (workload.submitMs[job] ?? 0)).length;
    expect(waiting).toBeGreaterThanOrEqual(minimumWaiting);
  });
});
