#!/usr/bin/env node
/**
 * Stands in for `aws batch` in the script tests: keeps its account in $FAKE_AWS/account.json, appends each call to
 * $FAKE_AWS/calls.txt, and holds AWS's rules on names, states and deletion order. Each change takes one describe to settle.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

const folder = process.env.FAKE_AWS;
const [, verb, ...words] = process.argv.slice(2);
appendFileSync(`${folder}/calls.txt`, `${verb}\n`);
const option = (name) => words[words.indexOf(name) + 1];
const given = (name) => words.includes(name);
const accountFile = `${folder}/account.json`;
const account = existsSync(accountFile)
  ? JSON.parse(readFileSync(accountFile, 'utf8'))
  : { environments: {}, queues: {}, policies: {}, definitions: {}, lingering: 0 };

const body = given('--cli-input-json')
  ? JSON.parse(readFileSync(option('--cli-input-json').replace('file://', ''), 'utf8'))
  : {};

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

function remove(group, name) {
  if (account[group][name].state !== 'DISABLED' || account[group][name].status !== 'VALID') refuse('disable it first');
  account[group][name].status = 'DELETING';
}

const verbs = {
  'create-compute-environment': () => {
    if (body.state === 'DISABLED') refuse('must be created ENABLED');
    add('environments', body.computeEnvironmentName, {});
  },
  'create-scheduling-policy': () => {
    add('policies', body.name, {});
    return `arn:policy/${body.name}`;
  },
  'create-job-queue': () => {
    const environments = body.computeEnvironmentOrder.map((entry) => entry.computeEnvironment);
    if (environments.some((name) => account.environments[name]?.status !== 'VALID')) refuse('environment is not VALID');
    add('queues', body.jobQueueName, {
      environments,
      policy: given('--scheduling-policy-arn') && option('--scheduling-policy-arn'),
    });
  },
  'register-job-definition': () => {
    account.definitions[`${body.jobDefinitionName}:7`] = {};
    return '7';
  },
  'describe-compute-environments': () => settle('environments', option('--compute-environments')),
  'describe-job-queues': () => settle('queues', option('--job-queues')),
  'update-compute-environment': () => {
    Object.assign(account.environments[option('--compute-environment')], {
      state: option('--state'),
      status: 'UPDATING',
    });
  },
  'update-job-queue': () => {
    Object.assign(account.queues[option('--job-queue')], { state: option('--state'), status: 'UPDATING' });
  },
  'delete-job-queue': () => {
    remove('queues', option('--job-queue'));
    account.lingering = 2;
  },
  'delete-compute-environment': () => {
    const name = option('--compute-environment');
    if (Object.values(account.queues).some((queue) => queue.environments.includes(name)) || account.lingering-- > 0) {
      refuse('Cannot delete, found existing JobQueue relationship');
    }
    remove('environments', name);
  },
  'delete-scheduling-policy': () => {
    const arn = option('--arn');
    if (Object.values(account.queues).some((queue) => queue.policy === arn)) refuse('policy in use');
    delete account.policies[arn.replace('arn:policy/', '')];
  },
  'deregister-job-definition': () => {
    delete account.definitions[option('--job-definition')];
  },
};

const answer = verbs[verb]();
writeFileSync(accountFile, JSON.stringify(account));
if (answer !== undefined) console.log(answer);
