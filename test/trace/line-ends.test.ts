/** Line ends of CR alone are read like any other, whatever the format and however the file is cut; a change further down is told. */

import { expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';
import { readableLines } from '../../src/trace/line-ends.ts';
import { idsOf } from '../support/ids.ts';

const SWF_ROWS = ['1', '2', '3'].map((id) => `${id} 0 0 60 2 -1 -1 2 60 -1 1 1 1 1 1 1 -1 -1`);
/** Three jobs each. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  csv: ['job_id,submit_s,run_s', 'a,0,60', '"b,c",1,60', 'd,2,60'],
  swf: ['; UnixStartTime: 1700000000', ...SWF_ROWS],
  'swf without comments': SWF_ROWS,
  slurm: [
    'JobID|Submit|ElapsedRaw|ReqCPUS',
    '1|2024-01-01T00:00:00|60|1',
    '2|2024-01-01T00:00:00|60|1',
    '3|2024-01-01T00:00:00|60|1',
  ],
  nextflow: [
    'task_id\thash\tsubmit\trealtime\tname',
    '1\tab\t2024-01-01 00:00:00\t1m\ta',
    '2\tab\t2024-01-01 00:00:00\t1m\ta',
    '3\tab\t2024-01-01 00:00:00\t1m\ta',
  ],
};

function cut(text: string, length: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.slice(index * length, (index + 1) * length),
  );
}

async function outcomeOf(lines: readonly string[], end: string, length: number): Promise<unknown> {
  const read = await importTrace(cut(`${lines.join(end)}${end}`, length), { defaults: { vcpus: 1, memoryMiB: 1 } });
  if (!read.ok) return read.problems;
  const { workload, rows, format, notes } = read.value;
  return { format, rows, notes, ids: idsOf(workload), submitMs: [...workload.submitMs], runMs: [...workload.runMs] };
}

it.each(Object.entries(FILES))('a file of %s is read alike with LF, CRLF and CR', async (_, lines) => {
  const expected = await outcomeOf(lines, '\n', 1000);
  expect(expected).toMatchObject({ rows: 3 });
  for (const end of ['\r', '\r\n', '\r\r', '\r\r\n'])
    for (const length of [1, 2, 7, 1000]) expect(await outcomeOf(lines, end, length)).toEqual(expected);
});

it('a mistake is told with its line where lines end in CR', async () => {
  for (const length of [1, 1000])
    expect(await outcomeOf(['submit_s,run_s', '0,60', '0,x'], '\r', length)).toMatchObject([
      { path: 'run_s', line: 3 },
    ]);
});

it.each(Object.entries(FILES))('CR within lines of %s that end in LF hides no job', async (_, lines) => {
  const [first, ...others] = lines;
  expect(await outcomeOf([first, others.join('\r')], '\n', 1000)).toMatchObject([
    { message: 'lines end in CR alone from here on, and in LF before', line: 2 },
  ]);
});

it('a comment of SWF that ends in CR alone after others that end in LF hides no job', async () => {
  expect(await outcomeOf(['; Version: 2', `; Computer: x\r${SWF_ROWS.join('\r')}`], '\n', 1000)).toMatchObject([
    { message: 'lines end in CR alone from here on, and in LF before', line: 2 },
  ]);
});

it('text whose first line ends in LF passes as it is', async () => {
  async function* text() {
    yield* ['', 'a', 'b\r', '\nc\rd', '\r'];
  }
  const passed: string[] = [];
  for await (const part of readableLines(text())) passed.push(part);
  expect(passed.join('')).toBe('ab\nc\nd\n');
  passed.length = 0;
  async function* feeds() {
    yield* ['a\n', 'b\r', 'c\r\n'];
  }
  for await (const part of readableLines(feeds())) passed.push(part);
  expect(passed).toEqual(['a\n', 'b\r', 'c\r\n']);
});
