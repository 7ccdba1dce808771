/** Every story in scenarios/ runs and shows what its comments say it shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

const FOLDER = join(ROOT, 'scenarios');

async function explained(scenario: string, ...flags: string[]) {
  const ran = await runHere(['explain', `scenarios/${scenario}.yaml`, '--json', ...flags]);
  return { exitCode: ran.exitCode, record: JSON.parse(ran.out) };
}

async function simulated(scenario: string) {
  const ran = await runHere(['simulate', `scenarios/${scenario}.yaml`, '--json', '--assert-invariants']);
  return { exitCode: ran.exitCode, record: JSON.parse(ran.out) };
}

describe('the scenarios folder', () => {
  it('names every story in its README', () => {
    const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))) expect(readme).toContain(file);
  });
});

describe('head-of-line blocking', () => {
  it('is where most of the waiting comes from, although only one job is wide', async () => {
    const { exitCode, record } = await explained('head-of-line-blocking');
    expect(exitCode).toBe(0);
    const [queue] = record.waits.queues;
    const own = Object.values<number>(queue.jobSeconds).reduce((sum, seconds) => sum + seconds, 0);
    expect(queue.jobSeconds.HEAD_OF_LINE / own).toBeGreaterThan(0.9);
  });

  it('goes once jobs behind the wide one may pass it', async () => {
    const strict = await simulated('head-of-line-blocking');
    const text = readFileSync(join(FOLDER, 'head-of-line-blocking.yaml'), 'utf8');
    const ran = await runHere(['simulate', '-', '--trace', 'scenarios/traces/one-wide-among-small.csv', '--json'], {
      stdin: text.replace('backfill: false', 'backfill: true'),
    });
    expect(ran.exitCode).toBe(0);
    // The small jobs need 60 of 64 vCPUs: with backfill they go on, and the median hardly waits.
    expect(JSON.parse(ran.out).waitSeconds.p50).toBeLessThan(30);
    expect(strict.record.waitSeconds.p50).toBeGreaterThan(300);
  });

  it('would be short with twice the vCPUs, as explain says: just as simulate finds', async () => {
    const { record } = await explained('head-of-line-blocking');
    expect(record.waitFixes).toMatchObject([{ computeEnvironment: 'shared', field: 'maxvCpus', from: 64, to: 128 }]);
    const [{ waitSeconds, costUsd }] = record.waitFixes;
    const text = readFileSync(join(FOLDER, 'head-of-line-blocking.yaml'), 'utf8');
    const flags = ['--trace', 'scenarios/traces/one-wide-among-small.csv', '--json', '--replications', '1'];
    for (const [maxvCpus, side] of [
      ['64', 'before'],
      ['128', 'after'],
    ] as const) {
      const stdin = text.replace('maxvCpus: 64', `maxvCpus: ${maxvCpus}`);
      const { cost, waitSeconds: wait } = JSON.parse((await runHere(['simulate', '-', ...flags], { stdin })).out);
      expect(cost.totalUsd.mean).toBe(costUsd[side]);
      expect(wait.mean).toBeCloseTo(waitSeconds[side], 3);
    }
  });

  it('breaks its threshold, which check reports with exit code 4', async () => {
    expect((await runHere(['check', 'scenarios/head-of-line-blocking.yaml'])).exitCode).toBe(4);
  });
});

describe('fair share', () => {
  it('runs the urgent team on eight times the vCPUs of the bulk team while both wait', async () => {
    const folder = temporaryFolder();
    const jobs = join(folder, 'jobs.csv');
    expect((await runHere(['simulate', 'scenarios/fair-share.yaml', '--jobs', jobs, '--quiet'])).exitCode).toBe(0);
    const [header = '', ...rows] = readFileSync(jobs, 'utf8').trim().split('\n');
    const column = (name: string) => header.split(',').indexOf(name);
    const [id, start, end] = [column('job_id'), column('start_s'), column('end_s')];
    const spans = rows
      .map((row) => row.split(','))
      .map((cells) => {
        return { id: cells[id] ?? '', startS: Number(cells[start]), endS: Number(cells[end]) };
      });
    // From 30 minutes, when the fleet is up, to 90, before the 1,500 urgent jobs of 300 s are done (1,500 x 300 s / 64 vCPUs = 117 minutes).
    const vcpuSeconds = (team: string) =>
      spans
        .filter((span) => span.id.startsWith(team))
        .reduce((sum, { startS, endS }) => sum + Math.max(0, Math.min(endS, 5400) - Math.max(startS, 1800)), 0);
    const ratio = vcpuSeconds('urgent') / vcpuSeconds('bulk');
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(9);
  });
});

describe('Spot then On-Demand', () => {
  it('runs every job, some of them on On-Demand because EC2 refused Spot', async () => {
    const { exitCode, record } = await simulated('spot-then-on-demand');
    expect(exitCode).toBe(0);
    expect(record.jobs.succeeded).toBe(record.jobs.submitted);
    expect(record.instances.failedLaunches).toBeGreaterThan(0);
    expect(Object.keys(record.cost.byComputeEnvironment)).toEqual(['on-demand', 'spot']);
  });
});

describe('the memory cliff', () => {
  it('is 4,547 MiB high and costs a quarter', async () => {
    const { record } = await explained('memory-cliff');
    const [cliff] = record.sizeCliffs;
    expect(cliff).toMatchObject({ memoryMiB: 384_000, jobs: 40 });
    // floor(393,216 x 0.965) = 379,453 MiB of an r6i.12xlarge; 3.024 / 4.032 = 0.75.
    expect(cliff.fix).toMatchObject({
      kind: 'ask-less-memory',
      memoryMiB: 379_453,
      instanceType: 'r6i.12xlarge',
      usdPerHour: 3.024,
      insteadOf: 'r6i.16xlarge',
      insteadOfUsdPerHour: 4.032,
    });
  });

  it('shows in the instances launched: 16xlarge only', async () => {
    const { record } = await simulated('memory-cliff');
    expect(JSON.stringify(record.cost.byInstanceType)).toContain('r6i.16xlarge');
    expect(JSON.stringify(record.cost.byInstanceType)).not.toContain('r6i.12xlarge');
  });
});

describe('a job stuck in RUNNABLE', () => {
  it('is named with its reason, what was tried and two ways out, and ends explain with exit code 5', async () => {
    const { exitCode, record } = await explained('stuck-in-runnable');
    expect(exitCode).toBe(5);
    expect(record.impossible).toHaveLength(1);
    const [request] = record.impossible;
    expect(request).toMatchObject({
      firstJobId: 'nightly-10',
      jobs: 1,
      reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
    });
    // 32,768 MiB x 0.965 = 31,621 MiB.
    expect(request.tried[0].families).toEqual([
      { family: 'c6i', lacks: [{ dimension: 'memoryMiB', most: 15_810 }] },
      { family: 'm6i', lacks: [{ dimension: 'memoryMiB', most: 31_621 }] },
    ]);
    expect(request.fixes.map(({ kind }: { kind: string }) => kind)).toEqual(['ask-less-memory', 'add-type']);
    expect(request.fixes[0]).toMatchObject({ memoryMiB: 31_621, instanceType: 'm6i.2xlarge' });
  });

  it('holds up the nineteen behind it', async () => {
    const { record } = await explained('stuck-in-runnable');
    expect(record.waits.queues[0]).toMatchObject({ stuckJobs: 20, head: { jobId: 'nightly-10' } });
    const behind = await explained('stuck-in-runnable', '--job', 'nightly-20');
    expect(behind.exitCode).toBe(0);
    expect(behind.record.job.attempts).toEqual([]);
    expect(behind.record.job.waits.at(-1)).toMatchObject({
      reason: 'HEAD_OF_LINE',
      behindReason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
    });
  });

  it.each([
    ['explain-stuck.txt', []],
    ['explain-stuck-job.txt', ['--job', 'nightly-10']],
  ])('reads as reviewed in %s', async (golden, flags) => {
    const { out } = await runHere(['explain', 'scenarios/stuck-in-runnable.yaml', '--quiet', ...flags]);
    await expect(out).toMatchFileSnapshot(`../golden/${golden}`);
  });

  it('tells a mistyped job id what it may have meant', async () => {
    const ran = await runHere(['explain', 'scenarios/stuck-in-runnable.yaml', '--job', 'nightly-1O']);
    expect(ran.exitCode).toBe(2);
    expect(ran.error).toContain('did you mean nightly-10?');
  });
});

describe('schedules', () => {
  it('skip the Sunday on which there is no 2:30 in Berlin, and report an hour earlier in UTC from Monday on', async () => {
    const jobs = join(temporaryFolder(), 'jobs.csv');
    expect((await runHere(['simulate', 'scenarios/schedules.yaml', '--jobs', jobs, '--quiet'])).exitCode).toBe(0);
    const ids = readFileSync(jobs, 'utf8')
      .split('\n')
      .map((line) => line.split(',')[0]);
    const times = (rule: string) =>
      [...new Set(ids.filter((id) => id.startsWith(rule)))].map((id) => id.split(/[-:]/)[2]);
    expect([...new Set(times('nightly-load'))].toSorted()).toEqual([
      ...['20260326T0130Z', '20260327T0130Z', '20260328T0130Z'],
      ...['20260330T0030Z', '20260331T0030Z', '20260401T0030Z'],
    ]);
    expect(times('morning-report').toSorted()).toEqual([
      ...['20260326T0400Z', '20260327T0400Z'],
      ...['20260330T0300Z', '20260331T0300Z', '20260401T0300Z'],
    ]);
  });

  it('wait for maxvCpus, behind the load of the night', async () => {
    const { exitCode, record } = await explained('schedules');
    expect(exitCode).toBe(0);
    expect(record.waitFixes).toMatchObject([{ computeEnvironment: 'on-demand', field: 'maxvCpus', from: 96 }]);
  });
});
