import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { awsEnvironment } from '../support/aws-environment.ts';
import { contentsOf, runBuilt, runHere, temporaryFolder } from '../support/cli.ts';
import { openPriceServer, type PriceServerOptions } from '../support/prices/price-server.ts';

const FILE = 'cache/catalog-eu-west-1.json';

async function serve(options: PriceServerOptions = {}) {
  const server = await openPriceServer(options);
  onTestFinished(() => server.close());
  return { server, env: awsEnvironment(server.url) };
}

describe('catalog refresh', () => {
  it('reads every part into a dated file that show and simulate then use', async () => {
    const folder = temporaryFolder();
    const { env } = await serve();
    const { exitCode, out, error } = await runBuilt(['catalog', 'refresh', '--cache', 'cache'], { cwd: folder, env });
    expect([exitCode, error]).toEqual([
      0,
      'note: runs use it with --catalog refreshed, or catalog.tables in the scenario\n',
    ]);
    const today = new Date().toISOString().slice(0, 10);
    expect(out).toContain(`eu-west-1, ${today} -> ${join(folder, FILE)}`);
    // Four types and offerings; four prices of eight products; three usable Spot prices of two types.
    expect(out).toMatch(
      /instance types +4 read\ntypes on offer +4 read\nOn-Demand prices +4 read\nSpot prices +3 read\n/,
    );
    expect(out).toContain('new: c99i.large\n');
    const show = await runBuilt(['catalog', 'show', '--region', 'eu-west-1', '--catalog', FILE, '--json'], {
      cwd: folder,
    });
    const shown = JSON.parse(show.out);
    expect(shown.date).toBe(today);
    expect(shown.instanceTypes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          instanceType: 'c6i.large',
          onDemandMicroUsdPerHour: 91_000,
          // The last changes of two zones: (30,000 + 40,000) / 2.
          spotMicroUsdPerHour: 35_000,
        }),
        expect.objectContaining({ instanceType: 'c99i.large', onDemandMicroUsdPerHour: 50_000 }),
      ]),
    );
    writeFileSync(join(folder, 'lab.yaml'), scenario('catalog: { tables: cache }'));
    const simulated = await runBuilt(['simulate', 'lab.yaml', '--json', '-q'], { cwd: folder });
    expect(JSON.parse(simulated.out)).toMatchObject({ data: { catalogDate: today } });
    // A scenario that does not ask for it gives the embedded prices, whatever the cache holds.
    writeFileSync(join(folder, 'lab.yaml'), scenario(''));
    const embedded = await runBuilt(['simulate', 'lab.yaml', '--json', '-q'], { cwd: folder });
    expect(JSON.parse(embedded.out)).toMatchObject({ data: { catalogDate: '2025-04-04' } });
  });

  it('twice with the same answers changes nothing but can be compared with the embedded table', async () => {
    const folder = temporaryFolder();
    const { env } = await serve();
    const flags = ['--cache', 'cache', '-q'];
    await runBuilt(['catalog', 'refresh', ...flags], { cwd: folder, env });
    const first = readFileSync(join(folder, FILE), 'utf8');
    const again = await runBuilt(['catalog', 'refresh', ...flags], { cwd: folder, env });
    expect(again.out).toMatch(/no changes\n$/);
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(first);
    // A line a type, so that a text diff shows which price moved.
    expect(first).toContain('\n        ["c6i.large",91000,');
    const diff = await runHere([
      'catalog',
      'diff',
      '--region',
      'eu-west-1',
      '--cache',
      join(folder, 'cache'),
      '--json',
    ]);
    const changes = JSON.parse(diff.out).changes as { onDemand: { instanceType: string; afterMicroUsd: number }[] };
    expect(changes.onDemand.find(({ instanceType }) => instanceType === 'c6i.large')?.afterMicroUsd).toBe(91_000);
  });

  it('keeps the old figures of a part that AWS refuses, and says so', async () => {
    const folder = temporaryFolder();
    const { env } = await serve({ denied: ['GetProducts'] });
    const { exitCode, out } = await runBuilt(['catalog', 'refresh', '--cache', 'cache', '-q'], { cwd: folder, env });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/On-Demand prices +kept as they were \(pricing:GetProducts: AccessDeniedException: .*\)\n/);
    const show = await runHere(['catalog', 'show', '--region', 'eu-west-1', '--catalog', join(folder, FILE), '--json']);
    const shown = JSON.parse(show.out);
    expect(shown.date).toBe('2025-04-04');
    const type = shown.instanceTypes.find((each: { instanceType: string }) => each.instanceType === 'c6i.large');
    expect(type).toMatchObject({ spotMicroUsdPerHour: 35_000, onDemandSource: { date: '2025-04-04' } });
  });

  it('writes nothing and exits with 7 when AWS refuses every part', async () => {
    const folder = temporaryFolder();
    const denied = [
      'GetProducts',
      'DescribeInstanceTypes',
      'DescribeInstanceTypeOfferings',
      'DescribeSpotPriceHistory',
    ];
    const { env } = await serve({ denied });
    const { exitCode, out, error } = await runBuilt(['catalog', 'refresh', '--cache', 'cache'], { cwd: folder, env });
    expect([exitCode, out]).toEqual([7, '']);
    expect(error).toContain('ec2:DescribeInstanceTypes: AWS denied the access');
    expect(contentsOf(folder)).toEqual({});
  });

  it('reads only the parts asked for, and placement scores on request', async () => {
    const folder = temporaryFolder();
    const { env, server } = await serve();
    const flags = ['--only', 'spot', '--placement-scores', 'c6i.large,c6i.xlarge,m6i.large', '--cache', 'cache', '-q'];
    const { exitCode, out } = await runBuilt(['catalog', 'refresh', ...flags], { cwd: folder, env });
    expect(exitCode).toBe(0);
    expect(server.answered).toEqual(['DescribeSpotPriceHistory', 'GetSpotPlacementScores']);
    expect(out).toMatch(/placement score euw1-az2 +7 of 10\nplacement score euw1-az1 +3 of 10\n$/);
  });

  it('prints the policy and the calls without calling AWS', async () => {
    const policy = await runHere(['catalog', 'refresh', '--iam']);
    expect(JSON.parse(policy.out).Statement[0].Action).toEqual([
      'ec2:DescribeInstanceTypeOfferings',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeSpotPriceHistory',
      'pricing:GetProducts',
    ]);
    const calls = await runHere(['catalog', 'refresh', '--dry-run', '--only', 'spot']);
    expect(calls.out).toBe(
      'catalog refresh would call, reading only:\n  ec2:DescribeSpotPriceHistory         the last Spot price by type and zone\n',
    );
  });

  it.each([
    [['catalog', 'refresh', '--only', 'onDemnad'], 2, '--only: there is no part "onDemnad"'],
    [['catalog', 'refresh', '--target-vcpus', '8'], 2, '--target-vcpus is about placement scores'],
    [['catalog', 'diff', '--cache', '/nowhere/at/all'], 3, 'there is no refreshed catalogue of us-east-1'],
    [['catalog', 'show', '--catalog', 'package.json'], 3, 'is not a file that catalog refresh wrote'],
    [['simulate', 'scenarios/quickstart.yaml', '--catalog', 'nowhere.json'], 3, 'there is no catalogue'],
  ])('refuses %j', async (arguments_, code, message) => {
    const { exitCode, error } = await runHere(arguments_);
    expect(exitCode).toBe(code);
    expect(error).toContain(message);
  });
});

function scenario(catalog: string): string {
  return `version: 1
region: eu-west-1
replications: 2
workload: { synthetic: { days: 0.1, jobsPerDay: 100 } }
${catalog}
batch:
  computeEnvironments:
    - computeEnvironmentName: od
      type: MANAGED
      computeResources: { type: EC2, maxvCpus: 64, instanceTypes: [c6i.large], allocationStrategy: BEST_FIT_PROGRESSIVE }
  jobQueues:
    - { jobQueueName: work, priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: od }] }
`;
}
