/**
 * Reads what an account holds of AWS Batch in one region: every page, in a fixed order, in AWS's own field names. Nested
 * objects are kept as AWS answered them; what Batchwright has no top-level field for goes to `unmodelled`.
 */
import { nameInArn } from '../models/batch-arns.ts';
import type { ConsumableResource } from '../models/batch-config.ts';
import { allPages } from './all-pages.ts';
import type { BatchReader } from './batch-api.ts';
import { isUnknownOperation } from './call-failure.ts';
import { countJobs } from './count-jobs.ts';
import type {
  LiveAccount,
  LiveComputeEnvironment,
  LiveJobDefinition,
  LiveJobQueue,
  LiveSchedulingPolicy,
} from './live-account.ts';
import {
  computeEnvironmentOf,
  consumableResourceOf,
  jobDefinitionOf,
  jobQueueOf,
  schedulingPolicyOf,
} from './live-resources.ts';

export interface ReadAccountOptions {
  readonly region: string;
  /** Only these queues, with the environments and policies they refer to; job definitions are read all the same. */
  readonly queues?: readonly string[];
  /** Only these job definitions, by name; all ACTIVE ones when left out. */
  readonly jobDefinitions?: readonly string[];
  /** Also how many jobs each queue holds, by state: at least five more calls a queue. */
  readonly countJobs?: boolean;
  readonly signal?: AbortSignal;
  /** Told what was just read, for progress. */
  readonly onRead?: (what: string, count: number) => void;
  /** Told when the endpoint does not know an operation newer than itself, so that its resources are taken as none. */
  readonly onUnknownOperation?: (operation: string) => void;
}

/** Names given to one Describe call (Batch API: up to 100). */
const NAMES_A_CALL = 100;

/** Rejects with the reader's error. A name in `queues` that does not exist is simply absent from the answer. */
export async function readLiveAccount(reader: BatchReader, options: ReadAccountOptions): Promise<LiveAccount> {
  const { region, queues, signal, onRead } = options;
  const source: Source = { reader, signal };
  const jobQueues = byName(await readQueues(source, queues), (each) => each.jobQueueName);
  onRead?.('job queues', jobQueues.length);
  const environments = await readEnvironments(source, queues === undefined ? undefined : environmentsOf(jobQueues));
  onRead?.('compute environments', environments.length);
  const policies = await readPolicies(source, queues === undefined ? undefined : policiesOf(jobQueues));
  onRead?.('scheduling policies', policies.length);
  const definitions = await readJobDefinitions(source, options.jobDefinitions);
  onRead?.('job definitions', definitions.length);
  const consumables = await readConsumables(source, options.onUnknownOperation);
  onRead?.('consumable resources', consumables.length);
  const jobCounts = [];
  for (const { jobQueueName } of options.countJobs === true ? jobQueues : [])
    jobCounts.push(await countJobs(reader, jobQueueName, signal));
  const account = {
    region,
    computeEnvironments: byName(environments, (each) => each.computeEnvironmentName),
    jobQueues,
    schedulingPolicies: byName(policies, (each) => each.name),
    jobDefinitions: latestRevisions(definitions),
    consumableResources: byName(consumables, (each) => each.consumableResourceName),
    jobCounts,
  };
  const accountId = accountIdOf(account);
  return accountId === undefined ? account : { ...account, accountId };
}

interface Source {
  readonly reader: BatchReader;
  readonly signal: AbortSignal | undefined;
}

async function readQueues(
  { reader, signal }: Source,
  names: readonly string[] | undefined,
): Promise<readonly LiveJobQueue[]> {
  const found: LiveJobQueue[] = [];
  for (const asked of inCalls(names)) {
    const jobQueues = asked && [...asked];
    const pages = allPages((nextToken) => reader.read('DescribeJobQueues', { jobQueues, nextToken }, signal));
    for await (const page of pages) found.push(...(page.jobQueues ?? []).map(jobQueueOf));
  }
  return found;
}

async function readEnvironments(
  { reader, signal }: Source,
  names: readonly string[] | undefined,
): Promise<readonly LiveComputeEnvironment[]> {
  const found: LiveComputeEnvironment[] = [];
  for (const asked of inCalls(names)) {
    const computeEnvironments = asked && [...asked];
    const pages = allPages((nextToken) =>
      reader.read('DescribeComputeEnvironments', { computeEnvironments, nextToken }, signal),
    );
    for await (const page of pages) found.push(...(page.computeEnvironments ?? []).map(computeEnvironmentOf));
  }
  return found;
}

