#!/usr/bin/env node
/**
 * Stands in for `aws` in the script tests: keeps one account and region a file in $FAKE_AWS, appends each call to
 * $FAKE_AWS/calls.txt, and holds AWS's rules on names, ARNs, states and deletion order. Each change takes one describe to
 * settle. Whose credentials are in use: $FAKE_AWS_ACCOUNT.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

const folder = process.env.FAKE_AWS;
const [service, verb, ...words] = process.argv.slice(2);
appendFileSync(`${folder}/calls.txt`, `${verb}\n`);
const option = (name) => words[words.indexOf(name) + 1];
const given = (name) => words.includes(name);
const HOME = { id: '111122223333', region: 'us-east-1' };
const id = process.env.FAKE_AWS_ACCOUNT ?? HOME.id;
const region = process.env.AWS_DEFAULT_REGION ?? HOME.region;
const accountFile = `${folder}/${id === HOME.id ? 'account' : `account-${id}`}${region === HOME.region ? '' : `-${region}`}.json`;
const account = existsSync(accountFile)
  ? JSON.parse(readFileSync(accountFile, 'utf8'))
  : { environments: {}, queues: {}, policies: {}, definitions: {}, consumables: {}, lingering: 0 };

const body = given('--cli-input-json')
  ? JSON.parse(readFileSync(option('--cli-input-json').replace('file://', ''), 'utf8'))
  : {};

const arnOf = (kind, name) => `arn:aws:batch:${region}:${id}:${kind}/${name}`;

/** AWS takes a name or an ARN, and knows nothing of an ARN of another account or region. */
function nameIn(reference) {
  if (!reference.startsWith('arn:')) return reference;
  const [, , , itsRegion, itsId] = reference.split(':');
  return itsRegion === region && itsId === id ? reference.slice(reference.indexOf('/') + 1) : undefined;
}

function refuse(message) {
  writeFileSync(accountFile, JSON.stringify(account));
  console.error(`An error occurred (ClientException): ${message}`);
  process.exit(254);
}

function add(group, name, value) {
  if (account[group][name] !== undefined) refuse('Object already exists');
  account[group][name] = { status: 'CREATING', ...value };
}

function settle(group, name) {
  const found = account[group][name];
  if (found === undefined) return 'None';
  const { status } = found;
  if (status === 'DELETING') delete account[group][name];
  else if (status !== 'INVALID') found.status = process.env.FAKE_AWS_INVALID === name ? 'INVALID' : 'VALID';
  return `${status}\tbecause`;
}

function named(group, reference) {
  const name = nameIn(reference);
  if (account[group][name] === undefined) refuse(`${reference} does not exist`);
  return name;
}

function remove(group, name) {
  if (account[group][name].state !== 'DISABLED' || account[group][name].status !== 'VALID') refuse('disable it first');
  account[group][name].status = 'DELETING';
}

const verbs = {
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
    const environments = body.computeEnvironmentOrder.map((entry) => entry.computeEnvironment);
    if (environments.some((name) => account.environments[name]?.status !== 'VALID')) refuse('environment is not VALID');
    add('queues', body.jobQueueName, {
      environments,
      policy: given('--scheduling-policy-arn') && option('--scheduling-policy-arn'),
    });
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
    const asked = body.consumableResourceProperties?.consumableResourceList ?? [];
    if (asked.some(({ consumableResource }) => account.consumables[nameIn(consumableResource)] === undefined)) {
      refuse('consumable resource does not exist');
    }
    account.definitions[`${body.jobDefinitionName}:7`] = {};
    return { jobDefinitionArn: arnOf('job-definition', `${body.jobDefinitionName}:7`), revision: 7 };
  },
  'describe-compute-environments': () => settle('environments', nameIn(option('--compute-environments'))),
  'describe-job-queues': () => settle('queues', nameIn(option('--job-queues'))),
  'update-compute-environment': () => {
    Object.assign(account.environments[named('environments', option('--compute-environment'))], {
      state: option('--state'),
      status: 'UPDATING',
    });
  },
  'update-job-queue': () => {
    Object.assign(account.queues[named('queues', option('--job-queue'))], {
      state: option('--state'),
      status: 'UPDATING',
    });
  },
  'delete-job-queue': () => {
    remove('queues', named('queues', option('--job-queue')));
    account.lingering = 2;
  },
  'delete-compute-environment': () => {
    const name = named('environments', option('--compute-environment'));
    if (Object.values(account.queues).some((queue) => queue.environments.includes(name)) || account.lingering-- > 0) {
      refuse('Cannot delete, found existing JobQueue relationship');
    }
    remove('environments', name);
  },
  'delete-scheduling-policy': () => {
    const arn = option('--arn');
    if (Object.values(account.queues).some((queue) => queue.policy === arn)) refuse('policy in use');
    delete account.policies[named('policies', arn)];
  },
  'deregister-job-definition': () => {
    delete account.definitions[named('definitions', option('--job-definition'))];
  },
};

const others = {
  'sts get-caller-identity': () => (id === '' ? refuse('Unable to locate credentials') : { Account: id }),
  // The layout of version 1; version 2 writes colons between the columns.
  'configure list': () => `      Name  Value  Type  Location\n    region  ${region}  env  AWS_DEFAULT_REGION`,
};

const answer = (others[`${service} ${verb}`] ?? verbs[verb])();
writeFileSync(accountFile, JSON.stringify(account));
if (typeof answer === 'object') console.log(given('--query') ? answer[option('--query')] : JSON.stringify(answer));
else if (answer !== undefined) console.log(answer);
