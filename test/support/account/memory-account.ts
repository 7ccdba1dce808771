/**
 * An AWS account in memory that behaves like AWS Batch where plan and apply can notice: states that take time, merging of
 * updates, delete order, lingering relationships, paging, throttling. It knows no SDK; http-front.ts puts it behind HTTP.
 */
import type {
  BatchReader,
  BatchReadOperation,
  BatchReadOperations,
  BatchWriteOperation,
  BatchWriteOperations,
  BatchWriter,
} from '../../../src/aws/batch-api.ts';
import {
  createEnvironment,
  deleteEnvironment,
  describeEnvironments,
  updateEnvironment,
} from './compute-environments.ts';
import { clientException, tooManyRequests } from './failures.ts';
import { createQueue, deleteQueue, describeQueues, updateQueue } from './job-queues.ts';
import { describeJobs, environmentForJobs, type JobToStart, listJobs, startJob } from './jobs.ts';
import {
  createPolicy,
  deletePolicy,
  deregisterDefinition,
  describeDefinitions,
  describePolicies,
  listPolicies,
  registerDefinition,
  tagsOf,
  updatePolicy,
} from './policies-and-definitions.ts';
import { DURATIONS, type Durations, type State, settle } from './state.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface MemoryAccountOptions {
  readonly region?: string;
  readonly accountId?: string;
  readonly clock?: VirtualClock;
  readonly durations?: Partial<Durations>;
  /** Items a page; small, so that reading one page only is noticed. */
  readonly pageSize?: number;
  /** Calls answered in any second of the account's clock; more are throttled. */
  readonly limits?: { readonly readsPerSecond: number; readonly writesPerSecond: number };
}

export type Operation = BatchReadOperation | BatchWriteOperation;

export interface LoggedCall {
  readonly operation: Operation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly atMs: number;
  readonly isWrite: boolean;
  /** The failure's message; absent when the call was answered. */
  readonly failure?: string;
}

type Handlers = {
  readonly [O in BatchReadOperation]: (state: State, input: BatchReadOperations[O]['input']) => object;
} & {
  readonly [O in BatchWriteOperation]: (state: State, input: BatchWriteOperations[O]['input']) => object;
};

const HANDLERS: Handlers = {
  DescribeComputeEnvironments: describeEnvironments,
  DescribeJobQueues: describeQueues,
  ListSchedulingPolicies: listPolicies,
  DescribeSchedulingPolicies: describePolicies,
  DescribeJobDefinitions: describeDefinitions,
  ListConsumableResources: () => ({ consumableResources: [] }),
  DescribeConsumableResource: (_state, { consumableResource }) => {
    throw clientException(`Consumable resource ${consumableResource} does not exist`);
  },
  ListJobs: listJobs,
  DescribeJobs: describeJobs,
  ListTagsForResource: (state, { resourceArn }) => ({ tags: { ...tagsOf(state, resourceArn).read() } }),
  CreateComputeEnvironment: createEnvironment,
  UpdateComputeEnvironment: updateEnvironment,
  DeleteComputeEnvironment: deleteEnvironment,
  CreateJobQueue: createQueue,
  UpdateJobQueue: updateQueue,
  DeleteJobQueue: deleteQueue,
  CreateSchedulingPolicy: createPolicy,
  UpdateSchedulingPolicy: updatePolicy,
  DeleteSchedulingPolicy: deletePolicy,
  RegisterJobDefinition: registerDefinition,
  DeregisterJobDefinition: deregisterDefinition,
  TagResource: (state, { resourceArn, tags }) => {
    const held = tagsOf(state, resourceArn);
    const all = { ...held.read(), ...tags };
    checkTagCount(all);
    held.write(all);
    return {};
  },
  UntagResource: (state, { resourceArn, tagKeys = [] }) => {
    const held = tagsOf(state, resourceArn);
    held.write(Object.fromEntries(Object.entries(held.read()).filter(([key]) => !tagKeys.includes(key))));
    return {};
  },
};

const MOST_TAGS = 50;

/** API TagResource; AWS's own do not count. */
function checkTagCount(tags: unknown): void {
  const own = Object.keys(tags ?? {}).filter((key) => !key.startsWith('aws:'));
  if (own.length > MOST_TAGS) throw clientException(`a resource can have at most ${MOST_TAGS} tags`);
}

export function isWrite(operation: Operation): operation is BatchWriteOperation {
  return !/^(Describe|List)/.test(operation);
}

export function isOperation(name: string): name is Operation {
  return Object.hasOwn(HANDLERS, name);
}