async function readPolicies(
  { reader, signal }: Source,
  wanted: readonly string[] | undefined,
): Promise<readonly LiveSchedulingPolicy[]> {
  const arns = wanted ?? (await listPolicyArns(reader, signal));
  const found: LiveSchedulingPolicy[] = [];
  for (let start = 0; start < arns.length; start += NAMES_A_CALL) {
    const answer = await reader.read(
      'DescribeSchedulingPolicies',
      { arns: arns.slice(start, start + NAMES_A_CALL) },
      signal,
    );
    found.push(...(answer.schedulingPolicies ?? []).map(schedulingPolicyOf));
  }
  return found;
}

async function listPolicyArns(reader: BatchReader, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const arns: string[] = [];
  const pages = allPages((nextToken) => reader.read('ListSchedulingPolicies', { nextToken }, signal));
  for await (const page of pages) arns.push(...(page.schedulingPolicies ?? []).flatMap(({ arn }) => arn ?? []));
  return arns;
}

async function readJobDefinitions(
  { reader, signal }: Source,
  names: readonly string[] | undefined,
): Promise<readonly LiveJobDefinition[]> {
  const found: LiveJobDefinition[] = [];
  // A call takes one name or none at all; lists of `name:revision` would need the revisions first.
  for (const jobDefinitionName of names ?? [undefined]) {
    const pages = allPages((nextToken) =>
      reader.read('DescribeJobDefinitions', { status: 'ACTIVE', jobDefinitionName, nextToken }, signal),
    );
    for await (const page of pages) found.push(...(page.jobDefinitions ?? []).map(jobDefinitionOf));
  }
  return found;
}

/** The list says all that matters; describing each of up to 50,000 would add only its tags. */
async function readConsumables(
  { reader, signal }: Source,
  onUnknownOperation: ReadAccountOptions['onUnknownOperation'],
): Promise<readonly ConsumableResource[]> {
  const found: ConsumableResource[] = [];
  try {
    const pages = allPages((nextToken) => reader.read('ListConsumableResources', { nextToken }, signal));
    for await (const page of pages) found.push(...(page.consumableResources ?? []).map(consumableResourceOf));
  } catch (error) {
    if (!isUnknownOperation(error)) throw error;
    onUnknownOperation?.('ListConsumableResources');
  }
  return found;
}

/** The names in calls of at most 100; one call without names when all are wanted, none when none is. */
function inCalls(names: readonly string[] | undefined): readonly (readonly string[] | undefined)[] {
  if (names === undefined) return [undefined];
  const calls = [];
  for (let start = 0; start < names.length; start += NAMES_A_CALL) calls.push(names.slice(start, start + NAMES_A_CALL));
  return calls;
}

function environmentsOf(queues: readonly LiveJobQueue[]): readonly string[] {
  const named = queues.flatMap((queue) => queue.computeEnvironmentOrder.map((entry) => entry.computeEnvironment));
  return [...new Set(named.map(nameInArn))].sort(compareText);
}

function policiesOf(queues: readonly LiveJobQueue[]): readonly string[] {
  return [...new Set(queues.flatMap((queue) => queue.schedulingPolicyArn ?? []))].sort(compareText);
}

/** By name, each once: a page that was answered while the account changed may repeat one. */
function byName<Resource>(resources: readonly Resource[], nameOf: (resource: Resource) => string): readonly Resource[] {
  const latest = new Map(resources.map((each) => [nameOf(each), each]));
  return [...latest.values()].sort((left, right) => compareText(nameOf(left), nameOf(right)));
}

/** A name without a revision means the latest ACTIVE one (API SubmitJob). */
function latestRevisions(definitions: readonly LiveJobDefinition[]): readonly LiveJobDefinition[] {
  const ascending = [...definitions].sort((left, right) => left.revision - right.revision);
  return byName(ascending, (each) => each.jobDefinitionName);
}

function accountIdOf(account: Omit<LiveAccount, 'accountId'>): string | undefined {
  const arns = [
    ...account.computeEnvironments.map((each) => each.computeEnvironmentArn),
    ...account.jobQueues.map((each) => each.jobQueueArn),
    ...account.schedulingPolicies.map((each) => each.arn),
    ...account.jobDefinitions.map((each) => each.jobDefinitionArn),
  ];
  return arns.map((arn) => arn.split(':')[4]).find((id) => id !== undefined && /^\d{12}$/.test(id));
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
