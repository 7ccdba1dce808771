import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/context.ts';
import { Failure } from '../../../src/cli/failure.ts';
import { loadScenario } from '../../../src/cli/load.ts';
import { verifyVerb } from '../../../src/cli/verbs/verify.ts';
import {
  computeFloor,
  createHighsSolver,
  type FloorCertificate,
  floorFor,
  floorInputOf,
  planLimitsOf,
} from '../../../src/optimize/floor/index.ts';
import { signedGapPercent } from '../../../src/optimize/gap-percent.ts';
import { parseThresholds } from '../../../src/scenario/thresholds.ts';
import { labConfig } from '../../support/lab.ts';

const TRACE = `job_id,submit_s,run_s,vcpus,memory_mib
a,0,1800,2,7000
b,60,600,1,1000
c,120,5400,4,30000
`;

let folder = '';
let printed = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'floor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function context(): CliContext {
  printed = '';
  return {
    cwd: folder,
    env: {},
    stdin: process.stdin,
    writeOut: (text: string) => {
      printed += text;
    },
    writeError: () => {},
    isErrorTerminal: false,
    coreCount: 1,
    isInterrupted: () => false,
    interruption: new AbortController().signal,
  } as CliContext;
}

async function certified(): Promise<string> {
  const trace = join(folder, 'jobs.csv');
  writeFileSync(trace, TRACE);
  const { assembled } = await loadScenario(context(), undefined, { trace });
  const floor = await floorFor(assembled, createHighsSolver());
  const file = join(folder, 'certificate.json');
  writeFileSync(file, JSON.stringify(floor.certificate));
  return file;
}

describe('verify on the command line', () => {
  it('says what a true certificate proves, and answers 0', async () => {
    const file = await certified();
    expect(await verifyVerb(context(), file, undefined, { trace: 'jobs.csv' })).toBe(0);
    expect(printed).toMatch(/^The certificate holds: no plan costs less than \$0\.\d{4}\.\n {2}3 jobs, /);
  });

  it('finds the certificate inside a plan file', async () => {
    const file = await certified();
    const plan = join(folder, 'plan.json');
    const certificate = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(plan, JSON.stringify({ floor: { usd: certificate.verifiedUsd, certificate } }));
    expect(await verifyVerb(context(), plan, undefined, { trace: 'jobs.csv' })).toBe(0);
  });

  it('fails with 3 for a changed trace, naming the file', async () => {
    const file = await certified();
    writeFileSync(join(folder, 'jobs.csv'), TRACE.replace('1800', '1801'));
    const failed = await verifyVerb(context(), file, undefined, { trace: 'jobs.csv' }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Failure);
    expect((failed as Failure).exitCode).toBe(3);
    expect((failed as Failure).problems.every((problem) => problem.file === file)).toBe(true);
    expect(await verifyVerb(context(), file, undefined, { trace: 'jobs.csv', json: true })).toBe(3);
    expect(JSON.parse(printed)).toMatchObject({ schemaVersion: 1, ok: false });
  });

  it('fails with 3 for a certificate that claims more, and for one that is none', async () => {
    const file = await certified();
    const certificate = JSON.parse(readFileSync(file, 'utf8'));
    const greedy = join(folder, 'greedy.json');
    writeFileSync(greedy, JSON.stringify({ ...certificate, verifiedUsd: certificate.verifiedUsd * 1.01 }));
    await expect(verifyVerb(context(), greedy, undefined, { trace: 'jobs.csv' })).rejects.toMatchObject({
      exitCode: 3,
    });
    const text = join(folder, 'not.json');
    writeFileSync(text, 'hello');
    await expect(verifyVerb(context(), text, undefined, { trace: 'jobs.csv' })).rejects.toMatchObject({ exitCode: 3 });
  });
});

