/** Which calls `discover` makes: what `--dry-run` lists and `--iam` puts into a policy. */

export interface DiscoverScope {
  /** Some queues by name instead of all. */
  readonly someQueues: boolean;
  readonly jobs: boolean;
}

export interface PlannedCall {
  /** IAM action, such as `batch:ListJobs`. */
  readonly action: string;
  readonly why: string;
  /** Discover goes on without it. */
  readonly optional?: boolean;
}

interface ScopedCall extends PlannedCall {
  readonly when: (scope: DiscoverScope) => boolean;
}

const always = (): boolean => true;

const CALLS: readonly ScopedCall[] = [
  { action: 'batch:DescribeJobQueues', why: 'job queues and the environments they use', when: always },
  { action: 'batch:DescribeComputeEnvironments', why: 'compute environments', when: always },
  {
    action: 'batch:ListSchedulingPolicies',
    why: 'which scheduling policies there are',
    when: ({ someQueues }) => !someQueues,
  },
  { action: 'batch:DescribeSchedulingPolicies', why: 'fair-share policies, where there are any', when: always },
  { action: 'batch:DescribeJobDefinitions', why: 'active job definitions: retries, time-outs, requests', when: always },
  { action: 'batch:ListConsumableResources', why: 'licences and the like', when: always },
  {
    action: 'ec2:DescribeLaunchTemplateVersions',
    why: 'root volume sizes, where an environment has a launch template',
    optional: true,
    when: always,
  },
  { action: 'batch:ListJobs', why: 'recent jobs by queue and state, children of arrays', when: ({ jobs }) => jobs },
  { action: 'batch:DescribeJobs', why: 'their times and requests, 100 a call', when: ({ jobs }) => jobs },
];

/** In the order they are made. */
export function discoverCalls(scope: DiscoverScope): readonly PlannedCall[] {
  return CALLS.filter(({ when }) => when(scope)).map(({ when: _, ...call }) => call);
}

/** An IAM policy document with exactly those actions; none of them can be limited to single resources. */
export function iamPolicy(actions: readonly string[], sid: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: sid, Effect: 'Allow', Action: [...actions].sort(), Resource: '*' }],
  };
}
