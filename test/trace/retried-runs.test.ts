/** Rows that failed, were lost with their machine, or tell one job twice: which are replayed, and what the import says of the others. */
import { describe, expect, it } from 'vitest';
import type { TextFormat } from '../../src/trace/importer.ts';
import { importTrace } from '../../src/trace/index.ts';
import { idsOf } from '../support/ids.ts';

async function read(format: TextFormat, lines: readonly string[]) {
  const text = `${lines.join('\n')}\n`;
  const imported = await importTrace([text], { format, defaults: { vcpus: 1, memoryMiB: 2048 } });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  const { workload, rows, skipped, notes } = imported.value;
  const ids = idsOf(workload);
  const jobs = ids.map((id, job) => ({
    id,
    minutes: workload.runMs[job] / 60_000,
    gib: workload.classes[workload.classIndex[job]].memoryMiB / 1024,
  }));
  return { ids, jobs, rows, skipped, notes: notes.filter((note) => !note.startsWith('times name no time zone')) };
}

/** Ids of AWS Batch, which are told from those of other executors. */
const batchId = (number: number) => `8dcb4f2d-d61c-410d-b70d-${String(number).padStart(12, '0')}`;

const COLUMNS = ['task_id', 'native_id', 'name', 'status', 'exit', 'submit', 'realtime', 'memory'];
const HEADER = COLUMNS.join('\t');

interface Row {
  readonly id: number;
  readonly name?: string;
  readonly native?: string;
  readonly status?: string;
  readonly exit?: string;
  /** `hh:mm`. */
  readonly at: string;
  readonly ran: string;
  readonly memory?: string;
  /** Last column, where the header has one more. */
  readonly last?: string;
}

function task({ id, name = 'align (a)', native = batchId(id), at, ran, memory = '8 GB', last, ...row }: Row): string {
  const { status = 'FAILED', exit = '-' } = row;
  const cells = [id, native, name, status, exit, `2026-05-01 ${at}:00.000`, ran, memory];
  return [...cells, ...(last === undefined ? [] : [last])].join('\t');
}

const succeeds = { status: 'COMPLETED', exit: '0' };
const LOST_ONE =
  '1 FAILED task that lost its instance (told by the column exit) and was tried again, 1.0 hours in all, is not replayed: the Spot model loses attempts of its own';
const KEPT_ONE =
  '1 FAILED task (1.0 hours) is kept as a job that takes the time it ran; a retry is a job of its own, with its own requests';

