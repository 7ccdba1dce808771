/**
 * Stands in for `aws` in the script tests: keeps one account and region a file in the folder, appends each call to calls.txt
 * there, and holds AWS's rules on names, ARNs, states and deletion order. Each change takes one describe to settle. The scripts
 * call an `aws` on their PATH as ever; it only hands its words on to here, because starting Node for each took most of a minute.
 */
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join, resolve as resolvePath } from 'node:path';

export interface FakeAws {
  /** Puts an `aws` into `bin`, which must be there, whose accounts are kept in `folder`. */
  install(bin: string, folder: string): void;
  close(): Promise<void>;
}

const HOME = { id: '111122223333', region: 'us-east-1' };
const REFUSED = 254;

export async function openFakeAws(): Promise<FakeAws> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    install(bin, folder) {
      writeFileSync(join(bin, 'aws'), clientScript(port, folder));
      chmodSync(join(bin, 'aws'), 0o755);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/**
 * Sends how many words follow, then these, each with a NUL behind it; is sent the exit code and what to print where. Whose
 * credentials are in use: $FAKE_AWS_ACCOUNT. Which environment becomes INVALID: $FAKE_AWS_INVALID.
 */
function clientScript(port: number, folder: string): string {
  const home = [`"\${FAKE_AWS_ACCOUNT-${HOME.id}}"`, `"\${AWS_DEFAULT_REGION-${HOME.region}}"`];
  const quotedFolder = `'${folder.replaceAll("'", "'\\''")}'`;
  return `#!/usr/bin/env bash
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 99
printf '%s\\0' $(($# + 5)) ${quotedFolder} "$PWD" ${home.join(' ')} "\${FAKE_AWS_INVALID-}" "$@" >&3
IFS= read -r -d '' -u 3 code && IFS= read -r -d '' -u 3 out && IFS= read -r -d '' -u 3 error || exit 99
printf '%s' "$out"
printf '%s' "$error" >&2
exit "$code"
`;
}

function serve(socket: Socket): void {
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (chunk: string) => {
    heard += chunk;
    const [count, ...words] = heard.split('\0').slice(0, -1);
    if (count === undefined || words.length < Number(count)) return;
    const { code, out, error } = printed(words);
    socket.end(`${code}\0${out}\0${error}\0`);
  });
}

