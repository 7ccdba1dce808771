/**
 * Whatever a file holds, the command line says what is wrong, where and what to do, ends with 3 (or the code that fits) and
 * writes nothing.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/built.ts';
import { contentsOf, type Ran, runHere, temporaryFolder } from '../support/cli.ts';

const QUICKSTART = readFileSync(join(ROOT, 'scenarios/quickstart.yaml'), 'utf8');

type Content = string | Uint8Array;

/** Runs every verb that would write on the file, with its output flag, and expects the folder to stay as it was. */
async function refusals(name: string, content: Content, asTrace: boolean): Promise<readonly Ran[]> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, name), content);
  const before = contentsOf(cwd);
  const input = asTrace ? ['--trace', name] : [name];
  const commands = [
    ['simulate', ...input, '--jobs', 'out/jobs.csv', '--instances', 'instances.csv'],
    ['optimize', ...input, '--out', 'plan.json'],
    ['check', ...input, '--threshold', 'failed == 0'],
    asTrace ? ['import', name, '--to', 'jobs.csv'] : ['export', name, '--out', 'exported'],
  ];
  const ran: Ran[] = [];
  for (const command of commands) ran.push(await runHere(command, { cwd }));
  expect(contentsOf(cwd)).toEqual(before);
  return ran;
}

async function expectRefused(name: string, content: Content, message: string, asTrace: boolean): Promise<void> {
  for (const { exitCode, out, error } of await refusals(name, content, asTrace)) {
    expect(error).toContain(message);
    expect([exitCode, out]).toEqual([3, '']);
  }
}

function spoiled(from: string, to: string): string {
  expect(QUICKSTART).toContain(from);
  return QUICKSTART.replace(from, to);
}

/** 1-based line of the first line that holds the text. */
function lineOf(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part)) + 1;
}

const SMALL = 'job_id,submit_s,run_s\n';
const BINARY = Uint8Array.from({ length: 5000 }, (_, index) => (index * 89) % 251);
const CUT_GZIP = gzipSync(`${SMALL}a,0,1\n`.repeat(3000)).subarray(0, 100);

