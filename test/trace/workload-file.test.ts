import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/models/problem.ts';
import type { Workload } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';
import type { WorkloadTable } from '../../src/models/workload-table.ts';
import { importTrace, workloadFile } from '../../src/trace/index.ts';
import { checksumOf } from '../../src/trace/workload-file/checksum.ts';
import { AT, HEAD_BYTES } from '../../src/trace/workload-file/layout.ts';
import { idsOf } from '../support/ids.ts';

const defaults = { vcpus: 2, memoryMiB: 512, attempts: 3 };
const facts = {
  format: 'csv',
  rows: 7,
  skipped: [{ reason: 'dirt', count: 2, firstLine: 3 }],
  notes: ['a note'],
} as const;

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

/** Everything a job can say, each field said or not. */
const entity = fc.record({
  id: maybe(fc.oneof(fc.nat(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }))),
  submitMs: fc.integer({ min: -1e6, max: 1e6 }),
  runMs: fc.nat(1e9),
  size: fc.constantFrom(0, 0, 0, 1, 4),
  vcpus: maybe(fc.constantFrom(0.25, 1, 96)),
  memoryMiB: maybe(fc.integer({ min: 4, max: 1e6 })),
  gpus: maybe(fc.nat(8)),
  architecture: maybe(fc.constantFrom('x86_64' as const, 'arm64' as const)),
  nodes: maybe(fc.integer({ min: 2, max: 9 })),
  queue: maybe(fc.string({ minLength: 1 })),
  jobDefinition: maybe(fc.string()),
  consumableResources: maybe(fc.constant([{ name: 'licence', quantity: 2 }])),
  attempts: maybe(fc.integer({ min: 1, max: 10 })),
  timeoutMs: maybe(fc.integer({ min: 60_000, max: 1e9 })),
  shareIdentifier: maybe(fc.string()),
  schedulingPriority: maybe(fc.nat(9999)),
  user: maybe(fc.string()),
  peakMemoryMiB: maybe(fc.nat(1e6)),
  cancelAfterMs: maybe(fc.nat(1e6)),
  terminateAfterMs: maybe(fc.nat(1e6)),
  deadlineAfterMs: maybe(fc.nat(1e6)),
  ownFailures: maybe(
    fc.record({
      failures: fc.array(fc.record({ runMs: fc.nat(1e9), exitCode: fc.nat(255) }), { minLength: 1, maxLength: 3 }),
      isForGood: fc.boolean(),
    }),
  ),
  waitsForEarlier: fc.boolean(),
});

type Entity = typeof entity extends fc.Arbitrary<infer Value> ? Value : never;

const tables = fc
  .record({
    entities: fc.array(entity, { minLength: 1, maxLength: 30 }),
    kind: fc.constantFrom('as given', 'row numbers', 'numbers', 'texts'),
    submitTimes: fc.constantFrom('epoch' as const, 'relative' as const),
  })
  .map(({ entities, kind, submitTimes }) => tableOf(entities, kind, submitTimes));

function tableOf(entities: readonly Entity[], kind: string, submitTimes: 'epoch' | 'relative'): WorkloadTable {
  const builder = new WorkloadBuilder();
  entities.forEach((one, index) => {
    const { size, waitsForEarlier, cancelAfterMs, terminateAfterMs, deadlineAfterMs, ownFailures, ...job } = one;
    const ids = { 'as given': job.id, 'row numbers': undefined, numbers: index * 3 + 5, texts: `job-${index}-ß` };
    const id = ids[kind as keyof typeof ids];
    const stops = {
      cancelMs: cancelAfterMs === undefined ? undefined : job.submitMs + cancelAfterMs,
      terminateMs: terminateAfterMs === undefined ? undefined : job.submitMs + terminateAfterMs,
      deadlineMs: deadlineAfterMs === undefined ? undefined : job.submitMs + deadlineAfterMs,
    };
    if (size > 0) {
      const failuresOf = Array.from({ length: size }, (_, child) => (child % 2 === 0 ? ownFailures : undefined));
      builder.addArray({ ...job, ...stops, id: id ?? `array-${index}`, size, ownFailures: failuresOf });
    } else builder.addJob({ ...job, ...stops, id, ownFailures });
    if (waitsForEarlier && index > 0 && kind === 'texts') builder.addDependency(`job-${index}-ß`, `job-${index - 1}-ß`);
  });
  return builder.table({ name: 'a/b.csv', submitTimes }).table;
}

