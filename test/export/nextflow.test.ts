import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groovyString } from '../../src/export/groovy.ts';
import type { ExportOptions } from '../../src/export/index.ts';
import { exportNextflow } from '../../src/export/nextflow.ts';
import { labelsOf } from '../../src/export/nextflow-labels.ts';
import type { BatchConfig, RetryStrategy } from '../../src/models/batch-config.ts';
import { FARGATE, FARGATE_PAIR, FULL, ON_DEMAND, SPOT, TEMPLATE_CONFIGS, THREE_ENVIRONMENTS } from './configs.ts';
import { HOSTILE_TEXT, withHostileTags } from './hostile.ts';
import { readNextflow } from './read-nextflow.ts';

function exported(config: BatchConfig, options: ExportOptions = {}) {
  const result = exportNextflow(config, {}, options);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { text: result.value[0].content, warnings: result.warnings.map(({ path }) => path) };
}

const settingsOf = (config: BatchConfig, options: ExportOptions = {}) => readNextflow(exported(config, options).text);

const SPOT_ONLY: RetryStrategy = {
  attempts: 4,
  evaluateOnExit: [
    { onStatusReason: 'Host EC2*', action: 'retry' },
    { onReason: '*', action: 'EXIT' },
  ],
};

describe('nextflow.config', () => {
  it.each(TEMPLATE_CONFIGS)('for %s sends tasks to the first queue on AWS Batch', (_name, config) => {
    const settings = settingsOf(config, { region: 'eu-west-1' });
    expect(settings['process.executor']).toBe('awsbatch');
    expect(settings['process.queue']).toBe(config.jobQueues[0].jobQueueName);
    expect(settings['aws.region']).toBe('eu-west-1');
  });

  it('offers every other queue as a label', () => {
    expect(settingsOf(THREE_ENVIRONMENTS)["process.withLabel: 'bulk'.queue"]).toBe('bulk');
    expect(exported(THREE_ENVIRONMENTS).warnings).toEqual(['batch.jobQueues']);
  });

  it('makes labels that Nextflow takes, one a queue, and names them in the hint', () => {
    const [queue] = ON_DEMAND.jobQueues;
    const named = (names: readonly string[]): BatchConfig => ({
      ...ON_DEMAND,
      jobQueues: names.map((jobQueueName) => ({ ...queue, jobQueueName })),
    });
    const config = named(['main', 'a-b', 'a_b', 'a--b', '2nd-night', 'bulk', 'late_']);
    const settings = settingsOf(config);
    const labels = Object.entries(settings).flatMap(([setting, value]) => {
      const label = /withLabel: '(.*)'/.exec(setting)?.[1];
      return label === undefined ? [] : [[label, value]];
    });
    expect(labels).toEqual([
      ['a_b_2', 'a-b'],
      ['a_b', 'a_b'],
      ['a_b_3', 'a--b'],
      ['queue_2nd_night', '2nd-night'],
      ['bulk', 'bulk'],
      ['late', 'late_'],
    ]);
    expect(exportNextflow(config, {})).toMatchObject({
      warnings: [{ hint: expect.stringContaining(`label 'a_b_2' for "a-b", label 'a_b' for "a_b"`) }],
    });
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const made = [...labelsOf(names).values()];
        expect(new Set(made).size).toBe(names.length);
        for (const label of made) expect(label).toMatch(/^[a-zA-Z]([a-zA-Z0-9_]*[a-zA-Z0-9]+)?$/);
      }),
    );
  });

  it('gives the jobs of every other queue the tags of that queue, not those of the first', () => {
    expect(settingsOf(THREE_ENVIRONMENTS)["process.withLabel: 'bulk'.resourceLabels"]).toEqual([['queue', 'bulk']]);
    const [urgent, { tags: _, ...bulk }] = THREE_ENVIRONMENTS.jobQueues;
    const untagged = settingsOf({ ...THREE_ENVIRONMENTS, jobQueues: [urgent, bulk] });
    expect(untagged["process.withLabel: 'bulk'.resourceLabels"]).toEqual([]);
  });

  it('says when one queue is on Fargate and another is not, which one configuration cannot carry', () => {
    const config: BatchConfig = {
      computeEnvironments: [
        ...ON_DEMAND.computeEnvironments,
        { ...FARGATE.computeEnvironments[0], computeEnvironmentName: 'light' },
      ],
      jobQueues: [
        ...ON_DEMAND.jobQueues,
        { jobQueueName: 'small', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'light' }] },
      ],
    };
    expect(exported(config).warnings).toEqual(['batch.jobQueues', 'batch.jobQueues[1]']);
  });

  it('takes a rule with a second condition for no plain retry of lost hosts', () => {
    const [lost, rest] = SPOT_ONLY.evaluateOnExit ?? [];
    for (const evaluateOnExit of [
      [{ ...lost, onExitCode: '1' }, rest],
      [lost, { ...rest, onExitCode: '1' }],
    ]) {
      const config = { ...SPOT, defaultRetryStrategy: { attempts: 4, evaluateOnExit } };
      expect(exported(config).warnings).toEqual(['batch.defaultRetryStrategy']);
      expect(settingsOf(config)['aws.batch.maxSpotAttempts']).toBe(0);
    }
  });

  it('leaves the retry of lost hosts to AWS Batch, with as many tries as planned', () => {
    const settings = settingsOf({ ...SPOT, defaultRetryStrategy: SPOT_ONLY });
    expect(settings['aws.batch.maxSpotAttempts']).toBe(4);
    expect(settings['process.errorStrategy']).toBeUndefined();
  });

  it('retries everything itself when the plan does: the first try is not a retry', () => {
    const settings = settingsOf({ ...SPOT, defaultRetryStrategy: { attempts: 4 } });
    expect(settings['aws.batch.maxSpotAttempts']).toBe(0);
    expect(settings['process.errorStrategy']).toBe('retry');
    expect(settings['process.maxRetries']).toBe(3);
  });

  it('retries nothing when the plan retries nothing', () => {
    for (const config of [ON_DEMAND, { ...ON_DEMAND, defaultRetryStrategy: { attempts: 1 } }]) {
      expect(settingsOf(config)['aws.batch.maxSpotAttempts']).toBe(0);
      expect(settingsOf(config)['process.errorStrategy']).toBeUndefined();
    }
  });

  it('says when rules of a retry strategy are lost', () => {
    const evaluateOnExit = [{ onExitCode: '137', action: 'EXIT' }];
    const { warnings } = exported({ ...SPOT, defaultRetryStrategy: { attempts: 3, evaluateOnExit } });
    expect(warnings).toEqual(['batch.defaultRetryStrategy']);
    expect(exported({ ...SPOT, defaultRetryStrategy: SPOT_ONLY }).warnings).toEqual([]);
  });

  it('says that job definitions, share identifiers and execution roles are left to the reader', () => {
    expect(exported(FULL).warnings).toEqual([
      'batch.jobDefinitions[0]',
      'batch.jobDefinitions[1]',
      'batch.jobQueues[0].schedulingPolicyArn',
    ]);
    expect(exported(FARGATE_PAIR).warnings).toEqual(['batch.jobQueues[0].schedulingPolicyArn', 'batch.jobQueues[0]']);
    expect(exported(FULL).text).toContain('// To do by hand: batch.jobQueues[0].schedulingPolicyArn');
    expect(settingsOf(FARGATE)['aws.batch.platformType']).toBe('fargate');
    expect(settingsOf(SPOT)['aws.batch.platformType']).toBeUndefined();
  });

  it('labels jobs with the tags of their queue and the tag of the plan', () => {
    const settings = settingsOf(THREE_ENVIRONMENTS, { planTag: 'p1' });
    expect(settings['process.resourceLabels']).toEqual([
      ['queue', 'urgent'],
      ['batchwright:plan', 'p1'],
    ]);
  });

  it('takes text of the user for nothing but text', () => {
    const tags = fc.dictionary(HOSTILE_TEXT, HOSTILE_TEXT, { minKeys: 1, maxKeys: 3 });
    fc.assert(
      fc.property(tags, HOSTILE_TEXT, (hostile, title) => {
        const settings = settingsOf(withHostileTags(hostile), { title, region: title });
        expect(settings['process.resourceLabels']).toEqual(Object.entries(hostile));
        expect(settings['aws.region']).toBe(title);
        expect(Object.keys(settings)).toHaveLength(7);
      }),
    );
  });

  it('writes strings that hold no line break, no bare quote and no interpolation', () => {
    fc.assert(
      fc.property(HOSTILE_TEXT, (text) => {
        expect(groovyString(text)).toMatch(/^'([^'\\\p{Cc}]|\\['\\nrt]|\\u[0-9a-f]{4})*'$/u);
      }),
    );
  });
});