describe('a file that is no whole scenario', () => {
  it.each([
    [
      'a tag of CloudFormation',
      'name: !Ref Cluster',
      'the tag !Ref is not known here (column 7) - write the value itself',
    ],
    [
      'a tag of a programming language',
      "name: !!js/function 'x'",
      'the tag !!js/function is not known here (column 7)',
    ],
    ['an alias of nothing', 'name: *missing', 'nothing before it is called &missing (column 7)'],
    ['a list as the name of a field', 'name: x\n? [1]\n: 2', 'the name of a field must be a text (column 3)'],
  ])('with %s is refused where it stands', async (_, text, message) => {
    const scenario = spoiled('name: quickstart (synthetic)', text);
    const line = lineOf(scenario, text.includes('?') ? '? [1]' : text);
    await expectRefused('s.yaml', scenario, `s.yaml:${line}  not valid YAML: ${message}`, false);
  });

  it.each([
    [
      'a price that no sum can hold',
      'catalog: { instanceTypes: [{ instanceType: c6i.large, onDemandUsdPerHour: 1e300 }] }',
      'catalog.instanceTypes[0].onDemandUsdPerHour: must be at most 100000, got 1e+300',
    ],
    [
      'a search among types that are not there',
      'search: { instanceTypes: [c6i, m6j] }',
      'search.instanceTypes[1]: unknown instance type, family or keyword "m6j" - did you mean m6',
    ],
    [
      'a search among words of AWS Batch',
      'search: { instanceTypes: [optimal] }',
      'search.instanceTypes[0]: "optimal" is a word of AWS Batch for several families - list them: m6i, c6i, r6i, c7i',
    ],
    [
      'a commitment of no known kind',
      'commitments: [{ kind: compute-saving-plan, usdPerHour: 1, discountPercent: 20 }]',
      'commitments[0].kind: expected one of compute-savings-plan, ec2-instance-savings-plan, reserved-instances, got "compute-saving-plan" - did you mean compute-savings-plan?',
    ],
  ])('with %s is refused where it stands', async (_, text, message) => {
    const scenario = `${QUICKSTART}\n${text}\n`;
    for (const verb of ['simulate', 'optimize']) {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 's.yaml'), scenario);
      const { exitCode, out, error } = await runHere([verb, 's.yaml'], { cwd });
      expect(error).toContain(`s.yaml:${lineOf(scenario, text)}  ${message}`);
      expect([exitCode, out]).toEqual([3, '']);
    }
  });

  it('with more instances kept than there are is refused, where the run would not end', async () => {
    const scenario = spoiled('minvCpus: 0', 'minvCpus: 2147483647').replace('maxvCpus: 512', 'maxvCpus: 2147483647');
    await expectRefused('s.yaml', scenario, 'not simulated yet: minvCpus above 10,000,000', false);
  });

  it('that is what another verb wrote is refused with where that goes', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'plan.json'), '{"schemaVersion":1,"recommended":{"batch":{}}}');
    const plan = await runHere(['simulate', 'plan.json'], { cwd });
    expect(plan.error).toBe(
      'error: plan.json  is a recommendation of optimize, not a scenario - give the scenario it was made from; the plan itself goes to export, plan and verify\n',
    );
    writeFileSync(join(cwd, 'change.json'), '{"schemaVersion":1,"kind":"batchwright-change-plan","steps":[]}');
    const change = await runHere(['check', 'change.json'], { cwd });
    expect(change.error).toBe(
      'error: change.json  is a change plan, not a scenario - to carry it out: batchwright apply change.json\n',
    );
    expect([plan.exitCode, change.exitCode]).toEqual([3, 3]);
  });

  it('that is a change plan of another version is told so', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'change.json'), '{"schemaVersion":2,"kind":"batchwright-change-plan","steps":[]}');
    const { exitCode, error } = await runHere(['apply', 'change.json', '--yes'], { cwd });
    expect(error).toContain('change.json  schemaVersion: is 2: change plans of version 1 are read here - plan again');
    expect(exitCode).toBe(3);
  });

  it('that comes from standard input is called so', async () => {
    const { error } = await runHere(['import', '-'], { stdin: '' });
    expect(error).toBe('error: standard input  the file is empty - export the trace again\n');
    const bad = await runHere(['import', '-'], { stdin: `${SMALL}a,0,-1\n` });
    expect(bad.error).toMatch(/^error: standard input:2 {2}run_s/);
  });

  it('that is a job history is refused with where that goes', async () => {
    await expectRefused(
      'jobs.csv',
      `${SMALL}a,0,1\n`,
      'jobs.csv:1  a scenario is a mapping that starts with version: 1 - a job history goes to --trace of simulate or optimize',
      false,
    );
  });

  it('that is cut off is told once', async () => {
    const cut = JSON.stringify({ version: 1, batch: { jobQueues: [{ jobQueueName: 'main' }] } }).slice(0, -6);
    for (const { error } of await refusals('plan.yaml', cut, false))
      expect(error).toMatch(/^error: plan\.yaml:1 {2}not valid YAML: Missing closing "quote.*\n$/);
  });
});

