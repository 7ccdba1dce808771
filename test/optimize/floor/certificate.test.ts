import { describe, expect, it } from 'vitest';
import {
  computeFloor,
  type FloorCertificate,
  parseCertificate,
  verifyCertificate,
} from '../../../src/optimize/floor/index.ts';
import { renderVerified } from '../../../src/report/floor-text.ts';
import { ideal, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { BOTH, floorOf, inputOf } from './support.ts';

const world = labWorld([labType('c.2', 2, 4096, 0.1), labType('c.8', 8, 16384, 0.39), labType('r.4', 4, 32768, 0.31)], {
  assumptions: ideal({ startingSeconds: 2 }),
});
const jobs = Array.from({ length: 40 }, (_, index) => ({
  submitMs: 1000 * index,
  runMs: 600_000 + 30_000 * index,
  vcpus: 1 + (index % 3),
  memoryMiB: 1024 * (1 + (index % 7)),
}));
const workload = workloadOf(jobs);
const input = inputOf(workload, world, BOTH);
const { certificate } = await floorOf(workload, world);

function verdict(changed: unknown, against = input): readonly string[] {
  const parsed = parseCertificate(JSON.parse(JSON.stringify(changed)));
  if (!parsed.ok) return parsed.problems.map(({ path }) => path);
  const verified = verifyCertificate(parsed.value, against);
  return verified.ok ? [] : verified.problems.map(({ path }) => path);
}

describe('a certificate', () => {
  it('holds after a trip through a file, for exactly what it claims', () => {
    const read = parseCertificate(JSON.parse(JSON.stringify(certificate)));
    expect(read.ok && verifyCertificate(read.value, input)).toEqual({
      ok: true,
      value: { usd: certificate.verifiedUsd, uncountedJobs: 0 },
      warnings: [],
    });
    expect(renderVerified(certificate, certificate.verifiedUsd)).toContain(
      'The certificate holds: no plan costs less than $',
    );
  });

  it('is proved by the fluid bound here, with a price vector for every option', () => {
    expect(certificate.bound).toBe('fluid');
    expect(Object.keys(certificate.priceOfOption).sort()).toEqual(
      ['c.2', 'c.8', 'r.4'].flatMap((type) => [`${type}/EC2`, `${type}/SPOT`]),
    );
  });

  it('fails when it claims a micro-dollar more', () => {
    expect(verdict({ ...certificate, verifiedUsd: certificate.verifiedUsd + 1e-6 })).toEqual(['verifiedUsd']);
  });

  it('may claim less', () => {
    expect(verdict({ ...certificate, verifiedUsd: certificate.verifiedUsd - 0.01 })).toEqual([]);
  });

  it('fails with any price a millionth higher where the option is fully priced', () => {
    const changed = certificate.prices.flatMap((price, index) => {
      const prices = certificate.prices.map((other, at) =>
        at === index ? { ...price, usdPerVcpuHour: price.usdPerVcpuHour * 1.000001 + 1e-6 } : other,
      );
      return verdict({ ...certificate, prices });
    });
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((path) => path.startsWith('priceOfOption['))).toBe(true);
  });

  it('fails when an option has lost its prices or points to none', () => {
    const { 'c.8/SPOT': _, ...fewer } = certificate.priceOfOption;
    expect(verdict({ ...certificate, priceOfOption: fewer })).toEqual(['priceOfOption["c.8/SPOT"]']);
    expect(verdict({ ...certificate, priceOfOption: { ...certificate.priceOfOption, 'c.8/SPOT': 99 } })).toEqual([
      'priceOfOption["c.8/SPOT"]',
    ]);
  });

  it('fails for another workload, another price, other assumptions', () => {
    const longer = inputOf(
      workloadOf(jobs.map((job, row) => (row === 7 ? { ...job, runMs: job.runMs + 1 } : job))),
      world,
    );
    expect(verdict(certificate, longer)).toContain('workload.fingerprint');
    const swapped = inputOf(
      workloadOf(jobs.map((job, row) => (row < 2 ? { ...job, runMs: jobs[1 - row].runMs } : job))),
      world,
    );
    expect(verdict(certificate, swapped)).toContain('workload.fingerprint');
    const wider = inputOf(
      { ...workload, classes: workload.classes.map((one, index) => (index === 0 ? { ...one, nodes: 2 } : one)) },
      world,
    );
    expect(verdict(certificate, wider)).toContain('workload.fingerprint');
    const cheaper = {
      ...world,
      catalog: {
        ...world.catalog,
        types: world.catalog.types.map((type) => ({ ...type, spotMicroUsdPerHour: 10_000 })),
      },
    };
    expect(verdict(certificate, inputOf(workload, cheaper))).toContain('priceOfOption["c.8/SPOT"]');
    const slower = { ...world, assumptions: ideal({ startingSeconds: 0 }) };
    expect(verdict(certificate, inputOf(workload, slower))).toEqual(['assumptions.startingSeconds']);
    const elsewhere = { ...world, catalog: { ...world.catalog, region: 'eu-west-1' } };
    expect(verdict(certificate, inputOf(workload, elsewhere))).toEqual(['region']);
  });

  it('fails when it is retold for more markets than it prices', () => {
    const narrow: FloorCertificate = { ...certificate, scope: { markets: ['EC2'], interruptions: 'every' } };
    expect(verdict(narrow)).toEqual([]);
    const { 'c.2/SPOT': _a, 'c.8/SPOT': _b, 'r.4/SPOT': _c, ...onDemandOnly } = certificate.priceOfOption;
    expect(verdict({ ...certificate, priceOfOption: onDemandOnly })).toHaveLength(3);
  });

  it('fails as no certificate when it is something else, or holds negative or infinite prices', () => {
    expect(verdict({})).toEqual(['']);
    expect(verdict(null)).toEqual(['']);
    expect(verdict({ ...certificate, schemaVersion: 2 })).toEqual(['schemaVersion']);
    expect(verdict({ ...certificate, scope: { markets: ['MOON'], interruptions: 'every' }, bound: 'hope' })).toEqual([
      'bound',
      'scope.markets',
    ]);
    const prices = certificate.prices.map((price, index) => (index === 0 ? { ...price, usdPerGibHour: -1 } : price));
    expect(verdict({ ...certificate, prices })).toEqual(['prices[0]']);
    const endless = certificate.prices.map((price) => ({ ...price, usdPerGpuHour: Number.POSITIVE_INFINITY }));
    expect(verdict({ ...certificate, prices: endless })).toEqual(['prices[0]']);
  });

  it('does not depend on the solver telling the truth', async () => {
    const liar = await computeFloor(input, async ({ costs, lowerBounds }) => ({
      objective: 1e9,
      primal: new Float64Array(costs.length),
      dual: new Float64Array(lowerBounds.length).fill(1e9),
    }));
    expect(liar.usd).toBeLessThanOrEqual(certificate.verifiedUsd * (1 + 1e-6));
    expect(verdict(liar.certificate)).toEqual([]);
  });

  it('is weaker but true when the solver gives up', async () => {
    const plain = await computeFloor(input, async () => undefined);
    expect(plain.usd).toBeGreaterThan(0);
    expect(plain.usd).toBeLessThanOrEqual(certificate.verifiedUsd);
    expect(verdict(plain.certificate)).toEqual([]);
  });
});