describe('FAILED tasks of Nextflow on AWS Batch', () => {
  it('that have no exit code and were tried again are left to the Spot model; the last try keeps its own request', async () => {
    // 1 h + 30 min lost; a retry has another task_id, the same name, and here asks for more.
    const trace = await read('nextflow', [
      HEADER,
      task({ id: 1, at: '10:00', ran: '1h' }),
      task({ id: 2, at: '11:05', ran: '30m', exit: '2147483647', memory: '16 GB' }),
      task({ id: 3, at: '11:40', ran: '2h', ...succeeds, memory: '24 GB' }),
    ]);
    expect(trace.jobs).toEqual([{ id: '3', minutes: 120, gib: 24 }]);
    expect(trace.rows).toBe(3);
    expect(trace.skipped).toEqual([
      { reason: 'lost its instance, and the task was tried again', count: 2, firstLine: 2 },
    ]);
    expect(trace.notes).toEqual([
      '2 FAILED tasks that lost their instance (told by the column exit) and were tried again, 1.5 hours in all, are not replayed: the Spot model loses attempts of its own',
    ]);
  });

  it('that ended with an exit code, be it that of a signal, are jobs of their own, as their retries are', async () => {
    // 30 + 45 min failed; out of memory (137), so the retry asks for twice as much.
    const { jobs, skipped, notes } = await read('nextflow', [
      HEADER,
      task({ id: 1, at: '10:00', ran: '30m', exit: '137' }),
      task({ id: 2, at: '10:31', ran: '45m', exit: '143', memory: '16 GB' }),
      task({ id: 3, at: '11:17', ran: '2h', ...succeeds, memory: '24 GB' }),
    ]);
    expect(jobs).toEqual([
      { id: '1', minutes: 30, gib: 8 },
      { id: '2', minutes: 45, gib: 16 },
      { id: '3', minutes: 120, gib: 24 },
    ]);
    expect(skipped).toEqual([]);
    expect(notes).toEqual([
      '2 FAILED tasks (1.3 hours in all) are kept as jobs that take the time they ran; a retry is a job of its own, with its own requests',
    ]);
  });

  it.each([
    ['nothing follows', []],
    ['another task follows', [task({ id: 2, name: 'align (b)', at: '11:05', ran: '2h', ...succeeds })]],
    ['what follows was submitted before it ended', [task({ id: 2, at: '10:59', ran: '2h', ...succeeds })]],
    ['what follows is of another run', [HEADER, task({ id: 1, at: '11:05', ran: '2h', ...succeeds })]],
    ['what follows never ran', [task({ id: 2, at: '11:05', ran: '-', status: 'ABORTED' })]],
    ['what follows was in the cache', [task({ id: 2, at: '11:05', ran: '2h', status: 'CACHED', exit: '0' })]],
  ])('are kept where they are all there is of a task: %s', async (_, later) => {
    const { jobs, notes } = await read('nextflow', [HEADER, task({ id: 1, at: '10:00', ran: '1h' }), ...later]);
    expect(jobs[0]).toEqual({ id: '1', minutes: 60, gib: 8 });
    expect(notes).toEqual([KEPT_ONE]);
  });

  it('are kept where they ran elsewhere, since no exit code may then mean anything', async () => {
    const { ids, notes } = await read('nextflow', [
      HEADER,
      task({ id: 1, native: '4711', at: '10:00', ran: '1h' }),
      task({ id: 2, native: '4712', at: '11:05', ran: '2h', ...succeeds }),
    ]);
    expect(ids).toEqual(['1', '2']);
    expect(notes).toEqual([KEPT_ONE]);
  });

  it('are kept where error_action says that nobody retried them', async () => {
    const lines = (action: string) => [
      `${HEADER}\terror_action`,
      task({ id: 1, at: '10:00', ran: '1h', last: action }),
      task({ id: 2, at: '11:05', ran: '2h', ...succeeds, last: '-' }),
    ];
    const ignored = await read('nextflow', lines('IGNORE'));
    expect([ignored.ids, ignored.notes]).toEqual([['1', '2'], [KEPT_ONE]]);
    const retried = await read('nextflow', lines('RETRY'));
    expect([retried.ids, retried.notes]).toEqual([['2'], [LOST_ONE]]);
  });

  it('stand for one another one by one where two tasks have one name', async () => {
    // Two were lost, one was tried again.
    const { ids, notes } = await read('nextflow', [
      HEADER,
      task({ id: 1, at: '10:00', ran: '1h' }),
      task({ id: 2, at: '10:01', ran: '1h' }),
      task({ id: 3, at: '11:05', ran: '2h', ...succeeds }),
    ]);
    expect(ids).toEqual(['2', '3']);
    expect(notes).toEqual([LOST_ONE, KEPT_ONE]);
  });

  it('end when `complete` says, where it does, so that a retry within the wait for an instance is none', async () => {
    const lines = (complete: string) => [
      `${HEADER}\tcomplete`,
      task({ id: 1, at: '10:00', ran: '1h', last: `2026-05-01 ${complete}:00.000` }),
      task({ id: 2, at: '11:05', ran: '2h', ...succeeds, last: '2026-05-01 13:10:00.000' }),
    ];
    expect((await read('nextflow', lines('11:05'))).ids).toEqual(['2']);
    expect((await read('nextflow', lines('11:06'))).ids).toEqual(['1', '2']);
  });

  it('of array children and of preempted machines in Google Batch, which say so, are lost as well', async () => {
    const { ids, notes } = await read('nextflow', [
      HEADER,
      task({ id: 1, native: `${batchId(1)}:7`, at: '10:00', ran: '1h' }),
      task({ id: 2, native: 'nf-1a2b3c4d-1714550000', exit: '50001', at: '11:05', ran: '1h' }),
      task({ id: 3, at: '12:10', ran: '2h', ...succeeds }),
    ]);
    expect(ids).toEqual(['3']);
    expect(notes[0]).toContain('2 FAILED tasks that lost their instance');
    expect(notes[0]).toContain('2.0 hours');
  });
});

const SACCT = 'JobID|Submit|ElapsedRaw|ReqCPUS|Cluster|User|State';

interface JobRecord {
  readonly id: string;
  /** `hh:mm`. */
  readonly at: string;
  readonly minutes: number;
  readonly state: string;
  readonly user?: string;
  readonly cluster?: string;
}

function record({ id, at, minutes, state, user = 'ada', cluster = 'c1' }: JobRecord): string {
  return `${id}|2026-01-05T${at}:00|${minutes * 60}|1|${cluster}|${user}|${state}`;
}