async function readBack(bytes: Uint8Array | readonly Uint8Array[]) {
  return importTrace(bytes instanceof Uint8Array ? [bytes] : bytes, { fileName: 'x.bww', defaults });
}

async function problemOf(bytes: Uint8Array): Promise<string> {
  const result = await readBack(bytes);
  if (result.ok) throw new Error('it was read');
  return result.problems.map(({ message }) => message).join('; ');
}

/** Ids as text, so that a row number and the same number written out compare equal; columns as they are. */
function comparable({ ids: _ids, ...workload }: Workload | WorkloadTable): unknown {
  return JSON.parse(
    JSON.stringify(
      { ...workload, ids: idsOf({ classes: [], ...workload, ...(_ids && { ids: _ids }) }) },
      (_key, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value),
    ),
  );
}

/** The file with its checksum made right again, as somebody with bad intentions would. */
function signed(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset);
  view.setUint32(AT.checksum, checksumOf(new Uint32Array(file.slice(HEAD_BYTES).buffer)), true);
  return file;
}

/** Two jobs and an array of two that waits for the first, all columns small enough to be spoilt by hand. */
function smallTable(): WorkloadTable {
  const builder = new WorkloadBuilder();
  builder.addJob({ id: 'a', submitMs: 0, runMs: 10, vcpus: 1, memoryMiB: 4, cancelMs: 5 });
  builder.addJob({ id: 'b', submitMs: 1, runMs: 20, vcpus: 2, memoryMiB: 8, peakMemoryMiB: 3 });
  builder.addArray({ id: 'c', size: 2, submitMs: 2, runMs: 30, vcpus: 1, memoryMiB: 4 });
  builder.addDependency('c', 'a');
  return builder.table().table;
}

