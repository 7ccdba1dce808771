import { expect, it } from 'vitest';
import { failuresAt, type OwnFailures } from '../../src/models/own-failures.ts';
import { jobIdOf } from '../../src/models/workload.ts';
import { importTrace, workloadFile } from '../../src/trace/index.ts';
import { AT } from '../../src/trace/workload-file/layout.ts';

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
  return imported.notes.filter((note) => note.includes('attempt') && !note.startsWith('FAILED'));
}

/** The histories by job id, in words. */
async function failures(...jobs: readonly object[]): Promise<Record<string, unknown>> {
  const { workload } = await read(...jobs);
  const { ownFailures } = workload;
  if (ownFailures === undefined) return {};
  const found: Record<string, unknown> = {};
  ownFailures.jobs.forEach((job, place) => {
    const [from, to] = failuresAt(ownFailures, place);
    const all = Array.from({ length: to - from }, (_, index) => ({
      runMs: ownFailures.runMs[from + index],
      ...ownFailures.kinds[ownFailures.kind[from + index] ?? -1],
    }));
    found[jobIdOf(workload, job)] = ownFailures.isForGood[place] === 1 ? [...all, 'for good'] : all;
  });
  return found;
}

const HOST = 'Host EC2 (instance i-0abc) terminated.';

const EXITED = 'Essential container in task exited';
const first = job('first', [
  { fromHour: 1, hours: 1, exitCode: 1, statusReason: EXITED },
  { fromHour: 3, hours: 0.5, exitCode: 137, statusReason: 'OutOfMemoryError: Container killed due to memory usage' },
  { fromHour: 4, hours: 0.25, statusReason: HOST },
  { fromHour: 5, hours: 3, exitCode: 0 },
]);
const second = job('second', [
  { fromHour: 1, hours: 2, exitCode: 1 },
  { fromHour: 4, hours: 1, exitCode: 0 },
]);
/** What AWS says of a job of one attempt without listing it. */
const bare = (changes: object) => ({
  ...job('bare', [{ fromHour: 1, hours: 2, exitCode: 0 }]),
  attempts: [],
  status: 'FAILED',
  statusReason: EXITED,
  container: { exitCode: 1 },
  ...changes,
});

it('takes attempts that failed by themselves as they were, and leaves those out that lost their instance', async () => {
  expect(await failures(first, second)).toEqual({
    first: [
      { runMs: HOUR_MS, exitCode: 1, statusReason: EXITED },
      {
        runMs: HOUR_MS / 2,
        exitCode: 137,
        statusReason: 'OutOfMemoryError: Container killed due to memory usage',
      },
    ],
    second: [{ runMs: 2 * HOUR_MS, exitCode: 1 }],
  });
});

it('tells the hours of both', async () => {
  // Own failures 1 + 0.5 + 2 = 3.5 hours of three attempts, lost with their instance 0.25 hours of one.
  expect(await notes(first, second)).toEqual([
    '3 attempts failed by themselves (3.5 hours); they are replayed, and retried as the retry strategy says',
    '1 earlier attempt that lost its instance, 0.3 hours in all, is not replayed: the Spot model loses attempts of its own',
  ]);
});

it('says nothing of jobs whose only attempt is replayed, and counts a job described twice once', async () => {
  const single = job('single', [{ fromHour: 1, hours: 1, exitCode: 0 }]);
  expect(await notes(single)).toEqual([]);
  expect((await read(single)).workload).not.toHaveProperty('ownFailures');
  const twice = job('twice', [
    { fromHour: 1, hours: 0.01, exitCode: 1 },
    { fromHour: 2, hours: 1, exitCode: 0 },
  ]);
  expect(await notes(twice, twice)).toEqual([
    '1 attempt failed by itself (less than 0.1 hours); it is replayed, and retried as the retry strategy says',
  ]);
});

