/** Whether what a wait step waits for has come, asked once. */
import { nameInArn } from '../../models/batch-arns.ts';
import type { BatchReader } from '../batch-api.ts';
import type { WaitStep } from '../change-plan.ts';
import { environmentNamed, everyQueue, queueNamed } from '../live-lookup.ts';
import { activeJobs, placedJobs } from '../running-jobs.ts';
import { Stopped } from './outcome.ts';

export interface Answer {
  readonly isOver: boolean;
  /** What is seen meanwhile, such as `CREATING` or `3 jobs left`. */
  readonly detail: string;
}

/** `queues`: those of the plan. Throws Stopped when waiting longer is in vain. */
export async function look(reader: BatchReader, step: WaitStep, queues: readonly string[]): Promise<Answer> {
  if (step.until === 'drained') return drained(reader, step, queues);
  const { kind, name } = step.resource;
  const found = kind === 'jobQueue' ? await queueNamed(reader, name) : await environmentNamed(reader, name);
  const status = found?.status;
  const reason = found?.statusReason ?? 'AWS gives no reason';
  switch (step.until) {
    case 'valid':
      if (status === 'INVALID') throw new Stopped(problem(`${name} became INVALID: ${reason}`));
      if (status === 'DELETING' || status === 'DELETED')
        throw new Stopped(problem(`${name} is ${status}: somebody else deletes it`));
      return { isOver: status === 'VALID', detail: status ?? 'not there yet' };
    case 'settled':
      return { isOver: status === 'VALID' || status === 'INVALID', detail: status ?? 'not there yet' };
    case 'gone':
      if (status === 'INVALID') throw new Stopped(problem(`${name} cannot be deleted, it became INVALID: ${reason}`));
      return { isOver: status === undefined || status === 'DELETED', detail: status ?? 'gone' };
    default:
      return step.until satisfies never;
  }
}

async function drained(reader: BatchReader, step: WaitStep, queues: readonly string[]): Promise<Answer> {
  const { kind, name } = step.resource;
  if (kind === 'jobQueue') return left(await activeJobs(reader, name));
  const environment = await environmentNamed(reader, name);
  if (environment === undefined) return left(0);
  const cluster = nameInArn(environment.ecsClusterArn ?? '');
  const { near, far } = await queuesAround(reader, name, queues);
  const here = await placedJobs(reader, near);
  // Somewhere else a job without a place is no reason to wait: jobs on EKS never have one.
  const elsewhere = await placedJobs(reader, far);
  return left((here.byCluster.get(cluster) ?? 0) + here.unknown + (elsewhere.byCluster.get(cluster) ?? 0));
}

/**
 * Every queue of the account that runs jobs on compute environments: `near` are the plan's and those that hold the
 * environment, `far` the others, which may have held it before and have jobs there still.
 */
async function queuesAround(reader: BatchReader, environment: string, ofPlan: readonly string[]) {
  const near: string[] = [];
  const far: string[] = [];
  for (const { jobQueueName, computeEnvironmentOrder } of await everyQueue(reader)) {
    const held = computeEnvironmentOrder.map(({ computeEnvironment }) => nameInArn(computeEnvironment));
    if (held.length === 0) continue;
    (ofPlan.includes(jobQueueName) || held.includes(environment) ? near : far).push(jobQueueName);
  }
  return { near, far };
}

function left(jobs: number): Answer {
  return { isOver: jobs === 0, detail: jobs === 1 ? '1 job left' : `${jobs} jobs left` };
}

function problem(message: string) {
  const hint = 'mend the cause and apply again to go on, or go back: batchwright rollback';
  return { path: '', message, hint };
}
