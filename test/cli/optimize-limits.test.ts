/** `optimize` on the command line: which limits it keeps, and what of the scenario or the flags is none. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere, temporaryFolder } from '../support/cli.ts';

const SCENARIO = `version: 1
name: frames
region: us-east-1
workload: { trace: { path: jobs.csv } }
batch:
  computeEnvironments:
    - computeEnvironmentName: main
      type: MANAGED
      computeResources: { type: EC2, allocationStrategy: BEST_FIT_PROGRESSIVE, maxvCpus: 512, instanceTypes: [c6i] }
  jobQueues:
    - jobQueueName: main
      priority: 1
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: main }]
replications: 3
`;

/** A job every two minutes; each has its run time and seven minutes, which a reclaimed Spot instance does not leave it. */
function jobs(): string {
  const rows = Array.from({ length: 40 }, (_, job) => {
    const run = 300 + ((job * 277) % 600);
    return `${job * 120},${run},2,3500,${job * 120 + run + 420}`;
  });
  return ['submit_s,run_s,vcpus,memory_mib,deadline_s', ...rows, ''].join('\n');
}

function folderWith(scenario: string): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 's.yaml'), scenario);
  writeFileSync(join(cwd, 'jobs.csv'), jobs());
  return cwd;
}

const FLAGS = ['--json', '--budget', '10000', '--workers', '1', '--no-progress'];

describe('optimize', () => {
  it('recommends nothing that misses more deadlines than today, and says that thresholds limit nothing', async () => {
    const cwd = folderWith(`${SCENARIO}thresholds: [missedDeadlines == 0]\n`);
    const { exitCode, out } = await runHere(['optimize', 's.yaml', ...FLAGS], { cwd });
    const { current, recommended, objective, notes } = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(objective.subjectTo).toEqual(['p95(wait) <= 600s', 'failed <= 0', 'neverRan == 0', 'missedDeadlines <= 0']);
    expect([current.deadlines.missed, recommended.deadlines.missed]).toEqual([0, 0]);
    expect(notes).toContain(
      'thresholds: limit nothing here: they are what check holds the configuration to - write those that the recommendation must keep under objective.subjectTo',
    );
  });

  it('keeps a threshold of the command line, and verify knows it again', async () => {
    const cwd = folderWith(SCENARIO);
    const limit = ['--threshold', 'missedDeadlines <= 20', '--threshold', 'p95(turnaround) <= 40m'];
    const ran = await runHere(['optimize', 's.yaml', ...FLAGS, ...limit, '--out', 'plan.json'], { cwd });
    const { objective, floor, notes } = JSON.parse(ran.out);
    expect(objective.subjectTo).toEqual([
      'missedDeadlines <= 20',
      'p95(turnaround) <= 40m',
      'failed <= 0',
      'neverRan == 0',
    ]);
    expect(objective.isDefault).toBe(false);
    expect(notes.join()).not.toContain('limit nothing here');
    expect((await runHere(['verify', 'plan.json', 's.yaml', ...limit], { cwd })).exitCode).toBe(0);
    expect(floor.usd).toBeGreaterThan(0);
  });
});