export class MemoryAccount implements BatchReader, BatchWriter {
  readonly clock: VirtualClock;
  readonly log: LoggedCall[] = [];
  readonly #state: State;
  readonly #limits: MemoryAccountOptions['limits'];
  readonly #observers: ((call: LoggedCall) => void)[] = [];

  constructor(options: MemoryAccountOptions = {}) {
    this.clock = options.clock ?? new VirtualClock();
    this.#limits = options.limits;
    this.#state = {
      region: options.region ?? 'eu-west-1',
      accountId: options.accountId ?? '123456789012',
      clock: this.clock,
      durations: { ...DURATIONS, ...options.durations },
      pageSize: options.pageSize ?? 2,
      environments: new Map(),
      queues: new Map(),
      policies: new Map(),
      definitions: [],
      jobs: new Map(),
      lingering: new Map(),
      doomed: new Map(),
      killedJobs: [],
      counter: 0,
    };
  }

  async read<O extends BatchReadOperation>(
    operation: O,
    input: BatchReadOperations[O]['input'],
  ): Promise<BatchReadOperations[O]['output']> {
    return { $metadata: { httpStatusCode: 200 }, ...this.call(operation, input) } as BatchReadOperations[O]['output'];
  }

  async write<O extends BatchWriteOperation>(
    operation: O,
    input: BatchWriteOperations[O]['input'],
  ): Promise<BatchWriteOperations[O]['output']> {
    return { $metadata: { httpStatusCode: 200 }, ...this.call(operation, input) } as BatchWriteOperations[O]['output'];
  }

  /** One call as the service handles it; throws a BatchFailure. */
  call(operation: Operation, input: object): object {
    const handle = HANDLERS[operation] as (state: State, input: object) => object;
    settle(this.#state);
    let failure: string | undefined;
    try {
      this.#throttle(operation);
      if ('tags' in input) checkTagCount(input.tags);
      return handle(this.#state, structuredClone(input));
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      const call: LoggedCall = {
        operation,
        input: { ...input },
        atMs: this.clock.nowMs(),
        isWrite: isWrite(operation),
        ...(failure !== undefined && { failure }),
      };
      this.log.push(call);
      for (const observe of this.#observers) observe(call);
    }
  }

  #throttle(operation: Operation): void {
    if (this.#limits === undefined) return;
    const isWriting = isWrite(operation);
    const since = this.clock.nowMs() - 1000;
    const recent = this.log.filter((call) => call.atMs > since && call.isWrite === isWriting).length;
    if (recent >= (isWriting ? this.#limits.writesPerSecond : this.#limits.readsPerSecond)) throw tooManyRequests();
  }

  /** Told after every call, refused ones too. */
  observe(observer: (call: LoggedCall) => void): void {
    this.#observers.push(observer);
  }

  startJob(job: JobToStart): string {
    settle(this.#state);
    return startJob(this.#state, job);
  }

  /** The environment of this name will turn INVALID the next time it would turn VALID. */
  doom(environment: string, reason: string): void {
    this.#state.doomed.set(environment, reason);
  }

  /** AWS releases new images: environments say so, and nothing else happens (API Ec2Configuration, batchImageStatus). */
  releaseImages(): void {
    for (const { detail } of this.#state.environments.values()) {
      for (const entry of detail.computeResources?.ec2Configuration ?? [])
        Object.assign(entry, { batchImageStatus: 'UPDATE_AVAILABLE' });
    }
  }

  /** Where the next job of the queue would run; undefined when nothing takes it. */
  environmentForJobs(queue: string): string | undefined {
    settle(this.#state);
    return environmentForJobs(this.#state, queue);
  }

  get killedJobs(): readonly string[] {
    return this.#state.killedJobs;
  }

  /** Lets everything that is under way come to its end, whatever time that takes. */
  finishTransitions(): void {
    this.clock.advance(Object.values(this.#state.durations).reduce((sum, ms) => sum + ms, 0));
    settle(this.#state);
  }

  /** Everything but what is gone, without the fields AWS moves by itself: what "restored" compares. */
  contents() {
    settle(this.#state);
    const { environments, queues, policies, definitions } = this.#state;
    const alive = <Detail>(all: ReadonlyMap<string, { readonly detail: Detail & { status?: string | undefined } }>) =>
      [...all.values()].map(({ detail }) => detail).filter(({ status }) => status !== 'DELETED');
    return structuredClone({
      environments: alive(environments),
      queues: alive(queues),
      policies: [...policies.values()],
      definitions: definitions.filter(({ status }) => status === 'ACTIVE'),
    });
  }

  writes(): readonly LoggedCall[] {
    return this.log.filter((call) => call.isWrite && call.failure === undefined);
  }
}
