import { describe, expect, it } from 'vitest';
import { readLiveAccount } from '../../src/aws/read-account.ts';
import { paged, scriptedReader, serviceError } from './scripted-reader.ts';

const ARN = 'arn:aws:batch:eu-west-1:111122223333';

function environment(name: string, more: object = {}) {
  const computeEnvironmentArn = `${ARN}:compute-environment/${name}`;
  return { computeEnvironmentName: name, computeEnvironmentArn, type: 'MANAGED', status: 'VALID', ...more };
}

function queue(name: string, environments: readonly string[], more: object = {}) {
  const computeEnvironmentOrder = environments.map((each, index) => ({
    order: index + 1,
    computeEnvironment: `${ARN}:compute-environment/${each}`,
  }));
  const jobQueueArn = `${ARN}:job-queue/${name}`;
  return { jobQueueName: name, jobQueueArn, priority: 1, status: 'VALID', computeEnvironmentOrder, ...more };
}

function definition(name: string, revision: number, more: object = {}) {
  const jobDefinitionArn = `${ARN}:job-definition/${name}:${revision}`;
  return { jobDefinitionName: name, jobDefinitionArn, revision, type: 'container', ...more };
}

describe('reading an account', () => {
  it('reads every page and answers in the order of names, whatever order AWS used', async () => {
    const environments = ['zeta', 'alpha', 'mid', 'beta', 'omega'].map((name) => environment(name));
    const { reader, calls } = scriptedReader({
      DescribeComputeEnvironments: paged(environments, 2, 'computeEnvironments'),
    });
    const account = await readLiveAccount(reader, { region: 'eu-west-1' });
    expect(account.computeEnvironments.map((each) => each.computeEnvironmentName)).toEqual([
      'alpha',
      'beta',
      'mid',
      'omega',
      'zeta',
    ]);
    // Five environments in pages of two are three calls.
    expect(calls.filter(({ operation }) => operation === 'DescribeComputeEnvironments')).toHaveLength(3);
    expect(account.accountId).toBe('111122223333');
  });

  it('keeps of a job definition the latest ACTIVE revision', async () => {
    const revisions = [9, 10, 2].map((revision) => definition('align', revision));
    const { reader, calls } = scriptedReader({
      DescribeJobDefinitions: paged([...revisions, definition('call', 1)], 3, 'jobDefinitions'),
    });
    const { jobDefinitions } = await readLiveAccount(reader, { region: 'eu-west-1' });
    expect(jobDefinitions.map((each) => [each.jobDefinitionName, each.revision])).toEqual([
      ['align', 10],
      ['call', 1],
    ]);
    const asked = calls.find(({ operation }) => operation === 'DescribeJobDefinitions');
    expect(asked?.input).toEqual({ status: 'ACTIVE' });
  });

  it('keeps nested fields as AWS answered them and sorts unknown top-level ones aside', async () => {
    const computeResources = {
      type: 'EC2',
      maxvCpus: 8,
      launchTemplate: { launchTemplateName: 'big', overrides: [{ targetInstanceTypes: ['c6i'] }] },
      placementGroup: undefined,
    };
    const { reader } = scriptedReader({
      DescribeComputeEnvironments: () => ({
        computeEnvironments: [
          environment('one', { computeResources, uuid: 'u-1', eksConfiguration: undefined, $metadata: {} }),
        ],
      }),
    });
    const { computeEnvironments } = await readLiveAccount(reader, { region: 'eu-west-1' });
    expect(computeEnvironments).toEqual([
      {
        ...environment('one'),
        computeResources: {
          type: 'EC2',
          maxvCpus: 8,
          launchTemplate: { launchTemplateName: 'big', overrides: [{ targetInstanceTypes: ['c6i'] }] },
        },
        unmodelled: { uuid: 'u-1' },
      },
    ]);
    expect(Object.keys(computeEnvironments[0].computeResources ?? {})).not.toContain('placementGroup');
  });

  it('with names of queues asks only for them and for what they refer to', async () => {
    const policyArn = `${ARN}:scheduling-policy/fair`;
    const { reader, calls } = scriptedReader({
      DescribeJobQueues: ({ jobQueues }) => ({
        jobQueues: (jobQueues as string[]).map((name) =>
          queue(name, ['spot', 'od'], { schedulingPolicyArn: policyArn }),
        ),
      }),
      DescribeComputeEnvironments: ({ computeEnvironments }) => ({
        computeEnvironments: (computeEnvironments as string[]).map((name) => environment(name)),
      }),
      DescribeSchedulingPolicies: () => ({ schedulingPolicies: [{ name: 'fair', arn: policyArn }] }),
    });
    const account = await readLiveAccount(reader, { region: 'eu-west-1', queues: ['work'] });
    expect(account.jobQueues.map((each) => each.jobQueueName)).toEqual(['work']);
    expect(account.computeEnvironments.map((each) => each.computeEnvironmentName)).toEqual(['od', 'spot']);
    expect(calls.map(({ operation }) => operation)).not.toContain('ListSchedulingPolicies');
    expect(calls.find(({ operation }) => operation === 'DescribeComputeEnvironments')?.input).toEqual({
      computeEnvironments: ['od', 'spot'],
    });
  });

  it('counts jobs by state, an array by the states of its children', async () => {
    const jobs: Readonly<Record<string, readonly object[]>> = {
      RUNNING: [{ jobId: 'a' }, { jobId: 'b' }, { jobId: 'c' }],
      // The parent of 10 children is listed as PENDING: 4 of them run, 5 wait, 1 is over.
      PENDING: [
        { jobId: 'p', arrayProperties: { size: 10, statusSummary: { RUNNING: 4, RUNNABLE: 5, SUCCEEDED: 1 } } },
        { jobId: 'd' },
      ],
    };
    const { reader } = scriptedReader({
      DescribeJobQueues: () => ({ jobQueues: [queue('work', ['spot'])] }),
      ListJobs: ({ jobStatus, ...rest }) => paged(jobs[jobStatus as string] ?? [], 2, 'jobSummaryList')(rest),
    });
    const { jobCounts } = await readLiveAccount(reader, { region: 'eu-west-1', countJobs: true });
    // RUNNING 3 + 4; PENDING only the plain job.
    expect(jobCounts).toEqual([
      { jobQueue: 'work', byState: { SUBMITTED: 0, PENDING: 1, RUNNABLE: 5, STARTING: 0, RUNNING: 7 } },
    ]);
  });

  it('takes an operation the endpoint does not know as no such resources, and says so', async () => {
    const unknown: string[] = [];
    const { reader } = scriptedReader({
      ListConsumableResources: () => {
        throw serviceError('SyntaxError', 404);
      },
    });
    const onUnknownOperation = (operation: string) => unknown.push(operation);
    const account = await readLiveAccount(reader, { region: 'eu-west-1', onUnknownOperation });
    expect(account.consumableResources).toEqual([]);
    expect(unknown).toEqual(['ListConsumableResources']);
  });

  it('lets a refusal through', async () => {
    const { reader } = scriptedReader({
      ListConsumableResources: () => {
        throw serviceError('AccessDeniedException', 403);
      },
    });
    await expect(readLiveAccount(reader, { region: 'eu-west-1' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('gives up on a page token that comes twice instead of reading for ever', async () => {
    const { reader } = scriptedReader({
      DescribeJobQueues: () => ({ jobQueues: [queue('work', [])], nextToken: 'again' }),
    });
    await expect(readLiveAccount(reader, { region: 'eu-west-1' })).rejects.toThrow('page token twice');
  });
});
