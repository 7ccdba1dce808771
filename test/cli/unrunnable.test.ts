/** Jobs that no environment can ever take: told with the limit and the type that would do, or left out and counted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentsOf, runHere, temporaryFolder } from '../support/cli.ts';

/** `large` asks for more memory than c6i.large (4 GiB) has; it is 4 of the 5 vCPU-hours. */
function folderWithLargeJob(): string {
  const cwd = temporaryFolder();
  const header = 'job_id,submit_s,run_s,vcpus,memory_mib\n';
  writeFileSync(join(cwd, 'jobs.csv'), `${header}small,0,3600,1,1024\nlarge,0,7200,2,30000\n`);
  const scenario = `
version: 1
workload: { trace: { path: jobs.csv } }
batch:
  computeEnvironments:
    - computeEnvironmentName: only
      type: MANAGED
      computeResources: { type: EC2, minvCpus: 0, maxvCpus: 16, instanceTypes: [c6i.large] }
  jobQueues:
    - jobQueueName: main
      priority: 1
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: only }]
replications: 2
`;
  writeFileSync(join(cwd, 'scenario.yaml'), scenario);
  return cwd;
}

describe('a job larger than every allowed instance', () => {
  it.each(['simulate', 'check', 'optimize'])('ends %s with 5, naming job, limit and smallest fit', async (verb) => {
    const cwd = folderWithLargeJob();
    const before = contentsOf(cwd);
    const flag = verb === 'optimize' ? ['--out', 'plan.json'] : ['--threshold', 'failed == 0'];
    const { exitCode, out, error } = await runHere([verb, 'scenario.yaml', ...flag], { cwd });
    expect(error).toContain('job large (2 vCPU, 30000 MiB) can never run in queue main');
    expect(error).toMatch(/largest allowed: 2 vCPU, \d+ MiB schedulable, maxvCpus 16/);
    expect(error).toMatch(/ - [a-z0-9-]+\.[a-z0-9]+ would hold it: add it to instanceTypes/);
    expect([exitCode, out]).toEqual([5, '']);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('is left out with --drop-unrunnable, with its share of the vCPU-hours', async () => {
    const cwd = folderWithLargeJob();
    const { exitCode, out, error } = await runHere(['simulate', 'scenario.yaml', '--json', '--drop-unrunnable'], {
      cwd,
    });
    expect(exitCode).toBe(0);
    // 2 vCPUs x 2 h = 4 of 1 x 1 h + 4 = 5 vCPU-hours: 80 %.
    expect(error).toContain('left out 1 of 2 jobs that can never run (80.0 % of the vCPU-hours)');
    expect(JSON.parse(out)).toMatchObject({ jobs: { submitted: 1, succeeded: 1 } });
  });

  it('goes with the figures: text, JSON, Markdown and comparisons say that they are not of all jobs', async () => {
    const cwd = folderWithLargeJob();
    const leftOut = 'left out 1 of 2 jobs that can never run (80.0 % of the vCPU-hours)';
    const asks = [
      ['simulate', 'scenario.yaml'],
      ['simulate', 'scenario.yaml', '--json'],
      ['simulate', 'scenario.yaml', '--format', 'markdown'],
      ['compare', 'scenario.yaml', 'scenario.yaml'],
      ['compare', 'scenario.yaml', 'scenario.yaml', '--json'],
      ['check', 'scenario.yaml', '--threshold', 'cost < $9'],
    ];
    for (const ask of asks) {
      const { exitCode, out, error } = await runHere([...ask, '--drop-unrunnable', '--quiet'], { cwd });
      expect([ask, exitCode, out.replace(/\s+/g, ' ').includes(leftOut)]).toEqual([ask, 0, true]);
      expect(error).toBe('');
    }
    const check = ['check', 'scenario.yaml', '--threshold', 'cost < $9', '--json', '--drop-unrunnable'];
    expect(JSON.parse((await runHere(check, { cwd })).out)).toMatchObject({ ok: true, leftOutJobs: 1 });
  });

  it('is shown a type of its own queue’s architecture, whatever environment comes first', async () => {
    const cwd = folderWithLargeJob();
    const arm = `    - computeEnvironmentName: arm
      type: MANAGED
      computeResources: { type: EC2, minvCpus: 0, maxvCpus: 16, instanceTypes: [c7g.large] }
`;
    const scenario = readFileSync(join(cwd, 'scenario.yaml'), 'utf8');
    const place = '  computeEnvironments:\n';
    writeFileSync(join(cwd, 'scenario.yaml'), scenario.replace(place, place + arm));
    const { exitCode, error } = await runHere(['simulate', 'scenario.yaml'], { cwd });
    expect(exitCode).toBe(5);
    const [, family] = / - ([a-z0-9-]+)\.[a-z0-9]+ would hold it: add it to instanceTypes/.exec(error) ?? [];
    expect(family).toBeDefined();
    // A g after the generation is Graviton.
    expect(family).not.toMatch(/^[a-z]+\d+g/);
  });

  it('cannot be left out when nothing else is there', async () => {
    const cwd = folderWithLargeJob();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,vcpus,memory_mib\n0,60,2,30000\n');
    const { exitCode, error } = await runHere(['simulate', 'scenario.yaml', '--drop-unrunnable'], { cwd });
    expect(exitCode).toBe(5);
    expect(error).toContain('--drop-unrunnable: no job is left: the only job can never run');
    expect(error).toContain('would hold it: add it to instanceTypes');
    expect(error).not.toContain('or leave the jobs out');
  });

  it('does not end the run when its queue cancels it: the queue goes on after the time limit', async () => {
    const cwd = folderWithLargeJob();
    const path = join(cwd, 'scenario.yaml');
    const action =
      '{ reason: "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", state: RUNNABLE, maxTimeSeconds: 600, action: CANCEL }';
    const text = readFileSync(path, 'utf8').replace(
      '      priority: 1',
      `      priority: 1\n      jobStateTimeLimitActions: [${action}]`,
    );
    writeFileSync(path, text);
    const { exitCode, out } = await runHere(['simulate', 'scenario.yaml', '--json'], { cwd });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      jobs: { submitted: 2, succeeded: 1, failed: 1, cancelled: 1, neverRan: 0 },
    });
  });
});

