/** The SWF importer, which reads character codes, against lines split at blanks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';
import { idsOf } from '../support/ids.ts';
import { type PlainSwfOptions, plainSwf } from '../support/plain-swf.ts';

const DEFAULT_MIB = 777;

function often(usual: readonly string[], rare: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...rare));
}

const fields: readonly fc.Arbitrary<string>[] = [
  // Often the same, as of a job with pieces.
  fc.oneof(fc.nat(1e6).map(String), fc.constantFrom('7', '8')),
  fc.oneof(
    { weight: 12, arbitrary: fc.nat(1e6).map(String) },
    fc.constantFrom('-1', '-5', 'x', '12.5', '1e3', '17.25', '123456789012345678', '2000000000', '+7', '0x10'),
  ),
  fc.constantFrom('-1', '0', '77'),
  often(['1', '60', '3600', '12.5', '007'], ['-1', '-900', '0', '400000000', 'NaN', '-', '1e2', '-0']),
  often(['1', '16'], ['-1', '0', '2.5', 'x']),
  fc.constantFrom('-1', '45.5', '?'),
  often(['-1', '2048', '1024.5'], ['0', '99999999999', 'Infinity']),
  often(['-1', '8', '1'], ['0', '1.5', '1048577']),
  fc.constantFrom('-1', '600'),
  often(['-1', '4096', '1048576', '3'], ['0', '99999999999999', '0.5']),
  often(['1', '0', '5'], ['2', '3', '4', '-1']),
  often(['1', '2', '33'], ['-1', '0', 'u', '1.5']),
  ...Array.from({ length: 6 }, () => fc.constantFrom('-1', '1', 'q')),
];

const blank = fc.constantFrom(' ', ' ', ' ', '   ', '\t', ' \t ');
const row = fc
  .tuple(fc.tuple(...fields), fc.array(blank, { minLength: 19, maxLength: 19 }), fc.integer({ min: 0, max: 30 }))
  .map(([cells, blanks, shape]) => {
    const shown = shape === 0 ? cells.slice(0, 11) : shape === 1 ? [...cells, '{n1}', 'q'] : cells;
    return (
      (shape % 3 === 0 ? (blanks[18] ?? '') : '') +
      shown
        .map((cell, at) => cell + (blanks[at] ?? ' '))
        .join('')
        .trimEnd()
    );
  });
const line = fc.oneof({ weight: 20, arbitrary: row }, fc.constantFrom('', '  ', '; Note: MaxNodes: 3', ';'));
const options: fc.Arbitrary<PlainSwfOptions> = fc.record({
  memoryFrom: fc.constantFrom('requested' as const, 'used' as const, 'none' as const),
  swfMemoryUnit: fc.constantFrom('KB' as const, 'bytes' as const),
  swfMemoryPer: fc.constantFrom('processor' as const, 'job' as const),
});

describe('the SWF importer', () => {
  it('reads what splitting lines at blanks reads: jobs, skipped rows and mistakes, however the bytes are cut', async () => {
    let imported = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', '; UnixStartTime: 1000000000', '; Version: 2.2\n;   UnixStartTime: 5'),
        fc.array(line, { minLength: 1, maxLength: 40 }),
        options,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 700 }),
        async (header, lines, how, end, endsLine, cut) => {
          const text = [...(header === '' ? [] : header.split('\n')), ...lines].join(end) + (endsLine ? end : '');
          const bytes = new TextEncoder().encode(text);
          const chunks = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, part) =>
            bytes.subarray(part * cut, (part + 1) * cut),
          );
          const expected = plainSwf(text, how);
          fc.pre(expected.jobs.length > 0);
          const read = await importTrace(chunks, {
            format: 'swf',
            defaults: { vcpus: 1, memoryMiB: DEFAULT_MIB },
            ...how,
          });
          if (!read.ok) {
            expect(read.problems.map(({ path, line: at }) => ({ path, line: at }))).toEqual(expected.problems);
            return;
          }
          imported++;
          expect(expected.problems).toEqual([]);
          const { workload, rows, skipped } = read.value;
          expect({ rows, skipped }).toEqual({ rows: expected.rows, skipped: expected.skipped });
          expect(workload.originEpochMs ?? 0).toBe(expected.originMs);
          const ids = idsOf(workload);
          const jobs = ids.map((id, job) => {
            const { vcpus, memoryMiB, user } = workload.classes[workload.classIndex[job] ?? 0] ?? {};
            const peak = workload.peakMemoryMiB?.[job];
            return {
              id,
              submitMs: workload.submitMs[job],
              runMs: workload.runMs[job],
              vcpus,
              memoryMiB,
              user,
              peakMemoryMiB: peak === undefined || Number.isNaN(peak) ? undefined : peak,
            };
          });
          expect(jobs).toEqual(
            expected.jobs.map((job) => ({
              ...job,
              memoryMiB: job.memoryMiB ?? DEFAULT_MIB,
              // Kept in 32 bits.
              peakMemoryMiB: job.peakMemoryMiB === undefined ? undefined : Math.fround(job.peakMemoryMiB),
            })),
          );
        },
      ),
      { numRuns: 1500, seed: 5 },
    );
    expect(imported).toBeGreaterThan(300);
  }, 120_000);
});
