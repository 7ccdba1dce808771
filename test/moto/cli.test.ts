/**
 * The command line against moto. The account is made by apply itself, so what discover reads is what plan wanted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FIRST, SECOND, type SequenceNetwork } from '../support/account/sequence.ts';
import { awsEnvironment } from '../support/aws-environment.ts';
import { runBuilt, temporaryFolder } from '../support/cli.ts';
import { isMotoThere, type Moto, startMoto } from './moto.ts';

const REGION = 'eu-west-1';

/** Long after the apply of this test. */
const LATER_JOB = {
  jobId: 'later',
  status: 'SUCCEEDED',
  createdAt: Date.UTC(2100, 0, 1),
  startedAt: Date.UTC(2100, 0, 1, 0, 1),
};

describe.skipIf(!isMotoThere())('the command line against moto', () => {
  let moto: Moto;
  let network: SequenceNetwork;

  beforeAll(async () => {
    moto = await startMoto();
  }, 90_000);

  beforeEach(async () => {
    network = await moto.reset();
  });

  afterAll(async () => {
    await moto?.stop();
  });

  it('discovers, plans, applies, finds no changes, changes, and rolls back', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder();
    const run = (...words: string[]) => runBuilt(words, { cwd: folder, env: awsEnvironment(moto.url, REGION) });
    const write = (name: string, batch: object) =>
      writeFileSync(
        join(folder, name),
        JSON.stringify({ version: 1, region: REGION, workload: { synthetic: {} }, batch }),
      );
    const networkFlags = [
      ...['--subnets', network.subnets.join(','), '--security-groups', network.securityGroupIds.join(',')],
      ...['--instance-role', network.instanceRole, '--service-role', network.serviceRole],
    ];
    write('first.yaml', FIRST);
    write('second.yaml', SECOND);

    expect((await run('discover')).exitCode).toBe(3);
    const planned = await run('plan', 'first.yaml', ...networkFlags, '--out', 'first.json', '--detailed-exitcode');
    expect([planned.exitCode, planned.error]).toEqual([6, expect.stringContaining('wrote first.json')]);
    expect(await run('apply', 'first.json', '--yes', '-q')).toMatchObject({ exitCode: 0 });

    writeFileSync(join(folder, 'jobs.json'), JSON.stringify({ jobs: [LATER_JOB] }));
    for (const [source, jobs] of [
      [['--account'], 0],
      [['--jobs', 'jobs.json'], 1],
    ] as const) {
      const verified = await run('verify', 'first.json', ...source, '--json', '-q');
      expect([verified.exitCode, JSON.parse(verified.out)]).toEqual([0, expect.objectContaining({ jobs })]);
    }
    expect((await run('verify', 'first.json', '--account', '--dry-run', '-q')).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'first.json.record.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);

    const found = await run('discover', '--out', 'found.yaml', '-q');
    expect(found.exitCode).toBe(0);
    const { batch } = parse(readFileSync(join(folder, 'found.yaml'), 'utf8'));
    expect(batch.jobQueues).toMatchObject([{ jobQueueName: 'seq-work', priority: 1 }]);
    // What was discovered is what is there: planning it again changes nothing.
    const same = await run('plan', 'found.yaml', '--detailed-exitcode');
    expect([same.exitCode, same.out]).toEqual([0, expect.stringContaining('no changes')]);
    const simulated = await run('simulate', 'found.yaml', '--replications', '1', '--json', '-q');
    expect(simulated.exitCode).toBe(0);

    const changed = await run('plan', 'second.yaml', ...networkFlags, '--out', 'second.json', '--detailed-exitcode');
    expect([changed.exitCode, changed.error]).toEqual([6, expect.stringContaining('wrote second.json')]);
    expect(await run('apply', 'second.json', '--yes', '-q')).toMatchObject({ exitCode: 0 });
    const after = await run('discover', '-q');
    expect(parse(after.out).batch.jobQueues).toMatchObject([{ priority: 7 }]);

    expect(await run('rollback', 'second.json', '--yes', '-q')).toMatchObject({ exitCode: 0 });
    const back = await run('plan', 'found.yaml', '--detailed-exitcode');
    expect([back.exitCode, back.out]).toEqual([0, expect.stringContaining('no changes')]);
  });
});