describe('jobs whose only environments are DISABLED', () => {
  function folderWithDisabled(): string {
    const cwd = folderWithLargeJob();
    writeFileSync(join(cwd, 'jobs.csv'), 'job_id,submit_s,run_s,vcpus,memory_mib\nsmall,0,3600,1,1024\n');
    const path = join(cwd, 'scenario.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('type: MANAGED', 'type: MANAGED\n      state: DISABLED'));
    return cwd;
  }

  it('can never run: explain says so, prices the way out and ends with 5', async () => {
    const cwd = folderWithDisabled();
    const whole = await runHere(['explain', 'scenario.yaml', '--json'], { cwd });
    expect(whole.exitCode).toBe(5);
    expect(JSON.parse(whole.out).impossible).toMatchObject([
      { reason: 'DISABLED', jobs: 1, fixes: [{ kind: 'enable', computeEnvironment: 'only' }] },
    ]);
    const single = await runHere(['explain', 'scenario.yaml', '--job', 'small'], { cwd });
    expect(single.exitCode).toBe(5);
    expect(single.out).toContain('only (On-Demand, maxvCpus 16): disabled, AWS Batch places nothing there');
  });

  it('end simulate with 5 and the state to change', async () => {
    const { exitCode, error } = await runHere(['simulate', 'scenario.yaml'], { cwd: folderWithDisabled() });
    expect(exitCode).toBe(5);
    expect(error).toContain('job small (1 vCPU, 1024 MiB) can never run in queue main: DISABLED');
    expect(error).toContain('set the state of one to ENABLED');
  });
});

describe('explain --job with the id of an array', () => {
  it('names its children, which are the jobs', async () => {
    const cwd = folderWithLargeJob();
    writeFileSync(
      join(cwd, 'jobs.csv'),
      'job_id,submit_s,run_s,vcpus,memory_mib,array_size\np,0,60,1,1024,\ns,0,60,1,1024,4\n',
    );
    const { exitCode, error } = await runHere(['explain', 'scenario.yaml', '--job', 's'], { cwd });
    expect(exitCode).toBe(2);
    expect(error).toContain('"s" is an array of 4 jobs - name one of its children, s:0 to s:3');
  });
});

describe('a bare trace', () => {
  it('gets the environments its jobs need, GPUs where they ask for some, and a note that they are assumed', async () => {
    const cwd = temporaryFolder();
    // The job without a queue goes to the first one.
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,gpus,queue\n0,60,0,cpu\n5,60,1,gpu\n9,60,1,\n12,60,0,gpu\n');
    const flags = ['--replications', '2', '--json', '--no-progress'];
    const { exitCode, out, error } = await runHere(['simulate', '--trace', 'jobs.csv', ...flags], { cwd });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).jobs).toMatchObject({ submitted: 4, succeeded: 4, neverRan: 0 });
    expect(error).toContain(
      'note: no scenario was given, so the current configuration is assumed: optimal-on-demand (optimal) and gpu-on-demand (g4dn, g5); costs and savings are against it, not against what you run\n',
    );
    // Whoever keeps standard output alone is told too.
    const assumed = 'no scenario was given, so the current configuration is assumed: optimal-on-demand (optimal)';
    expect(JSON.parse(out).warnings).toContainEqual(expect.stringContaining(assumed));
    const quiet = ['--trace', 'jobs.csv', '--replications', '2', '--quiet', '--no-progress'];
    const report = await runHere(['simulate', ...quiet], { cwd });
    expect([report.out.replace(/\s+/g, ' '), report.error]).toEqual([expect.stringContaining(assumed), '']);
    const limit = ['--threshold', 'failed == 0'];
    const checked = await runHere(['check', ...quiet, ...limit], { cwd });
    expect(checked.out.replace(/\s+/g, ' ')).toContain(`! ${assumed}`);
    const checkedJson = await runHere(['check', ...quiet, ...limit, '--json'], { cwd });
    expect(JSON.parse(checkedJson.out).warnings).toEqual([expect.stringContaining(assumed)]);
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,gpus\n0,60,1\n');
    const onlyGpus = await runHere(['simulate', '--trace', 'jobs.csv', ...flags], { cwd });
    expect(onlyGpus.error).toContain('is assumed: gpu-on-demand (g4dn, g5);');
  });

  it('runs arm64 jobs on arm64, and jobs that need more memory beside their GPUs than a G5 has on P4d', async () => {
    const cwd = temporaryFolder();
    // A g5.48xlarge leaves 768 GiB x 0.965 = 758,906 MiB to jobs.
    const rows = '0,60,4,7000,0,arm64,arm\n0,60,96,758907,8,,train\n0,60,96,758906,8,,train\n';
    writeFileSync(join(cwd, 'jobs.csv'), `submit_s,run_s,vcpus,memory_mib,gpus,architecture,queue\n${rows}`);
    const flags = ['--replications', '2', '--json', '--no-progress'];
    const { exitCode, out, error } = await runHere(['simulate', '--trace', 'jobs.csv', ...flags], { cwd });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).jobs).toMatchObject({ submitted: 3, succeeded: 3 });
    expect(Object.keys(JSON.parse(out).cost.byInstanceType).sort()).toMatchObject(
      [/^c6g/, /^g5/, 'p4d.24xlarge'].map((name) => expect.stringMatching(name)),
    );
    expect(error).toContain(
      'is assumed: arm64-on-demand (default_arm64) and gpu-on-demand (g4dn, g5) and large-gpu-on-demand (p4d, p5);',
    );
  });
});

