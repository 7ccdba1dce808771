/**
 * Whether a write already took effect: asked after a crash, and after an answer that was lost. Create calls of AWS Batch
 * have no client token, so the resource itself is looked for, by name and by our tag.
 */
import type { BatchReader } from '../batch-api.ts';
import type { WriteStep } from '../change-plan.ts';
import { environmentNamed, policyNamed, queueNamed, revisionsOfPlan } from '../live-lookup.ts';
import { isCovered, isRecord, isSame, isSameSet } from '../plan/equality.ts';
import { isExactly } from '../plan/exact-fields.ts';
import { PLAN_TAG } from '../plan/tags.ts';

export type Finding =
  | { readonly state: 'done'; readonly arn?: string }
  | { readonly state: 'not-done' }
  /** Something is under way: look again later. */
  | { readonly state: 'busy' }
  /** The name belongs to something that this plan did not make. */
  | { readonly state: 'foreign' };

type Request = Readonly<Record<string, unknown>>;

const NOT_DONE: Finding = { state: 'not-done' };
const BUSY: Finding = { state: 'busy' };
const DONE: Finding = { state: 'done' };

/** `request` is the step's as it is sent, tags and all. Rejects with the reader's error. */
export async function probe(reader: BatchReader, step: WriteStep, request: Request): Promise<Finding> {
  const { name } = step.resource;
  const plan = isRecord(request.tags) ? String(request.tags[PLAN_TAG]) : '';
  switch (step.operation) {
    case 'CreateComputeEnvironment': {
      const found = await environmentNamed(reader, name);
      return found === undefined ? NOT_DONE : made(found.tags, plan, found.computeEnvironmentArn, found.status);
    }
    case 'CreateJobQueue': {
      const found = await queueNamed(reader, name);
      return found === undefined ? NOT_DONE : made(found.tags, plan, found.jobQueueArn, found.status);
    }
    case 'CreateSchedulingPolicy': {
      const found = await policyNamed(reader, name);
      return found === undefined ? NOT_DONE : made(found.tags, plan, found.arn, undefined);
    }
    case 'RegisterJobDefinition': {
      const [first] = await revisionsOfPlan(reader, name, plan);
      return first === undefined ? NOT_DONE : done(first.jobDefinitionArn);
    }
    case 'UpdateComputeEnvironment':
      return updatedEnvironment(await environmentNamed(reader, name), request);
    case 'UpdateJobQueue':
      return updatedQueue(await queueNamed(reader, name), request);
    case 'DeleteComputeEnvironment':
      return isGoing((await environmentNamed(reader, name))?.status) ? DONE : NOT_DONE;
    case 'DeleteJobQueue':
      return isGoing((await queueNamed(reader, name))?.status) ? DONE : NOT_DONE;
    case 'DeleteSchedulingPolicy':
      return (await policyNamed(reader, name)) === undefined ? DONE : NOT_DONE;
    case 'DeregisterJobDefinition': {
      const { jobDefinitions = [] } = await reader.read('DescribeJobDefinitions', {
        jobDefinitions: [String(request.jobDefinition)],
      });
      return jobDefinitions.some(({ status }) => status === 'ACTIVE') ? NOT_DONE : DONE;
    }
    // The same call twice has the effect of one.
    case 'UpdateSchedulingPolicy':
    case 'TagResource':
    case 'UntagResource':
      return NOT_DONE;
    default:
      return step.operation satisfies never;
  }
}

function done(arn: string | undefined): Finding {
  return arn === undefined ? DONE : { state: 'done', arn };
}

function made(
  tags: Readonly<Record<string, string>> | undefined,
  plan: string,
  arn: string | undefined,
  status: string | undefined,
): Finding {
  // What is being deleted still holds its name for a while.
  if (status === 'DELETING' || status === 'DELETED') return BUSY;
  return tags?.[PLAN_TAG] === plan ? done(arn) : { state: 'foreign' };
}

function isGoing(status: string | undefined): boolean {
  return status === undefined || status === 'DELETING' || status === 'DELETED';
}

function isChanging(status: string | undefined): boolean {
  return status === 'UPDATING' || status === 'CREATING' || status === 'DELETING';
}

function updatedEnvironment(live: object | undefined, request: Request): Finding {
  if (live === undefined) return NOT_DONE;
  const { status, state, serviceRole, computeResources } = live as Request;
  if (isChanging(status as string | undefined)) return BUSY;
  const wanted = request.computeResources;
  const { computeEnvironment: _, updatePolicy, ...others } = request;
  // Beside other fields it only says how they are changed.
  if (updatePolicy !== undefined && Object.keys(others).length === 0)
    return isCovered(updatePolicy, (live as Request).updatePolicy) ? DONE : NOT_DONE;
  const isDone =
    (request.state === undefined || request.state === state) &&
    (request.serviceRole === undefined || request.serviceRole === serviceRole) &&
    (!isRecord(wanted) || Object.entries(wanted).every(([field, value]) => isSet(field, value, computeResources)));
  return isDone ? DONE : NOT_DONE;
}

/** Sent whole: what the live value says beyond the request is what the request takes away. */
const EXACT: ReadonlySet<string> = new Set(['ec2Configuration', 'launchTemplate', 'tags']);

/** API ComputeResourceUpdate: an empty string or list removes. */
function isSet(field: string, value: unknown, resources: unknown): boolean {
  const live = isRecord(resources) ? resources[field] : undefined;
  const removes =
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    isSame(value, { launchTemplateId: '' }) ||
    isSame(value, { minScaleDownDelayMinutes: 0 });
  if (removes) return live === undefined || live === '' || isSame(live, []) || isSame(live, value);
  if (field === 'bidPercentage' && value === 100) return live === undefined || live === 100;
  if (EXACT.has(field)) return isExactly(field, value, live);
  return isCovered(value, live) || (Array.isArray(value) && Array.isArray(live) && isSameSet(value, live));
}

const QUEUE_FIELDS = ['state', 'priority', 'schedulingPolicyArn'] as const;

function updatedQueue(live: object | undefined, request: Request): Finding {
  if (live === undefined) return NOT_DONE;
  const queue = live as Request;
  if (isChanging(queue.status as string | undefined)) return BUSY;
  const lists = ['computeEnvironmentOrder', 'jobStateTimeLimitActions'] as const;
  const isDone =
    QUEUE_FIELDS.every((field) => request[field] === undefined || request[field] === queue[field]) &&
    lists.every((field) => request[field] === undefined || isSameSet(request[field] as [], (queue[field] ?? []) as []));
  return isDone ? DONE : NOT_DONE;
}
