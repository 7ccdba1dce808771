import { describe, expect, it } from 'vitest';
import { exportAwsCli } from '../../src/export/aws-cli.ts';
import { type ExportedFiles, type ExportOptions, exporterNamed, type NetworkSettings } from '../../src/export/index.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { configOf, FARGATE, FULL, NETWORK, ON_DEMAND, SPOT } from './configs.ts';

function exported(config: BatchConfig, network: NetworkSettings = NETWORK, options: ExportOptions = {}): ExportedFiles {
  const result = exportAwsCli(config, network, options);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function contentOf(files: ExportedFiles, path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`no ${path} in ${files.map((each) => each.path).join(' ')}`);
  return file.content;
}

function problemsOf(config: BatchConfig, network: NetworkSettings) {
  const result = exportAwsCli(config, network);
  return result.ok ? [] : result.problems.map((problem) => `${problem.path} ${problem.hint}`);
}

describe('the aws-cli export', () => {
  it('is in the registry under its name', () => {
    expect(exporterNamed('aws-cli')?.export).toBe(exportAwsCli);
    expect(exporterNamed('aws')).toBeUndefined();
  });

  it('writes environments, policies, queues and definitions in the order they are created, then the scripts', () => {
    expect(exported(FULL).map((file) => file.path)).toEqual([
      '01-create-compute-environment-spot.json',
      '02-create-compute-environment-reserve.json',
      '03-create-scheduling-policy-fair.json',
      '04-create-job-queue-shared.json',
      '05-register-job-definition-align.json',
      'apply.sh',
      'undo.sh',
      'README.md',
    ]);
  });

  it('marks only the scripts executable', () => {
    const executable = exported(FULL).filter((file) => file.executable);
    expect(executable.map((file) => file.path)).toEqual(['apply.sh', 'undo.sh']);
  });

  it('sends what was simulated plus the missing network settings, and nothing else', () => {
    const body = JSON.parse(contentOf(exported(ON_DEMAND), '01-create-compute-environment-main.json'));
    const simulated = ON_DEMAND.computeEnvironments[0];
    expect(body).toEqual({ ...simulated, computeResources: { ...simulated.computeResources, ...NETWORK } });
  });

  it("keeps an environment's own network settings when flags say something else", () => {
    const body = JSON.parse(contentOf(exported(FULL), '01-create-compute-environment-spot.json'));
    expect(body.computeResources.subnets).toEqual(['subnet-0a1b2c3d4e5f6000f']);
    // A launch template may hold the security groups, so none are added beside it.
    expect(body.computeResources.securityGroupIds).toBeUndefined();
  });

  it('gives Fargate no instance role', () => {
    const body = JSON.parse(contentOf(exported(FARGATE), '01-create-compute-environment-main.json'));
    expect(Object.keys(body.computeResources).sort()).toEqual(['maxvCpus', 'securityGroupIds', 'subnets', 'type']);
  });

  it('adds the plan tag beside the tags a resource has, and only when asked', () => {
    const tagged = exported(FULL, NETWORK, { planTag: 'p1' });
    const first = JSON.parse(contentOf(tagged, '01-create-compute-environment-spot.json'));
    expect(first.tags).toEqual({ owner: 'lab', 'batchwright:plan': 'p1' });
    expect(first.computeResources.tags).toEqual({ team: "O'Brien" });
    expect(JSON.parse(contentOf(tagged, '05-register-job-definition-align.json')).tags).toEqual({
      'batchwright:plan': 'p1',
    });
    expect(JSON.stringify(exported(FULL))).not.toContain('batchwright:plan');
  });

  it('creates a disabled environment enabled, as AWS demands, and disables it after the queues are there', () => {
    const files = exported(FULL);
    expect(JSON.parse(contentOf(files, '02-create-compute-environment-reserve.json')).state).toBe('ENABLED');
    const script = contentOf(files, 'apply.sh');
    expect(script.indexOf("disable_compute_environment 'reserve'")).toBeGreaterThan(
      script.indexOf("create_job_queue 'shared'"),
    );
  });

  it('says in the README and as a warning what is left to do by hand', () => {
    const result = exportAwsCli(FULL, NETWORK);
    expect(result.ok && result.warnings.map((warning) => warning.path)).toEqual(['batch.jobDefinitions[1]']);
    const readme = contentOf(exported(FULL), 'README.md');
    expect(readme).toContain('job definition call');
    expect(readme).toContain('"attempts": 5');
    expect(readme).toContain('"attempts": 2');
  });

  it('is the same bytes every time', () => {
    expect(exported(FULL)).toEqual(exported(structuredClone(FULL)));
  });
});

