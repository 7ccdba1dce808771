import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { CatalogOverride } from '../../src/models/catalog-overrides.ts';
import { defaultScenario, parseScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { FILE, lineWith, problemsIn, SOUND, spoiled } from './scenario-text.ts';

function scenarioIn(text: string): Scenario {
  const result = parseScenario(text, FILE);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

describe('a sound scenario', () => {
  it('gets every default and keeps the batch section as written', () => {
    const scenario = scenarioIn(SOUND);
    expect(scenario).toMatchObject({ region: 'us-east-1', replications: 30, seed: 1, thresholds: ['cost < $120'] });
    expect(scenario.workload.defaults).toEqual({ vcpus: 1, memoryMiB: 2048, gpus: 0 });
    expect(scenario.workload.scale).toEqual({ arrivals: 1, runtimes: 1 });
    expect(scenario.catalog).toEqual({ instanceTypes: [], discounts: [], fargate: [] });
    expect(scenario.objective).toEqual({ minimize: 'cost', subjectTo: [] });
    expect(scenario.assumptions).toEqual(presetAssumptions('typical'));
    expect(scenario.batch.computeEnvironments[0].computeResources).toEqual({
      type: 'EC2',
      allocationStrategy: 'BEST_FIT_PROGRESSIVE',
      minvCpus: 0,
      maxvCpus: 256,
      instanceTypes: ['optimal'],
    });
  });

  it('has the types of the ground floor', () => {
    expectTypeOf<Scenario['batch']>().toEqualTypeOf<BatchConfig>();
    expectTypeOf<Scenario['catalog']['instanceTypes'][number]>().toExtend<CatalogOverride>();
  });

  it('leaves an omitted allocation strategy omitted, which AWS reads as BEST_FIT', () => {
    const text = spoiled('        allocationStrategy: BEST_FIT_PROGRESSIVE\n', '');
    expect(scenarioIn(text).batch.computeEnvironments[0].computeResources).not.toHaveProperty('allocationStrategy');
  });

  it('reads JSON as well', () => {
    const json = JSON.stringify({ version: 1, workload: { trace: { path: 'a' } }, batch: scenarioIn(SOUND).batch });
    expect(scenarioIn(json).name).toBe('scenario');
  });

  it('reads amounts with units', () => {
    const text = `${SOUND}assumptions: { idleTimeoutSeconds: 10m, spot: { noticeSeconds: 90s } }
catalog: { instanceTypes: [{ instanceType: lab.1, vcpus: 2, memoryMiB: 4 GiB, onDemandUsdPerHour: $0.25 }] }
`;
    const { assumptions, catalog } = scenarioIn(text);
    expect(assumptions.idleTimeoutSeconds).toBe(600);
    expect(assumptions.spot).toEqual({ ...presetAssumptions('typical').spot, noticeSeconds: 90 });
    expect(catalog.instanceTypes).toEqual([
      { instanceType: 'lab.1', vcpus: 2, memoryMiB: 4096, onDemandUsdPerHour: 0.25 },
    ]);
  });

  it('takes the other assumptions from the preset it names', () => {
    const { assumptions } = scenarioIn(`${SOUND}assumptions: { preset: ideal, bootMedianSeconds: 0 }\n`);
    expect(assumptions).toEqual(presetAssumptions('ideal'));
  });

  it('resolves YAML anchors and merge keys', () => {
    const text = spoiled('minvCpus: 0', 'tags: &tags { team: lab }').replace(
      'type: SPOT',
      'tags: *tags\n        type: SPOT',
    );
    expect(scenarioIn(text).batch.computeEnvironments[1].computeResources?.tags).toEqual({ team: 'lab' });
  });

  it('is read alike with lines that end in CR alone, mistakes with their line', () => {
    expect(scenarioIn(SOUND.replaceAll('\n', '\r'))).toEqual(scenarioIn(SOUND));
    const wrong = spoiled('minvCpus: 0', 'minvCpus: x');
    const [expected] = problemsIn(wrong);
    expect(problemsIn(wrong.replaceAll('\n', '\r'))).toEqual([expected]);
    expect(expected.line).toBe(lineWith('minvCpus: x', wrong));
  });

  it('with forty thousand fields takes seconds, not the minute in which each is compared with all others', () => {
    const hazards = Array.from({ length: 40_000 }, (_, index) => `      m${index}.large: 0.01\n`).join('');
    const started = performance.now();
    expect(problemsIn(`${SOUND}assumptions:\n  spot:\n    poolHazardsPerHour:\n${hazards}`)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 120_000);

  it('is what the quickstart file contains, without a warning', () => {
    const result = parseScenario(readFileSync('scenarios/quickstart.yaml', 'utf8'), 'scenarios/quickstart.yaml');
    expect(result).toMatchObject({ ok: true, warnings: [] });
  });
});

describe('a default scenario', () => {
  const batch = scenarioIn(SOUND).batch;

  it('fills in what a program leaves out', () => {
    const scenario = defaultScenario({
      workload: { trace: { path: 'a.csv' } },
      batch,
    });
    expect(scenario.seed).toBe(1);
    expect(scenario.batch).toEqual(batch);
  });

  it('throws on parts that are not valid, since a program wrote them', () => {
    const parts = { workload: {}, batch };
    expect(() => defaultScenario(parts)).toThrow('workload: says nothing about the jobs');
  });
});

const STRUCTURE: readonly [
  name: string,
  from: string,
  to: string,
  path: string,
  message: string | RegExp,
  at?: string,
][] = [
  ['an unknown field', 'name: small', 'nmae: small', 'nmae', 'unknown field "nmae"'],
  [
    'an unknown AWS field',
    'priority: 1',
    'priority: 1\n      prioritty: 2',
    'batch.jobQueues[0].prioritty',
    'unknown field "prioritty"',
    'prioritty',
  ],
  [
    'an AWS field without a model',
    'maxvCpus: 256',
    'maxvCpus: 256\n        context: later',
    'batch.computeEnvironments[0].computeResources.context',
    /does not model it/,
    'context',
  ],
  [
    'a missing field',
    '        maxvCpus: 256\n        instanceTypes: [optimal]',
    '        instanceTypes: [optimal]',
    'batch.computeEnvironments[0].computeResources.maxvCpus',
    'expected a number, but it is missing',
    'computeResources:',
  ],
  [
    'an empty field',
    'priority: 1',
    'priority:',
    'batch.jobQueues[0].priority',
    'expected a number, but it is empty',
    'priority:',
  ],
  [
    'text for a number',
    'priority: 1',
    'priority: high',
    'batch.jobQueues[0].priority',
    'expected a number, got "high"',
    'priority:',
  ],
  ['NaN', 'priority: 1', 'priority: .nan', 'batch.jobQueues[0].priority', 'expected a number, got NaN', 'priority:'],
  [
    'infinity',
    'maxvCpus: 256',
    'maxvCpus: .inf',
    'batch.computeEnvironments[0].computeResources.maxvCpus',
    /got Infinity/,
    'maxvCpus',
  ],
  [
    'a fraction of a vCPU',
    'maxvCpus: 256',
    'maxvCpus: 1.5',
    'batch.computeEnvironments[0].computeResources.maxvCpus',
    'expected a whole number, got 1.5',
    'maxvCpus',
  ],
  [
    'a misspelt choice',
    'type: EC2',
    'type: EC3',
    'batch.computeEnvironments[0].computeResources.type',
    'expected one of EC2, SPOT, FARGATE, FARGATE_SPOT, got "EC3"',
    'type: EC3',
  ],
  ['another version', 'version: 1', 'version: 2', 'version', 'expected 1, got 2'],
  [
    'a region that is none',
    'name: small',
    'region: useast',
    'region',
    'expected an AWS Region such as us-east-1, got "useast"',
  ],
  [
    'a wrong unit',
    'name: small',
    'assumptions: { idleTimeoutSeconds: 5 parsecs }',
    'assumptions.idleTimeoutSeconds',
    /expected a number of seconds or text such as .*, got "5 parsecs"/,
    'assumptions',
  ],
  [
    'a unit of the wrong kind',
    '  trace: {',
    '  defaults: { memoryMiB: 5m }\n  trace: {',
    'workload.defaults.memoryMiB',
    /expected a number of MiB or text such as .*, got "5m"/,
    'defaults',
  ],
  [
    'an assumption out of range',
    'name: small',
    'assumptions: { zones: 7 }',
    'assumptions.zones',
    'must be at most 6, got 7',
    'assumptions',
  ],
  [
    'an assumption out of range in a unit',
    'name: small',
    'assumptions: { idleTimeoutSeconds: 2d }',
    'assumptions.idleTimeoutSeconds',
    'must be at most 86400, got 172800',
    'assumptions',
  ],
  [
    'more vCPUs than the API has numbers for',
    'maxvCpus: 256',
    'maxvCpus: 99999999999999',
    'batch.computeEnvironments[0].computeResources.maxvCpus',
    'must be at most 2147483647, got 99999999999999',
  ],
  ['no replications', 'name: small', 'replications: 0', 'replications', 'must be at least 1, got 0'],
  [
    'a threshold that cannot be read',
    'cost < $120',
    'cots < $120',
    'thresholds[0]',
    'in "cots < $120", column 1: expected a metric, got "cots"',
    'cots',
  ],
  [
    'an objective that cannot be read',
    'name: small',
    'objective: { subjectTo: ["p95(wait) < 15"] }',
    'objective.subjectTo[0]',
    /column 13: expected a duration/,
    'objective',
  ],
];

describe('a problem in the structure', () => {
  it.each(STRUCTURE)('names path and line of %s', (_name, from, to, path, message, at = to) => {
    const text = spoiled(from, to);
    const problems = problemsIn(text);
    const problem = problems.find((each) => each.path === path);
    expect(problem, JSON.stringify(problems)).toMatchObject({ file: FILE, line: lineWith(at, text) });
    if (typeof message === 'string') expect(problem?.message).toBe(message);
    else expect(problem?.message).toMatch(message);
  });

  it('suggests the name that was meant', () => {
    expect(problemsIn(spoiled('minvCpus', 'minVcpu'))[0].hint).toBe('did you mean minvCpus?');
    expect(problemsIn(spoiled('EC2', 'EC3'))[0].hint).toBe('did you mean EC2?');
    expect(problemsIn(`${SOUND}assumptions: { idleTimeoutSecond: 4 }\n`)[0].hint).toBe(
      'did you mean idleTimeoutSeconds?',
    );
  });

  it('reports everything at once, in the order of the file, rules over several fields included', () => {
    const text = spoiled('name: small', 'nmae: small')
      .replace('minvCpus: 0', 'minvCpus: 999')
      .replace('cost <', 'cots <')
      .concat('replications: 0\n');
    expect(problemsIn(text).map((problem) => problem.path)).toEqual([
      'nmae',
      'batch.computeEnvironments[0].computeResources.minvCpus',
      'thresholds[0]',
      'replications',
    ]);
  });

  it('does not let an unknown field hide a broken rule in the same section', () => {
    const text = spoiled('minvCpus: 0', 'minvCpus: 999\n        minvCpu: 1');
    expect(problemsIn(text).map((problem) => problem.path)).toEqual([
      'batch.computeEnvironments[0].computeResources.minvCpus',
      'batch.computeEnvironments[0].computeResources.minvCpu',
    ]);
  });
});

describe('text that is no scenario', () => {
  it('gives the line and column of a YAML mistake', () => {
    const [problem] = problemsIn('version: 1\nbatch: [1, 2\n');
    expect(problem.message).toMatch(/^not valid YAML: .* \(column \d+\)$/s);
    expect(problem).toMatchObject({ file: FILE });
  });

  it('refuses a key that is given twice', () => {
    const text = spoiled('name: small', 'name: small\nname: other');
    const line = lineWith('name: other', text);
    expect(problemsIn(text)).toMatchObject([
      { message: expect.stringMatching(/the field "name" is there twice/), line },
    ]);
  });

  it.each(['', '[]', 'hello', '42'])('refuses %j as a whole', (text) => {
    expect(problemsIn(text)).toMatchObject([{ path: '', line: 1 }]);
  });

  it('refuses aliases that expand without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, previous] of ['ba', 'cb', 'dc', 'ed'].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${previous}`).join(', ')}]`);
    }
    expect(problemsIn(bomb.join('\n'))).toMatchObject([{ message: expect.stringMatching(/not valid YAML/) }]);
  });
});

describe('the workload section', () => {
  const synthetic = (fields: string) => spoiled('trace: { path: jobs.csv }', `synthetic: { ${fields} }`);

  it.each([
    ['no source', 'trace: { path: jobs.csv }', 'scale: { arrivals: 2 }', 'workload', 'says nothing about the jobs'],
    [
      'two sources',
      'trace: { path: jobs.csv }',
      'trace: { path: jobs.csv }\n  synthetic: {}',
      'workload',
      'has both trace and synthetic',
    ],
  ])('refuses %s', (_name, from, to, path, message) => {
    expect(problemsIn(spoiled(from, to))).toMatchObject([{ path, message, line: 3 }]);
  });

  it.each([
    [
      'a 95th percentile below the median',
      'runtimeMedianMinutes: 2h',
      'runtimeP95Minutes',
      '60 is below the median 120',
    ],
    [
      'an array of an unknown shape',
      'arrays: [{ perDay: 1, size: 5, shape: defalt, runtimeMinutes: 3 }]',
      'arrays[0].shape',
      'unknown shape "defalt"',
    ],
    [
      'shapes without a share',
      'shapes: [{ name: a, share: 0, vcpus: 1, memoryMiB: 512 }]',
      'shapes',
      'needs one shape with a share above 0',
    ],
    [
      'a shape for an unknown queue',
      'shapes: [{ name: a, share: 1, vcpus: 1, memoryMiB: 512, queue: mian }]',
      'shapes[0].queue',
      'unknown job queue "mian"',
    ],
    [
      'an array of one child',
      'arrays: [{ perDay: 1, size: 1, shape: default, runtimeMinutes: 3 }]',
      'arrays[0].size',
      'must be at least 2, got 1',
    ],
    ['a tail that would move the 95th percentile', 'tailShare: 0.1', 'tailShare', 'must be at most 0.05, got 0.1'],
  ])('refuses %s', (_name, fields, path, message) => {
    expect(problemsIn(synthetic(fields))).toMatchObject([{ path: `workload.synthetic.${path}`, message, line: 4 }]);
  });

  it('takes a textbook queue', () => {
    const text = synthetic(
      'poisson: { arrivalRatePerHour: 8, serviceMeanSeconds: 6m, service: exponential, jobs: 10 }',
    );
    expect(scenarioIn(text).workload.synthetic).toEqual({
      name: 'synthetic',
      poisson: { arrivalRatePerHour: 8, serviceMeanSeconds: 360, service: 'exponential', jobs: 10 },
    });
  });

  it('refuses delays whose 95th percentile is below the median', () => {
    const text = `${SOUND}assumptions: { bootMedianSeconds: 200 }\n`;
    expect(problemsIn(text)).toMatchObject([
      {
        path: 'assumptions.bootP95Seconds',
        message: '103 is below bootMedianSeconds 200',
        line: lineWith('assumptions', text),
      },
    ]);
  });
});
