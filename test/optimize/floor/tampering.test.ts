import { describe, expect, it } from 'vitest';
import { workloadDigest } from '../../../src/optimize/floor/digest.ts';
import {
  boundsOf,
  createHighsSolver,
  type FloorBound,
  type FloorCertificate,
  type FloorInput,
  type FloorScope,
  parseCertificate,
  verifyCertificate,
} from '../../../src/optimize/floor/index.ts';
import { labType, labWorld, workloadOf } from '../../support/lab.ts';
import { inputOf } from './support.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024;
const DUE: FloorScope = {
  markets: ['EC2', 'FARGATE'],
  interruptions: 'every',
  limits: { turnaround: { seconds: 4500, share: 1 }, makespanSeconds: 18_000, peakVcpus: 12 },
};

const bare = labWorld([
  labType('a.4', 4, 8 * GIB, 1),
  labType('b.4', 4, 32 * GIB, 5),
  labType('c.8', 8, 32 * GIB, 3.9),
]);
const fargate = [
  {
    launch: 'FARGATE' as const,
    architecture: 'x86_64' as const,
    microUsdPerVcpuHour: 900_000,
    microUsdPerGibHour: 300_000,
    source: 'test',
  },
];
const commitments = [{ kind: 'compute-savings-plan' as const, usdPerHour: 0.5, discountPercent: 20 }];
const world = { ...bare, catalog: { ...bare.catalog, fargate }, commitments };
const workload = workloadOf([
  ...Array.from({ length: 6 }, () => ({ submitMs: 0, runMs: HOUR_MS, vcpus: 3, memoryMiB: 7 * GIB })),
  ...Array.from({ length: 4 }, () => ({ submitMs: 3 * HOUR_MS, runMs: HOUR_MS, vcpus: 1, memoryMiB: 6 * GIB })),
  { submitMs: 4 * HOUR_MS, runMs: HOUR_MS, vcpus: 1, memoryMiB: GIB },
]);
const input = inputOf(workload, world, DUE);
const certificates = await boundsOf(input, createHighsSolver());

function certificate(bound: FloorBound): FloorCertificate {
  const found = certificates.filter((one) => one.bound === bound && one.scope.commitments === 'discounted');
  if (found.length === 0) throw new Error(`no certificate of ${bound}`);
  return found.reduce((high, next) => (next.verifiedUsd > high.verifiedUsd ? next : high));
}

function holds(changed: unknown, against: FloorInput = input): boolean {
  const parsed = parseCertificate(JSON.parse(JSON.stringify(changed)));
  return parsed.ok && verifyCertificate(parsed.value, against).ok;
}

