/**
 * Turns a live account into the BatchConfig a scenario carries: names instead of ARNs, nothing that AWS only reports, only
 * what can be simulated. What is left out is told, and stays untouched in the account.
 */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, ComputeEnvironment, JobDefinition, JobQueue } from '../models/batch-config.ts';
import { NOT_FOR_FARGATE } from '../scenario/compute-environment-rules.ts';
import { type BatchList, keepModelled } from '../scenario/keep-modelled.ts';
import type { LiveAccount, LiveComputeEnvironment, LiveJobDefinition, LiveJobQueue } from './live-account.ts';

export interface DiscoveredConfig {
  readonly config: BatchConfig;
  /** Environments that are INVALID now, by name: they launch nothing until somebody mends them. */
  readonly invalidEnvironments: readonly string[];
  /** Sentences: what was left out and why. */
  readonly notes: readonly string[];
}

export function discoveredConfig(account: LiveAccount): DiscoveredConfig {
  const notes = new NoteTaker();
  const environments = account.computeEnvironments.filter((each) => {
    const reason = whyNotSimulated(each);
    if (reason !== undefined) notes.add(`compute environment ${each.computeEnvironmentName} is left out: ${reason}`);
    return reason === undefined;
  });
  const names = new Set(environments.map((each) => each.computeEnvironmentName));
  const queues = account.jobQueues.flatMap((queue) => queueOf(queue, names, notes) ?? []);
  const policies = account.schedulingPolicies.filter((policy) => policy.fairsharePolicy !== undefined);
  const invalid = environments.filter((each) => each.status === 'INVALID');
  for (const { computeEnvironmentName, statusReason } of invalid)
    notes.add(`compute environment ${computeEnvironmentName} is INVALID: ${statusReason ?? 'AWS gives no reason'}`);
  const config: BatchConfig = {
    computeEnvironments: environments.map((each) => environmentOf(each, notes)),
    jobQueues: queues.map((queue) => notes.keep('jobQueues', queue)),
    ...listUnlessEmpty(
      'schedulingPolicies',
      policies.map(({ arn: _, unmodelled: __, ...policy }) => notes.keep('schedulingPolicies', withoutEmpty(policy))),
    ),
    ...listUnlessEmpty(
      'jobDefinitions',
      account.jobDefinitions.map((definition) => definitionOf(definition, notes)),
    ),
    ...listUnlessEmpty(
      'consumableResources',
      account.consumableResources.map((each) => notes.keep('consumableResources', withoutEmpty(each))),
    ),
  };
  return {
    config,
    invalidEnvironments: invalid.map((each) => each.computeEnvironmentName),
    notes: notes.all(),
  };
}

/** Undefined when the engine has a model for it. */
function whyNotSimulated({ type, status, computeResources }: LiveComputeEnvironment): string | undefined {
  if (status === 'DELETING' || status === 'DELETED') return `it is ${status}`;
  if (type === 'UNMANAGED') return 'AWS Batch does not scale UNMANAGED environments';
  const kind: string | undefined = computeResources?.type;
  if (kind === undefined) return 'AWS answered no computeResources';
  return MODELLED.has(kind) ? undefined : `type ${kind} is not modelled`;
}

const MODELLED: ReadonlySet<string> = new Set(['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT']);

/** Whether a configuration can say anything about an environment like this. */
export function isModelled({ type, computeResources }: LiveComputeEnvironment): boolean {
  return type !== 'UNMANAGED' && computeResources !== undefined && MODELLED.has(computeResources.type);
}

/** Set by Batch itself, or reported only; nothing of the configuration is lost with them. */
const REPORTED_ONLY: ReadonlySet<string> = new Set(['ecsClusterArn', 'uuid', 'containerOrchestrationType', 'status']);

/** API ComputeResource: must not be specified for Fargate, though AWS answers some of them. */
const LEFT_OUT_FOR_FARGATE: ReadonlySet<string> = new Set([...NOT_FOR_FARGATE, 'allocationStrategy', 'scalingPolicy']);

function environmentOf(live: LiveComputeEnvironment, notes: NoteTaker): ComputeEnvironment {
  const { computeEnvironmentArn: _, status: __, statusReason: ___, unmodelled = {}, ...environment } = live;
  // Batch moves desiredvCpus itself; as a request it would only freeze the moment of reading.
  const { desiredvCpus: ____, ...resources } = environment.computeResources ?? {};
  const isFargate = live.computeResources?.type.startsWith('FARGATE') === true;
  const fields = Object.entries(resources).filter(([field]) => !isFargate || !LEFT_OUT_FOR_FARGATE.has(field));
  notes.addFields('computeEnvironments', Object.keys(unmodelled));
  if ('eksConfiguration' in unmodelled)
    notes.add(
      `compute environment ${live.computeEnvironmentName} runs on EKS and is simulated as if it were ECS: pods, daemon sets and the kubelet take CPU and memory that the simulation gives to jobs`,
    );
  return notes.keep(
    'computeEnvironments',
    withoutEmpty({ ...environment, computeResources: Object.fromEntries(fields) }),
  );
}

