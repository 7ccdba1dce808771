import { describe, expect, it } from 'vitest';
import { jobRecordOf, jobsFile } from '../../src/aws/job-record.ts';
import { readRecentJobs } from '../../src/aws/read-jobs.ts';
import { importTrace } from '../../src/trace/index.ts';
import { paged, scriptedReader } from './scripted-reader.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 0, 10);

interface Job {
  readonly jobId: string;
  readonly status: string;
  readonly createdAt: number;
  readonly arrayProperties?: { readonly size?: number; readonly index?: number };
}

/** Lists by queue without children and by array without parents, the newest first, as AWS does. */
function service(jobs: readonly Job[], pageSize = 2) {
  const list = ({ jobQueue, arrayJobId, jobStatus, ...rest }: Readonly<Record<string, unknown>>) => {
    const found = jobs.filter(({ jobId, status }) => {
      const isListed = arrayJobId === undefined ? !jobId.includes(':') : jobId.startsWith(`${arrayJobId}:`);
      return isListed && status === jobStatus && (jobQueue === undefined || jobQueue === 'work');
    });
    return paged(
      found.sort((left, right) => right.createdAt - left.createdAt),
      pageSize,
      'jobSummaryList',
    )(rest);
  };
  return scriptedReader({
    ListJobs: list,
    DescribeJobs: ({ jobs: ids }) => ({ jobs: jobs.filter(({ jobId }) => (ids as string[]).includes(jobId)) }),
  });
}

function job(jobId: string, ageDays: number, status = 'SUCCEEDED', more: object = {}): Job {
  return { jobId, status, createdAt: NOW_MS - ageDays * DAY_MS, ...more };
}

describe('reading recent jobs', () => {
  it('reads all states, the children of arrays and all pages, in the order of submission', async () => {
    const children = [0, 1, 2].map((index) => job(`p:${index}`, 1, 'SUCCEEDED', { arrayProperties: { index } }));
    const { reader } = service([
      job('a', 3),
      job('b', 2, 'FAILED'),
      job('c', 0, 'RUNNABLE'),
      job('p', 1.5, 'SUCCEEDED', { arrayProperties: { size: 3 } }),
      ...children,
      job('d', 0.5),
      job('e', 0.25),
    ]);
    const { records, vanished } = await readRecentJobs(reader, { queues: ['work'], sinceMs: NOW_MS - 7 * DAY_MS });
    expect(records.map(({ jobId }) => jobId)).toEqual(['a', 'b', 'p', 'p:0', 'p:1', 'p:2', 'd', 'e', 'c']);
    expect(vanished).toBe(0);
  });

  it('stops listing where jobs become too old, but never leaves out a job that still waits', async () => {
    const old = Array.from({ length: 40 }, (_, index) => job(`old${index}`, 8 + index));
    const { reader, calls } = service([job('new', 1), ...old, job('stuck', 30, 'RUNNABLE')]);
    const { records } = await readRecentJobs(reader, { queues: ['work'], sinceMs: NOW_MS - 7 * DAY_MS });
    expect(records.map(({ jobId }) => jobId)).toEqual(['stuck', 'new']);
    const pages = calls.filter(({ operation, input }) => operation === 'ListJobs' && input.jobStatus === 'SUCCEEDED');
    // Pages of two: [new, old0] still has a recent one, [old1, old2] has none and is the last that is asked for.
    expect(pages).toHaveLength(2);
  });

  it('asks for descriptions in hundreds', async () => {
    const { reader, calls } = service(
      Array.from({ length: 250 }, (_, index) => job(`j${index}`, 1)),
      1000,
    );
    const { records } = await readRecentJobs(reader, { queues: ['work'], sinceMs: 0 });
    expect(records).toHaveLength(250);
    const sizes = calls
      .filter(({ operation }) => operation === 'DescribeJobs')
      .map(({ input }) => (input.jobs as string[]).length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('counts jobs whose record is gone when it is to be described', async () => {
    const { reader } = scriptedReader({
      ListJobs: ({ jobStatus }) => ({ jobSummaryList: jobStatus === 'FAILED' ? [{ jobId: 'x' }, { jobId: 'y' }] : [] }),
      DescribeJobs: () => ({ jobs: [{ jobId: 'x', createdAt: 5 }] }),
    });
    const { records, vanished } = await readRecentJobs(reader, { queues: ['work'], sinceMs: 0 });
    expect([records.length, vanished]).toEqual([1, 1]);
  });
});

describe('what is kept of a job', () => {
  const DETAIL = {
    jobId: 'j',
    jobName: 'nightly',
    jobQueue: 'arn:aws:batch:eu-west-1:111122223333:job-queue/work',
    jobDefinition: 'arn:aws:batch:eu-west-1:111122223333:job-definition/align:3',
    status: 'SUCCEEDED' as const,
    createdAt: NOW_MS,
    startedAt: NOW_MS + 60_000,
    stoppedAt: NOW_MS + 180_000,
    parameters: { token: 'hunter2' },
    container: {
      image: 'busybox',
      command: ['--password', 'hunter2'],
      environment: [{ name: 'TOKEN', value: 'hunter2' }],
      secrets: [{ name: 'KEY', valueFrom: 'hunter2' }],
      resourceRequirements: [
        { type: 'VCPU' as const, value: '2' },
        { type: 'MEMORY' as const, value: '4096' },
      ],
      exitCode: 0,
    },
    tags: { owner: 'hunter2' },
    attempts: [
      { startedAt: NOW_MS + 60_000, stoppedAt: NOW_MS + 180_000, container: { exitCode: 0, logStreamName: 'x' } },
    ],
  };

  it('holds no command, environment, secret, parameter or tag', () => {
    const text = jobsFile([jobRecordOf(DETAIL)]);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('logStreamName');
  });

  it('is a trace that import reads', async () => {
    async function* bytes() {
      yield jobsFile([jobRecordOf(DETAIL)]);
    }
    const imported = await importTrace(bytes(), {
      fileName: 'jobs.json',
      defaults: { vcpus: 1, memoryMiB: 1024, gpus: 0 },
    });
    if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
    const { workload, format } = imported.value;
    expect([format, workload.jobCount, workload.runMs[0]]).toEqual(['awsbatch', 1, 120_000]);
    expect(workload.classes[0]).toMatchObject({ vcpus: 2, memoryMiB: 4096, queue: 'work', jobDefinition: 'align' });
  });
});