interface Printed {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function printed(words: readonly string[]): Printed {
  try {
    const out = call(words);
    return { code: 0, out: out === undefined ? '' : `${out}\n`, error: '' };
  } catch (error) {
    if (error instanceof Refusal)
      return { code: REFUSED, out: '', error: `An error occurred (ClientException): ${error.message}\n` };
    return { code: 1, out: '', error: `the fake aws failed: ${error instanceof Error ? error.stack : error}\n` };
  }
}

class Refusal extends Error {}

function refuse(message: string): never {
  throw new Refusal(message);
}

interface Thing {
  status?: string;
  state?: string | undefined;
  quantity?: number;
  environments?: readonly string[];
  policy?: string | false | undefined;
}

type Group = 'environments' | 'queues' | 'policies' | 'definitions' | 'consumables';
type Account = Record<Group, Record<string, Thing>> & { lingering: number };

// biome-ignore lint/suspicious/noExplicitAny: the bodies of five operations, in AWS's words
type Body = any;

/** One call of `aws`; what it prints, or nothing. */
function call([folder = '', cwd = '', id = '', region = '', invalid = '', ...line]: readonly string[]) {
  const [service, verb = '', ...words] = line;
  appendFileSync(`${folder}/calls.txt`, `${verb}\n`);
  const given = (name: string) => words.includes(name);
  const option = (name: string) => words[words.indexOf(name) + 1] ?? '';
  const accountFile = `${folder}/${id === HOME.id ? 'account' : `account-${id}`}${region === HOME.region ? '' : `-${region}`}.json`;
  const account: Account = existsSync(accountFile)
    ? JSON.parse(readFileSync(accountFile, 'utf8'))
    : { environments: {}, queues: {}, policies: {}, definitions: {}, consumables: {}, lingering: 0 };
  const body: Body = given('--cli-input-json')
    ? JSON.parse(readFileSync(resolvePath(cwd, option('--cli-input-json').replace('file://', '')), 'utf8'))
    : {};

  const arnOf = (kind: string, name: string) => `arn:aws:batch:${region}:${id}:${kind}/${name}`;

  /** AWS takes a name or an ARN, and knows nothing of an ARN of another account or region: nothing has the name ''. */
  function nameIn(reference: string): string {
    if (!reference.startsWith('arn:')) return reference;
    const [, , , itsRegion, itsId] = reference.split(':');
    return itsRegion === region && itsId === id ? reference.slice(reference.indexOf('/') + 1) : '';
  }

  function add(group: Group, name: string, value: Thing): void {
    if (account[group][name] !== undefined) refuse('Object already exists');
    account[group][name] = { status: 'CREATING', ...value };
  }

  function settle(group: Group, name: string): string {
    const found = account[group][name];
    if (found === undefined) return 'None';
    const { status } = found;
    if (status === 'DELETING') delete account[group][name];
    else if (status !== 'INVALID') found.status = invalid === name ? 'INVALID' : 'VALID';
    return `${status}\tbecause`;
  }

  function named(group: Group, reference: string): string {
    const name = nameIn(reference);
    if (account[group][name] === undefined) refuse(`${reference} does not exist`);
    return name;
  }

  function update(group: Group, reference: string): void {
    Object.assign(account[group][named(group, reference)], { state: option('--state'), status: 'UPDATING' });
  }

  function remove(group: Group, name: string): void {
    const found = account[group][name];
    if (found.state !== 'DISABLED' || found.status !== 'VALID') refuse('disable it first');
    found.status = 'DELETING';
  }

  const verbs: Readonly<Record<string, () => object | string | undefined>> = {
    'create-compute-environment': () => {
      if (body.state === 'DISABLED') refuse('must be created ENABLED');
      add('environments', body.computeEnvironmentName, {});
      return { computeEnvironmentArn: arnOf('compute-environment', body.computeEnvironmentName) };
    },
    'create-scheduling-policy': () => {
      add('policies', body.name, {});
      return { arn: arnOf('scheduling-policy', body.name) };
    },
    'create-job-queue': () => {
      const environments: string[] = body.computeEnvironmentOrder.map((entry: Body) => entry.computeEnvironment);
      if (environments.some((name) => account.environments[name]?.status !== 'VALID'))
        refuse('environment is not VALID');
      const policy = given('--scheduling-policy-arn') && option('--scheduling-policy-arn');
      add('queues', body.jobQueueName, { environments, policy });
      return { jobQueueArn: arnOf('job-queue', body.jobQueueName) };
    },
    'create-consumable-resource': () => {
      add('consumables', body.consumableResourceName, { quantity: body.totalQuantity });
      return { consumableResourceArn: arnOf('consumable-resource', body.consumableResourceName) };
    },
    'delete-consumable-resource': () => {
      delete account.consumables[named('consumables', option('--consumable-resource'))];
    },
    'register-job-definition': () => {
      const asked: Body[] = body.consumableResourceProperties?.consumableResourceList ?? [];
      if (asked.some(({ consumableResource }) => account.consumables[nameIn(consumableResource)] === undefined))
        refuse('consumable resource does not exist');
      account.definitions[`${body.jobDefinitionName}:7`] = {};
      return { jobDefinitionArn: arnOf('job-definition', `${body.jobDefinitionName}:7`), revision: 7 };
    },
    'describe-compute-environments': () => settle('environments', nameIn(option('--compute-environments'))),
    'describe-job-queues': () => settle('queues', nameIn(option('--job-queues'))),
    'update-compute-environment': () => {
      update('environments', option('--compute-environment'));
    },
    'update-job-queue': () => {
      update('queues', option('--job-queue'));
    },
    'delete-job-queue': () => {
      remove('queues', named('queues', option('--job-queue')));
      account.lingering = 2;
    },
    'delete-compute-environment': () => {
      const name = named('environments', option('--compute-environment'));
      const isUsed = Object.values(account.queues).some(({ environments }) => environments?.includes(name));
      if (isUsed || account.lingering-- > 0) refuse('Cannot delete, found existing JobQueue relationship');
      remove('environments', name);
    },
    'delete-scheduling-policy': () => {
      const arn = option('--arn');
      if (Object.values(account.queues).some(({ policy }) => policy === arn)) refuse('policy in use');
      delete account.policies[named('policies', arn)];
    },
    'deregister-job-definition': () => {
      delete account.definitions[named('definitions', option('--job-definition'))];
    },
  };

  const others: typeof verbs = {
    'sts get-caller-identity': () => (id === '' ? refuse('Unable to locate credentials') : { Account: id }),
    // The layout of version 1; version 2 writes colons between the columns.
    'configure list': () => `      Name  Value  Type  Location\n    region  ${region}  env  AWS_DEFAULT_REGION`,
  };

  try {
    const answer = (others[`${service} ${verb}`] ?? verbs[verb])();
    if (typeof answer !== 'object') return answer;
    return given('--query') ? (answer as Record<string, string>)[option('--query')] : JSON.stringify(answer);
  } finally {
    // A refusal may have changed something too: what lingers.
    writeFileSync(accountFile, JSON.stringify(account));
  }
}
