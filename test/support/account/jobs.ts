/** Jobs of the in-memory account: only where they run and until when, which is what draining looks at. */
import type { DescribeJobsCommandInput, JobStatus, ListJobsCommandInput } from '@aws-sdk/client-batch';
import { clientException } from './failures.ts';
import { queueNamed } from './job-queues.ts';
import { pageOf } from './paging.ts';
import { nameOf, type State } from './state.ts';

export interface JobToStart {
  readonly queue: string;
  readonly runsForMs: number;
  /** The environment it runs on; the first of the queue that takes jobs when left out. */
  readonly environment?: string;
  /** Of an array: that many children, all running; the parent is PENDING as on the real service. */
  readonly arraySize?: number;
}

/** Its id. A job that no environment takes stays RUNNABLE for its time. */
export function startJob(state: State, job: JobToStart): string {
  const { detail: queue } = queueNamed(state, job.queue);
  const environment = job.environment ?? environmentForJobs(state, job.queue);
  const jobId = `job-${++state.counter}`;
  const endsAtMs = state.clock.nowMs() + job.runsForMs;
  const cluster = environment === undefined ? undefined : clusterOf(state, environment);
  const isOnEks = state.environments.get(environment ?? '')?.detail.eksConfiguration !== undefined;
  const base = {
    jobName: jobId,
    jobQueue: queue.jobQueueArn,
    jobDefinition: 'definition:1',
    startedAt: state.clock.nowMs(),
  };
  const place = (id: string) => ({
    detail: {
      ...base,
      jobId: id,
      status: (environment === undefined ? 'RUNNABLE' : 'RUNNING') as JobStatus,
      // On EKS a job is a pod, and nothing in its description names the environment (API JobDetail).
      ...(isOnEks && { eksProperties: { podProperties: {} } }),
      ...(cluster !== undefined &&
        !isOnEks && {
          container: { taskArn: `arn:aws:ecs:${state.region}:${state.accountId}:task/${cluster}/${id}` },
        }),
    },
    environment,
    endsAtMs,
  });
  if (job.arraySize === undefined) {
    state.jobs.set(jobId, place(jobId));
    return jobId;
  }
  const parent = { ...base, jobId, status: 'PENDING' as JobStatus, arrayProperties: { size: job.arraySize } };
  state.jobs.set(jobId, { detail: parent, environment: undefined, endsAtMs });
  for (let index = 0; index < job.arraySize; index++) state.jobs.set(`${jobId}:${index}`, place(`${jobId}:${index}`));
  return jobId;
}

/** The first environment of the queue that takes jobs now; undefined when none does. */
export function environmentForJobs(state: State, queue: string): string | undefined {
  const { detail } = queueNamed(state, queue);
  if (detail.state !== 'ENABLED') return undefined;
  const order = [...(detail.computeEnvironmentOrder ?? [])].sort(
    (left, right) => (left.order ?? 0) - (right.order ?? 0),
  );
  return order
    .map(({ computeEnvironment }) => nameOf(computeEnvironment ?? ''))
    .find((name) => {
      const environment = state.environments.get(name)?.detail;
      const isUp = environment?.status === 'VALID' || environment?.status === 'UPDATING';
      return isUp && environment?.state === 'ENABLED';
    });
}

function clusterOf(state: State, environment: string): string {
  return nameOf(state.environments.get(environment)?.detail.ecsClusterArn ?? '');
}

export function listJobs(state: State, input: ListJobsCommandInput) {
  const given = [input.jobQueue, input.arrayJobId, input.multiNodeJobId].filter((each) => each !== undefined);
  if (given.length !== 1) throw clientException('specify one of jobQueue, arrayJobId, multiNodeJobId');
  if (input.jobQueue !== undefined) queueNamed(state, input.jobQueue);
  const status = input.jobStatus ?? 'RUNNING';
  const all = [...state.jobs.values()]
    .map(({ detail }) => detail)
    .filter((job) => {
      const id = job.jobId ?? '';
      if (job.status !== status) return false;
      if (input.arrayJobId !== undefined) return id.startsWith(`${input.arrayJobId}:`);
      if (input.multiNodeJobId !== undefined) return id.startsWith(`${input.multiNodeJobId}#`);
      return !/[:#]/.test(id) && nameOf(job.jobQueue ?? '') === nameOf(input.jobQueue ?? '');
    });
  const { items, nextToken } = pageOf(all, input, state.pageSize);
  const jobSummaryList = items.map(({ jobId, jobName, status: jobStatus, arrayProperties }) => ({
    jobId,
    jobName,
    status: jobStatus,
    ...(arrayProperties !== undefined && { arrayProperties }),
  }));
  return { jobSummaryList, nextToken };
}

export function describeJobs(state: State, { jobs = [] }: DescribeJobsCommandInput) {
  if (jobs.length > 100) throw clientException('at most 100 jobs a call');
  return {
    jobs: structuredClone(
      jobs.flatMap((id) => {
        const job = state.jobs.get(id);
        return job === undefined ? [] : [job.detail];
      }),
    ),
  };
}