describe.each(['fluid', 'longest-job', 'configurations', 'profile', 'windows'] as const)(
  'a certificate of %s',
  (bound) => {
    const original = certificate(bound);

    it('holds as it is, and not for a micro-dollar more', () => {
      expect(original.verifiedUsd).toBeGreaterThan(0);
      expect(holds(original)).toBe(true);
      expect(holds({ ...original, verifiedUsd: original.verifiedUsd + 1e-6 })).toBe(false);
    });

    it('fails when a due time of the workload is moved, given or taken away', () => {
      const due = Float64Array.from(workload.submitMs, (submitMs, job) =>
        job < 3 ? submitMs + 2 * HOUR_MS : Number.POSITIVE_INFINITY,
      );
      const withDue = (deadlineMs: Float64Array) => ({ ...input, workload: { ...workload, deadlineMs } });
      const { fingerprint } = workloadDigest(withDue(due).workload);
      const ofDue = { ...original, workload: { ...original.workload, fingerprint } };
      expect(holds(ofDue, withDue(due))).toBe(true);
      const later = due.map((dueMs, job) => (job === 1 ? dueMs + 1 : dueMs));
      expect(holds(ofDue, withDue(later))).toBe(false);
      const fewer = due.map((dueMs, job) => (job === 1 ? Number.POSITIVE_INFINITY : dueMs));
      expect(holds(ofDue, withDue(fewer))).toBe(false);
      expect(holds(ofDue)).toBe(false);
    });

    it('fails when any number in it is raised to prove more, or is none', () => {
      const more = original.verifiedUsd + 0.01;
      const raised = (change: Partial<FloorCertificate>) => holds({ ...original, verifiedUsd: more, ...change });
      const prices = original.prices.map((price) => ({
        usdPerVcpuHour: price.usdPerVcpuHour * 1.1 + 0.01,
        usdPerGibHour: price.usdPerGibHour * 1.1,
        usdPerGpuHour: price.usdPerGpuHour,
      }));
      expect(raised({ prices })).toBe(false);
      const jobPrices = original.jobPrices?.map((price) => ({ ...price, usdPerHour: price.usdPerHour * 1.1 }));
      expect(raised(jobPrices === undefined ? {} : { jobPrices })).toBe(false);
      const windows = original.windows?.map((window) => ({
        ...window,
        scarcityUsdPerVcpuHour: window.scarcityUsdPerVcpuHour * 1.1 + 0.01,
      }));
      expect(raised(windows === undefined ? {} : { windows })).toBe(false);
      const nonsense = { ...original, prices: [{ usdPerVcpuHour: 1 }], jobPrices: [{}], windows: [{}] };
      expect(holds(nonsense)).toBe(false);
    });

    it('fails for another trace, other prices, other capacities, other assumptions and other commitments', () => {
      const late = workloadOf(
        Array.from({ length: 10 }, () => ({ submitMs: 60_000, runMs: HOUR_MS, vcpus: 3, memoryMiB: 7 * GIB })),
      );
      expect(holds(original, { ...input, workload: late })).toBe(false);
      const withTypes = (change: (type: (typeof bare.catalog.types)[number]) => object): FloorInput => ({
        ...input,
        catalog: { ...world.catalog, types: bare.catalog.types.map((type) => ({ ...type, ...change(type) })) },
      });
      const cheaper = withTypes(({ onDemandMicroUsdPerHour = 0 }) => ({
        onDemandMicroUsdPerHour: Math.round(onDemandMicroUsdPerHour / 3),
      }));
      expect(holds(original, cheaper)).toBe(false);
      if (bound !== 'longest-job') {
        const larger = withTypes(({ vcpus, memoryMiB }) => ({ vcpus: 4 * vcpus, memoryMiB: 4 * memoryMiB }));
        expect(holds(original, larger)).toBe(false);
      }
      const slower = { ...input.assumptions, startingSeconds: 60 };
      expect(holds(original, { ...input, assumptions: slower })).toBe(false);
      expect(holds(original, { ...input, commitments: [{ ...commitments[0], discountPercent: 30 }] })).toBe(false);
    });

    it('claims no more plans than it was made for', () => {
      const { limits: _, ...free } = original.scope;
      if (bound === 'profile' || bound === 'windows') {
        expect(holds({ ...original, scope: free })).toBe(false);
        const looser = { ...original.scope, limits: { turnaround: { seconds: 86_400, share: 1 } } };
        expect(holds({ ...original, scope: looser })).toBe(false);
        const fewer = { turnaround: { seconds: 4500, share: 0.1 } };
        expect(holds({ ...original, scope: { ...original.scope, limits: fewer } })).toBe(false);
      }
      expect(holds({ ...original, scope: { ...original.scope, markets: ['EC2', 'SPOT', 'FARGATE'] } })).toBe(false);
    });

    it('fails when windows are missing, turned round or cut off', () => {
      if (bound !== 'windows') return;
      const { windows = [] } = original;
      expect(holds({ ...original, windows: [] })).toBe(false);
      expect(holds({ ...original, windows: [...windows].reverse() })).toBe(false);
      expect(holds({ ...original, windows: windows.slice(0, -1) })).toBe(false);
      const stretched = windows.map((window) => ({
        ...window,
        toSeconds: window.toSeconds === null ? null : window.toSeconds * 3,
      }));
      expect(holds({ ...original, windows: stretched, verifiedUsd: original.verifiedUsd + 0.01 })).toBe(false);
    });
  },
);
