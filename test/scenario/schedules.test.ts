/** `workload.schedules`: from the file to jobs, and everything that can be wrong with it, where it stands. */
import { describe, expect, it } from 'vitest';
import { fail, type Problem, type Result, succeed } from '../../src/models/problem.ts';
import type { Workload } from '../../src/models/workload.ts';
import { located } from '../../src/scenario/both-doors.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { scheduledWorkloadOf } from '../../src/scenario/scheduled-workload.ts';
import { type Scenario, scenarioSchema } from '../../src/scenario/schema.ts';
import { SOUND } from './scenario-text.ts';

const WORKLOAD = `schedules:
    start: 2026-03-02
    days: 7
    rules:
      - name: nightly
        scheduleExpression: cron(0 2 * * ? *)
        scheduleExpressionTimezone: Europe/Berlin
        flexibleTimeWindow: { mode: OFF }
        target:
          jobQueue: main
          jobDefinition: arn:aws:batch:us-east-1:123456789012:job-definition/etl:3
          arrayProperties: { size: 20 }
          retryStrategy: { attempts: 3 }
        runtimeMinutes: 12
      - name: hourly
        scheduleExpression: rate(1 hour)
        target:
          jobQueue: arn:aws:batch:us-east-1:123456789012:job-queue/main
          jobDefinition: report
          timeout: { attemptDurationSeconds: 600 }
          containerOverrides: { resourceRequirements: [{ type: MEMORY, value: '9000' }] }
        runtimeMinutes: 4m
        runtimeP95Minutes: 10m
`;

const TEXT = SOUND.replace('trace: { path: jobs.csv }\n', WORKLOAD).replace(
  'thresholds:',
  `  jobDefinitions:
    - jobDefinitionName: etl
      type: container
      containerProperties: { resourceRequirements: [{ type: VCPU, value: '4' }, { type: MEMORY, value: '7000' }] }
    - jobDefinitionName: report
      type: container
      containerProperties: { resourceRequirements: [{ type: VCPU, value: '2' }, { type: MEMORY, value: '2000' }] }
thresholds:`,
);

/** The scenario and its jobs, or everything wrong with it: as a command reads it, but for the catalogue. */
function tried(text: string): Result<{ readonly scenario: Scenario; readonly workload: Workload }> {
  const parsed = parseScenario(text, 'scheduled.yaml');
  if (!parsed.ok) return parsed;
  const { schedules } = parsed.value.workload;
  if (schedules === undefined) throw new Error('there are no schedules');
  const made = scheduledWorkloadOf(parsed.value, schedules);
  if (!made.ok) return fail(...located(made.problems, text, 'scheduled.yaml'));
  const warnings = [...parsed.warnings, ...located(made.warnings, text, 'scheduled.yaml')];
  return succeed({ scenario: parsed.value, workload: made.value }, warnings);
}

function read(text: string) {
  const sound = tried(text);
  if (!sound.ok) throw new Error(JSON.stringify(sound.problems));
  return sound;
}

function made(text: string): Workload {
  return read(text).value.workload;
}

function spoiled(from: string, to: string): string {
  if (!TEXT.includes(from)) throw new Error(`${from} is not there`);
  return TEXT.replace(from, to);
}

function problemsIn(text: string): readonly Problem[] {
  const read = tried(text);
  return read.ok ? [] : read.problems;
}