it('lets a job that failed for good fail again, with its last attempt', async () => {
  const failed = {
    ...job('failed', [
      { fromHour: 1, hours: 1, exitCode: 1 },
      { fromHour: 3, hours: 2, exitCode: 137, statusReason: EXITED },
    ]),
    status: 'FAILED',
  };
  expect(await failures(failed)).toEqual({
    failed: [{ runMs: HOUR_MS, exitCode: 1 }, { runMs: 2 * HOUR_MS, exitCode: 137, statusReason: EXITED }, 'for good'],
  });
  expect(await notes(failed)).toEqual([
    '2 attempts failed by themselves (3.0 hours); they are replayed, and retried as the retry strategy says; 1 job fails for good',
  ]);
  expect(await failures(bare({}))).toEqual({
    bare: [{ runMs: 2 * HOUR_MS, exitCode: 1, statusReason: EXITED }, 'for good'],
  });
});

it('lets no job fail for good that ended at its timeout, with its instance, by its user or with exit code 0', async () => {
  const timedOut = { statusReason: 'Job attempt duration exceeded timeout', container: { exitCode: 137 } };
  const unlike = [
    timedOut,
    { statusReason: HOST, container: {} },
    { isTerminated: true },
    { container: { exitCode: 0 } },
  ];
  for (const changes of unlike) expect(await failures(bare(changes))).toEqual({});
});

it('reads the failures of an array child by child, from events too', async () => {
  const child = (index: number, attempts: readonly Attempt[]) => ({
    ...job(`array:${index}`, attempts),
    arrayProperties: { size: 2, index },
  });
  const event = (detail: object) => ({ 'detail-type': 'Batch Job State Change', detail });
  const good = child(0, [{ fromHour: 1, hours: 1, exitCode: 0 }]);
  const retried = child(1, [
    { fromHour: 1, hours: 1, exitCode: 3 },
    { fromHour: 2, hours: 1, exitCode: 0 },
  ]);
  const lines = [retried, good].map((detail) => JSON.stringify(event(detail))).join('\n');
  const imported = await importTrace([lines], { format: 'awsbatch', defaults: { vcpus: 1, memoryMiB: 512 } });
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  expect(imported.value.workload.ownFailures).toEqual({
    jobs: Uint32Array.of(1),
    ends: Uint32Array.of(1),
    isForGood: Uint32Array.of(0),
    runMs: Float64Array.of(HOUR_MS),
    kind: Uint32Array.of(0),
    kinds: [{ exitCode: 3 }],
  });
});

it('keeps them in a workload file of a version that older programs refuse, and all others as they were', async () => {
  const withFailures = await read(first, second);
  const file = workloadFile(withFailures.table, withFailures);
  expect(new DataView(file.buffer).getUint32(AT.version, true)).toBe(2);
  const back = await importTrace([file], { defaults: { vcpus: 1, memoryMiB: 512 } });
  if (!back.ok) throw new Error(JSON.stringify(back.problems));
  expect(back.value.workload.ownFailures).toEqual(withFailures.workload.ownFailures);
  const without = await read(job('single', [{ fromHour: 1, hours: 1, exitCode: 0 }]));
  expect(new DataView(workloadFile(without.table, without).buffer).getUint32(AT.version, true)).toBe(1);
});

it('refuses a workload file whose failures lead outside their columns', async () => {
  const { table, ...facts } = await read(first, second);
  const { ownFailures } = table;
  if (ownFailures === undefined) throw new Error('no failures');
  const problemOf = async (changes: Partial<OwnFailures>) => {
    const file = workloadFile({ ...table, ownFailures: { ...ownFailures, ...changes } }, facts);
    const back = await importTrace([file], { defaults: { vcpus: 1, memoryMiB: 512 } });
    return back.ok ? 'none' : back.problems[0]?.message;
  };
  expect(await problemOf({})).toBe('none');
  expect(await problemOf({ jobs: Uint32Array.of(0, 7) })).toContain('out of order');
  expect(await problemOf({ ends: Uint32Array.of(2, 2) })).toContain('overlap');
  expect(await problemOf({ ends: Uint32Array.of(2, 4) })).toContain('failures of no job');
  expect(await problemOf({ isForGood: Uint32Array.of(0, 2) })).toContain('for good or not');
  expect(await problemOf({ kind: Uint32Array.of(0, 1, 9) })).toContain('a kind that is not there');
  expect(await problemOf({ runMs: Float64Array.of(1, 2, 0.5) })).toContain('run time of failure 2');
  expect(await problemOf({ jobs: Uint32Array.of(0) })).toContain('different lengths');
});