describe('a multi-node parallel job that no node fits', () => {
  async function hintFor(memoryMiB: number, maxvCpus: number): Promise<string> {
    const cwd = folderWithLargeJob();
    writeFileSync(join(cwd, 'jobs.csv'), `submit_s,run_s,vcpus,memory_mib,gpus,nodes\n0,60,40,${memoryMiB},4,2\n`);
    const scenario = readFileSync(join(cwd, 'scenario.yaml'), 'utf8')
      .replace('c6i.large', 'g5.12xlarge')
      .replace('maxvCpus: 16', `maxvCpus: ${maxvCpus}`);
    writeFileSync(join(cwd, 'scenario.yaml'), scenario);
    const { exitCode, error } = await runHere(['simulate', 'scenario.yaml'], { cwd });
    expect(exitCode).toBe(5);
    return error.replace(/\s+/g, ' ');
  }

  it('is told which type would hold a node, and what two of them need', async () => {
    // 300,000 MiB is more than a g5.12xlarge has. g3.16xlarge (488 GiB, 4 GPUs) is cheaper, but AWS Batch's image does not run there.
    expect(await hintFor(300_000, 512)).toContain(
      ' - g6.24xlarge would hold a node: add it to instanceTypes; multi-node parallel jobs need an EC2 (On-Demand) environment with room for 2 whole instances, here 192 vCPUs of maxvCpus',
    );
  });

  it('is told how much maxvCpus must be where only that is missing: 2 instances of 48 vCPUs', async () => {
    expect(await hintFor(100_000, 64)).toContain('room for 2 whole instances, such as 96 vCPUs of maxvCpus for ');
  });
});
