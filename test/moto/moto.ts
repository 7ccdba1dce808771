/**
 * Starts moto, a server that stands in for AWS, on the loopback address for one test file. Where it is not installed the
 * tests are skipped in sight; under CI they fail.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { SequenceNetwork } from '../support/account/sequence.ts';
import { ROOT } from '../support/built.ts';

const SERVER = join(ROOT, '.venv/bin/moto_server');
const PATIENCE_MS = 60_000;

/** Whether the tests that need it run. */
export function isMotoThere(): boolean {
  if (existsSync(SERVER)) return true;
  if (process.env.CI !== undefined && process.env.CI !== '')
    throw new Error('moto is missing: node scripts/install-moto.mjs');
  console.warn('SKIPPED: moto is not installed, so nothing runs against it; npm run test:aws installs it');
  return false;
}

export interface Moto {
  readonly url: string;
  /** Everything gone, jobs that end at once, and network settings that exist. */
  reset(): Promise<SequenceNetwork>;
  stop(): Promise<void>;
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  // What it loads is compiled once, for all that start it, also where Python is asked not to keep that.
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '' };
  const child = spawn(SERVER, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', env });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child);
  return {
    url,
    reset: async () => {
      await post(`${url}/moto-api/reset`, '');
      await post(`${url}/moto-api/config`, JSON.stringify({ batch: { use_docker: false } }));
      return network(url);
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (Date.now() < endMs) {
    if (child.exitCode !== null) throw new Error(`moto ended with exit code ${child.exitCode}`);
    try {
      await post(`${url}/moto-api/reset`, '');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  child.kill('SIGKILL');
  throw new Error(`moto did not answer within ${PATIENCE_MS / 1000} s`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

/** Of moto's own default network, and roles made for the purpose. */
async function network(url: string): Promise<SequenceNetwork> {
  const subnets = await query(url, 'ec2', { Action: 'DescribeSubnets', Version: '2016-11-15' });
  const groups = await query(url, 'ec2', { Action: 'DescribeSecurityGroups', Version: '2016-11-15' });
  const iam = { Version: '2010-05-08', AssumeRolePolicyDocument: '{}' };
  const role = await query(url, 'iam', { ...iam, Action: 'CreateRole', RoleName: 'batch-service' });
  const profileFields = { Action: 'CreateInstanceProfile', InstanceProfileName: 'ecsInstanceRole' };
  const profile = await query(url, 'iam', { Version: '2010-05-08', ...profileFields });
  return {
    subnets: [first(subnets, 'subnetId')],
    securityGroupIds: [first(groups, 'groupId')],
    serviceRole: first(role, 'Arn'),
    instanceRole: first(profile, 'Arn'),
  };
}

/** One call of the query protocol; moto looks at the service in the credential only. */
async function query(url: string, service: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const credential = `AKIDEXAMPLE/20260101/eu-west-1/${service}/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams(fields).toString(),
  });
  return response.text();
}

function first(xml: string, element: string): string {
  const found = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`moto answered no ${element}: ${xml.slice(0, 300)}`);
  return found;
}