describe('verify of a certificate about fewer plans than the scenario has', () => {
  const narrowed = async (scope: (certificate: FloorCertificate) => Partial<FloorCertificate['scope']>) => {
    const file = await certified();
    const certificate = JSON.parse(readFileSync(file, 'utf8')) as FloorCertificate;
    // Nothing is claimed, so that only the scope can be wrong.
    const less = { ...certificate, verifiedUsd: 0, scope: { ...certificate.scope, ...scope(certificate) } };
    writeFileSync(file, JSON.stringify(less));
    return pathsOf(verifyVerb(context(), file, undefined, { trace: 'jobs.csv' }));
  };

  it('fails when it leaves out a market, an architecture, a family or types', async () => {
    expect(await narrowed(() => ({}))).toEqual([]);
    expect(await narrowed(() => ({ markets: ['EC2'] }))).toEqual(['scope.markets']);
    expect(await narrowed(() => ({ architecture: 'arm64' }))).toContain('scope.architecture');
    expect(await narrowed(({ scope }) => ({ exceptFamilies: [...(scope.exceptFamilies ?? []), 'c6a'] }))).toEqual([
      'scope.exceptFamilies',
    ]);
    expect(await narrowed(() => ({ instanceTypes: ['c6i.2xlarge', 'r6i.8xlarge'] }))).toEqual(['scope.instanceTypes']);
  });

  it('takes a wider one, and prints in full what it is about', async () => {
    const file = await certified();
    const certificate = JSON.parse(readFileSync(file, 'utf8')) as FloorCertificate;
    expect(await verifyVerb(context(), file, undefined, { trace: 'jobs.csv' })).toBe(0);
    expect(printed.replaceAll(/\s+/g, ' ')).toContain(
      `Plans: On-Demand and Spot; any priced type; x86_64; without the families ${certificate.scope.exceptFamilies?.join(', ')}.`,
    );
    const { assembled } = await loadScenario(context(), undefined, { trace: 'jobs.csv' });
    const { exceptFamilies: _, ...scope } = certificate.scope;
    const wider = await computeFloor(floorInputOf(assembled, scope), createHighsSolver());
    writeFileSync(file, JSON.stringify(wider.certificate));
    expect(await verifyVerb(context(), file, undefined, { trace: 'jobs.csv' })).toBe(0);
  });
});