describe('a workload file', () => {
  it('reads back as the workload it was written from, however it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.integer({ min: 1, max: 400 }), fc.boolean(), async (table, cut, isPacked) => {
        const file = workloadFile(table, facts);
        const bytes = isPacked ? new Uint8Array(gzipSync(file)) : file;
        const parts = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, part) =>
          bytes.subarray(part * cut, (part + 1) * cut),
        );
        const read = await readBack(parts);
        if (!read.ok) throw new Error(JSON.stringify(read.problems));
        expect(comparable(read.value.table)).toEqual(comparable(table));
        const { rows, skipped, notes, format } = read.value;
        expect({ rows, skipped, notes, format }).toEqual({ ...facts, format: 'bww' });
      }),
      { numRuns: 150 },
    );
  });

  it('is the same as the CSV it was imported from, under any defaults', async () => {
    const csv =
      'job_id,submit_s,run_s,vcpus,memory_mib,job_definition,array_size,depends_on\n' +
      '7,0,60,,1024,solve,,\n8,1,60,4,,solve,,7\n9,2,5,2,512,,3,8\n10,0.5,60,2,,,,\n';
    const first = await importTrace([csv], { fileName: 'jobs.csv', defaults: {}, name: 'jobs.csv' });
    expect(first.ok).toBe(false);
    const imported = await importTrace([csv], { fileName: 'jobs.csv', defaults });
    if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
    const file = workloadFile(imported.value.table, imported.value);
    for (const other of [
      defaults,
      { vcpus: 9, memoryMiB: 9 },
      { ...defaults, byJobDefinition: { solve: { vcpus: 3, gpus: 1 } } },
    ]) {
      const [direct, cached] = await Promise.all([
        importTrace([csv], { fileName: 'jobs.csv', defaults: other }),
        importTrace([file], { fileName: 'jobs.csv', defaults: other }),
      ]);
      if (!(direct.ok && cached.ok)) throw new Error('one of the two was not read');
      expect(comparable(cached.value.workload)).toEqual(comparable(direct.value.workload));
      expect(cached.warnings).toEqual(direct.warnings);
    }
    expect(await importTrace([file], { defaults: { vcpus: 1 } })).toMatchObject({
      ok: false,
      problems: [{ path: 'workload.defaults.memoryMiB' }],
    });
  });

  it('tells what the import warned of, again and again, with the line in the trace', async () => {
    const csv = 'job_id,submit_s,run_s\na,0,1\nb,1,1\na,2,1\n'; // a on lines 2 and 4
    const imported = await importTrace([csv], { fileName: 'jobs.csv', defaults });
    if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
    const first = await readBack(workloadFile(imported.value.table, imported.value));
    if (!first.ok) throw new Error(JSON.stringify(first.problems));
    const second = await readBack(workloadFile(first.value.table, first.value));
    if (!second.ok) throw new Error(JSON.stringify(second.problems));
    for (const { warnings } of [first, second])
      expect(warnings.filter(({ path }) => path === 'job_id').map(formatProblem)).toEqual([
        'x.bww  job_id: "a" stands on line 2 already, and each row counts as a job of its own (line 4 of the trace it was made from) - remove the rows that were exported twice, or give every job an id of its own',
      ]);
  });

  it('lays its columns over the bytes instead of copying them, in shared memory when asked', async () => {
    const buffers = new Set<ArrayBufferLike>();
    const allocate = (byteLength: number) => {
      const buffer = new SharedArrayBuffer(byteLength);
      buffers.add(buffer);
      return buffer;
    };
    const read = await importTrace([workloadFile(smallTable(), facts)], { defaults, allocate });
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const { submitMs, runMs, classIndex, cancelMs, dependencies } = read.value.workload;
    const held = new Set(
      [submitMs, runMs, classIndex, cancelMs, dependencies.dependent].map((column) => column?.buffer),
    );
    expect([...held].filter((buffer) => buffer !== undefined && buffers.has(buffer))).toHaveLength(1);
    expect(held.size).toBe(1);
  });

  it('is refused, never half read, when any byte is changed, lost or added', async () => {
    const file = workloadFile(smallTable(), facts);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoilt = file.slice();
        spoilt[at] ^= change;
        expect((await readBack(spoilt)).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
    for (let length = 4; length < file.length; length += 13)
      expect(await problemOf(file.slice(0, length))).toMatch(/ends early|binary/);
    expect(await problemOf(new Uint8Array([...file, 0]))).toContain('longer than it says');
    expect(await problemOf(new Uint8Array([...file].flatMap((byte) => (byte === 10 ? [13, 10] : [byte]))))).toContain(
      'as if it were text',
    );
  });

  it('with a right checksum but spoilt content is refused or sound, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
        async (table, changes) => {
          const file = workloadFile(table, facts);
          for (const { at, byte } of changes) file[HEAD_BYTES + (at % (file.length - HEAD_BYTES))] = byte;
          const read = await readBack(signed(file));
          if (!read.ok) return;
          const { jobCount, classIndex, classes, submitMs } = read.value.workload;
          for (let job = 0; job < jobCount; job++) {
            expect(classes[classIndex[job]].vcpus).toBeGreaterThan(0);
            expect(submitMs[job]).toBeGreaterThanOrEqual(job === 0 ? 0 : submitMs[job - 1]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each<[string, (table: WorkloadTable) => void, string]>([
    [
      'a submit time before the one above',
      ({ submitMs }) => submitMs.set([9], 0),
      'submit time of row 1 is out of order',
    ],
    ['a run time that is no number', ({ runMs }) => runMs.set([Number.NaN], 2), 'run time of row 2 is impossible'],
    ['a fraction of a millisecond', ({ runMs }) => runMs.set([0.5], 2), 'time of row 2 is not whole'],
    ['a class that is not there', ({ classIndex }) => classIndex.set([99], 1), 'row 1 names a class that is not there'],
    ['a cancellation before the submission', ({ cancelMs }) => cancelMs?.set([0], 1), 'row 1 is stopped before'],
    ['an array submitted in parts', ({ submitMs }) => submitMs.set([3], 3), 'array "c" is not submitted at once'],
    [
      'a prerequisite nobody is',
      ({ dependencies }) => dependencies.prerequisite.set([77]),
      'a dependency names no job',
    ],
    ['a circle', ({ dependencies }) => dependencies.prerequisite.set([4]), 'in a circle: c:0 -> c -> c:0'],
  ])('is refused for %s', async (_what, spoil, message) => {
    const table = smallTable();
    spoil(table);
    expect(await problemOf(workloadFile(table, facts))).toContain(message);
  });

  it('cannot make us reserve memory for what it only claims to hold', async () => {
    const file = workloadFile(smallTable(), facts).slice();
    new DataView(file.buffer).setBigUint64(AT.fileBytes, 8n * 1024n ** 3n, true);
    let allocated = 0;
    const allocate = (byteLength: number) => {
      allocated += byteLength;
      return new ArrayBuffer(byteLength);
    };
    expect((await importTrace([file], { defaults, allocate })).ok).toBe(false);
    expect(allocated).toBeLessThanOrEqual(1 << 20);
    new DataView(file.buffer).setBigUint64(AT.fileBytes, 1n << 60n, true);
    expect(await problemOf(file)).toContain('its length is impossible');
  });

  it('of the other version than its content has is damaged: no checksum covers the head', async () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ submitMs: 0, runMs: 1, ownFailures: { failures: [{ runMs: 5, exitCode: 1 }], isForGood: false } });
    const failed = workloadFile(builder.table({ name: 'failed', submitTimes: 'relative' }).table, facts);
    for (const [file, other] of [
      [workloadFile(smallTable(), facts), 2],
      [failed, 1],
    ] as const) {
      expect((await readBack(file)).ok).toBe(true);
      new DataView(file.buffer).setUint32(AT.version, other, true);
      expect(await problemOf(file)).toContain('its version is not that of its content');
    }
  });

  it('of another version says so, and another format asked for is a contradiction', async () => {
    const file = workloadFile(smallTable(), facts);
    new DataView(file.buffer).setUint32(AT.version, 3, true);
    expect(await problemOf(file)).toContain('of version 3, this program reads versions up to 2');
    expect(await importTrace([file], { defaults, format: 'csv' })).toMatchObject({
      problems: [{ message: 'the file is a workload file, not csv' }],
    });
    expect(await importTrace(['job_id,submit_s,run_s\na,0,1\n'], { defaults, format: 'bww' })).toMatchObject({
      problems: [{ message: 'the file is no workload file' }],
    });
  });
});

it('computes the checksum as the reference implementation does', () => {
  // XXH32 with seed 0 of n little-endian words i * 2654435761 mod 2^32, by the xxhash package of Python (libxxhash).
  const expected = new Map([
    [0, 0x2cc5d05],
    [1, 0x8d6d969],
    [3, 0xb21a3001],
    [4, 0xf6025268],
    [5, 0xda94d408],
    [16, 0x3d98a09e],
    [17, 0xc23e4600],
  ]);
  for (const [count, checksum] of expected) {
    const words = Uint32Array.from({ length: count }, (_, index) => Math.imul(index, 2654435761) >>> 0);
    expect(checksumOf(words)).toBe(checksum);
  }
});
