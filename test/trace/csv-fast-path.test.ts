import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';
import { decimalNumber, plainNumberBetween } from '../../src/trace/quantities.ts';
import { idsOf } from '../support/ids.ts';

const defaults = { vcpus: 1, memoryMiB: 1 };
const COLUMNS = ['job_id', 'submit_s', 'run_s', 'vcpus', 'memory_gib', 'queue', 'peak_memory_mib', 'num_hosts'];

const figure = fc.oneof(
  fc.nat(1e6).map(String),
  fc.tuple(fc.nat(1e6), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
  fc.constantFrom(
    '',
    ' 7 ',
    '-1',
    '+3',
    '1e3',
    '.5',
    '5.',
    '0.25',
    '007',
    '1.5.2',
    'NaN',
    '12345678901234567',
    '123456789012345.5',
  ),
);
const text = fc.constantFrom('', 'a', ' b ', 'ß', 'x y', '7');
const row = fc.tuple(text, figure, figure, figure, figure, text, figure, fc.constantFrom('', '1', '2'));
const rows = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: row.map((cells) => [...cells]) },
    fc.constantFrom(['short', '1'], [''], [...COLUMNS], [...Array.from({ length: 8 }, () => '1'), '']),
  ),
  { minLength: 1, maxLength: 30 },
);

async function outcomeOf(bytes: readonly Uint8Array[]): Promise<unknown> {
  const read = await importTrace(bytes, { defaults, format: 'csv' });
  if (!read.ok) return read.problems;
  const { workload, rows: count, skipped, notes } = read.value;
  const { submitMs, runMs, classIndex, classes, peakMemoryMiB } = workload;
  const columns = [submitMs, runMs, classIndex, peakMemoryMiB ?? []].map((column) => Array.from(column, String));
  return { columns, classes, ids: idsOf(workload), count, skipped, notes, warnings: read.warnings };
}

describe('the fast way through lines without quotes', () => {
  it('reads what the slow way reads, mistakes included, with any line end, mark, delimiter and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 4, max: 300 }),
        async (cells, delimiter, end, hasMark, cut) => {
          const written = (cell: (text: string) => string): Uint8Array[] => {
            const lines = [COLUMNS, ...cells].map((line) => line.map(cell).join(delimiter));
            const bytes = new TextEncoder().encode(`${hasMark ? '\ufeff' : ''}${lines.join(end)}${end}`);
            return Array.from({ length: Math.ceil(bytes.length / cut) }, (_, part) =>
              bytes.subarray(part * cut, (part + 1) * cut),
            );
          };
          // A line of one empty cell is blank in one spelling and a short row in the other.
          fc.pre(cells.every((line) => line.some((cell) => cell.trim() !== '')));
          expect(await outcomeOf(written((cell) => cell))).toEqual(await outcomeOf(written((cell) => `"${cell}"`)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads many jobs of a few classes as the slow way does, where nearly every row goes the fast way', async () => {
    const often = (usual: readonly string[], rare: readonly string[]) =>
      fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...usual) }, fc.constantFrom(...rare));
    const submit = fc.oneof(
      { weight: 30, arbitrary: fc.nat(1e6).map((after) => String(1_700_000_000 + after)) },
      fc.constantFrom('1700000000.25', '1700000000123', '17', '2024-01-01T00:00:00Z', ''),
    );
    const columns: readonly (readonly [string, fc.Arbitrary<string>])[] = [
      ['job_id', often(['7', '12', 'a-1', 'x y'], ['', '0', '007', ' 5', '9 ', 'é', '1234567890123456'])],
      ['submit', submit],
      ['run_s', often(['1', '1.5', '600'], ['0', '', '-3', '1e3', '9999999999', '12\r3', '.5', '5.'])],
      ['vcpus', often(['1', '2'], ['', '1.5', ' 2', '2 ', '0.25', 'x'])],
      ['num_hosts', often(['', '1'], ['3', '0'])],
      ['array_size', often(['', '1'], ['5'])],
      ['user', often(['a', 'b'], ['', 'ü', 'a\rb', 'b\r'])],
      ['name', often(['', 'any thing'], ['ü', 'a\rb'])],
      ['deadline', often([''], ['2200000000'])],
      ['peak_memory_mib', often(['', '3.25'], ['-1', 'x'])],
      ['memory_mib', often(['512', '1024'], ['', '0', '2\r', '9'.repeat(300)])],
    ];
    const table = fc
      .shuffledSubarray([...columns], { minLength: 5 })
      .filter((list) => ['submit', 'run_s'].every((needed) => list.some(([name]) => name === needed)))
      .chain((list) =>
        fc.record({
          names: fc.constant(list.map(([name]) => name)),
          rows: fc.array(fc.tuple(...list.map(([, cell]) => cell)), { minLength: 5, maxLength: 40 }),
        }),
      );
    const cuts = fc.integer({ min: 4, max: 900 });
    await fc.assert(
      fc.asyncProperty(
        table,
        cuts,
        fc.constantFrom('', '\n', '\r\n', '\n\n'),
        async ({ names, rows: cells }, cut, end) => {
          const lineEnd = end.includes('\r') ? '\r\n' : '\n';
          const written = (cell: (text: string) => string): Uint8Array[] => {
            const text = [names, ...cells].map((line) => line.map(cell).join(',')).join(lineEnd);
            const bytes = new TextEncoder().encode(text + end);
            return Array.from({ length: Math.ceil(bytes.length / cut) }, (_, part) =>
              bytes.subarray(part * cut, (part + 1) * cut),
            );
          };
          expect(await outcomeOf(written((cell) => cell))).toEqual(await outcomeOf(written((cell) => `"${cell}"`)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads a plain number as Number does, to the last bit', () => {
    const digits = fc.array(fc.constantFrom(...'0123456789'), { maxLength: 17 }).map((list) => list.join(''));
    fc.assert(
      fc.property(digits, fc.option(digits, { nil: undefined }), (whole, part) => {
        const spelled = part === undefined ? whole : `${whole}.${part}`;
        const fast = plainNumberBetween(`x${spelled}y`, 1, 1 + spelled.length);
        if (!Number.isNaN(fast)) expect(fast).toBe(decimalNumber(spelled));
        else expect(spelled.length > 15 || whole === '' || part === '').toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});