describe('what the export refuses', () => {
  it('names every missing setting with its flag, all at once', () => {
    expect(problemsOf(configOf({ type: 'SPOT', maxvCpus: 4, instanceTypes: ['c6i'], subnets: [] }), {})).toEqual([
      'batch.computeEnvironments[0].computeResources.subnets put it in the scenario or give --subnets',
      'batch.computeEnvironments[0].computeResources.securityGroupIds put it in the scenario or give --security-groups',
      'batch.computeEnvironments[0].computeResources.instanceRole put it in the scenario or give --instance-role',
      'batch.computeEnvironments[0].computeResources.spotIamFleetRole put it in the scenario or give --spot-fleet-role',
    ]);
  });

  it('asks for a Spot Fleet role with BEST_FIT only', () => {
    const bestFit = configOf({ type: 'SPOT', allocationStrategy: 'BEST_FIT', maxvCpus: 4, instanceTypes: ['c6i'] });
    expect(problemsOf(bestFit, NETWORK)).toHaveLength(1);
    expect(problemsOf(bestFit, { ...NETWORK, spotIamFleetRole: 'fleet' })).toEqual([]);
    expect(problemsOf(SPOT, NETWORK)).toEqual([]);
    expect(JSON.stringify(exported(SPOT, { ...NETWORK, spotIamFleetRole: 'fleet' }))).not.toContain('fleet"');
  });

  it('asks for a service role when the environment is unmanaged', () => {
    const config = {
      ...ON_DEMAND,
      computeEnvironments: [{ computeEnvironmentName: 'own', type: 'UNMANAGED' }],
    } as const;
    expect(problemsOf(config, NETWORK)).toEqual([
      'batch.computeEnvironments[0].serviceRole put it in the scenario or give --service-role',
    ]);
    expect(problemsOf(config, { serviceRole: 'batch' })).toEqual([]);
  });

  it.each(['', '../../etc/x', 'a b', '-x', "x';rm -rf /;'", 'file:///etc/passwd', 'a\nb', 'x'.repeat(129)])(
    'refuses the name %j, which AWS would refuse too',
    (name) => {
      const [queue] = ON_DEMAND.jobQueues;
      const problems = problemsOf({ ...ON_DEMAND, jobQueues: [{ ...queue, jobQueueName: name }] }, NETWORK);
      expect(problems).toHaveLength(1);
    },
  );

  it('warns of an environment it does not create', () => {
    const [queue] = ON_DEMAND.jobQueues;
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'elsewhere' }];
    const result = exportAwsCli({ ...ON_DEMAND, jobQueues: [{ ...queue, computeEnvironmentOrder }] }, NETWORK);
    expect(result.ok && result.warnings[0].message).toContain('"elsewhere" is not created by this plan');
  });
});

describe('the scheduling policy of a queue', () => {
  const withPolicy = (schedulingPolicyArn: string, name?: string): BatchConfig => ({
    ...ON_DEMAND,
    jobQueues: [{ ...ON_DEMAND.jobQueues[0], schedulingPolicyArn }],
    ...(name === undefined ? {} : { schedulingPolicies: [{ name }] }),
  });

  it('is left out of the body and added by the script when this plan creates it', () => {
    for (const reference of ['fair', 'arn:aws:batch:us-east-1:111122223333:scheduling-policy/fair']) {
      const files = exported(withPolicy(reference, 'fair'));
      expect(contentOf(files, '03-create-job-queue-work.json')).not.toContain('schedulingPolicyArn');
      expect(contentOf(files, 'apply.sh')).toContain(
        "create_job_queue 'work' '03-create-job-queue-work.json' 'fair'\n",
      );
    }
  });

  it('stays in the body when it is the ARN of a policy made elsewhere', () => {
    const arn = 'arn:aws:batch:us-east-1:111122223333:scheduling-policy/other';
    const files = exported(withPolicy(arn, 'fair'));
    expect(JSON.parse(contentOf(files, '03-create-job-queue-work.json')).schedulingPolicyArn).toBe(arn);
  });

  it('is refused when it is a bare name nobody defines', () => {
    expect(problemsOf(withPolicy('fiar', 'fair'), NETWORK)).toHaveLength(1);
  });
});
