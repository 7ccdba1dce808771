/** The verbs plan, apply and rollback, through the real SDK over HTTP, against the in-memory account. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangePlan } from '../../src/aws/change-plan.ts';
import { clientException } from '../support/account/failures.ts';
import { sdkVariables } from '../support/account/fake-credentials.ts';
import { type HttpFront, openHttpFront } from '../support/account/http-front.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, populate, queue, smallDefinition } from '../support/account/requests.ts';
import { wish } from '../support/account/wish.ts';
import { runHere, temporaryFolder } from '../support/cli.ts';

/** JSON is YAML. */
function scenarioText(resources: object, queueFields: object = {}): string {
  return JSON.stringify({
    version: 1,
    name: 'account',
    region: 'eu-west-1',
    workload: { synthetic: {} },
    batch: {
      computeEnvironments: [wish('main', resources)],
      jobQueues: [
        {
          jobQueueName: 'work',
          priority: 1,
          computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }],
          ...queueFields,
        },
      ],
    },
  });
}

describe('plan, apply and rollback', () => {
  let account: MemoryAccount;
  let front: HttpFront;
  let folder: string;

  beforeEach(async () => {
    account = new MemoryAccount({ limits: { readsPerSecond: 5, writesPerSecond: 1 } });
    front = await openHttpFront(account);
    folder = temporaryFolder();
    for (const [name, value] of Object.entries(sdkVariables(front.url))) vi.stubEnv(name, value);
    await populate(account, [environment('main')], [queue('work', 'main')]);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await front.close();
  });

  const run = (...words: string[]) => runHere(words, { cwd: folder, clock: account.clock });
  const answered = (stdin: string, ...words: string[]) =>
    runHere(words, { cwd: folder, clock: account.clock, stdin, atTerminal: true });
  const scenario = (resources: object, queueFields: object = {}) =>
    writeFileSync(join(folder, 'scenario.yaml'), scenarioText(resources, queueFields));

  it('say "no changes" of an account that is as it should be, exit code 0 also with --detailed-exitcode', async () => {
    scenario({});
    const { exitCode, out } = await run('plan', 'scenario.yaml', '--detailed-exitcode');
    expect(out).toBe('no changes: eu-west-1, account 123456789012 is as the configuration wants it\n');
    expect(exitCode).toBe(0);
  });

  it('plan, apply, find nothing more to do, and roll back', async () => {
    scenario({ maxvCpus: 128 }, { priority: 5 });
    const plan = await run('plan', 'scenario.yaml', '--out', 'change.json', '--detailed-exitcode');
    expect([plan.exitCode, plan.error]).toEqual([6, 'wrote change.json; next: batchwright apply change.json\n']);
    await expect(plan.out.replace(/[0-9a-f]{16}/, '<id>')).toMatchFileSnapshot('../golden/change-plan.txt');
    const before = account.contents();

    const applied = await run('apply', 'change.json', '--yes');
    expect(applied.error).toContain('[01/4] UpdateComputeEnvironment main');
    expect([applied.exitCode, applied.out]).toEqual([
      0,
      expect.stringMatching(/^applied [0-9a-f]{16} \(2 changes\)\n$/),
    ]);
    expect((await run('plan', 'scenario.yaml')).out).toContain('no changes');

    const writes = account.writes().length;
    expect(await run('apply', 'change.json', '--yes')).toMatchObject({
      exitCode: 0,
      out: 'applied before; nothing to do\n',
    });
    expect(account.writes()).toHaveLength(writes);

    expect((await run('rollback', 'change.json', '--dry-run')).out).toContain('maxvCpus: 128 -> 64');
    expect(account.writes()).toHaveLength(writes);
    expect(await run('rollback', 'change.json', '--yes')).toMatchObject({ exitCode: 0 });
    expect(account.contents()).toEqual(before);
    expect((await run('apply', 'change.json', '--yes')).error).toContain('a rollback of this plan has begun');
    expect((await run('rollback', 'change.json', '--yes')).out).toContain('nothing to take back');
  });

  it('says what a recommendation promised of cost and of waits, each with its interval', async () => {
    const { batch } = JSON.parse(scenarioText({ maxvCpus: 128 }));
    const side = (usd: number, wait: object) => ({
      cost: { totalUsd: { mean: usd, lo: usd - 1, hi: usd + 1 } },
      waitSeconds: { p95: 90, ...wait },
    });
    const recommendation = (before: object, after: object) => ({
      schemaVersion: 1,
      data: { region: 'eu-west-1' },
      replications: 20,
      assumptions: { preset: 'typical' },
      current: side(10, before),
      recommended: { ...side(8, after), batch },
    });
    const said = async (name: string, before: object, after: object) => {
      writeFileSync(join(folder, name), JSON.stringify(recommendation(before, after)));
      return (await run('plan', name)).out;
    };
    const out = await said('plan.json', { p95Interval: { lo: 60, hi: 120 } }, { p95Interval: { lo: -5, hi: 185 } });
    expect(out).toContain('cost       $10.00 ($9.00 to $11.00)       -> $8.00 ($7.00 to $9.00)');
    expect(out).toContain('wait, p95  1 m 30 s (1 m 0 s to 2 m 0 s)  -> 1 m 30 s (0 s to 3 m 5 s)');
    // Of skewed runs no upper end is promised.
    const p95Interval = { lo: 60, hi: 120 };
    const skewed = await said('skewed.json', { p95Interval }, { p95Interval, p95OverRuns: { isSkewed: true } });
    expect(skewed).toContain('(1 m 0 s to 2 m 0 s)  -> 1 m 30 s (from 1 m 0 s, open above)');
    // Files of before have no interval of waits.
    expect(await said('older.json', {}, {})).toMatch(/wait, p95 {2}1 m 30 s +-> 1 m 30 s\n/);
  });

  it('verify holds the jobs since against the single runs of the recommendation, or what an older one knows of them', async () => {
    const side = (wait: object = {}) => ({
      jobs: { submitted: 20 },
      cost: { totalUsd: { mean: 10, lo: 9, hi: 11 } },
      waitSeconds: { p95: 400, ...wait },
    });
    const range = (least: number, median: number, most: number) => ({ least, median, most });
    const singleRuns = {
      runs: 30,
      jobs: 20,
      costUsd: range(7, 9, 31),
      waitSecondsP95: range(40, 50, 900),
      failedJobs: range(0, 0, 1),
      lostAttempts: range(0, 2, 9),
    };
    let maxvCpus = 128;
    const verified = async (name: string, recommended: object) => {
      const { batch } = JSON.parse(scenarioText({ maxvCpus: maxvCpus++ }));
      const plan = {
        data: { region: 'eu-west-1' },
        replications: 30,
        assumptions: { preset: 'typical', submittedToRunnableSeconds: 2 },
        current: side(),
        recommended: { ...recommended, batch },
      };
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
      expect((await run('plan', 'plan.json', '--out', name)).exitCode).toBe(0);
      expect((await run('apply', name, '--yes')).exitCode).toBe(0);
      const createdAt = account.clock.nowMs() + 1;
      const jobs = Array.from({ length: 20 }, (_, index) => ({
        ...{ jobId: `j${index}`, status: 'SUCCEEDED', createdAt, startedAt: createdAt + 52_000 },
      }));
      writeFileSync(join(folder, 'jobs.json'), JSON.stringify({ jobs }));
      const { exitCode, out } = await run('verify', name, '--jobs', 'jobs.json', '--json');
      expect(exitCode).toBe(0);
      const text = (await run('verify', name, '--jobs', 'jobs.json', '--dry-run')).out;
      return { json: JSON.parse(out), text };
    };
    const { json, text } = await verified('change.json', { ...side(), singleRuns });
    // From RUNNABLE on 52 s are 50 s; 30 runs: 29 / 31.
    expect(json.singleRuns.waitSecondsP95).toEqual({
      ...range(40, 50, 900),
      ...{ observed: 50, chance: 0.935484, isWithin: true },
    });
    expect(json.predicted.singleRuns).toEqual({ ...singleRuns, submittedToRunnableSeconds: 2 });
    expect(text).toContain(
      '40 s to 900 s in single runs, half of them up to 50 s; seen, from RUNNABLE on: 50 s, inside\n',
    );
    expect(text).toContain('single runs cost $7.00 to $31.00');

    const p95OverRuns = { median: 50, worst: 900, isSkewed: true };
    const older = await verified('older.json', side({ p95OverRuns }));
    expect(older.json.singleRuns).toEqual({
      ...{ runs: 30, jobs: 20 },
      waitSecondsP95: { median: 50, most: 900, observed: 50, chance: 0.967742, isWithin: true },
    });
    expect(older.text).toContain('up to 900 s in single runs');

    const oldest = await verified('oldest.json', side());
    expect(oldest.json).not.toHaveProperty('singleRuns');
    expect(oldest.json.waitSecondsP95).toMatchObject({ predicted: 400, isWithin: false });
    expect(oldest.text).toContain('OUTSIDE the interval; the plan file does not say what single runs had');
  });

  it('print no value of an environment variable or parameter, and keep what apply needs in the file', async () => {
    const align = smallDefinition('align');
    const secret = { name: 'TOKEN', value: 'hunter2' };
    await account.write('RegisterJobDefinition', {
      ...align,
      parameters: { password: 'hunter2' },
      containerProperties: { ...align.containerProperties, environment: [secret] },
    });
    const wanted = JSON.parse(scenarioText({}));
    wanted.batch.jobDefinitions = [{ jobDefinitionName: 'align', type: 'container', retryStrategy: { attempts: 3 } }];
    writeFileSync(join(folder, 'scenario.yaml'), JSON.stringify(wanted));

    const printed = await run('plan', 'scenario.yaml', '--json', '--out', 'change.json');
    const text = await run('plan', 'scenario.yaml');
    expect(text.out).toContain('align');
    expect(printed.out + printed.error + text.out + text.error).not.toContain('hunter2');
    const { steps, withheld, ...rest } = JSON.parse(printed.out);
    expect(steps[0].request).toMatchObject({
      parameters: { password: '(withheld)' },
      containerProperties: { image: 'busybox', environment: [{ name: 'TOKEN', value: '(withheld)' }] },
    });
    expect(withheld).toContain('the file of plan --out has them');
    const file: ChangePlan = JSON.parse(readFileSync(join(folder, 'change.json'), 'utf8'));
    expect([file.id, file.stateHash]).toEqual([rest.id, rest.stateHash]);

    writeFileSync(join(folder, 'printed.json'), printed.out);
    const refused = await run('apply', 'printed.json', '--yes');
    expect([refused.exitCode, refused.error]).toEqual([
      3,
      'error: printed.json  was printed, without the commands and the values of variables and parameters that apply needs - plan again with --out change.json\n',
    ]);
    const asked = await answered('no\n', 'apply', 'change.json');
    const applied = await run('apply', 'change.json', '--yes', '--json');
    expect(applied.exitCode).toBe(0);
    account.clock.advance(1000);
    const { jobDefinitions } = await account.read('DescribeJobDefinitions', { status: 'ACTIVE' });
    const newest = jobDefinitions?.find(({ revision }) => revision === 2);
    expect(newest).toMatchObject({
      parameters: { password: 'hunter2' },
      containerProperties: { environment: [secret] },
    });
    const back = await run('rollback', 'change.json', '--dry-run', '--json');
    expect(JSON.parse(back.out).steps).toHaveLength(1);
    const said = [asked, applied, back].map(({ out, error }) => out + error).join('');
    expect(said).not.toContain('hunter2');
  });

  it('print the whole plan where nothing is withheld', async () => {
    scenario({ maxvCpus: 128 });
    const printed = await run('plan', 'scenario.yaml', '--json', '--out', 'change.json');
    expect(printed.out).toBe(readFileSync(join(folder, 'change.json'), 'utf8'));
  });

  it('leave no older plan in the file of a plan without changes: apply does what the last plan said', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    scenario({});
    const plan = await run('plan', 'scenario.yaml', '--out', 'change.json');
    expect([plan.exitCode, plan.error]).toEqual([0, 'wrote change.json; there is nothing to apply\n']);
    const writes = account.writes().length;
    // Nobody is asked about nothing.
    expect(await run('apply', 'change.json')).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('(0 changes)'),
    });
    expect(account.writes()).toHaveLength(writes);
    scenario({ maxvCpus: 32 });
    expect((await run('plan', 'scenario.yaml', '--out', 'change.json')).exitCode).toBe(0);
  });

  it('do not write another plan over one that apply has begun: rollback needs it', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const before = account.contents();
    await run('apply', 'change.json', '--yes');
    const [kept, calls] = [readFileSync(join(folder, 'change.json'), 'utf8'), account.log.length];
    scenario({ maxvCpus: 256 });
    const refused = await run('plan', 'scenario.yaml', '--out', 'change.json');
    expect([refused.exitCode, refused.error]).toEqual([
      2,
      expect.stringContaining('--out change.json is a plan that apply has begun'),
    ]);
    expect([readFileSync(join(folder, 'change.json'), 'utf8'), account.log.length]).toEqual([kept, calls]);
    expect((await run('plan', 'scenario.yaml', '--out', 'other.json')).exitCode).toBe(0);
    expect((await run('rollback', 'change.json', '--yes')).exitCode).toBe(0);
    expect(account.contents()).toEqual(before);
  });

  it('do not write another plan over one that somebody is about to apply', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    writeFileSync(join(folder, 'change.json.journal.lock'), String(process.ppid));
    const refused = await run('plan', 'scenario.yaml', '--out', 'change.json');
    expect([refused.exitCode, refused.error]).toEqual([7, expect.stringContaining('another process is working on')]);
  });

  it('blame the disk, not themselves, where no lock or journal can be written; a dry run needs neither', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    mkdirSync(join(folder, 'change.json.journal.lock'));
    const writes = account.writes().length;
    for (const verb of ['apply', 'rollback']) {
      const { exitCode, error } = await run(verb, 'change.json', '--yes');
      expect([exitCode, error]).toEqual([2, expect.stringContaining('change.json.journal: ')]);
      expect((await run(verb, 'change.json', '--dry-run')).exitCode).toBe(0);
    }
    expect(account.writes()).toHaveLength(writes);
  });

  it('say what AWS took and did not do', async () => {
    const { AWS_ENDPOINT_URL: url } = process.env;
    // An account that knows no instance tags in updates, and does not say so.
    const deaf = await openHttpFront(account, ({ operation, input }, pass) => {
      if (operation === 'UpdateComputeEnvironment')
        delete (input as { computeResources?: { tags?: object } }).computeResources?.tags;
      return pass();
    });
    vi.stubEnv('AWS_ENDPOINT_URL', deaf.url);
    scenario({ maxvCpus: 128, tags: { team: 'a' } });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const said = /^warning: AWS took every request, and still these are not as they should be: (.*); to see/m;
    const there = await run('apply', 'change.json', '--yes', '--quiet');
    expect([there.exitCode, said.exec(there.error)?.[1]]).toEqual([0, 'computeResources.tags of main']);
    await deaf.close();
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    const back = await run('rollback', 'change.json', '--yes', '--quiet');
    expect([back.exitCode, back.error]).toEqual([0, '']);
  });

  it('try out a plan that is half done, done or taken back as apply would go on with it', async () => {
    scenario({ maxvCpus: 128 }, { priority: 5 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const { AWS_ENDPOINT_URL: url } = process.env;
    const halting = await openHttpFront(account, ({ operation }, pass) => {
      if (operation === 'UpdateJobQueue') throw clientException('not now');
      return pass();
    });
    vi.stubEnv('AWS_ENDPOINT_URL', halting.url);
    expect((await run('apply', 'change.json', '--yes')).exitCode).toBe(7);
    await halting.close();
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    const half = await run('apply', 'change.json', '--dry-run');
    expect([half.exitCode, half.error]).toEqual([
      0,
      'note: a dry run; nothing was changed; of 4 steps 2 are done already\n',
    ]);
    expect((await run('apply', 'change.json', '--yes')).exitCode).toBe(0);
    const done = await run('apply', 'change.json', '--dry-run');
    expect([done.exitCode, done.out]).toEqual([0, 'applied before; nothing to do\n']);
    expect((await run('rollback', 'change.json', '--yes')).exitCode).toBe(0);
    const back = await run('apply', 'change.json', '--dry-run');
    expect([back.exitCode, back.error]).toEqual([7, expect.stringContaining('a rollback of this plan has begun')]);
  });

  it('show of what a rollback makes again only what it asks for', async () => {
    await populate(account, [environment('old', { allocationStrategy: 'BEST_FIT' })], [queue('wide', 'old')]);
    const wanted = scenarioText({}).replaceAll('"main"', '"old"').replaceAll('"work"', '"wide"');
    writeFileSync(join(folder, 'scenario.yaml'), wanted);
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    expect((await run('apply', 'change.json', '--yes')).exitCode).toBe(0);
    const { out } = await run('rollback', 'change.json', '--dry-run');
    expect(out).toContain('+ computeResources.allocationStrategy: BEST_FIT\n');
    expect(out).not.toMatch(/Arn|desiredvCpus|statusReason|uuid/);
  });

  it('refuse a stale plan with exit code 7, and say what changed', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    account.clock.advance(1000);
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', computeResources: { maxvCpus: 65 } });
    account.finishTransitions();
    const writes = account.writes().length;
    for (const flag of ['--yes', '--dry-run']) {
      const { exitCode, error } = await run('apply', 'change.json', flag);
      expect([exitCode, error]).toEqual([
        7,
        'error: the compute environment main has changed since the plan was made - plan again\n',
      ]);
    }
    expect(account.writes()).toHaveLength(writes);
  });

  it('ask before anything is changed, and need --yes where nobody can answer', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const writes = account.writes().length;
    const { exitCode, error } = await run('apply', 'change.json');
    expect([exitCode, error]).toEqual([2, expect.stringContaining('add --yes')]);
    expect(account.writes()).toHaveLength(writes);
  });

  it.each(['', 'y\n', 'no\n', '\n'])('change nothing at a terminal when the answer is %j', async (answer) => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const writes = account.writes().length;
    const { exitCode, error } = await answered(answer, 'apply', 'change.json');
    expect(error).toContain('maxvCpus: 64 -> 128');
    expect(error).toContain('Make these changes in eu-west-1, account 123456789012? Only "yes" goes on: ');
    expect([exitCode, error.endsWith('nothing was changed\n')]).toEqual([130, true]);
    expect(account.writes()).toHaveLength(writes);
    // Nothing holds the plan afterwards.
    expect((await run('apply', 'change.json', '--yes')).exitCode).toBe(0);
  });

  it('go ahead, and back, at a terminal when the answer is yes', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const before = account.contents();
    expect((await answered('yes\n', 'apply', 'change.json')).out).toMatch(/^applied /);
    expect((await answered('no\n', 'rollback', 'change.json')).exitCode).toBe(130);
    expect((await answered('yes\n', 'rollback', 'change.json')).out).toMatch(/^took .* back/);
    expect(account.contents()).toEqual(before);
  });

  it('do not take back with --yes what somebody else changed while the plan was never applied', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', computeResources: { maxvCpus: 65 } });
    account.finishTransitions();
    const writes = account.writes().length;
    const refused = await run('rollback', 'change.json', '--yes');
    expect([refused.exitCode, refused.error]).toEqual([7, expect.stringContaining('was never applied from here')]);
    expect(account.writes()).toHaveLength(writes);
    expect((await run('rollback', 'change.json', '--dry-run')).error).toContain(
      'warning: change.json was never applied',
    );
  });

  it('do not take back with --yes what somebody else made of the very field the plan changed', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    await run('apply', 'change.json', '--yes');
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', computeResources: { maxvCpus: 65 } });
    account.finishTransitions();
    const writes = account.writes().length;
    const refused = await run('rollback', 'change.json', '--yes');
    const said = 'computeResources.maxvCpus of main has another value than the plan gave it';
    expect([refused.exitCode, refused.error]).toEqual([7, expect.stringContaining(said)]);
    expect(account.writes()).toHaveLength(writes);
    expect((await run('rollback', 'change.json', '--dry-run')).out).toContain(said);
  });

  it('say how to go on when the journal cannot be read', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    writeFileSync(join(folder, 'change.json.journal'), 'rubbish\n');
    const { exitCode, error } = await run('apply', 'change.json', '--yes');
    expect([exitCode, error]).toEqual([3, expect.stringContaining('move the journal away; then batchwright rollback')]);
    const verified = await run('verify', 'change.json', '--account');
    expect([verified.exitCode, verified.error]).toEqual([
      3,
      expect.stringContaining('is not a journal of batchwright'),
    ]);
  });

  it('count the running jobs of queues that share an environment, though the configuration does not name them', async () => {
    await populate(account, [], [queue('neighbour', 'main')]);
    account.startJob({ queue: 'neighbour', runsForMs: 10_000_000 });
    account.clock.advance(60_000);
    scenario({ maxvCpus: 128 });
    expect((await run('plan', 'scenario.yaml')).out).toContain('main: 1 running');
  });

  it('tell the running jobs of which AWS does not say where: on EKS of none', async () => {
    const eksConfiguration = {
      eksClusterArn: 'arn:aws:eks:eu-west-1:123456789012:cluster/c',
      kubernetesNamespace: 'n',
    };
    await populate(account, [{ ...environment('pods'), eksConfiguration }], [queue('kube', 'pods')]);
    account.startJob({ queue: 'kube', runsForMs: 10_000_000 });
    account.clock.advance(60_000);
    const wanted = JSON.parse(scenarioText({}).replaceAll('"main"', '"pods"').replaceAll('"work"', '"kube"'));
    wanted.batch.computeEnvironments[0].computeResources.instanceTypes = ['m6i'];
    writeFileSync(join(folder, 'scenario.yaml'), JSON.stringify(wanted));
    const { out } = await run('plan', 'scenario.yaml', '--out', 'change.json');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'pods: 0 running, and 1 of its queues, here or elsewhere: AWS does not say where; instances are replaced: jobs still running after 30 minutes are ended',
    );
    expect(JSON.parse(readFileSync(join(folder, 'change.json'), 'utf8')).touches).toMatchObject([
      { computeEnvironment: 'pods', running: 0, unplaced: 1 },
    ]);
  });

  it('tell of the way back too what becomes of the jobs that run', async () => {
    scenario({ instanceTypes: ['m6i'] });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    await run('apply', 'change.json', '--yes');
    account.startJob({ queue: 'work', runsForMs: 10_000_000 });
    const { out } = await run('rollback', 'change.json', '--dry-run');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'main: 1 running; instances are replaced: jobs still running after 30 minutes are ended',
    );
  });

  it('keep the caps: exit code 4 before the first call', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const calls = account.log.length;
    const vcpus = await run('apply', 'change.json', '--yes', '--max-vcpus', '127');
    expect([vcpus.exitCode, vcpus.error]).toEqual([
      4,
      expect.stringContaining('allows 128 vCPUs, above the cap of 127'),
    ]);
    const money = await run('apply', 'change.json', '--yes', '--max-usd-per-hour', '1');
    expect([money.exitCode, money.error]).toEqual([
      4,
      expect.stringContaining('an hour at worst, above the cap of $1.00'),
    ]);
    expect(account.log).toHaveLength(calls);
    expect((await run('apply', 'change.json', '--yes', '--max-vcpus', '128')).exitCode).toBe(0);
  });

  it('count for the caps an environment that loses its last queue, since its jobs and minvCpus go on', async () => {
    await populate(account, [environment('big', { minvCpus: 4000, maxvCpus: 5000 })]);
    const computeEnvironmentOrder = ['main', 'big'].map((computeEnvironment, order) => ({ order, computeEnvironment }));
    await account.write('UpdateJobQueue', { jobQueue: 'work', computeEnvironmentOrder });
    account.finishTransitions();
    scenario({ maxvCpus: 4 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const { exitCode, error } = await run('apply', 'change.json', '--yes', '--max-vcpus', '10');
    expect([exitCode, error]).toEqual([4, expect.stringContaining('allows 5,004 vCPUs, above the cap of 10')]);
    expect(error).toContain('in the account of big, which no queue uses any more');
    const money = await run('apply', 'change.json', '--yes', '--max-usd-per-hour', '10');
    expect([money.exitCode, money.error]).toEqual([4, expect.stringContaining('big, which no queue uses any more')]);
    expect((await run('apply', 'change.json', '--yes', '--max-vcpus', '5004')).exitCode).toBe(0);
  });

  it('answer the wrong kind of file with what to do instead', async () => {
    scenario({});
    const recommendation = {
      recommended: { batch: JSON.parse(scenarioText({})).batch },
      data: { region: 'eu-west-1' },
    };
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(recommendation));
    expect(await run('apply', 'plan.json', '--yes')).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('first: batchwright plan plan.json --out change.json'),
    });
    expect((await run('apply', 'scenario.yaml', '--yes')).error).toContain('is not a change plan');
    expect((await run('apply', '-', '--yes')).exitCode).toBe(2);
    expect((await run('plan', 'plan.json')).out).toContain('no changes');
    scenario({ maxvCpus: 2 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    expect((await run('plan', 'change.json')).error).toContain('to carry it out: batchwright apply change.json');
  });

  it('refuse a change plan that was edited by hand', async () => {
    scenario({ maxvCpus: 128 });
    await run('plan', 'scenario.yaml', '--out', 'change.json');
    const path = join(folder, 'change.json');
    const plan = JSON.parse(readFileSync(path, 'utf8')) as ChangePlan;
    writeFileSync(path, JSON.stringify({ ...plan, steps: plan.steps.slice(1) }));
    expect(await run('apply', 'change.json', '--yes')).toMatchObject({
      exitCode: 3,
      error: expect.stringContaining('is not as plan wrote it'),
    });
  });

  it('tell every reason why AWS would refuse at once, with exit code 3', async () => {
    scenario({ minvCpus: 100, bidPercentage: 200 });
    const { exitCode, error } = await run('plan', 'scenario.yaml');
    expect(exitCode).toBe(3);
    expect(error.split('\n').filter((line) => line.startsWith('error: '))).toHaveLength(2);
  });

  it('show what optimize promised', async () => {
    const side = (mean: number) => ({
      cost: { totalUsd: { mean, lo: mean - 1, hi: mean + 1 } },
      waitSeconds: { p95: mean },
    });
    const recommendation = {
      replications: 30,
      assumptions: { preset: 'typical' },
      data: { region: 'eu-west-1' },
      current: side(100),
      recommended: { ...side(60), batch: JSON.parse(scenarioText({ maxvCpus: 32 })).batch },
    };
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(recommendation));
    const { out } = await run('plan', 'plan.json');
    expect(out).toContain('$100.00 ($99.00 to $101.00)  -> $60.00 ($59.00 to $61.00)');
    expect(out).toContain('30 replications');
  });

  it('never print or keep the credentials', async () => {
    scenario({ maxvCpus: 128 });
    const plan = await run('plan', 'scenario.yaml', '--out', 'change.json');
    const applied = await run('apply', 'change.json', '--yes');
    const texts = [plan, applied].flatMap(({ out, error }) => [out, error]);
    for (const file of ['change.json', 'change.json.journal']) texts.push(readFileSync(join(folder, file), 'utf8'));
    expect(texts.join('\n')).not.toMatch(/AKIAEXAMPLE|example-secret/);
  });
});
