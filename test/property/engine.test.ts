/** What must hold for every workload, configuration and weather. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstanceRow } from '../../src/engine/run.ts';
import {
  caseWorkload,
  caseWorld,
  configOf,
  type RandomCase,
  randomCase,
  resourceOf,
  typesOf,
} from '../support/random-case.ts';
import { type Replay, replay } from '../support/replay.ts';

const RUNS = { seed: 20, numRuns: 250 };

function run(random: RandomCase): Replay {
  return replay(caseWorkload(random), configOf(random), caseWorld(random));
}

/** Largest total of `amount` over all moments, each counted from `from` up to, not including, `to`. */
function peak(spans: readonly { from: number; to: number; amount: number }[]): number {
  const changes = spans.flatMap(({ from, to, amount }) => [
    { atMs: from, change: amount },
    { atMs: to, change: -amount },
  ]);
  changes.sort((left, right) => left.atMs - right.atMs || left.change - right.change);
  let level = 0;
  let highest = 0;
  for (const { change } of changes) {
    level += change;
    highest = Math.max(highest, level);
  }
  return highest;
}

function byInstance(instances: readonly InstanceRow[]): ReadonlyMap<number, InstanceRow> {
  return new Map(instances.map((row) => [row.instance, row]));
}

describe('every run', () => {
  it('puts no more on an instance than it holds, and nothing there before it is ready or after it is gone', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        const workload = caseWorkload(random);
        const { attempts, instances, outcome, typeOf } = replay(workload, configOf(random), caseWorld(random));
        const known = byInstance(instances);
        expect(outcome.instances.launched).toBe(instances.length);
        for (const instance of instances) {
          const held = attempts.filter((attempt) => attempt.instance === instance.instance);
          const spans = (field: 'vcpus' | 'memoryMiB') =>
            held.map(({ job, startMs, endMs }) => {
              return { from: startMs, to: endMs, amount: workload.classes[workload.classIndex[job]][field] };
            });
          expect(peak(spans('vcpus'))).toBeLessThanOrEqual(typeOf(instance).vcpus);
          expect(peak(spans('memoryMiB'))).toBeLessThanOrEqual(typeOf(instance).memoryMiB);
        }
        for (const { job, instance, submitMs, startMs, endMs } of attempts) {
          const host = known.get(instance);
          expect(submitMs).toBe(workload.submitMs[job]);
          expect(startMs).toBeGreaterThanOrEqual(submitMs);
          expect(Math.min(startMs, endMs)).toBeGreaterThanOrEqual(host?.readyMs ?? Number.NaN);
          expect(endMs).toBeLessThanOrEqual(host?.endMs ?? Number.NaN);
        }
      }),
      RUNS,
    );
  });

  it('never has more vCPUs than maxvCpus plus one instance, and with On-Demand BEST_FIT no more than maxvCpus', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        const { instances, typeOf } = run(random);
        configOf(random).computeEnvironments.forEach(({ computeResources }, index) => {
          if (computeResources === undefined) throw new Error('always there');
          const { allocationStrategy, type, maxvCpus } = computeResources;
          const own = instances.filter(({ environment }) => environment === index);
          const largest = Math.max(1, ...own.map((row) => typeOf(row).vcpus));
          const spans = own.map((row) => ({ from: row.launchMs, to: row.endMs, amount: typeOf(row).vcpus }));
          const highest = peak(spans);
          const isStrict = allocationStrategy === 'BEST_FIT' && type === 'EC2';
          expect(highest).toBeLessThanOrEqual(isStrict ? maxvCpus : maxvCpus + largest - 1);
        });
      }),
      RUNS,
    );
  });

  it('accounts for every job, every attempt and every micro-dollar', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        const workload = caseWorkload(random);
        const { attempts, instances, outcome } = replay(workload, configOf(random), caseWorld(random));
        const { jobs, ledger, spot } = outcome;
        expect(jobs.submitted).toBe(workload.jobCount);
        expect(jobs.succeeded + jobs.failed + jobs.neverRan).toBe(jobs.submitted);
        expect(new Set(attempts.filter(({ status }) => status === 'SUCCEEDED').map(({ job }) => job)).size).toBe(
          jobs.succeeded,
        );
        expect(outcome.attempts).toBe(attempts.length);
        expect(instances.reduce((sum, { microUsd }) => sum + microUsd, 0)).toBe(ledger.totalMicroUsd);
        expect(ledger.rows.reduce((sum, row) => sum + row.instances, 0)).toBe(instances.length);
        expect(instances.filter(({ endedBy }) => endedBy === 'reclaimed').length).toBe(spot.interruptions);
        // Billed seconds = sum of max(60, end - start), pending left out.
        for (const { hasRun, billedMs, runningMs, endMs } of instances)
          expect(billedMs).toBe(hasRun ? Math.max(60_000, Math.ceil((endMs - runningMs) / 1000) * 1000) : 0);
      }),
      RUNS,
    );
  });

  it('has a utilization of the vCPU time of its attempts over the vCPU time of its instances', () => {
    // Without pull and start an attempt holds its vCPUs from its start to its end.
    const assumptions = { startingSeconds: 0, imageCompressedMb: 0 };
    fc.assert(
      fc.property(randomCase, (base) => {
        const random = { ...base, assumptions: { ...base.assumptions, ...assumptions } };
        const workload = caseWorkload(random);
        const { attempts, instances, outcome, typeOf } = replay(workload, configOf(random), caseWorld(random));
        const vcpusOf = (job: number) => workload.classes[workload.classIndex[job] ?? -1]?.vcpus ?? Number.NaN;
        const used = attempts.reduce((sum, row) => sum + vcpusOf(row.job) * (row.endMs - row.startMs), 0);
        const rented = instances.reduce((sum, row) => sum + typeOf(row).vcpus * (row.endMs - row.runningMs), 0);
        if (rented === 0) expect(outcome.utilization.vcpu).toBeUndefined();
        else expect(outcome.utilization.vcpu).toBeCloseTo(used / rented, 9);
      }),
      RUNS,
    );
  });

  it('runs jobs for their run time or timeout, no more often than allowed, one attempt after the other', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        const workload = caseWorkload(random);
        const world = caseWorld(random);
        const { attempts } = replay(workload, configOf(random), world);
        const killMs = world.assumptions.killDelaySeconds * 1000;
        const last = new Map<number, { attempt: number; endMs: number; status: string }>();
        for (const { job, attempt, startMs, endMs, status } of attempts) {
          const before = last.get(job);
          const { attempts: allowed = 1, timeoutMs = Number.POSITIVE_INFINITY } =
            workload.classes[workload.classIndex[job] ?? 0] ?? {};
          expect(attempt).toBe((before?.attempt ?? 0) + 1);
          expect(attempt).toBeLessThanOrEqual(allowed);
          expect(before?.status).not.toBe('SUCCEEDED');
          expect(startMs).toBeGreaterThanOrEqual(before?.endMs ?? 0);
          const runMs = workload.runMs[job] ?? Number.NaN;
          if (status === 'SUCCEEDED') expect(endMs - startMs).toBe(runMs);
          else expect(endMs - startMs).toBeLessThanOrEqual(Math.min(runMs, timeoutMs + killMs));
          last.set(job, { attempt, endMs, status });
        }
      }),
      RUNS,
    );
  });

  it('starts no job before its prerequisites have succeeded', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        const workload = caseWorkload(random);
        const { attempts, startMs } = replay(workload, configOf(random), caseWorld(random));
        const succeededMs = new Array<number>(workload.jobCount).fill(Number.POSITIVE_INFINITY);
        for (const { job, status, endMs } of attempts) if (status === 'SUCCEEDED') succeededMs[job] = endMs;
        const rowsOf = (entity: number): number[] => {
          const array = workload.arrays[entity - workload.jobCount];
          if (array === undefined) return [entity];
          return Array.from({ length: array.size }, (_, child) => array.firstJob + child);
        };
        workload.dependencies.dependent.forEach((dependent, edge) => {
          const prerequisites = rowsOf(workload.dependencies.prerequisite[edge] ?? 0);
          const metMs = Math.max(...prerequisites.map((job) => succeededMs[job] ?? Number.NaN));
          for (const job of rowsOf(dependent)) {
            const start = startMs[job] ?? Number.NaN;
            if (!Number.isNaN(start)) expect(start).toBeGreaterThanOrEqual(metMs);
          }
        });
      }),
      RUNS,
    );
  });

  it('leaves no job unrun that some environment could hold, once capacity is there', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        const calm: RandomCase = {
          ...random,
          refusedShare: 0,
          meanLifeHours: 1e9,
          assumptions: { ...random.assumptions, backfill: false },
          environments: random.environments.map((environment) => ({ ...environment, minvCpus: 0, strategy: 1 })),
          entities: random.entities.map((entity) => ({ ...entity, timeoutMs: undefined })),
        };
        const largest = calm.environments.flatMap((environment) => {
          const { maxvCpus, instanceTypes = [] } = resourceOf(calm, environment);
          return typesOf(calm)
            .filter(({ instanceType }) => instanceTypes.includes(instanceType))
            .map(({ vcpus = 0, memoryMiB = 0 }) => ({ vcpus: Math.min(vcpus, maxvCpus), memoryMiB }));
        });
        const fits = calm.entities.filter(({ vcpus, memoryMiB }) =>
          largest.some((type) => type.vcpus >= vcpus && type.memoryMiB >= memoryMiB),
        );
        fc.pre(fits.length > 0);
        const { outcome } = run({ ...calm, entities: fits });
        expect(outcome.jobs.succeeded).toBe(outcome.jobs.submitted);
      }),
      RUNS,
    );
  });

  it('gives the same bytes again under the same seed', () => {
    fc.assert(
      fc.property(randomCase, (random) => {
        expect(JSON.stringify(run(random))).toBe(JSON.stringify(run(random)));
      }),
      { ...RUNS, numRuns: 100 },
    );
  });
});