describe('verify of a plan file', () => {
  const LIMITS = ['max(wait) <= 10m'];
  const plan = async () => {
    const { assembled } = await loadScenario(context(), writtenScenario(), {});
    const solver = createHighsSolver();
    const found = await floorFor(assembled, solver);
    const parsed = parseThresholds(LIMITS);
    const limits = parsed.ok ? planLimitsOf(parsed.value) : undefined;
    if (limits === undefined) throw new Error('no limits');
    const limited = { limits, ...(await floorFor(assembled, solver, 'mean', limits)) };
    const totalUsd = { mean: 2 * limited.usd, hi: 3 * limited.usd };
    return {
      floor: { ...found, underLimits: { ...limited, gapPercent: signedGapPercent(limited.usd, totalUsd.hi) } },
      gapPercent: signedGapPercent(found.usd, totalUsd.hi),
      recommended: { cost: { totalUsd }, batch: assembled.scenario.batch },
      objective: { subjectTo: LIMITS },
      holdout: { floorUsd: 0.01 },
    };
  };
  type Plan = Awaited<ReturnType<typeof plan>>;

  function writtenScenario(): string {
    writeFileSync(join(folder, 'jobs.csv'), TRACE);
    const batch = labConfig({ instanceTypes: ['m5'] });
    const objective = { minimize: 'cost', subjectTo: LIMITS };
    const scenario = { version: 1, workload: { trace: { path: 'jobs.csv' } }, batch, objective };
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
    return 'scenario.json';
  }

  const problemsOf = async (change: (plan: Plan) => object) => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(change(await plan())));
    return pathsOf(verifyVerb(context(), file, 'scenario.json', {}));
  };

  it('checks both certificates, and says which floor has none', async () => {
    expect(await problemsOf((same) => same)).toEqual([]);
    expect(printed.match(/^The certificate holds: no \w+/gm)).toEqual([
      'The certificate holds: no plan',
      'The certificate holds: no run',
    ]);
    expect(printed).toMatch(/The floor under the held-out days \(\$0\.0100\) carries no certificate/);
    expect(await verifyVerb(context(), join(folder, 'plan.json'), 'scenario.json', { json: true })).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({
      ok: true,
      underLimits: { scope: { limits: { wait: { seconds: 600, share: 1 } } } },
      uncertified: ['holdout.floorUsd'],
    });
  });

  it('fails when a printed floor, bound or gap is not what the certificate and the cost give', async () => {
    const floorWith = (change: object) => (original: Plan) => ({
      ...original,
      floor: { ...original.floor, ...change },
    });
    expect(await problemsOf(floorWith({ usd: 300 }))).toEqual(['floor.usd']);
    expect(await problemsOf(floorWith({ bound: 'windows' }))).toEqual(['floor.bound']);
    expect(await problemsOf(floorWith({ tried: [{ bound: 'windows', usd: 300 }] }))).toEqual(['floor.tried[0].usd']);
    expect(await problemsOf((original) => ({ ...original, gapPercent: -90 }))).toEqual(['gapPercent']);
    const limitedWith = (change: object) => (original: Plan) =>
      floorWith({ underLimits: { ...original.floor.underLimits, ...change } })(original);
    expect(await problemsOf(limitedWith({ usd: 99 }))).toEqual(['floor.underLimits.usd']);
    expect(await problemsOf(limitedWith({ gapPercent: 1 }))).toEqual(['floor.underLimits.gapPercent']);
    expect(await problemsOf(limitedWith({ limits: { makespanSeconds: 60 } }))).toEqual(['floor.underLimits.limits']);
  });

  it('fails when the certificate under limits claims more, or is about other limits than the scenario’s', async () => {
    const certificateWith =
      (change: (certificate: FloorCertificate) => Partial<FloorCertificate>) => (original: Plan) => {
        const { certificate } = original.floor.underLimits;
        return {
          floor: { ...original.floor, underLimits: { certificate: { ...certificate, ...change(certificate) } } },
        };
      };
    expect(await problemsOf(certificateWith(() => ({ verifiedUsd: 99 })))).toEqual([
      'floor.underLimits.certificate.verifiedUsd',
    ]);
    const tighter = certificateWith(({ scope }) => ({
      scope: { ...scope, limits: { ...scope.limits, wait: { seconds: 60, share: 1 } } },
    }));
    expect(await problemsOf(tighter)).toEqual(['floor.underLimits.certificate.scope.limits']);
  });

  it('fails when the floor under every plan speaks of runs that keep limits', async () => {
    expect(
      await problemsOf(({ floor: { underLimits } }) => ({ floor: { certificate: underLimits.certificate } })),
    ).toEqual(['floor.certificate.scope.limits']);
  });

  it('fails when a gap is told to a floor that leaves out what the recommended configuration uses', async () => {
    const burstable = labConfig({ instanceTypes: ['t3.large'] });
    const withBurstable = (original: Plan) => ({
      ...original,
      recommended: { ...original.recommended, batch: burstable },
    });
    expect(await problemsOf(withBurstable)).toEqual([
      'floor.certificate.scope.exceptFamilies',
      'floor.underLimits.certificate.scope.exceptFamilies',
    ]);
    expect(
      await problemsOf(({ floor: { underLimits: _, ...floor }, ...original }) =>
        withBurstable({ ...original, floor, gapPercent: null } as unknown as Plan),
      ),
    ).toEqual([]);
  });
});

/** Paths of the problems that it ends with; empty when it answers 0. */
async function pathsOf(verifying: Promise<number>): Promise<readonly string[]> {
  try {
    expect(await verifying).toBe(0);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.exitCode).toBe(3);
    return error.problems.map(({ path }) => path);
  }
}
