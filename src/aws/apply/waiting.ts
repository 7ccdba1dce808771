/** Whether what a wait step waits for has come, asked once. */
import type { BatchReader } from '../batch-api.ts';
import type { WaitStep } from '../change-plan.ts';
import { environmentNamed, queueNamed } from '../live-lookup.ts';
import { nameInArn } from '../resource-names.ts';
import { activeJobs, placedJobs } from '../running-jobs.ts';
import { Stopped } from './outcome.ts';

export interface Answer {
  readonly isOver: boolean;
  /** What is seen meanwhile, such as `CREATING` or `3 jobs left`. */
  readonly detail: string;
}

/** `queues`: where jobs of the plan's environments come from. Throws Stopped when waiting longer is in vain. */
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
  const { byCluster, unknown } = await placedJobs(reader, await existingOf(reader, queues));
  return left((byCluster.get(nameInArn(environment.ecsClusterArn ?? '')) ?? 0) + unknown);
}

/** ListJobs refuses a queue that is not there (any more). */
async function existingOf(reader: BatchReader, queues: readonly string[]): Promise<readonly string[]> {
  if (queues.length === 0) return [];
  const found: string[] = [];
  for (const name of queues) {
    const status = (await queueNamed(reader, name))?.status;
    if (status !== undefined && status !== 'DELETED') found.push(name);
  }
  return found;
}

function left(jobs: number): Answer {
  return { isOver: jobs === 0, detail: jobs === 1 ? '1 job left' : `${jobs} jobs left` };
}

function problem(message: string) {
  const hint = 'mend the cause and apply again to go on, or go back: batchwright rollback';
  return { path: '', message, hint };
}
