import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/context.ts';
import { Failure } from '../../../src/cli/failure.ts';
import { loadScenario } from '../../../src/cli/load.ts';
import { verifyVerb } from '../../../src/cli/verbs/verify.ts';
import { createHighsSolver, floorFor } from '../../../src/optimize/floor/index.ts';

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
    writeFileSync(plan, JSON.stringify({ floor: { usd: 1, certificate: JSON.parse(readFileSync(file, 'utf8')) } }));
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
