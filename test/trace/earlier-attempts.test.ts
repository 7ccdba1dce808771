import { expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';

const START_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

interface Attempt {
  readonly fromHour: number;
  readonly hours: number;
  readonly exitCode?: number;
  readonly statusReason?: string;
}

/** A describe-jobs answer; the job itself carries the times of its last attempt, as AWS writes them. */
function job(jobId: string, attempts: readonly Attempt[]) {
  const described = attempts.map(({ fromHour, hours, exitCode, statusReason }) => ({
    startedAt: START_MS + fromHour * HOUR_MS,
    stoppedAt: START_MS + (fromHour + hours) * HOUR_MS,
    ...(statusReason !== undefined && { statusReason }),
    container: exitCode === undefined ? {} : { exitCode },
  }));
  const { startedAt, stoppedAt } = described[described.length - 1];
  return { jobId, status: 'SUCCEEDED', createdAt: START_MS, startedAt, stoppedAt, attempts: described, container: {} };
}

async function read(...jobs: readonly object[]) {
  const imported = await importTrace([JSON.stringify({ jobs })], {
    format: 'awsbatch',
    defaults: { vcpus: 1, memoryMiB: 512 },
  });
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  return imported.value;
}

async function notes(...jobs: readonly object[]): Promise<readonly string[]> {
  const imported = await read(...jobs);
  return imported.notes.filter((note) => note.includes('earlier attempt'));
}

const HOST = 'Host EC2 (instance i-0abc) terminated.';

it('tells the hours of attempts that are not replayed, apart by whose fault they were', async () => {
  // Own failures 1 + 0.5 + 2 = 3.5 hours of three attempts, lost with their instance 0.25 hours of one.
  const first = job('first', [
    { fromHour: 1, hours: 1, exitCode: 1, statusReason: 'Essential container in task exited' },
    { fromHour: 3, hours: 0.5, exitCode: 137, statusReason: 'OutOfMemoryError: Container killed due to memory usage' },
    { fromHour: 4, hours: 0.25, statusReason: HOST },
    { fromHour: 5, hours: 3, exitCode: 0 },
  ]);
  const second = job('second', [
    { fromHour: 1, hours: 2, exitCode: 1 },
    { fromHour: 4, hours: 1, exitCode: 0 },
  ]);
  expect(await notes(first, second)).toEqual([
    '3 earlier attempts that failed by themselves, 3.5 hours in all, are not replayed: the figures lack what such attempts cost',
    '1 earlier attempt that lost its instance, 0.3 hours in all, is not replayed: the Spot model loses attempts of its own',
  ]);
});

it('says nothing of jobs whose only attempt is replayed, and counts a job described twice once', async () => {
  const single = job('single', [{ fromHour: 1, hours: 1, exitCode: 0 }]);
  expect(await notes(single)).toEqual([]);
  const twice = job('twice', [
    { fromHour: 1, hours: 0.01, exitCode: 1 },
    { fromHour: 2, hours: 1, exitCode: 0 },
  ]);
  expect(await notes(twice, twice)).toEqual([
    '1 earlier attempt that failed by itself, less than 0.1 hours in all, is not replayed: the figures lack what such attempts cost',
  ]);
});