describe('schedules', () => {
  it('become a workload: 7 arrays of 20 and 168 jobs, as their definitions and overrides say', () => {
    const { value, warnings } = read(TEXT);
    const { workload } = value;
    expect(warnings).toEqual([]);
    expect(workload).toMatchObject({ jobCount: 7 * 20 + 7 * 24, name: 'small' });
    expect(workload.classes).toMatchObject(
      [
        { queue: 'main', jobDefinition: 'report', vcpus: 2, memoryMiB: 9000, timeoutMs: 600_000 },
        { queue: 'main', jobDefinition: 'etl', vcpus: 4, memoryMiB: 7000, attempts: 3 },
      ].toSorted((left) => (left.jobDefinition === workload.classes[0].jobDefinition ? -1 : 1)),
    );
    // 2:00 in Berlin is 1:00 UTC, an hour after the first hourly job.
    const [array] = workload.arrays;
    expect(workload.submitMs[array.firstJob]).toBe(3_600_000);
  });

  it('give jobs without a known definition what the defaults say, and tell so', () => {
    const { value, warnings } = read(spoiled('jobDefinition: report', 'jobDefinition: other'));
    expect(value.workload.classes.find(({ jobDefinition }) => jobDefinition === 'other')).toMatchObject({
      vcpus: 1,
      memoryMiB: 9000,
    });
    expect(warnings).toMatchObject([
      {
        path: 'workload.schedules.rules[1].target.jobDefinition',
        message: '"other" is not among batch.jobDefinitions; what its jobs ask for is left to workload.defaults',
        hint: 'known: etl, report',
        line: expect.any(Number),
      },
      { message: expect.stringContaining('vcpus') },
    ]);
  });

  it('scale: arrivals and growth are work at the same times, runtimes are run times', () => {
    const scaled = spoiled('schedules:', 'scale: { arrivals: 2, runtimes: 3 }\n  growth: 1.5\n  schedules:');
    const [small, large] = [made(TEXT), made(scaled)];
    expect(large.jobCount).toBe(3 * small.jobCount);
    expect(new Set(large.submitMs)).toEqual(new Set(small.submitMs));
    const rowOf = (workload: typeof small) => workload.arrays[0].firstJob;
    // Whole ms: at most one and a half of a difference.
    expect(Math.abs(large.runMs[rowOf(large)] - 3 * small.runMs[rowOf(small)])).toBeLessThan(2);
  });

  it('are left out while DISABLED', () => {
    const text = spoiled('name: hourly\n', 'name: hourly\n        state: DISABLED\n');
    expect(made(text).jobCount).toBe(140);
    expect(read(text).warnings).toEqual([]);
  });

  it('are the same when read a second time', () => {
    const { value } = read(TEXT);
    expect(scenarioSchema.parse(value.scenario).workload).toEqual(value.scenario.workload);
  });

  it('that never fire are told with the time in which they do not', () => {
    const { warnings } = read(spoiled('rate(1 hour)', 'at(2026-03-09T00:00:00)'));
    expect(warnings).toMatchObject([
      {
        path: 'workload.schedules.rules[1]',
        message:
          'hourly starts no job: at(2026-03-09T00:00:00) does not fire from 2026-03-02T00:00Z to 2026-03-09T00:00Z',
        line: TEXT.split('\n').findIndex((line) => line.includes('- name: hourly')) + 1,
      },
    ]);
  });

  it('may override vCPUs by quarters on Fargate, and nowhere else', () => {
    const quarters = spoiled("{ type: MEMORY, value: '9000' }", "{ type: VCPU, value: '0.25' }");
    expect(problemsIn(quarters)).toMatchObject([
      {
        path: 'workload.schedules.rules[1].target.containerOverrides.resourceRequirements[0].value',
        message: 'VCPU must be a whole number of at least 1, got "0.25"',
      },
    ]);
    const onFargate = quarters.replaceAll(
      / {6}computeResources:\n( {8}.*\n)+/g,
      '      computeResources: { type: FARGATE, maxvCpus: 16 }\n',
    );
    expect(made(onFargate).classes.map(({ vcpus }) => vcpus)).toEqual(expect.arrayContaining([0.25, 4]));
  });

  it('that never fire because of their dates say so', () => {
    const { warnings } = read(spoiled('rate(1 hour)', "rate(1 hour)\n        startDate: '2027-01-01'"));
    expect(warnings).toMatchObject([{ path: 'workload.schedules.rules[1]', hint: 'startDate is 2027-01-01' }]);
  });

  it('whose job definition is one letter off get a hint', () => {
    expect(read(spoiled('jobDefinition: report', 'jobDefinition: reprt')).warnings).toMatchObject([
      { path: 'workload.schedules.rules[1].target.jobDefinition', hint: 'did you mean report?' },
      { path: 'workload.defaults.vcpus' },
    ]);
  });
});