describe('a trace', () => {
  it.each<[string, string, Content, string]>([
    ['that is empty', 'jobs.csv', '', 'error: jobs.csv  the file is empty'],
    ['whose gzip ends early', 'jobs.csv.gz', CUT_GZIP, 'jobs.csv.gz  the gzip stream is damaged or ends early'],
    ['that is binary', 'jobs.csv', BINARY, 'jobs.csv  the file is binary, not text'],
    ['with a negative run time', 'jobs.csv', `${SMALL}a,0,5\nb,0,-5\n`, 'jobs.csv:3  run_s: -5 is below 0'],
    ['with NaN', 'jobs.csv', `${SMALL}a,0,NaN\n`, 'jobs.csv:2  run_s: "NaN" is not a number'],
    [
      'with an unknown column',
      'jobs.csv',
      'submit_s,run_s,vcpu_s\n0,1,1\n',
      'jobs.csv:1  vcpu_s: unknown column - did',
    ],
    [
      'with vCPUs that nobody has',
      'jobs.csv',
      'submit_s,run_s,vcpus\n0,1,99999999999999999999\n',
      'jobs.csv:2  vcpus: 100000000000000000000 vCPUs is more than 10 million',
    ],
    [
      'with memory that nobody has',
      'jobs.csv',
      'submit_s,run_s,memory_gib\n0,1,1000000000000\n',
      'jobs.csv:2  memory_gib: 1024000000000000 MiB is more than 1 PiB',
    ],
    [
      'with a negative memory',
      'jobs.csv',
      'submit_s,run_s,memory_mib\n0,1,-1\n',
      'jobs.csv:2  memory_mib: -1 is below 0',
    ],
    [
      'with an end before its start',
      'jobs.csv',
      'submit,start,end\n2024-01-01,2024-01-03,2024-01-02\n',
      'jobs.csv:2  end: the job ends before it starts',
    ],
    [
      'with an end before its submission',
      'jobs.csv',
      'submit,start,end\n2024-01-03,2024-01-01,2024-01-02\n',
      'jobs.csv:2  start: the job starts before it is submitted',
    ],
    [
      'with a time zone that nobody has',
      'jobs.csv',
      'submit,run_s\n2024-01-01T00:00:00+01:00,1\n2024-01-01T00:00:00+99:00,1\n',
      'jobs.csv:3  submit: "2024-01-01T00:00:00+99:00" is not a date',
    ],
    [
      'whose jobs wait for each other',
      'jobs.csv',
      'job_id,submit_s,run_s,depends_on\na,0,1,c\nb,0,1,a\nc,0,1,b\n',
      'jobs.csv:2  jobs wait for each other in a circle',
    ],
    [
      'that spans a century',
      'jobs.csv',
      `${SMALL}a,0,1\nb,1e12,1\n`,
      'jobs.csv:3  submit_s: the job is submitted more',
    ],
    ['of endless brackets', 'jobs.json', '['.repeat(1_000_000), 'jobs.json:1  the JSON is nested more than 100'],
    ['of nested brackets', 'jobs.json', '{"a":\n'.repeat(200), 'jobs.json:101  the JSON is nested more than 100'],
  ])('%s is refused', async (_, name, content, message) => {
    await expectRefused(name, content, message, true);
  });

  it.each([
    [
      'whose queue has a name AWS Batch refuses',
      'submit_s,run_s,queue\n0,1,long.q\n',
      'jobs.csv  queue: "long.q" is not a name AWS Batch accepts - rename the queues in the trace (1 to 128',
    ],
    [
      'with a line break in its queue',
      'submit_s,run_s,queue\n0,1,"a\nerror: b"\n',
      'jobs.csv  queue: "a\\nerror: b" is not',
    ],
    [
      'with more queues than an account may have',
      `submit_s,run_s,queue\n${Array.from({ length: 51 }, (_, queue) => `0,1,q${queue}\n`).join('')}`,
      'jobs.csv  queue: has 51 entries, AWS Batch allows 50 - rename the queues in the trace',
    ],
  ])('%s cannot be run without a scenario', async (_, content, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), content);
    const { exitCode, out, error } = await runHere(['simulate', '--trace', 'jobs.csv'], { cwd });
    expect(error).toContain(message);
    expect([exitCode, out]).toEqual([3, '']);
  });

  it('of arrays with billions of children is refused where they get too many', async () => {
    // 1,000 arrays of 10,000 are ten million jobs, the most there may be; line 1002 holds the 1,001st.
    const rows = Array.from({ length: 1200 }, (_, index) => `a${index},${index},1,10000\n`);
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), `job_id,submit_s,run_s,array_size\n${rows.join('')}`);
    const { exitCode, error } = await runHere(['import', 'jobs.csv'], { cwd });
    expect(error).toContain('jobs.csv:1002  the trace has more than 10000000 jobs');
    expect(exitCode).toBe(3);
  });

  it('is read with Windows line ends, byte order marks and UTF-16 alike', async () => {
    const text = `${SMALL}a,0,60\r\nb,5,60\r\n`;
    const encodings = [text, `\uFEFF${text}`, Buffer.from(`\uFEFF${text}`, 'utf16le')];
    for (const content of encodings) {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'jobs.csv'), content);
      const { exitCode, out } = await runHere(['import', 'jobs.csv'], { cwd });
      expect([exitCode, out]).toEqual([
        0,
        '2 jobs from 2 rows (format csv), 0.033 vCPU-hours over 0.001 h\neach runs 1 m 0 s and asks for 1 vCPU and 2,048 MiB\n',
      ]);
    }
  });

  it('says how many jobs ask for GPUs and for several nodes, and GPU-hours', async () => {
    const cwd = temporaryFolder();
    const rows = '0,3600,8,30000,1,\n0,1800,44,170000,4,3\n0,60,1,2048,,\n';
    writeFileSync(join(cwd, 'jobs.csv'), `submit_s,run_s,vcpus,memory_mib,gpus,nodes\n${rows}`);
    const { out } = await runHere(['import', 'jobs.csv'], { cwd });
    // 1 GPU x 1 h + 4 GPUs x 3 nodes x 0.5 h = 7.
    expect(out).toContain('\n2 jobs ask for 1 to 4 GPUs, 7 GPU-hours\n');
    expect(out).toContain('\n1 multi-node parallel job of 3 nodes, each node asking for what is said above\n');
    const { out: json } = await runHere(['import', 'jobs.csv', '--json'], { cwd });
    expect(JSON.parse(json)).toMatchObject({
      gpus: { jobs: 2, least: 1, most: 4, hours: 7 },
      nodes: { jobs: 1, least: 3, most: 3 },
    });
  });

  it('says between what its jobs lie, in text and in JSON, and doubts gigabytes in a column of MiB', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,vcpus,memory_mib\n0,1.5,4,16\n10,2,4,32\n20,0.25,8,512\n');
    const { exitCode, out, error } = await runHere(['import', 'jobs.csv'], { cwd });
    expect(exitCode).toBe(0);
    // (1.5 + 2 + 0.25) / 3 = 1.25; the largest request is 512 MiB.
    expect(out).toContain('\neach runs 0.3 s to 2 s (mean 1.3 s) and asks for 4 to 8 vCPU and 16 to 512 MiB\n');
    expect(error).toBe(
      'warning: jobs.csv:1  memory_mib: no job asks for more than 512 MiB, which is little for any container - if these are GiB, name the column memory_gib\n',
    );
    const { out: json } = await runHere(['import', 'jobs.csv', '--json'], { cwd });
    expect(JSON.parse(json)).toMatchObject({
      runSeconds: { least: 0.25, most: 2, mean: 1.25 },
      vcpus: { least: 4, most: 8 },
      memoryMiB: { least: 16, most: 512 },
    });
    const { out: simulated } = await runHere(['simulate', '--trace', 'jobs.csv', '--json'], { cwd });
    expect(JSON.parse(simulated).warnings.join()).toContain('if these are GiB, name the column memory_gib');
    for (const usual of ['0,1,1,128', '0,1,1,60000', '0,1,1,64']) {
      writeFileSync(join(cwd, 'usual.csv'), `submit_s,run_s,vcpus,memory_mib\n${usual}\n`);
      expect((await runHere(['import', 'usual.csv'], { cwd })).error).toBe('');
    }
  });

  it('that asks for more than there is cannot run', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s,vcpus,memory_mib\n0,1,9999999,999999999\n');
    const { exitCode, error } = await runHere(['simulate', '--trace', 'jobs.csv'], { cwd });
    expect(error).toContain('(9999999 vCPU, 999999999 MiB) can never run in queue default');
    expect(exitCode).toBe(5);
  });
});

