import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { BatchFailure, tooManyRequests } from '../support/account/failures.ts';
import { type Middle, openHttpFront } from '../support/account/http-front.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, populate, queue } from '../support/account/requests.ts';
import { awsEnvironment } from '../support/aws-environment.ts';
import { contentsOf, runBuilt, runHere, temporaryFolder } from '../support/cli.ts';

async function serve(account: MemoryAccount, middle?: Middle): Promise<Readonly<Record<string, string>>> {
  const front = await openHttpFront(account, middle);
  onTestFinished(() => front.close());
  return awsEnvironment(front.url);
}

async function smallAccount(): Promise<MemoryAccount> {
  const account = new MemoryAccount();
  await populate(
    account,
    [environment('spot', { type: 'SPOT', allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' }), environment('od')],
    [queue('night', 'spot', 'od'), queue('day', 'od')],
  );
  return account;
}

const NOW_MS = Date.now();

/** Ten finished jobs of the queue `night`, one after the other; everything else is the account's. */
const withJobs: Middle = ({ operation, input }, pass) => {
  const jobs = Array.from({ length: 10 }, (_, index) => ({
    jobId: `job-${index}`,
    jobName: 'nightly',
    jobQueue: 'arn:aws:batch:eu-west-1:123456789012:job-queue/night',
    jobDefinition: 'align:1',
    status: 'SUCCEEDED',
    createdAt: NOW_MS - 3_600_000 + index * 1000,
    startedAt: NOW_MS - 3_000_000 + index * 1000,
    stoppedAt: NOW_MS - 2_400_000 + index * 1000,
    container: {
      resourceRequirements: [
        { type: 'VCPU', value: '2' },
        { type: 'MEMORY', value: '3000' },
      ],
      environment: [{ name: 'TOKEN', value: 'hunter2' }],
    },
  }));
  const asked = input as { jobQueue?: string; jobStatus?: string; jobs?: string[] };
  if (operation === 'ListJobs') {
    return { jobSummaryList: asked.jobQueue === 'night' && asked.jobStatus === 'SUCCEEDED' ? jobs.reverse() : [] };
  }
  if (operation === 'DescribeJobs') return { jobs: jobs.filter(({ jobId }) => asked.jobs?.includes(jobId)) };
  return pass();
};

describe('discover', () => {
  it('writes a scenario that simulate runs as it is, the same bytes every time', async () => {
    const folder = temporaryFolder();
    const env = await serve(await smallAccount());
    const first = await runBuilt(['discover', '--out', 'account.yaml'], { cwd: folder, env });
    expect([first.exitCode, first.error]).toEqual([
      0,
      'note: the workload is a stand-in, made from a seed and not from this account; discover again with --jobs-out, or give --trace\n',
    ]);
    expect(first.out).toBe(
      'eu-west-1: 2 compute environments, 2 job queues, 0 scheduling policies, 0 job definitions, 0 consumable resources -> account.yaml\n' +
        'next: batchwright simulate account.yaml\n',
    );
    const text = readFileSync(join(folder, 'account.yaml'), 'utf8');
    await expect(text).toMatchFileSnapshot('../golden/cli/discover-account.yaml');
    const again = await runBuilt(['discover', '-q'], { cwd: folder, env });
    expect([again.exitCode, again.out, again.error]).toEqual([0, text, '']);
    const simulated = await runBuilt(['simulate', 'account.yaml', '--replications', '1', '--json'], { cwd: folder });
    expect(simulated.exitCode).toBe(0);
    expect(JSON.parse(simulated.out)).toMatchObject({ jobs: { neverRan: 0 } });
  });

  it('pulls recent jobs into a trace that the scenario replays, without their secrets', async () => {
    const folder = temporaryFolder();
    const env = await serve(await smallAccount(), withJobs);
    const flags = ['--out', 'scenarios/account.yaml', '--jobs-out', 'traces/jobs.json'];
    const { exitCode, out, error } = await runBuilt(['discover', ...flags], { cwd: folder, env });
    expect([exitCode, error]).toEqual([0, '']);
    expect(out).toContain('10 finished jobs -> traces/jobs.json\n');
    const scenario = parse(readFileSync(join(folder, 'scenarios/account.yaml'), 'utf8')) as { workload: object };
    expect(scenario.workload).toEqual({ trace: { path: '../traces/jobs.json', format: 'awsbatch' } });
    expect(readFileSync(join(folder, 'traces/jobs.json'), 'utf8')).not.toContain('hunter2');
    const simulated = await runBuilt(['simulate', 'scenarios/account.yaml', '--json', '-q'], { cwd: folder });
    expect([simulated.exitCode, simulated.error]).toEqual([0, '']);
    expect(JSON.parse(simulated.out)).toMatchObject({ jobs: { submitted: 10, succeeded: 10, neverRan: 0 } });
  });

  it('with --queues reads only those and what they use', async () => {
    const env = await serve(await smallAccount());
    const { exitCode, out } = await runBuilt(['discover', '--queues', 'day', '--json'], { env });
    expect(exitCode).toBe(0);
    const { scenario, account } = JSON.parse(out);
    const names = scenario.batch.computeEnvironments.map((each: { computeEnvironmentName: string }) => {
      return each.computeEnvironmentName;
    });
    expect(names).toEqual(['od']);
    expect(account.jobQueues.map((each: { jobQueueName: string }) => each.jobQueueName)).toEqual(['day']);
  });

  it('refuses a queue that is not there', async () => {
    const env = await serve(await smallAccount());
    const { exitCode, out, error } = await runBuilt(['discover', '--queues', 'dya'], { env });
    expect([exitCode, out]).toEqual([3, '']);
    expect(error).toBe(
      'error: --queues: there is no job queue "dya" in eu-west-1 - leave --queues out to read all, or check the region\n',
    );
  });

  it('names the IAM action that is missing, exits with 7 and writes nothing', async () => {
    const folder = temporaryFolder();
    const env = await serve(await smallAccount(), ({ operation }, pass) => {
      if (operation !== 'DescribeJobDefinitions') return pass();
      throw new BatchFailure('AccessDeniedException', 403, 'User: arn:aws:iam::1:user/u is not authorized');
    });
    const { exitCode, out, error } = await runBuilt(['discover', '--out', 'a.yaml'], { cwd: folder, env });
    expect([exitCode, out]).toEqual([7, '']);
    expect(error).toBe(
      'error: batch:DescribeJobDefinitions: AWS denied the access: User: arn:aws:iam::1:user/u is not authorized - allow the IAM action batch:DescribeJobDefinitions; batchwright discover --iam prints the policy\n',
    );
    expect(contentsOf(folder)).toEqual({});
  });

  it('gets through when every second call is throttled', async () => {
    let calls = 0;
    const env = await serve(await smallAccount(), (_, pass) => {
      if (calls++ % 2 === 0) throw tooManyRequests();
      return pass();
    });
    const { exitCode, out } = await runBuilt(['discover', '-q'], { env });
    expect(exitCode).toBe(0);
    expect(parse(out)).toMatchObject({ batch: { jobQueues: [{ jobQueueName: 'day' }, { jobQueueName: 'night' }] } });
  });

  it('stops at Ctrl-C with exit code 130 and writes nothing', async () => {
    const folder = temporaryFolder();
    let interrupt = () => {};
    const env = await serve(await smallAccount(), (_, pass) => {
      interrupt();
      return new Promise((resolve) => setTimeout(() => resolve(pass()), 5000));
    });
    const { exitCode } = await runBuilt(['discover', '--out', 'a.yaml'], {
      cwd: folder,
      env,
      whileRunning: (child) => {
        interrupt = () => child.kill('SIGINT');
      },
    });
    expect(exitCode).toBe(130);
    expect(contentsOf(folder)).toEqual({});
  });

  it('says where no endpoint answers', async () => {
    const env = awsEnvironment('http://127.0.0.1:9');
    const { exitCode, error } = await runBuilt(['discover'], { env });
    expect(exitCode).toBe(7);
    expect(error).toContain('batch:DescribeJobQueues: the endpoint cannot be reached');
  });

  it('asks for a region when none is given anywhere', async () => {
    const env = { ...awsEnvironment('http://127.0.0.1:9'), AWS_REGION: '' };
    const { exitCode, error } = await runBuilt(['discover'], { env });
    expect(exitCode).toBe(2);
    expect(error).toBe(
      'error: no valid AWS Region is given - add --region, or set AWS_REGION or a region in your AWS profile\n',
    );
  });

  it('prints an IAM policy with exactly the actions it then uses', async () => {
    const account = await smallAccount();
    account.log.length = 0;
    const env = await serve(account);
    await runBuilt(['discover', '--jobs-out', 'jobs.json', '-q'], { cwd: temporaryFolder(), env });
    const used = new Set(account.log.map(({ operation }) => `batch:${operation}`));
    const { exitCode, out } = await runHere(['discover', '--iam', '--jobs']);
    expect(exitCode).toBe(0);
    const [{ Action: allowed }] = JSON.parse(out).Statement as [{ Action: readonly string[] }];
    expect([...used].filter((action) => !allowed.includes(action))).toEqual([]);
    // Needed only where there are policies, launch templates or jobs, which this account has not.
    expect(allowed.filter((action) => !used.has(action))).toEqual([
      'batch:DescribeJobs',
      'batch:DescribeSchedulingPolicies',
      'ec2:DescribeLaunchTemplateVersions',
    ]);
  });

  it('lists its calls with --dry-run, without making any', async () => {
    const { exitCode, out, error } = await runHere(['discover', '--dry-run', '--queues', 'day']);
    expect([exitCode, error]).toEqual([0, '']);
    await expect(out).toMatchFileSnapshot('../golden/cli/discover-dry-run.txt');
  });

  it.each([
    [['--days', '3'], '--days is about jobs'],
    [['--jobs'], '--jobs needs a file'],
  ])('refuses %j', async (flags, message) => {
    const { exitCode, error } = await runHere(['discover', ...flags]);
    expect(exitCode).toBe(2);
    expect(error).toContain(message);
  });
});
