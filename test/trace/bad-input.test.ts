/** What is wrong with a trace is said with its line and a way out, all at once. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ImportOptions, importTrace, type TraceSource } from '../../src/trace/index.ts';
import { idsOf } from '../support/ids.ts';

const defaults = { vcpus: 1, memoryMiB: 2048 };

async function problemsOf(source: TraceSource, options: Partial<ImportOptions> = {}): Promise<readonly string[]> {
  const result = await importTrace(source, { defaults, ...options });
  if (result.ok) return [];
  return result.problems.map(({ line, path, message, hint }) => `${line ?? '-'} ${path}: ${message} (${hint})`);
}

async function onlyProblemOf(source: TraceSource, options: Partial<ImportOptions> = {}): Promise<string> {
  const problems = await problemsOf(source, options);
  expect(problems).toHaveLength(1);
  return problems[0];
}

function csv(...rows: string[]): string[] {
  return [`${rows.join('\n')}\n`];
}

describe('a file that is no trace', () => {
  it('is called empty when it is, also when it has only blanks or is an empty gzip', async () => {
    expect(await onlyProblemOf([])).toContain('the file is empty');
    expect(await onlyProblemOf(['  \n\n'])).toContain('the file is empty');
    expect(await onlyProblemOf([new Uint8Array(gzipSync(''))])).toContain('the file is empty');
  });

  it('is called damaged when its gzip stream is cut off or spoilt', async () => {
    const whole = new Uint8Array(gzipSync('submit_s,run_s\n1,2\n'.repeat(5000)));
    expect(await onlyProblemOf([whole.subarray(0, whole.length - 20)])).toContain('damaged or ends early');
    const spoilt = whole.slice();
    spoilt.fill(0xff, 10, 40);
    expect(await onlyProblemOf([spoilt])).toContain('damaged or ends early');
  });

  it('is called binary, by its packing when that is known', async () => {
    expect(await onlyProblemOf([new Uint8Array([1, 2, 0, 0, 3, 200, 7])])).toContain('binary, not text');
    expect(await onlyProblemOf([new Uint8Array([0x50, 0x4b, 3, 4, 9, 9])])).toContain('the file is zip');
  });

  it('is refused at the first line with bytes that are no UTF-8, whatever its format, but not in comments', async () => {
    const latin1 = (text: string) => [new Uint8Array(Buffer.from(text, 'latin1'))];
    const illegible =
      'the line holds bytes that are not UTF-8 text (save the file as UTF-8, for example: iconv -f latin1 -t utf-8)';
    expect(await onlyProblemOf(latin1('submit_s,run_s,user\n0,1,zoe\n1,1,zo\u00eb\n'))).toBe(`3 : ${illegible}`);
    // Cut so that the line is not in the first piece.
    const long = `submit_s,run_s,user\n${'0,1,zoe\n'.repeat(30_000)}1,1,"zo\u00eb"\n`;
    expect(await onlyProblemOf(latin1(long))).toBe(`30002 : ${illegible}`);
    const nextflow =
      'task_id\tname\tsubmit\trealtime\tstatus\n1\ta\t1000\t5s\tCOMPLETED\n2\t\u00e9\t1000\t5s\tCOMPLETED\n';
    expect(await onlyProblemOf(latin1(nextflow))).toBe(`3 : ${illegible}`);
    const describeJobs = '{"jobs": [\n{"jobId": "a",\n"jobName": "\u00e9"}]}';
    expect(await onlyProblemOf(latin1(describeJobs))).toBe(`3 : ${illegible}`);
    const swf = `; Thanks to Zo\u00eb\n${'1 0 0 60 1 -1 -1 1 60 -1 1 1 1 1 1 -1 -1 -1\n'}`;
    expect(await problemsOf(latin1(swf))).toEqual([]);
    // The same names in UTF-8 are two users.
    const utf8 = [new TextEncoder().encode('submit_s,run_s,user\n0,1,zo\u00e8\n1,1,zo\u00eb\n')];
    expect(await problemsOf(utf8)).toEqual([]);
  });

  it('is read where it holds the sign for bad bytes itself, and refused where bytes beside it are bad', async () => {
    const header = 'submit_s,run_s,user\n';
    const bytes = Buffer.from(`${header}0,1,a\ufffd\n1,1,b\ufffd\n`);
    expect(await problemsOf([bytes])).toEqual([]);
    // However it is cut.
    const eachByte = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await problemsOf([bytes.subarray(0, header.length + 6), ...eachByte.slice(header.length + 6)])).toEqual([]);
    const spoilt = Buffer.concat([bytes, Buffer.from('2,1,zo'), Uint8Array.of(0xeb), Buffer.from('\n3,1,\ufffd\n')]);
    const cuts = Array.from(spoilt, (byte) => Uint8Array.of(byte));
    for (const chunks of [[spoilt], [spoilt.subarray(0, 20), ...cuts.slice(20)]])
      expect(await onlyProblemOf(chunks)).toMatch(/^4 : the line holds bytes that are not UTF-8/);
    // A file cut off in the middle of a character.
    expect(await onlyProblemOf([Buffer.from(`${header}0,1,\ufffd`).subarray(0, -1)])).toMatch(/^2 : the line holds/);
    expect(await problemsOf([`${header}0,1,\ufffd\n`])).toEqual([]);
    const jobs = '{"jobs": [\n{"jobId": "a",\n"jobName": "\ufffd"}]}';
    expect((await problemsOf([Buffer.from(jobs)])).join()).not.toContain('not UTF-8');
  });

  it('is stopped at a line over 1 MiB before it fills the memory', async () => {
    let chunksRead = 0;
    function* endless(): Generator<string> {
      yield 'submit_s,run_s\n';
      for (;;) {
        chunksRead++;
        yield 'x'.repeat(65_536);
      }
    }
    expect(await onlyProblemOf(endless())).toContain('2 : line 2 is longer than 1 MiB');
    expect(chunksRead).toBeLessThan(20);
  });

  it('is closed by us when reading stops early', async () => {
    const longLine = new TextEncoder().encode(`submit_s,run_s\n${'x'.repeat(3_000_000)}`);
    for (const bytes of [new Uint8Array([1, 2, 0, 0, 3]), new Uint8Array(gzipSync(longLine)), longLine]) {
      let isClosed = false;
      async function* file(): AsyncGenerator<Uint8Array> {
        try {
          for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
          for (;;) yield bytes.subarray(0, 1);
        } finally {
          isClosed = true;
        }
      }
      await onlyProblemOf(file());
      expect(isClosed).toBe(true);
    }
  });

  it('is told to be unpacked once more when it is packed twice', async () => {
    const packed = gzipSync('submit_s,run_s\n1,2\n');
    expect(await onlyProblemOf([new Uint8Array(gzipSync(packed))])).toContain('the file is gzip within gzip');
    const tar = new Uint8Array(1024);
    tar.set(new TextEncoder().encode('jobs.csv'));
    tar.set(new TextEncoder().encode('ustar'), 257);
    expect(await onlyProblemOf([tar])).toContain('the file is tar (unpack it first');
    expect(await onlyProblemOf([new Uint8Array(gzipSync(tar))])).toContain('the file is tar (unpack it first');
  });

  it('is of unknown format when nothing shows one, and the formats are listed', async () => {
    expect(await onlyProblemOf(['hello\nworld\n'])).toContain(
      'say which: nextflow, slurm, swf, wfformat, awsbatch, csv, bww; or let its name end as one does (.csv, .swf, .json)',
    );
  });

  it('names the file in every problem', async () => {
    const result = await importTrace([''], { fileName: 'a/b.csv', defaults });
    expect(result).toMatchObject({ ok: false, problems: [{ file: 'a/b.csv' }] });
  });
});

describe('a CSV someone wrote', () => {
  it('gets each mistake with its line and column, all at once', async () => {
    const rows = [
      'job_id,submit_s,run_s,vcpus,memory_mib',
      'a,0,-5,1,1024',
      'b,NaN,5,1,1024',
      'c,1,Infinity,1,1024',
      'd,2,5,1.5,1024',
      'e,3,5,1,"1,5"',
      'f,4,,1,1024',
      'g,,5,1,1024',
      'h,5,5,1',
      'i,6,400000000,1,1024',
    ];
    expect(await problemsOf(csv(...rows))).toMatchInlineSnapshot(`
      [
        "2 run_s: -5 is below 0 (correct the value)",
        "3 submit_s: "NaN" is not a number (use digits and a decimal point)",
        "4 run_s: "Infinity" is not a number (use digits and a decimal point)",
        "5 vcpus: 1.5 is not a whole number (round it up)",
        "6 memory_mib: "1,5" is not a number (use digits and a decimal point)",
        "7 run_s: the run time is empty (fill it in)",
        "8 submit_s: the submit time is empty (fill it in)",
        "9 : the row has 4 cells, the header 5 (quote cells that contain the delimiter, and fill missing cells)",
        "10 run_s: run time 400000000 s is more than 10 years (check the unit of this column)",
      ]
    `);
  });

  it('hears of a start before the submission and an end before the start', async () => {
    const rows = ['submit,start,end', '2024-01-01T01:00:00Z,2024-01-01T00:00:00Z,2024-01-01T02:00:00Z'];
    expect(await onlyProblemOf(csv(...rows))).toContain('2 start: the job starts before it is submitted');
    const backwards = ['submit,start,end', '2024-01-01T01:00:00Z,2024-01-01T03:00:00Z,2024-01-01T02:00:00Z'];
    expect(await onlyProblemOf(csv(...backwards))).toContain('2 end: the job ends before it starts');
  });

  it('hears of unknown, repeated and missing columns', async () => {
    expect(await onlyProblemOf(csv('submit_s,run_s,vcpu_s', '0,1,1'))).toContain('did you mean "vcpus"?');
    // By letters alone these would be nodes, MiB and (hours) seconds.
    for (const [written, hint] of [
      ['Cores', 'did you mean "vcpus"?'],
      ['Memory (GB)', 'did you mean "memory_gib"?'],
      ['max rss mb', 'did you mean "peak_memory_mib"?'],
      ['nodez', 'did you mean "nodes"?'],
      ['memory_utilization', 'remove it, or list it in ignoreColumns'],
      ['run_hours', 'did you mean "run_s", in seconds?'],
      ['Elapsed', 'did you mean "run_s", in seconds?'],
    ])
      expect(await onlyProblemOf(csv(`submit_s,run_s,${written}`, '0,1,1'))).toContain(hint);
    expect(await onlyProblemOf(csv('submit_s,run_s,run_s', '0,1,1'))).toContain('says the same as column "run_s"');
    expect(await onlyProblemOf(csv('submit_s,vcpus', '0,1'))).toContain('1 run_s: a trace needs run times');
    expect(await onlyProblemOf(csv('submit,submit_s,run_s', '2024-01-01,0,1'))).toContain('keep one submit column');
    expect(await onlyProblemOf(csv('run_s,vcpus', '0,1'))).toContain('1 submit: a trace needs a submit time');
  });

  it('hears once that the first line is no header, where it has numbers and no name of a column', async () => {
    const noHeader =
      '1 : the first line names no column: it looks like a row of data (put the names of the columns above it, such as job_id,submit_s,run_s,vcpus,memory_mib)';
    expect(await problemsOf(csv('a,0,600,2,4096', 'b,30,60,2,4096'), { fileName: 'jobs.csv' })).toEqual([noHeader]);
    const german = await problemsOf(csv('Auftrag,Beginn,Dauer', 'a,0,600'), { fileName: 'jobs.csv' });
    expect(german.join()).toContain('dauer: unknown column');
  });

  it('may have columns we do not know when they are listed', async () => {
    expect(await problemsOf(csv('submit_s,run_s,Colour', '0,1,red'), { ignoreColumns: ['colour'] })).toEqual([]);
  });

  it('hears that AWS Batch tries a job ten times at most', async () => {
    expect(await onlyProblemOf(csv('submit_s,run_s,attempts', '0,1,10', '0,1,11'))).toBe(
      '3 attempts: 11 is above 10 (AWS Batch tries a job up to 10 times, the first included: write 10 or fewer, or leave the cell empty)',
    );
  });

  it('hears that no priority of a job is above 9999', async () => {
    expect(await onlyProblemOf(csv('submit_s,run_s,scheduling_priority', '0,1,9999', '0,1,10000'))).toBe(
      '3 scheduling_priority: 10000 is above 9999 (AWS Batch takes priorities of 0 to 9999: write 9999 or less, or leave the cell empty)',
    );
  });

  it('hears that a timeout under a minute is none AWS Batch takes', async () => {
    expect(await onlyProblemOf(csv('submit_s,run_s,timeout_s', '0,1,60', '0,1,59'))).toBe(
      '3 timeout_s: 59 is below 60 seconds (AWS Batch takes timeouts of at least 60 seconds: write 60 or more, or leave the cell empty)',
    );
  });

  it('hears that a small number in "submit" is no date', async () => {
    expect(await onlyProblemOf(csv('submit,run_s', '12,1'))).toContain('name the column submit_s');
  });

  it('hears of quotes that never close and quotes inside cells', async () => {
    expect(await onlyProblemOf(csv('job_id,submit_s,run_s', '"a,0,1', 'b,0,1'))).toContain('2 : a quote that opens');
    expect(await onlyProblemOf(csv('job_id,submit_s,run_s', 'a"b"c,0,1'))).toContain('2 : a quote stands inside');
  });

  it('hears of prerequisites that nobody is, with the line and the nearest name', async () => {
    const problem = await onlyProblemOf(csv('job_id,submit_s,run_s,depends_on', 'prep,0,1,', 'main,0,1,perp'));
    expect(problem).toBe(
      '3 : the prerequisite "perp" is not in the trace (dependency of "main") (did you mean "prep"?)',
    );
  });

  it('is told the first 20 mistakes and how many more there are', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `${index},-1`);
    const problems = await problemsOf(csv('submit_s,run_s', ...rows));
    expect(problems).toHaveLength(21);
    expect(problems[20]).toContain('and 30 more problems');
  });

  it('needs at least one row', async () => {
    expect(await onlyProblemOf(csv('submit_s,run_s'))).toContain('it has no rows');
  });

  it('may come in any order, with trailing delimiters, blank lines and a header repeated by concatenation', async () => {
    const rows = ['submit_s,run_s', '', '9,1,', '3,2', 'submit_s,run_s', '5,3'];
    const result = await importTrace(csv(...rows), { defaults });
    expect(result.ok && [...result.value.workload.submitMs]).toEqual([0, 2000, 6000]);
    expect(result.ok && [...result.value.workload.runMs]).toEqual([2000, 3000, 1000]);
  });
});

describe('an SWF log', () => {
  const row = (memory: string): string => `1 0 0 60 2 -1 -1 2 60 ${memory} 1 1 1 -1 1 -1 -1 -1`;

  it('is not read with a memory unit that cannot be true, and says which option helps', async () => {
    // 64 GiB written in bytes, read as KB for each of 2 processors, would be 128 TiB.
    expect(await onlyProblemOf(csv(row('68719476736')))).toContain("set swfMemoryUnit to 'bytes'");
    const result = await importTrace(csv(row('68719476736')), {
      defaults,
      swfMemoryUnit: 'bytes',
      swfMemoryPer: 'job',
    });
    expect(result.ok && result.value.workload.classes[0].memoryMiB).toBe(65_536);
  });

  it('says why no job is left when all are skipped', async () => {
    const problem = await onlyProblemOf(csv('1 0 0 -1 2 -1 -1 2 60 -1 5 1 1 -1 1 -1 -1 -1'));
    expect(problem).toContain('of 1 rows, 1 run time unknown (-1) (first on line 1)');
  });

  it('takes run times over 10 years for a wrong unit', async () => {
    expect(await onlyProblemOf(csv('1 0 0 99999999999 2 -1 -1 2 60 -1 1 1 1 -1 1 -1 -1 -1'))).toContain(
      'more than 10 years',
    );
  });
});

describe('a Nextflow trace', () => {
  it('hears of missing columns, unreadable units and completions before the start', async () => {
    expect(await onlyProblemOf(csv('task_id\thash\trealtime', '1\ta\t5s'))).toContain('needs the column "submit"');
    const bad = ['task_id\thash\tsubmit\trealtime', '1\ta\t2024-01-01 00:00:00\tsoon'];
    expect(await onlyProblemOf(csv(...bad))).toContain('2 realtime: cannot read "soon"');
    const backwards = ['task_id\thash\tsubmit\tstart\tcomplete', '1\ta\t1714557600000\t1714557602000\t1714557601000'];
    expect(await onlyProblemOf(csv(...backwards))).toContain('completes before it starts');
  });

  it('hears of a completion before the submission, whatever the run time says', async () => {
    const header = 'task_id\thash\tsubmit\tcomplete\trealtime';
    const early = [header, '1\ta\t1714557600000\t1714557599000\t5s'];
    expect(await onlyProblemOf(csv(...early))).toContain('2 complete: the task completes before it is submitted');
    expect(
      await problemsOf(csv(header, '1\ta\t1714557600000\t1714557600000\t0s', '2\ta\t1714557600000\t-\t5s')),
    ).toEqual([]);
  });
});

describe('AWS Batch JSON', () => {
  it('is told from JSON of something else, such as a result of ours', async () => {
    expect(await onlyProblemOf(['{"current": {"cost": 1}, "schemaVersion": 1}'])).toBe(
      '1 : this is no job of AWS Batch: it has neither jobId nor status (give what `aws batch describe-jobs` prints, see docs/traces.md)',
    );
    expect(await problemsOf(['{"jobs": [{"jobId": "a"}]}'])).toEqual([
      '1 status: job a: Invalid input: expected string, received undefined (give DescribeJobs output)',
    ]);
  });

  it('reads documents printed one after another and one job a line alike', async () => {
    const job = (id: string): string =>
      JSON.stringify({
        jobId: id,
        status: 'SUCCEEDED',
        createdAt: 1.7e12,
        startedAt: 1.7e12,
        stoppedAt: 1.7e12 + 5000,
      });
    for (const text of [`{"jobs":[${job('a')}]}\n{"jobs":[\n${job('b')}]}`, `${job('a')}\n${job('b')}\n`]) {
      const result = await importTrace([text], { defaults });
      expect(result.ok && idsOf(result.value.workload)).toEqual(['a', 'b']);
    }
  });

  it('hears where the JSON is cut off, wrong or of the wrong kind', async () => {
    expect(await onlyProblemOf(['{"jobs":[\n{"jobId":'])).toContain('1 : the JSON that starts here never ends');
    expect(await onlyProblemOf(['{"jobs":[]}\n{jobs}'])).toContain('2 : not valid JSON');
    expect(await onlyProblemOf(['{"jobSummaryList":[]}'])).toContain('describe-jobs');
    expect(await onlyProblemOf(['[{"jobId":"x","status":7}]'])).toContain('1 status: job x:');
    expect(await onlyProblemOf(['[{"jobId":"x","status":"SUCCEEDED","schedulingPriority":10000}]'])).toContain(
      '1 schedulingPriority: job x: 10000 is above 9999, the highest priority AWS Batch takes',
    );
  });

  it('leaves out jobs that stop before they are submitted, and says so', async () => {
    const job = (id: string, stoppedAt: number) => {
      return { jobId: id, status: 'SUCCEEDED', createdAt: 1.7e12, startedAt: 1.7e12 - 9000, stoppedAt };
    };
    const text = JSON.stringify({ jobs: [job('early', 1.7e12 - 1), job('late', 1.7e12)] });
    const result = await importTrace([text], { defaults });
    expect(result.ok && idsOf(result.value.workload)).toEqual(['late']);
    expect(result.ok && result.value.skipped).toEqual([
      { reason: 'stops before it is submitted', count: 1, firstLine: 1 },
    ]);
  });

  it('does not take epoch seconds for milliseconds', async () => {
    const job = { jobId: 'a', status: 'SUCCEEDED', createdAt: 1.7e9, startedAt: 1.7e9, stoppedAt: 1.7e9 + 5 };
    expect(await onlyProblemOf([JSON.stringify(job)])).toContain('not epoch milliseconds');
  });
});

describe('figures that no job of AWS Batch can have', () => {
  const swf = (cpus: string) => `7 0 0 60 ${cpus} -1 -1 ${cpus} 60 -1 1 1 1 1 1 1 -1 -1\n`;
  const sacct = (columns: string, cells: string) =>
    `JobID|Submit|ElapsedRaw|${columns}\n7|2024-01-01T00:00:00|60|${cells}\n`;
  const nextflow = (cpus: string, memory: string) =>
    `task_id\thash\tsubmit\trealtime\tcpus\tmemory\n7\tab\t2024-01-01 00:00:00\t1m\t${cpus}\t${memory}\n`;
  const described = (more: string, at = 1.7e12) =>
    `[{"jobId":"7","status":"SUCCEEDED","createdAt":${at},"startedAt":${at},"stoppedAt":${at}${more}}]`;

  it.each([
    ['SWF', swf('20000000'), '20000000 vCPUs, more than 10 million'],
    ['sacct', sacct('ReqCPUS', '1e308'), '1e+308 vCPUs, more than 10 million'],
    ['sacct', sacct('ReqCPUS|ReqNodes', '4|1e9'), '1000000000 nodes, more than 10 million'],
    ['sacct', sacct('ReqCPUS|ReqTRES', '4|gres/gpu=100000000'), '100000000 GPUs, more than 10 million'],
    ['Nextflow', nextflow('1e9', '1 GB'), '1000000000 vCPUs, more than 10 million'],
    ['Nextflow', nextflow('1', '9000000 TB'), '9437184000000 MiB of memory, more than 1 PiB'],
    ['AWS Batch', described(',"container":{"memory":1e300}'), '1e+300 MiB of memory, more than 1 PiB'],
    ['AWS Batch', described(',"retryStrategy":{"attempts":11}'), '11 attempts, more than 10'],
    ['AWS Batch', described(',"timeout":{"attemptDurationSeconds":-5}'), '-5000 as timeoutMs, below 0'],
    ['CSV', 'job_id,submit_s,run_s,nodes\n7,0,1,1e9\n', '1000000000 nodes, more than 10 million'],
    ['CSV', 'job_id,submit_s,run_s,timeout_s\n7,0,1,1e308\n', 'a timeout of Infinity s, more than 2147483647'],
  ])('are refused in %s', async (_, text, said) => {
    expect(await onlyProblemOf([text])).toBe(`- : job 7 asks for ${said} (check the value and its unit)`);
  });

  it('are refused as submit times that no calendar has, which ended in a crash', async () => {
    expect(await onlyProblemOf([described('', 1e300)])).toBe(
      '1 createdAt: no calendar has this submit time (check the unit of this column)',
    );
    expect(await onlyProblemOf([`; UnixStartTime: 99999999999999999999\n${swf('1')}`])).toBe(
      '1 UnixStartTime: 99999999999999999999 is no date in seconds since 1970 (correct it)',
    );
  });

  it('are a negative run time in its own column, and no memory at all is not said', async () => {
    const negative = nextflow('1', '1 GB').replace('1m', '-60');
    expect(await onlyProblemOf([negative])).toBe('2 realtime: the run time is below 0 (correct the row)');
    const nothing = await importTrace([nextflow('1', '0')], { defaults });
    expect(nothing).toMatchObject({ ok: true, value: { workload: { classes: [{ memoryMiB: 2048 }] } } });
  });
});
