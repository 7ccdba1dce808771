/** `compare`: two scenarios under the same luck. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

const QUICKSTART = 'scenarios/quickstart.yaml';

const SMALL = `version: 1
name: small
region: us-east-1
workload: { trace: { path: jobs.csv } }
batch:
  computeEnvironments:
    - computeEnvironmentName: main
      type: MANAGED
      computeResources: { type: EC2, maxvCpus: 64, instanceTypes: [c6i] }
  jobQueues:
    - jobQueueName: main
      priority: 1
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: main }]
assumptions: { preset: typical }
replications: 2
`;

describe('compare', () => {
  it('runs the seed and the replications of the first scenario on both', async () => {
    const text = readFileSync(join(ROOT, QUICKSTART), 'utf8')
      .replace('seed: 1', 'seed: 99')
      .replace('[optimal]', '[r6i, m6i]');
    const proposed = join(temporaryFolder(), 'proposed.yaml');
    writeFileSync(proposed, text);
    const { exitCode, out } = await runHere(['compare', QUICKSTART, proposed, '--json', '--replications', '3']);
    const { current, recommended, savingUsd } = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect([
      current.result.seed,
      recommended.result.seed,
      current.result.replications,
      recommended.result.replications,
    ]).toEqual([1, 1, 3, 3]);
    expect(savingUsd.mean).toBeCloseTo(current.result.cost.totalUsd.mean - recommended.result.cost.totalUsd.mean, 5);
  });

  it('saves nothing against itself, to the cent', async () => {
    const { out } = await runHere(['compare', QUICKSTART, QUICKSTART, '--json', '--replications', '3']);
    expect(JSON.parse(out).savingUsd).toMatchObject({ mean: 0, distinguishable: false });
  });

  it('tells, before any figure, what differs besides the configuration', async () => {
    const cwd = temporaryFolder();
    const scenario = (name: string, from: string, to: string) => {
      const text = SMALL.replace(from, to);
      if (from !== '') expect(text).not.toBe(SMALL);
      writeFileSync(join(cwd, name), text);
    };
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n5,60\n');
    writeFileSync(join(cwd, 'longer.csv'), 'submit_s,run_s\n0,60\n5,61\n');
    writeFileSync(join(cwd, 'fewer.csv'), 'submit_s,run_s\n0,60\n');
    scenario('a.yaml', '', '');
    const told = async (from: string, to: string) => {
      scenario('b.yaml', from, to);
      const { out } = await runHere(['compare', 'a.yaml', 'b.yaml', '--json'], { cwd });
      return JSON.parse(out).otherTerms;
    };
    expect(await told('maxvCpus: 64', 'maxvCpus: 32')).toEqual([]);
    expect(await told('jobs.csv', 'longer.csv')).toEqual(['2 jobs each, but not the same ones']);
    expect(await told('preset: typical', 'preset: stress')).toEqual(['assumptions of preset typical against stress']);
    expect(await told('preset: typical', 'preset: typical, idleTimeoutSeconds: 10m, spot: { hazardScale: 2 }')).toEqual(
      ['idleTimeoutSeconds 300 against 600', 'spot.hazardScale 1 against 2'],
    );
    scenario('b.yaml', 'trace: { path: jobs.csv }', 'trace: { path: fewer.csv }');
    const moved = readFileSync(join(cwd, 'b.yaml'), 'utf8').replace('us-east-1', 'eu-west-1');
    writeFileSync(join(cwd, 'b.yaml'), moved);
    const { out } = await runHere(['compare', 'a.yaml', 'b.yaml'], { cwd });
    // Both are called small.
    expect(out).toContain('b.yaml saves $0.0119 (48.2 %) against a.yaml. ');
    expect(out.split('Cost  ')[0]).toContain(
      '\n! not only the configuration differs, and the figures are of all of it: 2 jobs against 1; prices of\n  us-east-1 against eu-west-1\n',
    );
  });

  it('names the file that cannot be read', async () => {
    const { exitCode, error } = await runHere(['compare', QUICKSTART, 'nowhere.yaml']);
    expect(exitCode).toBe(3);
    expect(error).toContain('nowhere.yaml');
  });
});