describe('records of requeued jobs in Slurm accounting', () => {
  const runs = [
    record({ id: '7', at: '08:00', minutes: 60, state: 'NODE_FAIL' }),
    record({ id: '7', at: '09:00', minutes: 20, state: 'PREEMPTED' }),
    record({ id: '7', at: '10:00', minutes: 10, state: 'REQUEUED' }),
    record({ id: '7', at: '11:00', minutes: 90, state: 'COMPLETED' }),
  ];
  const other = record({ id: '8', at: '08:30', minutes: 5, state: 'COMPLETED' });
  // 60 + 20 + 10 min = 1.5 h.
  const told =
    '3 runs that were interrupted and requeued, 1.5 hours in all, are not replayed: the last run of a job stands for it, and the Spot model loses attempts of its own';

  it.each([
    ['the latest first, as sacct -D does', [...runs.toReversed(), other]],
    ['the first first', [...runs, other]],
    ['by submission, among other jobs', [runs[0], other, ...runs.slice(1)]],
  ])('give way to the last run, sorted with %s', async (_, lines) => {
    const { jobs, rows, skipped, notes } = await read('slurm', [SACCT, ...lines]);
    expect(jobs.map(({ id, minutes }) => [id, minutes])).toEqual([
      ['8', 5],
      ['7', 90],
    ]);
    expect([rows, skipped.map(({ reason, count }) => [reason, count])]).toEqual([
      5,
      [['interrupted (NODE_FAIL, PREEMPTED or REQUEUED), and the job ran again', 3]],
    ]);
    expect(notes).toEqual([told]);
  });

  it('are kept where they are the last, except REQUEUED, whose job has yet to run', async () => {
    const { ids, skipped, notes } = await read('slurm', [
      SACCT,
      record({ id: '1', at: '08:00', minutes: 60, state: 'NODE_FAIL' }),
      record({ id: '2', at: '08:00', minutes: 30, state: 'PREEMPTED' }),
      record({ id: '3', at: '08:00', minutes: 30, state: 'REQUEUED' }),
      record({ id: '3', at: '09:00', minutes: 30, state: 'RUNNING' }),
    ]);
    expect(ids).toEqual(['1', '2']);
    expect(skipped.map(({ reason, firstLine }) => [reason, firstLine])).toEqual([
      ['has not finished', 5],
      ['requeued, and no later run of the job is there', 4],
    ]);
    expect(notes).toEqual([
      '2 jobs that did not complete (1 NODE_FAIL, 1 PREEMPTED), 1.5 hours in all, are kept with the time they ran',
    ]);
  });

  it.each([
    ['user', { user: 'bob' }],
    ['cluster', { cluster: 'c2' }],
  ])('are not taken for one job when the %s differs', async (_, whose) => {
    const { ids } = await read('slurm', [
      SACCT,
      runs[0],
      record({ id: '7', at: '11:00', minutes: 90, state: 'COMPLETED', ...whose }),
    ]);
    expect(ids).toEqual(['7', '7']);
  });

  it('that ended by themselves are jobs each, also under one id, and are counted by state', async () => {
    const { ids, notes } = await read('slurm', [
      SACCT,
      record({ id: '5', at: '08:00', minutes: 60, state: 'TIMEOUT' }),
      record({ id: '5', at: '09:05', minutes: 60, state: 'COMPLETED' }),
      record({ id: '6', at: '09:00', minutes: 20, state: 'OUT_OF_MEMORY' }),
      record({ id: '9', at: '09:00', minutes: 8, state: 'CANCELLED by 1000' }),
      record({ id: '10', at: '09:00', minutes: 2, state: 'CANCELLED by 0' }),
    ]);
    expect(ids).toEqual(['5', '6', '9', '10', '5']);
    // 60 + 20 + 8 + 2 = 90 min.
    expect(notes).toEqual([
      '4 jobs that did not complete (1 TIMEOUT, 1 OUT_OF_MEMORY, 2 CANCELLED), 1.5 hours in all, are kept with the time they ran',
    ]);
  });
});

/** Job, submission, wait, run time (s), status. */
function swfRow(id: number, submitS: number, runS: number, status: number): string {
  return `${id} ${submitS} 0 ${runS} 1 -1 -1 1 -1 -1 ${status} 1 1 -1 -1 -1 -1 -1`;
}

describe('rows of a checkpointed job in SWF', () => {
  it('are skipped for the row of the whole, and one that has none is told apart', async () => {
    const { jobs, skipped } = await read('swf', [
      // 600 s in bursts of 100, 200 and 300 s: only the first says when the job was submitted.
      swfRow(1, 0, 600, 1),
      swfRow(1, 0, 100, 2),
      swfRow(1, -1, 200, 2),
      swfRow(1, -1, 300, 3),
      swfRow(2, 50, 60, 1),
      swfRow(3, 70, 120, 4),
    ]);
    expect(jobs.map(({ id, minutes }) => [id, minutes])).toEqual([
      ['1', 10],
      ['2', 1],
    ]);
    expect(skipped).toEqual([
      { reason: 'part of a checkpointed job (status 2 to 4)', count: 3, firstLine: 2 },
      {
        reason: 'part of a checkpointed job (status 2 to 4) without a row for the whole before it',
        count: 1,
        firstLine: 6,
      },
    ]);
  });

  it('that failed or were cancelled are kept and counted', async () => {
    const { ids, notes } = await read('swf', [
      swfRow(1, 0, 3600, 0),
      swfRow(2, 1, 5400, 5),
      swfRow(3, 2, 7200, 5),
      swfRow(4, 3, 0, 5),
      swfRow(5, 4, 60, -1),
    ]);
    expect(ids).toEqual(['1', '2', '3', '5']);
    // 3600 + 5400 + 7200 s = 4.5 h.
    expect(notes).toEqual([
      '3 jobs that did not complete (1 failed, 2 cancelled), 4.5 hours in all, are kept with the time they ran',
    ]);
  });
});
