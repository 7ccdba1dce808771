import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/load.ts';
import { readFields, withField, withType } from '../../src/ui/scenario-fields.ts';

const quickstart = readFileSync(new URL('../../scenarios/quickstart.yaml', import.meta.url), 'utf8');

describe('the controls and the scenario they stand for', () => {
  it('reads its values from the sample', () => {
    expect(readFields(quickstart)).toEqual({
      name: 'quickstart (synthetic)',
      region: 'us-east-1',
      seed: 1,
      replications: 20,
      preset: 'typical',
      idleTimeoutSeconds: undefined,
      attempts: undefined,
      environments: [
        {
          name: 'on-demand',
          type: 'EC2',
          allocationStrategy: 'BEST_FIT_PROGRESSIVE',
          instanceTypes: ['optimal'],
          maxvCpus: 512,
          path: ['batch', 'computeEnvironments', 0, 'computeResources'],
        },
      ],
      tracePath: undefined,
    });
  });

  it('changes one value and nothing else, comments included', () => {
    const changed = withField(quickstart, ['batch', 'computeEnvironments', 0, 'computeResources', 'maxvCpus'], 96);
    expect(changed).toBe(quickstart.replace('maxvCpus: 512', 'maxvCpus: 96'));
    expect(withField(changed, ['replications'], 5)).toContain('replications: 5                    # each with');
  });

  it('changes a list between its brackets, and one of lines as a whole', () => {
    const types = ['batch', 'computeEnvironments', 0, 'computeResources', 'instanceTypes'];
    const changed = withField(quickstart, types, ['c6a.large', 'm6a']);
    expect(changed).toBe(quickstart.replace('[optimal] ', '[c6a.large, m6a] '));
    const ofLines = 'batch:\n  types:\n    - c6a # cheap\n    - m6a\nseed: 1\n';
    expect(withField(ofLines, ['batch', 'types'], ['r6a', 'true'])).toBe('batch:\n  types: [ r6a, "true" ]\nseed: 1\n');
    expect(withField('{"a": {"types": ["c6a"]}}', ['a', 'types'], ['r6a', 'm6a'])).toBe(
      '{"a": {"types": ["r6a","m6a"]}}',
    );
    expect(withField('types: [c6a]\n', ['types'], 'r6a')).toBe('types: [c6a]\n');
  });

  it('adds a line to a mapping and leaves all others as they are, comments and columns', () => {
    const changed = withField(quickstart, ['assumptions', 'idleTimeoutSeconds'], 60);
    expect(changed).toBe(quickstart.replace('  preset: typical\n', '  idleTimeoutSeconds: 60\n  preset: typical\n'));
    expect(readFields(changed)?.idleTimeoutSeconds).toBe(60);
    const tried = withField(quickstart, ['batch', 'defaultRetryStrategy', 'attempts'], 5);
    expect(tried).toBe(
      quickstart.replace(
        '  computeEnvironments:\n',
        '  defaultRetryStrategy: {"attempts": 5}\n  computeEnvironments:\n',
      ),
    );
    expect(readFields(tried)?.attempts).toBe(5);
    const anchored = 'assumptions: &a\n  preset: typical\nseed: 1\n';
    expect(readFields(withField(anchored, ['assumptions', 'idleTimeoutSeconds'], 60))?.idleTimeoutSeconds).toBe(60);
  });

  it('takes a strategy for Spot only along when an environment becomes On-Demand, and no other', () => {
    const [environment] = readFields(quickstart)?.environments ?? [];
    const spot = withType(quickstart, environment, 'SPOT');
    expect(spot).toBe(quickstart.replace('type: EC2', 'type: SPOT'));
    const capacity = spot.replace('BEST_FIT_PROGRESSIVE', 'SPOT_CAPACITY_OPTIMIZED');
    const [bought] = readFields(capacity)?.environments ?? [];
    expect(withType(capacity, bought, 'EC2')).toBe(quickstart);
    expect(withType(capacity, bought, 'SPOT')).toBe(capacity);
  });

  it('reads a duration with its unit', () => {
    expect(readFields('assumptions: { idleTimeoutSeconds: 10m }')?.idleTimeoutSeconds).toBe(600);
  });

  it('adds a value that the text leaves to its default', () => {
    const short = 'version: 1\nbatch: {}';
    expect(withField(short, ['seed'], 9)).toBe('version: 1\nbatch: {}\nseed: 9\n');
    expect(readFields(withField(short, ['assumptions', 'preset'], 'stress'))?.preset).toBe('stress');
  });

  it('shows the defaults for what is not written', () => {
    expect(readFields('version: 1')).toMatchObject({
      region: 'us-east-1',
      seed: 1,
      replications: 30,
      preset: 'typical',
    });
  });

  it('has no values for text that is not a mapping, and leaves such text alone', () => {
    expect(readFields('a: [')).toBeUndefined();
    expect(readFields('- 1')).toBeUndefined();
    expect(withField('a: [', ['seed'], 2)).toBe('a: [');
  });

  it('leaves JSON as JSON, whether a value is there or not', () => {
    const json = '{\n  "version": 1,\n  "region": "us-east-1",\n  "workload": {}\n}\n';
    const changed = [
      [['region'], 'eu-west-1'],
      [['seed'], 9],
      [['assumptions', 'preset'], 'stress'],
      [['workload', 'trace', 'path'], 'my jobs.csv'],
    ] as const;
    const text = changed.reduce((before, [path, value]) => withField(before, path, value), json);
    expect(JSON.parse(text)).toEqual({
      version: 1,
      region: 'eu-west-1',
      seed: 9,
      assumptions: { preset: 'stress' },
      workload: { trace: { path: 'my jobs.csv' } },
    });
  });

  it('fills a key that stands there with nothing behind it', () => {
    expect(withField('seed:\nname: x\n', ['seed'], 9)).toBe('seed: 9\nname: x\n');
    expect(
      readFields(withField('assumptions:   # all usual\nseed: 1\n', ['assumptions', 'preset'], 'ideal')),
    ).toMatchObject({
      preset: 'ideal',
      seed: 1,
    });
    expect(withField('a: &a 5\nseed: *a\n', ['seed'], 9)).toBe('a: &a 5\nseed: 9\n');
    expect(withField('assumptions: {preset: {}}\n', ['assumptions', 'preset'], 'ideal')).toContain('{preset: {}}');
    expect(withField('assumptions: typical\n', ['assumptions', 'preset'], 'ideal')).toBe('assumptions: typical\n');
  });

  it.each(['jobs.csv', 'a, b.csv', '12.csv', 'it\'s: "new" #1.csv', 'عمل.csv'])(
    'writes the file name %s so that it is read back',
    (name) => {
      const flow = 'workload: { trace: { path: old.csv, format: csv } }\n';
      const block = 'workload:\n  trace:\n    path: old.csv\n';
      for (const text of [flow, block])
        expect(readFields(withField(text, ['workload', 'trace', 'path'], name))?.tracePath).toBe(name);
    },
  );

  it('writes text that the scenario reader accepts with the new values', () => {
    const text = withField(withField(quickstart, ['region'], 'eu-west-1'), ['assumptions', 'preset'], 'ideal');
    const parsed = parseScenario(text, 'edited.yaml');
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
    expect([parsed.value.region, parsed.value.assumptions.preset]).toEqual(['eu-west-1', 'ideal']);
  });
});