describe('schedules that are wrong', () => {
  it.each([
    ['cron(0 2 * * ? *)', 'cron(0 2 * * * *)', 'rules[0].scheduleExpression', 'both say days'],
    ['Europe/Berlin', 'Europe/Berln', 'rules[0].scheduleExpressionTimezone', 'is no time zone'],
    ['start: 2026-03-02', 'start: 2026-02-30', 'start', '"2026-02-30" is no date'],
    ['start: 2026-03-02', 'start: 1969-12-31', 'start', '"1969-12-31" and the 7 days from it are not in 1970 to 2199'],
    ['start: 2026-03-02', 'start: 2199-12-26', 'start', 'are not in 1970 to 2199'],
    ['name: hourly', 'name: nightly', 'rules[1].name', 'already the name of rules[0]'],
    ['name: hourly', 'name: every hour', 'rules[1].name', 'is not a name EventBridge accepts'],
    ['{ mode: OFF }', '{ mode: FLEXIBLE }', 'rules[0].flexibleTimeWindow', 'says no maximumWindowInMinutes'],
    [
      '{ mode: OFF }',
      '{ mode: FLEXIBLE, maximumWindowInMinutes: 1441 }',
      'rules[0].flexibleTimeWindow.maximumWindowInMinutes',
      'must be at most 1440',
    ],
    ['jobQueue: main', 'jobQueue: mian', 'rules[0].target.jobQueue', 'unknown job queue "mian"'],
    ['size: 20', 'size: 1', 'rules[0].target.arrayProperties.size', 'must be at least 2'],
    ['attempts: 3', 'attempts: 11', 'rules[0].target.retryStrategy.attempts', 'must be at most 10'],
    ["value: '9000'", "value: '3'", 'rules[1].target.containerOverrides.resourceRequirements[0].value', 'at least 4'],
    ['runtimeP95Minutes: 10m', 'runtimeP95Minutes: 3m', 'rules[1].runtimeP95Minutes', '3 is below the median 4'],
    ['scheduleExpression: rate(1 hour)', 'schedule: rate(1 hour)', 'rules[1].scheduleExpression', 'missing'],
  ])('%s -> %s', (from, to, path, message) => {
    const problems = problemsIn(spoiled(from, to)).filter((problem) => problem.path === `workload.schedules.${path}`);
    expect(problems).toMatchObject([{ message: expect.stringContaining(message), line: expect.any(Number) }]);
  });

  it('tell everything at once', () => {
    const text = spoiled('rate(1 hour)', 'rate(2 hour)')
      .replace('Europe/Berlin', 'Berlin')
      .replace('cron(0 2', 'cron(60 2');
    expect(problemsIn(text).map(({ path }) => path)).toEqual([
      'workload.schedules.rules[0].scheduleExpression',
      'workload.schedules.rules[0].scheduleExpressionTimezone',
      'workload.schedules.rules[1].scheduleExpression',
    ]);
  });

  it('because none starts a job are refused', () => {
    const text = TEXT.replaceAll(/(\n {6}- name: \w+)/g, '$1\n        state: DISABLED');
    expect(problemsIn(text)).toMatchObject([
      {
        path: 'workload.schedules.rules',
        message: 'no rule starts a job from 2026-03-02T00:00Z to 2026-03-09T00:00Z',
      },
    ]);
  });

  it('because they ask for more jobs than one run can hold are refused before any is made', () => {
    // 1,440 arrays of 10,000 a day are beyond 10 million within the day; ten years of them would be 5 x 10^10, and to go through their 5
    // million times alone takes seconds.
    const text = spoiled('cron(0 2 * * ? *)', 'cron(* * * * ? *)')
      .replace('size: 20', 'size: 10000')
      .replace('days: 7', 'days: 3660');
    const started = performance.now();
    expect(problemsIn(text)).toMatchObject([
      { path: 'workload.schedules', message: expect.stringContaining('more than the 10000000 jobs') },
    ]);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('stand beside no other source', () => {
    expect(problemsIn(spoiled('schedules:', 'trace: { path: jobs.csv }\n  schedules:'))).toMatchObject([
      { path: 'workload', message: 'has both trace and schedules', hint: 'keep one of them' },
    ]);
    expect(problemsIn(spoiled('schedules:', 'trace: { path: jobs.csv }\n  synthetic: {}\n  schedules:'))).toMatchObject(
      [{ path: 'workload', message: 'has trace and synthetic and schedules' }],
    );
  });

  it('as arrays of multi-node parallel jobs are refused', () => {
    const nodes = `type: multinode
      nodeProperties: { numNodes: 2, mainNode: 0, nodeRangeProperties: [{ targetNodes: '0:', container: {} }] }
    - jobDefinitionName: rest
      type: container`;
    const text = spoiled('- jobDefinitionName: etl\n      type: container', `- jobDefinitionName: etl\n      ${nodes}`);
    expect(problemsIn(text)).toMatchObject([
      {
        path: 'workload.schedules.rules[0].target.arrayProperties',
        message: 'a multi-node parallel job cannot be an array',
      },
    ]);
  });
});
