/** `sweep`: one command for "what if this number were another one". */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { interruptedAfter, runBuilt, runHere, temporaryFolder } from '../support/cli.ts';
import { labConfig } from '../support/lab.ts';

const QUICKSTART = 'scenarios/quickstart.yaml';
const IDLE = 'assumptions.idleTimeoutSeconds';
const TYPES = 'batch.computeEnvironments[ce0].computeResources.instanceTypes';
const FIRST_TYPES = 'batch.computeEnvironments[0].computeResources.instanceTypes';
const MAXIMUM = 'batch.computeEnvironments[0].computeResources.maxvCpus';

function sweep(...flags: readonly string[]) {
  return runHere(['sweep', QUICKSTART, '--replications', '3', ...flags]);
}

/** `large` asks for more memory than c6i.large has, and `small` for less. */
function folderWithTrace(changes: object = {}): string {
  const cwd = temporaryFolder();
  const header = 'job_id,submit_s,run_s,vcpus,memory_mib\n';
  writeFileSync(join(cwd, 'jobs.csv'), `${header}small,0,3600,1,1024\nlarge,0,7200,2,30000\n`);
  const scenario = {
    version: 1,
    name: 'two jobs',
    workload: { trace: { path: 'jobs.csv' } },
    batch: labConfig({ instanceTypes: ['r6i.xlarge'], maxvCpus: 16 }),
    replications: 2,
    ...changes,
  };
  writeFileSync(join(cwd, 'scenario.json'), JSON.stringify(scenario));
  return cwd;
}

describe('the points of a sweep', () => {
  it('begin with what simulate says of the scenario, and are what it says of the scenario when edited', async () => {
    const { exitCode, out } = await sweep(
      '--json',
      '--vary',
      `${IDLE}=60,900`,
      '--vary',
      'workload.scale.arrivals=0.5',
    );
    const { points, ...head } = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(head).toEqual({
      schemaVersion: 1,
      scenario: 'quickstart (synthetic)',
      seed: 1,
      replications: 3,
      confidence: 0.95,
      design: 'product',
      varied: [
        { path: IDLE, values: [60, 900] },
        { path: 'workload.scale.arrivals', values: [0.5] },
      ],
      isComplete: true,
    });
    const text = readFileSync(join(ROOT, QUICKSTART), 'utf8');
    const file = join(temporaryFolder(), 'edited.yaml');
    for (const [index, idle] of [300, 60, 900].entries()) {
      const arrivals = index === 0 ? 1 : 0.5;
      expect(points[index].values).toEqual({ [IDLE]: idle, 'workload.scale.arrivals': arrivals });
      const edited = text
        .replace('preset: typical', `preset: typical\n  idleTimeoutSeconds: ${idle}`)
        .replace('workload:\n', `workload:\n  scale: { arrivals: ${arrivals} }\n`);
      writeFileSync(file, edited);
      const alone = await runHere(['simulate', file, '--json', '--replications', '3']);
      expect(points[index].result).toEqual(JSON.parse(alone.out));
    }
    expect(points).toHaveLength(3);
    expect(points[0].costDifferenceUsd).toBeUndefined();
    const [written, first] = points.map((point: { result: { cost: { totalUsd: { mean: number } } } }) => {
      return point.result.cost.totalUsd.mean;
    });
    expect(points[1].costDifferenceUsd.mean).toBeCloseTo(first - written, 5);
    expect(points[1].thresholds).toMatchObject([{ threshold: 'cost < $1200', ok: true }, {}, {}, {}, {}]);
  });

  it('read a trace under the options of each, and jobs that a trace leaves open as each says', async () => {
    const cwd = folderWithTrace();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,memory_mib\n0,3600,1024\n');
    const flags = ['--vary', 'workload.defaults.vcpus=1,4', '--vary', 'workload.scale.runtimes=1,2', '--json'];
    const { out } = await runHere(['sweep', 'scenario.json', ...flags], { cwd });
    const { points } = JSON.parse(out);
    const hours = points.map(
      ({ result }: { result: { instances: { peakVcpus: number }; makespanSeconds: { mean: number } } }) => {
        return [result.instances.peakVcpus, Math.floor(result.makespanSeconds.mean / 3600)];
      },
    );
    // An r6i.xlarge has 4 vCPUs.
    expect(hours).toEqual([
      [4, 1],
      [4, 1],
      [4, 2],
      [4, 1],
      [4, 2],
    ]);
    expect(points[0].values).toEqual({ 'workload.defaults.vcpus': 1, 'workload.scale.runtimes': 1 });
  });

  it('say of the scenario as written what its open fields mean, and leave out what it does not have', async () => {
    const cwd = folderWithTrace();
    const paths = ['workload.growth=2', 'batch.computeEnvironments[ce0].state=ENABLED', 'workload.defaults.attempts=2'];
    const flags = paths.flatMap((one) => ['--vary', one]);
    const { out } = await runHere(['sweep', 'scenario.json', ...flags, '--json'], { cwd });
    expect(JSON.parse(out).points[0].values).toEqual({
      'workload.growth': 1,
      'batch.computeEnvironments[ce0].state': 'ENABLED',
    });
    const text = await runHere(['sweep', 'scenario.json', ...flags], { cwd });
    expect(text.out).toMatch(/^ {2}1 +ENABLED +not set /m);
  });

  it('can be of a scenario that is a trace alone', async () => {
    const cwd = folderWithTrace();
    const stdin = readFileSync(join(cwd, 'jobs.csv'));
    const { exitCode, out } = await runHere(
      ['sweep', '--trace', '-', '--vary', `${MAXIMUM}=8,256`, '--json', '--replications', '2'],
      { cwd, stdin },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).points.map(({ values }: { values: object }) => values)).toEqual(
      [256, 8, 256].map((value) => ({ [MAXIMUM]: value })),
    );
  });

  it('are the same bytes with one thread and with two, and with none', async () => {
    const flags = [
      'sweep',
      QUICKSTART,
      '--vary',
      `${IDLE}=60,300,900`,
      '--vary',
      'workload.scale.arrivals=1,4',
      '--json',
    ];
    const [here, one, two] = [
      await runHere(flags),
      await runBuilt([...flags, '--workers', '1']),
      await runBuilt([...flags, '--workers', '2']),
    ];
    expect(one.exitCode).toBe(0);
    expect(one.out).toBe(here.out);
    expect(two.out).toBe(here.out);
  });
});

