import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportAwsCli } from '../../src/export/aws-cli.ts';
import type { ExportOptions } from '../../src/export/index.ts';
import { oneLine, shellQuote } from '../../src/export/shell.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { FULL, MULTI_NODE, NETWORK } from './configs.ts';
import { type FakeAws, openFakeAws } from './fake-aws.ts';

let fakeAws: FakeAws;
const folders: string[] = [];

beforeAll(async () => {
  fakeAws = await openFakeAws();
});

afterAll(() => fakeAws.close());

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The export, of FULL unless told otherwise, on disk beside a fake account, and a way to run its scripts. */
function unpacked(options: ExportOptions = {}, config: BatchConfig = FULL) {
  const exported = exportAwsCli(config, NETWORK, options);
  if (!exported.ok) throw new Error(JSON.stringify(exported.problems));
  const folder = mkdtempSync(join(tmpdir(), "batchwright's export "));
  folders.push(folder);
  mkdirSync(join(folder, 'bin'));
  fakeAws.install(join(folder, 'bin'), folder);
  for (const file of exported.value) writeFileSync(join(folder, file.path), file.content);
  const run = async (script: string, environment: Record<string, string> = {}) => {
    const child = spawn('bash', [join(folder, script)], {
      cwd: '/',
      env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, POLL_SECONDS: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const status = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    return { status: await status, stdout, stderr };
  };
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const account = () => JSON.parse(read('account.json'));
  const calls = () => read('calls.txt').trim().split('\n');
  return { folder, run, read, account, calls };
}

describe('apply.sh and undo.sh', { timeout: 60_000 }, () => {
  it('are valid bash', () => {
    const { folder } = unpacked({ region: "eu-west-1'; exit 3 #", title: 'a\nrm -rf / #' });
    for (const script of ['apply.sh', 'undo.sh']) {
      const checked = spawnSync('bash', ['-n', join(folder, script)], { encoding: 'utf8' });
      expect(checked.stderr).toBe('');
      expect(checked.status).toBe(0);
    }
  });

  it('create everything in an order AWS accepts, and delete all of it again', async () => {
    const { run, account, read, calls } = unpacked({ region: 'us-east-1' });
    const applied = await run('apply.sh');
    expect(applied.stderr).toContain('Done.');
    expect(applied.status).toBe(0);
    expect(applied.stdout).toBe('');
    const made = account();
    expect(Object.keys(made.environments)).toEqual(['spot', 'reserve']);
    expect(made.environments.reserve).toMatchObject({ state: 'DISABLED', status: 'VALID' });
    expect(made.queues.shared.policy).toBe('arn:aws:batch:us-east-1:111122223333:scheduling-policy/fair');
    expect(Object.keys(made.definitions)).toEqual(['align:7']);

    const undone = await run('undo.sh');
    expect(undone.status).toBe(0);
    expect(account()).toMatchObject({ environments: {}, queues: {}, policies: {}, definitions: {} });
    expect(read('created.tsv')).toBe('');
    // Two refusals while the relation to the queue lingers, then one deletion for each environment.
    expect(calls().filter((call) => call === 'delete-compute-environment')).toHaveLength(4);
  });

  it('create consumable resources before the definitions that ask for them, and delete them last', async () => {
    const { run, account, calls } = unpacked({}, MULTI_NODE);
    const applied = await run('apply.sh');
    expect(applied.status, applied.stderr).toBe(0);
    expect(account().consumables).toEqual({ licence: { status: 'CREATING', quantity: 10 } });
    expect(Object.keys(account().definitions)).toEqual(['mpi:7']);
    expect((await run('undo.sh')).status).toBe(0);
    expect(account()).toMatchObject({ definitions: {}, consumables: {} });
    expect(calls().at(-1)).toBe('delete-consumable-resource');
  });

  it('change nothing when run twice', async () => {
    const { run, account, calls } = unpacked();
    await run('apply.sh');
    const before = account();
    expect((await run('apply.sh')).status).toBe(0);
    expect(account()).toEqual(before);
    expect(calls().filter((call) => call.startsWith('create-') || call.startsWith('register-'))).toHaveLength(5);
    expect((await run('undo.sh')).status).toBe(0);
    expect((await run('undo.sh')).status).toBe(0);
  });

  it('stop at a name that exists already, and never delete what they did not make', async () => {
    const { folder, run, account } = unpacked();
    const theirs = { spot: { status: 'VALID', state: 'ENABLED' } };
    const empty = { queues: {}, policies: {}, definitions: {}, lingering: 0 };
    writeFileSync(join(folder, 'account.json'), JSON.stringify({ environments: theirs, ...empty }));
    const applied = await run('apply.sh');
    expect(applied.status).not.toBe(0);
    expect(applied.stderr).toContain('Object already exists');
    const undone = await run('undo.sh');
    expect(undone.status).toBe(0);
    expect(undone.stderr).toContain('left alone');
    expect(account().environments).toEqual(theirs);
  });

  it('delete nothing in an account or region that is not the one apply.sh ran in, and make nothing there', async () => {
    const { run, account, read } = unpacked();
    const elsewhere = { AWS_DEFAULT_REGION: 'eu-west-1' };
    const production = { FAKE_AWS_ACCOUNT: '999999999999' };
    expect((await run('apply.sh')).status).toBe(0);
    const [record, made] = [read('created.tsv'), account()];
    expect(record.split('\n')[0]).toBe('account\t111122223333\tus-east-1');
    for (const environment of [production, elsewhere]) {
      for (const script of ['apply.sh', 'undo.sh']) {
        const { status, stderr } = await run(script, environment);
        expect(status).not.toBe(0);
        expect(stderr).toContain('created.tsv is of another account or region, so nothing is done');
      }
    }
    expect(read('created.tsv')).toBe(record);
    expect(account()).toEqual(made);
    expect(JSON.parse(read('account-999999999999.json')).environments).toEqual({});
    expect((await run('undo.sh')).status).toBe(0);
    // Once nothing is left in the one account, the folder serves another.
    expect((await run('apply.sh', production)).status).toBe(0);
    expect(read('created.tsv')).toMatch(/^account\t999999999999\tus-east-1\n/);
  });

  it('take ARNs from the record, so that a first line written wrongly by hand deletes nothing', async () => {
    const { folder, run, read } = unpacked();
    const production = { FAKE_AWS_ACCOUNT: '999999999999' };
    await run('apply.sh', production);
    const theirs = read('account-999999999999.json');
    rmSync(join(folder, 'created.tsv'));
    await run('apply.sh');
    writeFileSync(join(folder, 'created.tsv'), read('created.tsv').replace('111122223333\tus', '999999999999\tus'));
    await run('undo.sh', production);
    expect(JSON.parse(read('account-999999999999.json'))).toEqual(JSON.parse(theirs));
  });

  it('refuse a record that does not say its account, as older exports wrote it', async () => {
    const { folder, run, account, read } = unpacked();
    await run('apply.sh');
    const made = account();
    const old = read('created.tsv').split('\n').slice(1).join('\n');
    writeFileSync(join(folder, 'created.tsv'), old);
    for (const script of ['apply.sh', 'undo.sh']) {
      const { status, stderr } = await run(script);
      expect(status).not.toBe(0);
      expect(stderr).toContain('created.tsv does not say which account and region it is of');
    }
    expect(account()).toEqual(made);
    expect(read('created.tsv')).toBe(old);
  });

  it('make nothing as long as nobody knows in which account', async () => {
    const { folder, run } = unpacked();
    const { status, stderr } = await run('apply.sh', { FAKE_AWS_ACCOUNT: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('Unable to locate credentials');
    expect(existsSync(join(folder, 'created.tsv'))).toBe(false);
  });

  it('say what is gone from the account instead of waiting for it', async () => {
    const { folder, run, account } = unpacked();
    await run('apply.sh');
    writeFileSync(join(folder, 'account.json'), JSON.stringify({ ...account(), queues: {} }));
    const { status, stderr } = await run('apply.sh');
    expect(status).not.toBe(0);
    expect(stderr).toContain('job-queue shared is in created.tsv but no longer in the account');
  });

  it('say which files changed after they were applied, and that they are not applied again', async () => {
    const { folder, run, read } = unpacked();
    await run('apply.sh');
    expect((await run('apply.sh')).stderr).not.toContain('NOT applied');
    const file = '05-register-job-definition-align.json';
    writeFileSync(join(folder, file), read(file).replace('"attempts": 3', '"attempts": 4'));
    const { status, stderr } = await run('apply.sh');
    expect(status).toBe(0);
    expect(stderr.split('\n').filter((line) => line.includes('NOT applied'))).toEqual([
      expect.stringContaining(`job-definition align: made earlier, from another file than ${file} is now`),
    ]);
  });

  it('say what an earlier export into the same folder left', async () => {
    const { folder, run, read } = unpacked();
    await run('apply.sh');
    const line = 'job-queue\told\tarn:aws:batch:us-east-1:111122223333:job-queue/old\n';
    writeFileSync(join(folder, 'created.tsv'), read('created.tsv') + line);
    const { status, stderr } = await run('undo.sh');
    expect(status).not.toBe(0);
    expect(stderr).toContain('job-queue arn:aws:batch:us-east-1:111122223333:job-queue/old');
    expect(read('created.tsv')).toBe(`account\t111122223333\tus-east-1\n${line}`);
  });

  it('stop when an environment becomes INVALID, and can be undone from there', async () => {
    const { run, account } = unpacked();
    const applied = await run('apply.sh', { FAKE_AWS_INVALID: 'reserve' });
    expect(applied.status).not.toBe(0);
    expect(applied.stderr).toContain('reserve is INVALID');
    expect(account().queues).toEqual({});
    expect((await run('undo.sh')).status).toBe(0);
    expect(account().environments).toEqual({});
  });

  it('give up waiting in the end', async () => {
    const { run } = unpacked();
    const applied = await run('apply.sh', { TIMEOUT_SECONDS: '0' });
    expect(applied.status).not.toBe(0);
    expect(applied.stderr).toContain('gave up after 0 s waiting for compute-environment spot to become VALID');
  });

  it('do not run what a hostile region or title says', async () => {
    const { folder, run } = unpacked({ region: "x' ; touch pwned #", title: 'x\ntouch pwned\r touch pwned' });
    await run('apply.sh');
    await run('undo.sh');
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
    expect(existsSync('/pwned')).toBe(false);
  });
});

describe('shell quoting', { timeout: 60_000 }, () => {
  it('gives the shell exactly the text, whatever is in it', () => {
    const text = fc.string({ unit: 'binary' }).filter((candidate) => !candidate.includes('\0'));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.constantFrom("'", '$(id)', '`id`', '\\', '!', '-n', '\n', '*', ''))),
        (words) => {
          const script = `printf '%s\\0' ${[...words, 'end'].map(shellQuote).join(' ')}`;
          const printed = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
          expect(printed.stdout).toBe(`${[...words, 'end'].map((word) => `${word}\0`).join('')}`);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps a comment on its line', () => {
    expect(oneLine('a\r\nb\u2028c\td')).toBe('a b c d');
  });
});
