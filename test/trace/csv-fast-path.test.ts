import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';
import { isoMs } from '../../src/trace/instants.ts';
import { decimalNumber, plainNumberBetween } from '../../src/trace/quantities.ts';
import { QuickDates } from '../../src/trace/quick-dates.ts';
import { idsOf } from '../support/ids.ts';
import { piecesOf } from './pieces.ts';

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
            const [header, ...lines] = [COLUMNS, ...cells].map((line) => line.map(cell).join(delimiter));
            return piecesOf(`${hasMark ? '\ufeff' : ''}${header}`, `${lines.join(end)}${end}`, cut);
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
            const [header, ...lines] = [names, ...cells].map((line) => line.map(cell).join(','));
            return piecesOf(header, lines.join(lineEnd) + end, cut);
          };
          expect(await outcomeOf(written((cell) => cell))).toEqual(await outcomeOf(written((cell) => `"${cell}"`)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads dates and runs given by start and end as the slow way does, zones, leap days and mistakes included', async () => {
    const two = (most: number, least = 0) =>
      fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
    const zone = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('Z', 'Z', '', '+01:00', '-09:30', '+00:00') },
      fc.constantFrom('z', '+01', '+0100', ' Z', ' +01:00', '+1:00', '+99:99', 'CET', '-'),
    );
    const fraction = fc.oneof(
      { weight: 6, arbitrary: fc.constant('') },
      fc.constantFrom('.5', '.25', '.125', '.123456', '.999999999', '.', ',5', '.1234567890'),
    );
    const day = fc.oneof(
      { weight: 8, arbitrary: two(28, 1).map((d) => `2024-02-${d}`) },
      fc.constantFrom(
        '2024-02-29',
        '2023-02-29',
        '2024-02-30',
        '2000-02-29',
        '2100-02-29',
        '2024-12-31',
        '2024-13-01',
        '2024-03-01',
      ),
      fc.constantFrom('1970-01-01', '1969-12-31', '0099-01-01', '2024-00-10', '2024-01-00', '24-01-01', '2024-1-01'),
    );
    const time = fc.oneof(
      { weight: 8, arbitrary: fc.tuple(two(23), two(59), two(59)).map((parts) => parts.join(':')) },
      fc.constantFrom('24:00:00', '23:59:60', '12:60:00', '10:00', '1:00:00', '10:00:0', '25:00:00'),
    );
    const written = fc
      .tuple(day, fc.constantFrom('T', 'T', ' '), time, fraction, zone)
      .map(([date, mark, clock, part, where]) => `${date}${mark}${clock}${part}${where}`);
    const steady = fc.nat(3_000_000).map((s) => new Date(1_710_000_000_000 + s * 1000).toISOString());
    const odd = fc.oneof(
      { weight: 4, arbitrary: written },
      fc.constantFrom('', ' ', '2024-02-01', '1710000000', '1710000000123', '17', 'x', '2024-02-01T10:00:00Zx'),
    );
    // One cell in thirty is odd, and most runs begin after their submission: else hardly any row would be plain.
    const plainRow = fc.tuple(steady, fc.nat(5_000_000), fc.nat(5_000_000)).map(([submit, wait, run]) => {
      const at = (ms: number) => new Date(Date.parse(submit) + ms).toISOString();
      return [submit, at(wait), at(wait + run)];
    });
    const times = fc.oneof(
      { weight: 5, arbitrary: plainRow },
      { weight: 2, arbitrary: fc.tuple(written, written, written).map((t) => [...t].sort()) },
      fc.tuple(odd, odd, odd),
    );
    const bytesOf = (lines: readonly (readonly string[])[], cut: number, cell: (text: string) => string) => {
      const [header, ...others] = lines.map((line) => line.map(cell).join(';'));
      return piecesOf(header, `${others.join('\n')}\n`, cut);
    };
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          ['submit', 'start', 'end'],
          ['submit', 'start_time', 'finished_at'],
          ['submit', 'start', 'run_s'],
        ),
        fc.array(times, { minLength: 2, maxLength: 25 }),
        fc.boolean(),
        fc.integer({ min: 20, max: 900 }),
        async (names, rows, onlyPlain, cut) => {
          const kept = onlyPlain
            ? rows.filter((cells) => cells.every((cell) => /^2024-0[3-7].*\.\d{3}Z$/.test(cell)))
            : rows;
          const lines = [
            [...names, 'vcpus'],
            ...kept.map((cells, index) => [
              ...(names[2] === 'run_s' ? [...cells.slice(0, 2), '5'] : cells),
              String(1 + (index % 2)),
            ]),
          ];
          const fast = await outcomeOf(bytesOf(lines, cut, (cell) => cell));
          if (!Array.isArray(fast)) read++;
          expect(fast).toEqual(await outcomeOf(bytesOf(lines, cut, (cell) => `"${cell}"`)));
        },
      ),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(100);
  }, 60_000);

  it('reads a date in its usual spelling as the careful way does', () => {
    const dates = new QuickDates();
    const millisecond = fc.integer({ min: 0, max: Date.UTC(2999, 11, 31) });
    fc.assert(
      fc.property(millisecond, fc.constantFrom('Z', '', '+05:30', '-11:00'), (ms, where) => {
        const spelled = new Date(ms).toISOString().replace('Z', where);
        const read = dates.read(new TextEncoder().encode(spelled), 0, spelled.length);
        expect([read, dates.end]).toEqual([isoMs(spelled), spelled.length]);
      }),
      { numRuns: 3000 },
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