const UTF_16 = Buffer.from(`\uFEFF${QUICKSTART}`, 'utf16le');
const BOMB = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'].reduce((text, name, index) => {
  const before = 'abcdefghi'[index - 1];
  return `${text}\n${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
});

describe('a scenario', () => {
  it.each<[string, Content, string]>([
    ['that is empty', '', 'scenario.yaml:1  there is nothing in it; a scenario is a mapping'],
    ['that is blank', ' \n\n', 'scenario.yaml:1  there is nothing in it'],
    ['that is a list', '- 1\n', 'scenario.yaml:1  a scenario is a mapping that starts with version: 1'],
    ['that is binary', BINARY, 'scenario.yaml  cannot be read: it is not UTF-8 text'],
    [
      'that is gzip',
      gzipSync(QUICKSTART),
      'scenario.yaml  is gzip, which is unpacked of job histories only - unpack it: gunzip scenario.yaml; a job history goes to --trace as it is',
    ],
    ['in UTF-16', UTF_16, 'scenario.yaml  cannot be read: it is not UTF-8 text - save it as UTF-8'],
    [
      'with aliases that multiply',
      `${BOMB}\nversion: *i\n`,
      'not valid YAML: its aliases (*name) stand for far more than is written - write the values out where they are used',
    ],
    ['with endless brackets', `version: ${'['.repeat(100_000)}`, 'scenario.yaml:1  not valid YAML: '],
    ['with a quote that never closes', `${QUICKSTART}\nx: "a`, 'not valid YAML: Missing closing "quote'],
  ])('%s is refused', async (_, content, message) => {
    await expectRefused('scenario.yaml', content, message, false);
  });

  it.each<[string, string, string, string]>([
    ['with a misspelt key', 'maxvCpus:', 'maxVcpus:', 'unknown field "maxVcpus" - did you mean maxvCpus?'],
    ['with a tab', '  preset: typical', '\tpreset: typical', 'not valid YAML: Tabs are not allowed as indentation'],
    ['with a key given twice', 'seed: 1', 'seed: 1\nseed: 2', 'the field "seed" is there twice'],
    ['with a threshold on an unknown metric', 'p95(wait) < 15m', 'p95(wiat) < 15m', 'did you mean wait?'],
    ['with a seed that is no number', 'seed: 1', 'seed: .nan', 'seed: expected a number, got NaN'],
  ])('%s is refused with the line', async (_, from, to, message) => {
    const text = spoiled(from, to);
    const place = `scenario.yaml:${lineWithMistake(text, to)}  `;
    for (const { exitCode, error } of await refusals('scenario.yaml', text, false)) {
      const told = error.split('\n').find((line) => line.includes(message));
      expect(told, error).toContain(place);
      expect(exitCode).toBe(3);
    }
  });

  it('with more jobs than a run can hold is refused before any of them is made', async () => {
    // 5 days x (9,000,000 jobs + arrays of 96 and 60) = 45,000,780.
    const text = spoiled('jobsPerDay: 700', 'jobsPerDay: 9000000');
    const { exitCode, error } = await runHere(['simulate', '-'], { stdin: text });
    expect(error).toContain(
      `standard input:${lineOf(text, 'synthetic:')}  workload.synthetic: asks for about 45000780`,
    );
    expect(exitCode).toBe(3);
  });

  it('with an unknown instance type is refused with its line and the nearest name', async () => {
    const text = spoiled('instanceTypes: [optimal]', 'instanceTypes: [m6i.large, m6i.3xlarge]');
    for (const command of ['simulate', 'optimize', 'check']) {
      const { exitCode, error } = await runHere([command, '-'], { stdin: text });
      expect(error).toContain(`standard input:${lineOf(text, 'm6i.3xlarge')}  batch.computeEnvironments[0]`);
      expect(error).toContain('unknown instance type, family or keyword "m6i.3xlarge" - did you mean m6i.2xlarge?');
      expect(exitCode).toBe(3);
    }
  });

  it('with several mistakes hears of all of them at once, in the order of the file', async () => {
    const text = spoiled('jobsPerDay: 700', 'jobsPerDay: many').replace('priority: 1', 'priority: high');
    const { error } = await runHere(['simulate', '-'], { stdin: text });
    expect(error.match(/^error: /gm)).toHaveLength(2);
    expect(error.indexOf('jobsPerDay')).toBeLessThan(error.indexOf('priority'));
  });

  it('of an unknown region hears the nearest one', async () => {
    for (const command of [
      ['simulate', '-'],
      ['catalog', 'show'],
    ]) {
      const { exitCode, error } = await runHere([...command, '--region', 'us-eats-1'], { stdin: QUICKSTART });
      expect(error).toContain('no prices are embedded for the region "us-eats-1" - did you mean us-east-1?');
      expect(exitCode).toBe(3);
    }
  });

  it('names a trace that is not there, beside the scenario', async () => {
    const cwd = temporaryFolder();
    const head = QUICKSTART.slice(0, QUICKSTART.indexOf('workload:'));
    const tail = QUICKSTART.slice(QUICKSTART.indexOf('batch:'));
    mkdirSync(join(cwd, 'team'));
    writeFileSync(join(cwd, 'team/scenario.yaml'), `${head}workload: { trace: { path: jobs.csv } }\n${tail}`);
    const { exitCode, error } = await runHere(['simulate', 'team/scenario.yaml'], { cwd });
    expect(error).toBe('error: team/jobs.csv  cannot be read: no such file - check the path\n');
    expect(exitCode).toBe(3);
  });
});