describe('the text of a sweep', () => {
  it('is as reviewed', async () => {
    const { exitCode, out, error } = await sweep('--vary', `${IDLE}=60,900`, '--vary', `${MAXIMUM}=96..512/2`);
    expect([exitCode, error]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('../golden/cli/sweep-quickstart.txt');
  });

  it('without --vary is as reviewed: each assumption alone, the largest effect first', {
    timeout: 60_000,
  }, async () => {
    const { exitCode, out } = await sweep();
    expect(exitCode).toBe(0);
    await expect(out).toMatchFileSnapshot('../golden/cli/sweep-assumptions.txt');
  });

  it.each([
    [
      'one list',
      `${FIRST_TYPES}=[c6i.xlarge, c6i.16xlarge, c6i.8xlarge, m6i.large, m6i.16xlarge],[c6i.xlarge, c6i.16xlarge, c6i.12xlarge, m6i.large, m6i.16xlarge]`,
    ],
    ['a list after another path', `${IDLE}=60`, `${FIRST_TYPES}=[c6i.xlarge, m6i.large],[c6i.xlarge, m6i.xlarge]`],
  ])('numbers the points where the values of %s would look the same', async (_, ...vary) => {
    const { out } = await sweep(...vary.flatMap((one) => ['--vary', one]), '--replications', '2');
    expect(out).toMatch(/^ {2}point +cost/m);
    expect(out).toMatch(/^Points$/m);
    const types = vary.at(-1)?.match(/\[c6i\.[^\]]+\]/g) ?? [];
    for (const list of types) expect(out.replaceAll(/\s+/g, ' ')).toContain(`instanceTypes=${list}`);
    expect(types).toHaveLength(2);
  });

  it('shows short lists whole where the page has room for them', async () => {
    const { out } = await sweep(
      ...['--vary', 'workload.scale.arrivals=0.5', '--vary', `${FIRST_TYPES}=[c6i.xlarge, m6i]`, '--replications', '1'],
    );
    expect(out).toMatch(/^ {2}0\.5 +\[c6i\.xlarge, m6i\] +\$/m);
  });

  it('names the entry of a list by its list', async () => {
    const { out } = await sweep('--vary', 'thresholds[0]=cost < $1,cost < $2', '--replications', '1');
    expect(out).toMatch(/^ {2}thresholds\[0\] +cost/m);
  });

  it.each([
    ['one value a row', ['--vary', `${IDLE}=0..1000/12`]],
    [
      'long lists',
      ['--vary', 'batch.computeEnvironments[0].computeResources.instanceTypes=[c6i, m6i, r6i, c7i, m7i],[m6i]'],
    ],
    [
      'many paths',
      ['preset=ideal,typical', 'packing=auto,spread', 'zones=2,3', 'typeRanking=vcpu-price'].flatMap((one) => [
        '--vary',
        `assumptions.${one}`,
      ]),
    ],
    ['one replication', ['--vary', `${IDLE}=0`, '--replications', '1']],
  ])('keeps to 100 columns with %s', async (_, flags) => {
    const { out } = await sweep(...flags);
    const table = out.slice(0, out.indexOf('\nData'));
    for (const line of table.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(table).not.toContain('undefined');
  });
});

it('a sweep of assumptions speaks of no limits where the scenario has none', async () => {
  const { out } = await runHere(['sweep', 'scenario.json'], { cwd: folderWithTrace() });
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(/As written: cost [^:]*, 0 failed assumption/);
});

describe('jobs that can never run at a point', () => {
  it('are shown there and end with 5; the other points run', async () => {
    const cwd = folderWithTrace();
    const { exitCode, out, error } = await runHere(
      ['sweep', 'scenario.json', '--vary', `${TYPES}=[c6i.large],[r6i.xlarge]`, '--json', '-q'],
      { cwd },
    );
    expect(exitCode).toBe(5);
    const { points, isComplete } = JSON.parse(out);
    expect(isComplete).toBe(true);
    expect(points[1]).toEqual({
      values: { [TYPES]: ['c6i.large'] },
      thresholds: [],
      impossible: [
        {
          queue: 'queue',
          reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
          jobs: 1,
          vcpuHours: 4,
          firstJobId: 'large',
        },
      ],
    });
    expect(points[2].costDifferenceUsd.mean).toBe(0);
    expect(error).toMatch(/^error: job large .*\(with batch\.computeEnvironments\[ce0\]\.\S+=\[c6i\.large\]\).*\n$/);
  });

  it('may be in the scenario as written, which is then no baseline', async () => {
    const cwd = folderWithTrace({ batch: labConfig({ instanceTypes: ['c6i.large'], maxvCpus: 16 }) });
    const { exitCode, out } = await runHere(['sweep', 'scenario.json', '--vary', `${TYPES}=[r6i.xlarge]`], { cwd });
    expect(exitCode).toBe(5);
    expect(out).toMatch(/\[c6i\.large\] +1 job can never run/);
    expect(out).toMatch(/\[r6i\.xlarge\] .* unknown /);
    expect(out).toContain('unknown = not the jobs that the scenario as written runs');
  });

  it('are left out with --drop-unrunnable, where the cost is then no difference', async () => {
    const cwd = folderWithTrace();
    const flags = ['--vary', `${TYPES}=[c6i.large],[r6i.xlarge]`, '--drop-unrunnable'];
    const { exitCode, out, error } = await runHere(['sweep', 'scenario.json', ...flags, '--json'], { cwd });
    expect(exitCode).toBe(0);
    const [written, dropped, same] = JSON.parse(out).points;
    expect([written.leftOutJobs, dropped.leftOutJobs, same.leftOutJobs]).toEqual([undefined, 1, undefined]);
    expect(dropped.result.jobs.submitted).toBe(1);
    expect(dropped.costDifferenceUsd).toBeUndefined();
    expect(same.costDifferenceUsd.mean).toBe(0);
    expect(error).toContain('left out 1 of 2 jobs');
    const text = await runHere(['sweep', 'scenario.json', ...flags], { cwd });
    expect(text.out).toMatch(/unknown .* 1 left out$/m);
  });

  it('are not told to be left out with --drop-unrunnable where that was asked for and leaves nothing', async () => {
    const cwd = folderWithTrace();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,vcpus,memory_mib\n0,60,2,30000\n');
    const flags = ['--vary', `${TYPES}=[c6i.large]`, '--drop-unrunnable'];
    const { exitCode, error } = await runHere(['sweep', 'scenario.json', ...flags], { cwd });
    expect(exitCode).toBe(5);
    expect(error).toContain('can never run in queue');
    expect(error).not.toContain('--drop-unrunnable');
  });
});

describe('what cannot be swept', () => {
  it.each([
    [2, [`${IDLE}`], ['has no = after its path']],
    [2, [`${IDLE}=60,,`, 'region=a,a'], ['value 2 is empty', 'value 3 is empty', 'region has the value "a" twice']],
    [2, ['assumptions.idleTimeoutSecond=60', 'seed=1'], ['did you mean idleTimeoutSeconds?', 'seed cannot be varied']],
    [2, [`${IDLE}=0..100/100`, 'assumptions.zones=1,2,3'], ['303 points are more than 200']],
    [
      3,
      [`${IDLE}=60,soon`, `${MAXIMUM}=-1,64`],
      ['got "soon" (with assumptions.idleTimeoutSeconds=soon)', `got -1 (with ${MAXIMUM}=-1)`],
    ],
    [
      3,
      ['region=us-east-1,xx-north-1'],
      ['no prices are embedded for the region "xx-north-1" (with region=xx-north-1)'],
    ],
    [3, ['batch.jobQueues[main].computeEnvironmentOrder[0].computeEnvironment=spot'], ['(with batch.jobQueues[main]']],
  ])('ends with %i and all that is wrong: %j', async (code, vary, messages) => {
    const { exitCode, out, error } = await sweep(...vary.flatMap((one) => ['--vary', one]));
    expect([exitCode, out]).toEqual([code, '']);
    for (const message of messages) expect(error).toContain(message);
    expect(error.trimEnd().split('\n')).toHaveLength(messages.length);
  });

  it('is what a flag decides for every point', async () => {
    const { exitCode, error } = await sweep('--vary', 'region=us-east-1,eu-west-1', '--region', 'eu-west-1');
    expect(exitCode).toBe(2);
    expect(error).toContain('region cannot be varied: --region decides it for every point');
  });

  it('is a trace on standard input that would have to be read again', async () => {
    const cwd = folderWithTrace();
    const stdin = readFileSync(join(cwd, 'jobs.csv'));
    const { exitCode, error } = await runHere(['sweep', '--trace', '-', '--vary', 'workload.defaults.vcpus=1,4'], {
      cwd,
      stdin,
    });
    expect([exitCode, error]).toEqual([2, expect.stringContaining('standard input can be read once only')]);
  });
});

it('a threshold that fails at a point is an answer and no failure', async () => {
  const { exitCode, out } = await sweep('--vary', `${IDLE}=60`, '--threshold', 'cost < $780');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/✗ cost < \$780: fails at the scenario as written/);
});

it('Ctrl-C before the first point is complete is told, since nothing is printed', async () => {
  const { exitCode, out, error } = await runHere(['sweep', 'scenario.json', '--json'], {
    cwd: folderWithTrace(),
    isInterrupted: () => true,
  });
  expect([exitCode, out, error]).toEqual([130, '', 'no point was complete: there is nothing to print\n']);
});

it('Ctrl-C ends a sweep with 130, and only complete points are printed', async () => {
  const { exitCode, out, error } = await runBuilt(
    ['sweep', QUICKSTART, '--replications', '400', '--vary', `${IDLE}=0..190/190`, '--json'],
    interruptedAfter(4000),
  );
  expect(exitCode).toBe(130);
  if (out === '') {
    expect(error).toContain('no point was complete');
    return;
  }
  const { isComplete, points } = JSON.parse(out);
  expect(isComplete).toBe(false);
  for (const { result } of points) expect(result.replications).toBe(400);
});
