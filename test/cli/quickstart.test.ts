/** The quickstart on the command line: what it prints, and that the same question always gets the same bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/load.ts';
import { findReportFormat } from '../../src/report/index.ts';
import { worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import { inProcessExecutor, simulateScenario, taskRunner } from '../../src/study/index.ts';
import { ROOT } from '../support/built.ts';
import { runBuilt, runHere } from '../support/cli.ts';

const QUICKSTART = 'scenarios/quickstart.yaml';
const TEXT = readFileSync(join(ROOT, QUICKSTART), 'utf8');

describe('simulate on the quickstart', () => {
  it.each(['text', 'json', 'markdown', 'csv'])('prints the reviewed %s', async (format) => {
    const ran = await runBuilt(['simulate', QUICKSTART, '--format', format]);
    expect([ran.exitCode, ran.error]).toEqual([0, '']);
    await expect(ran.out).toMatchFileSnapshot(`../golden/cli/simulate-quickstart.${format}`);
  });

  it('prints the same JSON with --json, and nothing else on standard output', async () => {
    const { out } = await runHere(['simulate', QUICKSTART, '--json']);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, scenario: 'quickstart (synthetic)', seed: 1 });
    await expect(out).toMatchFileSnapshot('../golden/cli/simulate-quickstart.json');
  });

  it('prints the same bytes every time, and others for another seed', async () => {
    const once = await runBuilt(['simulate', QUICKSTART, '--json', '--seed', '7']);
    const again = await runBuilt(['simulate', QUICKSTART, '--json', '--seed', '7']);
    const other = await runBuilt(['simulate', QUICKSTART, '--json', '--seed', '8']);
    expect(once.out).toBe(again.out);
    expect(once.out).not.toBe(other.out);
  });

  it('prints the same bytes with one thread, two threads and none', async () => {
    // 4,190 jobs x 100 replications are enough work for threads to be started (executors.ts).
    const flags = ['simulate', QUICKSTART, '--json', '--replications', '100'];
    const one = await runBuilt([...flags, '--workers', '1']);
    const two = await runBuilt([...flags, '--workers', '2']);
    expect(two.out).toBe(one.out);
    expect(await jsonWithoutThreads(100)).toBe(one.out);
  });

  it('prints the same bytes when the instance types are listed in another order', async () => {
    const listed = (types: string) => TEXT.replace('instanceTypes: [optimal]', `instanceTypes: [${types}]`);
    const forward = listed('c6i.large, c6i.4xlarge, m6i, r6i.2xlarge, c7i.xlarge');
    const backward = listed('c7i.xlarge, r6i.2xlarge, m6i, c6i.4xlarge, c6i.large');
    const ran = await Promise.all([forward, backward].map((stdin) => runHere(['simulate', '-', '--json'], { stdin })));
    expect(ran.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(ran[0].out).toBe(ran[1].out);
  });

  it('reads a scenario with a byte order mark and Windows line ends alike', async () => {
    const windows = `\uFEFF${TEXT.replaceAll('\n', '\r\n')}`;
    const [plain, marked] = await Promise.all(
      [TEXT, windows].map((stdin) => runHere(['simulate', '-', '--json'], { stdin })),
    );
    expect(marked).toEqual(plain);
  });
});

describe('check on the quickstart', () => {
  it('ends with 0 when every threshold holds', async () => {
    const { exitCode, out } = await runBuilt(['check', QUICKSTART]);
    expect(out).toContain('✓ cost < $1200');
    expect(exitCode).toBe(0);
  });

  it('ends with 4 when one fails, and says by how much', async () => {
    const { exitCode, out } = await runBuilt(['check', QUICKSTART, '--threshold', 'cost < $1']);
    expect(out).toMatch(/✗ cost < \$1: \$\d+\.\d\d, off by \$\d+/);
    expect(exitCode).toBe(4);
  });

  it('prints the verdict as JSON', async () => {
    const { exitCode, out } = await runHere(['check', QUICKSTART, '--json', '--threshold', 'cost < $1']);
    const verdict = JSON.parse(out) as { ok: boolean; thresholds: { ok: boolean }[] };
    expect([exitCode, verdict.ok]).toEqual([4, false]);
    expect(verdict.thresholds.filter(({ ok }) => !ok)).toHaveLength(1);
  });
});

describe('what ships with the package', () => {
  it('shows a part of the catalogue as reviewed', async () => {
    const { exitCode, out } = await runHere(['catalog', 'show', '--region', 'us-east-1', '--filter', 'family=c6i']);
    expect(exitCode).toBe(0);
    await expect(out).toMatchFileSnapshot('../golden/cli/catalog-c6i.txt');
  });

  it('prints the schema that lies in data/schema', async () => {
    const { exitCode, out } = await runBuilt(['schema']);
    expect(exitCode).toBe(0);
    expect(out).toBe(readFileSync(join(ROOT, 'data/schema/scenario.schema.json'), 'utf8'));
  });

  it('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await runBuilt(['--version'])).toEqual({ exitCode: 0, out: `${version}\n`, error: '' });
  });
});

async function jsonWithoutThreads(replications: number): Promise<string> {
  const context = {
    cwd: ROOT,
    env: {},
    stdin: process.stdin,
    writeOut: () => {},
    writeError: () => {},
    isErrorTerminal: false,
    coreCount: 1,
    isInterrupted: () => false,
    interruption: new AbortController().signal,
  };
  const { assembled, warnings } = await loadScenario(context, QUICKSTART, { replications });
  const world = worldBuilder(worldSources(assembled));
  const executor = inProcessExecutor(taskRunner(assembled.workload, world));
  const simulated = await simulateScenario(assembled, executor, { warnings });
  const format = findReportFormat('json');
  if (simulated === undefined || !format.ok) throw new Error('the simulation ended early');
  return format.value.render(simulated.result);
}