/** Line of the mistake: the last line of what was put in. */
function lineWithMistake(text: string, put: string): number {
  const lines = put.split('\n');
  return lineOf(text, lines[0]) + (lines.length === 1 || lines[0] === put ? 0 : lines.length - 1);
}

describe('a file that cannot be read', () => {
  it.each([
    ['missing.yaml', 'cannot be read: no such file - check the path'],
    ['folder', 'cannot be read: it is a directory - check the file'],
    ['file/below', 'cannot be read: a part of the path is not a directory'],
  ])('%s is named with the reason, as scenario and as trace', async (path, reason) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'folder'));
    writeFileSync(join(cwd, 'file'), '');
    for (const command of [
      ['simulate', path],
      ['simulate', '--trace', path],
      ['import', path],
      ['export', path],
    ]) {
      const { exitCode, error } = await runHere(command, { cwd });
      expect(error).toContain(`error: ${path}  ${reason}`);
      expect(exitCode).toBe(3);
    }
  });

  it.skipIf(process.getuid?.() === 0)(
    'because of its permissions is told (skipped as root, who may read all)',
    async () => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'secret.yaml'), QUICKSTART);
      chmodSync(join(cwd, 'secret.yaml'), 0o000);
      const { exitCode, error } = await runHere(['simulate', 'secret.yaml'], { cwd });
      expect(error).toContain('secret.yaml  cannot be read: permission denied');
      expect(exitCode).toBe(3);
    },
  );
});