function queueOf(live: LiveJobQueue, known: ReadonlySet<string>, notes: NoteTaker): JobQueue | undefined {
  const { jobQueueArn: _, status, statusReason: __, unmodelled = {}, ...queue } = live;
  const order = queue.computeEnvironmentOrder
    .map((entry) => ({ order: entry.order, computeEnvironment: nameInArn(entry.computeEnvironment) }))
    .filter(({ computeEnvironment }) => known.has(computeEnvironment));
  if (status === 'DELETING' || status === 'DELETED' || order.length === 0) {
    const reason = order.length === 0 ? 'it has no compute environment that can be simulated' : `it is ${status}`;
    notes.add(`job queue ${queue.jobQueueName} is left out: ${reason}`);
    return undefined;
  }
  notes.addFields('jobQueues', Object.keys(unmodelled));
  return withoutEmpty({ ...queue, computeEnvironmentOrder: order }) as unknown as JobQueue;
}

function definitionOf(live: LiveJobDefinition, notes: NoteTaker): JobDefinition {
  const { jobDefinitionArn: _, revision: __, unmodelled = {}, containerProperties, nodeProperties, ...rest } = live;
  notes.addFields('jobDefinitions', Object.keys(unmodelled));
  const definition = {
    ...rest,
    ...(containerProperties !== undefined && { containerProperties: withRequirements(containerProperties) }),
    ...(nodeProperties !== undefined && {
      nodeProperties: {
        ...nodeProperties,
        nodeRangeProperties: nodeProperties.nodeRangeProperties.map(({ container, ...range }) => ({
          ...range,
          ...(container !== undefined && { container: withRequirements(container) }),
        })),
      },
    }),
  };
  return notes.keep('jobDefinitions', withoutEmpty(definition));
}

/** Old definitions say vcpus and memory, which resourceRequirements replaced (API ContainerProperties). */
function withRequirements(container: object): object {
  const { vcpus, memory, resourceRequirements = [], ...rest } = container as OldContainer;
  const has = (type: string) => resourceRequirements.some((requirement) => requirement.type === type);
  const old = [
    ...(vcpus === undefined || vcpus === 0 || has('VCPU') ? [] : [{ type: 'VCPU', value: String(vcpus) }]),
    ...(memory === undefined || memory === 0 || has('MEMORY') ? [] : [{ type: 'MEMORY', value: String(memory) }]),
  ];
  return { ...rest, resourceRequirements: [...resourceRequirements, ...old] };
}

interface OldContainer {
  readonly vcpus?: number;
  readonly memory?: number;
  readonly resourceRequirements?: readonly { readonly type: string; readonly value: string }[];
}

function listUnlessEmpty<Key extends string, Entry>(key: Key, list: readonly Entry[]) {
  return (list.length === 0 ? {} : { [key]: list }) as { readonly [K in Key]?: readonly Entry[] };
}

/** AWS answers '', [] and {} for what nobody set; in a request they would be refused or clear the field. */
function withoutEmpty(value: object): Readonly<Record<string, unknown>> {
  const fields = Object.entries(value).map(([field, inner]) => [field, cleaned(inner)] as const);
  return Object.fromEntries(fields.filter(([, inner]) => !isEmpty(inner)));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  return typeof value === 'object' && value !== null ? withoutEmpty(value) : value;
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

type EntryOf<List extends BatchList> = NonNullable<BatchConfig[List]>[number];

const WORDS: Readonly<Record<BatchList, string>> = {
  computeEnvironments: 'compute environments',
  jobQueues: 'job queues',
  schedulingPolicies: 'scheduling policies',
  jobDefinitions: 'job definitions',
  consumableResources: 'consumable resources',
};

/** Gathers what to tell; fields are told once a kind of resource, however many resources have them. */
class NoteTaker {
  readonly #sentences: string[] = [];
  readonly #fields = new Map<BatchList, Set<string>>();

  add(sentence: string): void {
    this.#sentences.push(sentence);
  }

  addFields(list: BatchList, fields: readonly string[]): void {
    const known = this.#fields.get(list) ?? new Set();
    for (const field of fields) if (!REPORTED_ONLY.has(field)) known.add(field);
    this.#fields.set(list, known);
  }

  /** The entry cut down to the scenario's fields; AWS's answers are trusted to have the types AWS documents. */
  keep<List extends BatchList>(list: List, entry: object): EntryOf<List> {
    const { value, leftOut } = keepModelled(list, entry);
    this.addFields(list, leftOut);
    return value as EntryOf<List>;
  }

  all(): readonly string[] {
    const fields = [...this.#fields].flatMap(([list, names]) =>
      names.size === 0
        ? []
        : [`of the ${WORDS[list]} these fields are not in the scenario: ${[...names].sort().join(', ')}`],
    );
    return [...this.#sentences, ...fields];
  }
}
