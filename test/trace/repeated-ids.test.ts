import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/models/problem.ts';
import { importTrace } from '../../src/trace/index.ts';

const defaults = { vcpus: 1, memoryMiB: 1 };

async function warningsOf(text: string): Promise<readonly string[]> {
  const read = await importTrace([text], { fileName: 'jobs.csv', defaults });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.warnings.filter(({ path }) => !path.startsWith('workload.defaults')).map(formatProblem);
}

describe('a job id that stands twice in a CSV', () => {
  const hint = 'remove the rows that were exported twice, or give every job an id of its own';

  it('is told with both lines, past blank lines, headers, quotes and skipped rows', async () => {
    const lines = [
      'Job ID,submit_s,run_s,num_hosts', // line 1
      'first,0,1,',
      '',
      'wide,0,1,2', // skipped
      'Job ID,submit_s,run_s,num_hosts', // the header again
      'second,9,1,',
      '"with',
      'a break",1,1,', // lines 7 and 8
      'third,2,1,',
      '"second",3,1,', // line 10
    ];
    expect(await warningsOf(lines.join('\n'))).toEqual([
      `jobs.csv:10  job_id: "second" stands on line 6 already, and each row counts as a job of its own - ${hint}`,
    ]);
  });

  it('is told once however many there are, arrays as one row each', async () => {
    const lines = ['id,submit_s,run_s,array_size', 'a,5,1,3', 'b,4,1,', 'a,3,1,2', 'b,2,1,', 'c,1,1,4', 'c:0,0,1,'];
    expect(await warningsOf(lines.join('\n'))).toEqual([
      `jobs.csv:4  id: "a" stands on line 2 already, and each row counts as a job of its own (2 rows repeat the id of an earlier one) - ${hint}`,
    ]);
  });

  it('is told of whole numbers as well, and not of jobs without an id', async () => {
    const numbers = Array.from({ length: 5000 }, (_, row) => `${row + 10},${row},1`);
    const text = `job_id,submit_s,run_s\n${numbers.join('\n')}\n`;
    expect(await warningsOf(`${text}12,0,1\n`)).toEqual([
      expect.stringMatching(/^jobs.csv:5002 .*"12" stands on line 4/),
    ]);
    expect(await warningsOf(`${text},0,1\n,0,1\n`)).toEqual([]);
  });
});