describe('a plan file', () => {
  it.each([
    ['{"recommended": null}', 'recommended: holds no configuration - make it again: batchwright optimize'],
    ['{"recommended": {"batch": 5}}', 'recommended.batch: expected a mapping, got 5'],
    ['{"recommended": {"batch": {}}}', 'recommended.batch.jobQueues: expected a list, but it is missing'],
  ])('%s is refused, not exported', async (content, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'plan.json'), content);
    const { exitCode, error } = await runHere(['export', 'plan.json', '--out', 'exported'], { cwd });
    expect(error).toContain(`error: plan.json  ${message}`);
    expect(exitCode).toBe(3);
    expect(Object.keys(contentsOf(cwd))).toEqual(['plan.json']);
  });

  it('with a shell command for a name never reaches a script', async () => {
    const cwd = temporaryFolder();
    const computeEnvironments = [
      {
        computeEnvironmentName: '$(touch owned)',
        type: 'MANAGED',
        computeResources: { type: 'EC2', maxvCpus: 4, instanceTypes: ['optimal'] },
      },
    ];
    writeFileSync(
      join(cwd, 'plan.json'),
      JSON.stringify({ recommended: { batch: { computeEnvironments, jobQueues: [] } } }),
    );
    const { exitCode, error } = await runHere(['export', 'plan.json', '--out', 'exported'], { cwd });
    expect(error).toContain('"$(touch owned)" is not a name AWS Batch accepts');
    expect(exitCode).toBe(3);
    expect(Object.keys(contentsOf(cwd))).toEqual(['plan.json']);
  });
});
