/** How the command behaves as a process: endless input, closed pipes, full disks, Ctrl-C, and files that appear whole or not. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../support/built.ts';
import {
  COMMAND,
  contentsOf,
  interruptedAfter,
  runBuilt,
  runHere,
  type SpawnOptions,
  temporaryFolder,
} from '../support/cli.ts';

const QUICKSTART = join(ROOT, 'scenarios/quickstart.yaml');
const MIB = 1 << 20;
/** What Linux keeps of a pipe until it is read. */
const PIPE_BYTES = 1 << 16;
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

/** Prints the peak memory of the process as the last line of standard error. */
const MEASURE_PEAK = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => process.stderr.write('peak ' + Math.round(process.resourceUsage().maxRSS / 1024) + ' MiB\\n'));",
)}`;

/** 2 GiB of one byte after some first bytes, made as it is read: no disk, no memory. */
function endless(start: string, byte: string): Pick<SpawnOptions, 'whileRunning' | 'nodeFlags'> {
  const chunk = Buffer.alloc(MIB, byte);
  return {
    nodeFlags: ['--import', MEASURE_PEAK],
    whileRunning: (child) => {
      let written = 0;
      const more = (): void => {
        while (written < 2048 && child.stdin.writable) {
          written++;
          if (!child.stdin.write(chunk)) {
            child.stdin.once('drain', more);
            return;
          }
        }
        child.stdin.end();
      };
      child.stdin.write(start);
      more();
    },
  };
}

describe('a line of 2 GiB on standard input', () => {
  it.each([
    ['as CSV', ['simulate', '--trace', '-'], 'submit_s,run_s\n', 'x', 'line 2 is longer than 1 MiB'],
    ['without a format', ['import', '-'], '', 'x', 'neither the file name nor the content shows the format'],
    ['as JSON brackets', ['import', '-'], '', '[', 'nested more than 100 levels deep'],
    ['as a JSON string', ['import', '-'], '["', 'x', 'one JSON value is longer than 192 MiB'],
    ['as a scenario', ['simulate', '-'], '', 'x', 'is longer than 64 MiB'],
  ])(
    '%s is refused with less than 400 MiB of memory',
    async (_, arguments_, start, byte, message) => {
      const { exitCode, error } = await runBuilt(arguments_, endless(start, byte));
      expect(error).toContain(message);
      expect(Number(/peak (\d+) MiB/.exec(error)?.[1])).toBeLessThan(400);
      expect(exitCode).toBe(3);
    },
    60_000,
  );
});

describe('where the output goes', () => {
  it('a reader that has seen enough ends the command quietly', () => {
    const script = `node "${COMMAND}" simulate "${QUICKSTART}" --json | head -1; echo "codes \${PIPESTATUS[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['{\ncodes 0 0\n', '']);
  });

  it('a reader that has left takes nothing from the verdict', () => {
    const check = `node "${COMMAND}" check "${QUICKSTART}" --threshold 'cost < $1'`;
    // The reader is gone before the first byte is written.
    const script = `${check} | true; echo "codes \${PIPESTATUS[*]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['codes 4 0\n', '']);
  });

  it('jobs that nobody reads any more are not written out', () => {
    const cwd = temporaryFolder();
    const rows = Array.from({ length: 50_000 }, (_, job) => `${job},60\n`);
    writeFileSync(join(cwd, 'jobs.csv'), `submit_s,run_s\n${rows.join('')}`);
    const script = `node "${COMMAND}" import jobs.csv --to - 2>/dev/null | head -1; echo "codes \${PIPESTATUS[*]}"`;
    const { stdout } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8' });
    expect(stdout).toMatch(/^job_id,.*\ncodes 0 0\n$/);
  });

  it.skipIf(!HAS_PYTHON)('a pipe that does not wait for its reader still gets everything', () => {
    const unwaiting = `import os; os.set_blocking(1, False); os.execvp('node', ['node', '${COMMAND}', 'schema'])`;
    const script = `python3 -c "${unwaiting}" | (sleep 0.5; cat); echo "codes \${PIPESTATUS[*]}"`;
    const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    const schema = spawnSync('node', [COMMAND, 'schema'], { encoding: 'utf8' }).stdout;
    expect(schema.length).toBeGreaterThan(PIPE_BYTES);
    expect(stdout).toBe(`${schema}codes 0 0\n`);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk behind > is told and ends with 1', () => {
    const { status, stderr } = spawnSync('bash', ['-c', `node "${COMMAND}" schema > /dev/full`], { encoding: 'utf8' });
    expect(stderr).toMatch(/^error: cannot write the output: ENOSPC.*\n$/);
    expect(status).toBe(1);
  });

  it('folders on the way to an output file are made', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    expect((await runHere(['import', 'jobs.csv', '--to', 'a/b/out.csv'], { cwd })).exitCode).toBe(0);
    const rows = ['--jobs', 'c/jobs.csv', '--instances', 'd/instances.csv'];
    expect((await runHere(['simulate', '--trace', 'jobs.csv', ...rows], { cwd })).exitCode).toBe(0);
    const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'));
    expect(files.sort()).toEqual(['a/b/out.csv', 'c/jobs.csv', 'd/instances.csv', 'jobs.csv']);
  });

  it.each([
    ['a folder', ['--jobs', 'folder'], 'cannot write folder: it is a directory'],
    ['a folder for the second file', ['--jobs', 'x.csv', '--instances', 'folder'], 'cannot write folder'],
    [
      'below a file',
      ['--jobs', 'jobs.csv/x.csv'],
      'cannot write jobs.csv/x.csv: a part of the path is not a directory',
    ],
    ['one file twice', ['--jobs', 'x.csv', '--instances', 'x.csv'], '--jobs and --instances name the same file'],
    ['where nothing can be made', ['--jobs', '/proc/none/x.csv'], 'cannot write /proc/none/x.csv'],
  ])('%s ends with 2 and leaves everything as it was', async (_, flags, message) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'folder'));
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    const before = contentsOf(cwd);
    const { exitCode, out, error } = await runHere(['simulate', '--trace', 'jobs.csv', ...flags], { cwd });
    expect(error).toContain(message);
    expect([exitCode, out]).toEqual([2, '']);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it.skipIf(!existsSync('/dev/stdout'))('rows go to a device or a pipe as it is, which stays what it was', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    spawnSync('mkfifo', [join(cwd, 'pipe'), join(cwd, 'second')]);
    const script = `cat pipe > rows & cat second > copy & node "${COMMAND}" simulate --trace jobs.csv --jobs pipe -q > report; node "${COMMAND}" import jobs.csv --to second > said; wait`;
    const { stderr } = spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8', timeout: 30_000 });
    expect(stderr).not.toContain('error');
    expect(readFileSync(join(cwd, 'rows'), 'utf8')).toMatch(/^job_id,queue,.*\n0,.*\n$/);
    expect(readFileSync(join(cwd, 'copy'), 'utf8')).toMatch(/^job_id,submit_s,.*\n0,.*\n$/);
    expect(lstatSync(join(cwd, 'pipe')).isFIFO() && lstatSync(join(cwd, 'second')).isFIFO()).toBe(true);
  });

  it.each([0o600, 0o640, 0o666])('a file that is replaced keeps its permissions (%i)', async (permissions) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    writeFileSync(join(cwd, 'out.csv'), 'before');
    chmodSync(join(cwd, 'out.csv'), permissions);
    expect((await runHere(['import', 'jobs.csv', '--to', 'out.csv'], { cwd })).exitCode).toBe(0);
    expect(readFileSync(join(cwd, 'out.csv'), 'utf8')).toContain('job_id');
    expect(lstatSync(join(cwd, 'out.csv')).mode & 0o777).toBe(permissions);
  });

  it('a link to a file stays a link, and the file it leads to is replaced', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    writeFileSync(join(cwd, 'old.csv'), 'old');
    symlinkSync('old.csv', join(cwd, 'link.csv'));
    expect((await runHere(['import', 'jobs.csv', '--to', 'link.csv'], { cwd })).exitCode).toBe(0);
    expect(lstatSync(join(cwd, 'link.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'old.csv'), 'utf8')).toMatch(/^job_id,/);
  });

  it.each([
    ['the scenario', ['simulate', 'scenario.yaml', '--jobs', './scenario.yaml'], '--jobs ./scenario.yaml'],
    ['the trace', ['simulate', '--trace', 'jobs.csv', '--instances', 'jobs.csv'], '--instances jobs.csv'],
    ['the trace a scenario names', ['optimize', 'scenario.yaml', '--out', 'jobs.csv'], '--out jobs.csv'],
    ['the trace by a link', ['import', 'jobs.csv', '--to', 'link.csv'], '--to link.csv'],
    ['the scenario of a plan', ['plan', 'scenario.yaml', '--out', 'scenario.yaml'], '--out scenario.yaml'],
  ])('an output that is %s ends with 2 and leaves everything as it was', async (_, arguments_, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    symlinkSync('jobs.csv', join(cwd, 'link.csv'));
    const batch = readFileSync(QUICKSTART, 'utf8')
      .split(/^batch:/m)[1]
      .split(/^# How AWS/m)[0];
    writeFileSync(join(cwd, 'scenario.yaml'), `version: 1\nworkload: { trace: { path: jobs.csv } }\nbatch:${batch}`);
    const before = contentsOf(cwd);
    const { exitCode, out, error } = await runHere(arguments_, { cwd });
    expect(error).toContain(`${message} would overwrite a file that is read`);
    expect([exitCode, out]).toEqual([2, '']);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('import --to - prints the jobs and nothing else on standard output', async () => {
    const { exitCode, out, error } = await runHere(['import', '-', '--to', '-'], { stdin: 'submit_s,run_s\n0,60\n' });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^job_id,submit_s,.*\n0,0,60,1,2048,.*\n$/);
    expect(error).toContain('1 job from 1 row (');
    const again = await runHere(['import', '-', '--to', '-'], { stdin: out });
    expect(again.out).toBe(out);
  });

  it('bytes that would repaint the terminal are shown, not obeyed', async () => {
    const stdin = 'job_id,submit_s,run_s,vcpus\n\x1b[2Jgone\x07,0,1,5000\n';
    const { exitCode, error } = await runBuilt(['simulate', '--trace', '-'], { stdin });
    expect(error).toContain('job \\u001b[2Jgone\\u0007 (5000 vCPU');
    expect(exitCode).toBe(5);
  });

  it('bytes that would repaint the terminal, and marks that turn a line around, are shown in reports as well', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'jobs.csv'), 'submit_s,run_s\n0,60\n');
    const scenario = readFileSync(QUICKSTART, 'utf8').replace(/^name: .*$/m, 'name: "a\\e[2J\\x9b1m\\u202eb"');
    writeFileSync(join(cwd, 'hostile.yaml'), scenario);
    const flags = ['hostile.yaml', '--trace', 'jobs.csv', '--replications', '1'];
    for (const format of ['text', 'markdown']) {
      const { exitCode, out } = await runBuilt(['simulate', ...flags, '--format', format], { cwd });
      expect(exitCode).toBe(0);
      expect(out).toContain('a\\u001b[2J\\u009b1m\\u202eb');
    }
    const { out } = await runBuilt(['simulate', ...flags, '--json'], { cwd });
    expect(['\u001b', '\u009b', '\u202e'].filter((mark) => out.includes(mark))).toEqual([]);
    expect(JSON.parse(out).scenario).toBe('a\u001b[2J\u009b1m\u202eb');
  });
});

describe('Ctrl-C', () => {
  it('in the middle of a long simulation ends with 130, says so and leaves no file behind', async () => {
    const cwd = temporaryFolder();
    const flags = ['--replications', '100000', '--json'];
    const ran = await runBuilt(['simulate', QUICKSTART, ...flags], { cwd, ...interruptedAfter(3000) });
    expect(ran.error).toContain('stopping (Ctrl-C again to quit at once)');
    expect(ran.exitCode).toBe(130);
    expect(contentsOf(cwd)).toEqual({});
    // Either nothing yet or a whole document over the replications that were finished.
    if (ran.out === '') expect(ran.error).toContain('no replication was complete: there is nothing to print');
    else {
      const { schemaVersion, replications } = JSON.parse(ran.out);
      expect(schemaVersion).toBe(1);
      expect(ran.error).toContain(`printing the ${replications} of 100000 replications that were complete`);
    }
  }, 60_000);

  it('in the middle of a search ends with 130 and leaves a whole plan or none', async () => {
    const cwd = temporaryFolder();
    const flags = ['--budget', '100000000', '--out', 'plan.json'];
    const ran = await runBuilt(['optimize', QUICKSTART, ...flags], { cwd, ...interruptedAfter(3000) });
    expect(ran.error).toContain('stopping');
    expect(ran.exitCode).toBe(130);
    const files = readdirSync(cwd);
    expect(files.filter((name) => name !== 'plan.json')).toEqual([]);
    for (const name of files) JSON.parse(readFileSync(join(cwd, name), 'utf8'));
  }, 60_000);

  it.each([
    ['import --to a CSV', ['import', 'jobs.csv', '--to', 'x.out.csv']],
    ['import --to a workload file', ['import', 'jobs.csv', '--to', 'x.out.bww']],
    ['simulate --jobs', ['simulate', '--trace', 'jobs.csv', '--jobs', 'x.out.csv', '--instances', 'x.out2.csv']],
  ])('while %s writes its file ends with 130 and leaves none', async (_, arguments_) => {
    const cwd = temporaryFolder();
    const rows = Array.from({ length: 10_000 }, (_value, job) => `${job},60\n`);
    writeFileSync(join(cwd, 'jobs.csv'), `submit_s,run_s\n${rows.join('')}`);
    const before = contentsOf(cwd);
    const isInterrupted = () => readdirSync(cwd).some((name) => name.startsWith('.x.out'));
    const { exitCode, out } = await runHere(arguments_, { cwd, isInterrupted });
    expect([exitCode, out]).toEqual([130, '']);
    expect(contentsOf(cwd)).toEqual(before);
  });

  it('before export writes its first file ends with 130 and leaves none', async () => {
    const cwd = temporaryFolder();
    let asked = 0;
    const command = ['export', QUICKSTART, '--to', 'cloudformation', '--out', 'exported'];
    expect((await runHere(command, { cwd, isInterrupted: () => asked++ >= 1 })).exitCode).toBe(130);
    expect(contentsOf(cwd)).toEqual({});
  });

  it('is heard although rows are written in one go', async () => {
    const cwd = temporaryFolder();
    const rows = Array.from({ length: 100_000 }, (_, job) => `${job},60\n`);
    writeFileSync(join(cwd, 'jobs.csv'), `submit_s,run_s\n${rows.join('')}`);
    const before = contentsOf(cwd);
    const whileRunning: SpawnOptions['whileRunning'] = (child) => {
      const watch = setInterval(() => {
        if (!readdirSync(cwd).some((name) => name.startsWith('.x.csv'))) return;
        clearInterval(watch);
        child.kill('SIGINT');
      }, 5);
      onTestFinished(() => clearInterval(watch));
    };
    const { exitCode, out } = await runBuilt(['simulate', '--trace', 'jobs.csv', '--jobs', 'x.csv'], {
      cwd,
      whileRunning,
    });
    expect([exitCode, out]).toEqual([130, '']);
    expect(contentsOf(cwd)).toEqual(before);
  }, 60_000);

  // Asked once for each scenario that is read, and from then on by the simulations.
  it.each([
    ['simulate', [QUICKSTART], 'no replication was complete: there is nothing to print\n'],
    ['check', [QUICKSTART, '--threshold', 'failed == 0'], 'not every replication was run: no threshold was judged\n'],
    [
      'compare',
      [QUICKSTART, QUICKSTART],
      'not every replication of quickstart (synthetic) was run: there is nothing to compare\n',
    ],
    ['optimize', [QUICKSTART], 'nothing was found yet: there is nothing to print\n'],
  ])('before the first result of %s says that nothing is printed', async (verb, rest, said) => {
    let asked = 0;
    const isInterrupted = () => asked++ >= (verb === 'compare' ? 2 : 1);
    const { exitCode, out, error } = await runHere([verb, ...rest], { isInterrupted });
    expect([exitCode, out, error]).toEqual([130, '', said]);
  });

  it.skipIf(process.platform === 'win32')(
    'twice ends at once what waits for a pipe that nobody writes to',
    async () => {
      const cwd = temporaryFolder();
      spawnSync('mkfifo', [join(cwd, 'pipe')]);
      const first = interruptedAfter(2000);
      const { exitCode } = await runBuilt(['import', 'pipe'], {
        ...first,
        cwd,
        whileRunning: (child) => {
          onTestFinished(() => void child.kill('SIGKILL'));
          first.whileRunning?.(child);
          child.stderr.on('data', (chunk: Buffer) => void (chunk.includes('stopping') && child.kill('SIGINT')));
        },
      });
      // By the signal, which is 130 to a shell.
      expect(exitCode).toBeNull();
    },
  );

  it('while waiting for standard input ends at once', async () => {
    // Far more than a pipe holds: once all is taken, the command reads, and there is no end to wait for.
    const comment = `#${' '.repeat(1 << 20)}\n`;
    const ran = await runBuilt(['simulate', '-'], {
      whileRunning: (child) => child.stdin.write(comment, () => child.kill('SIGINT')),
    });
    expect([ran.exitCode, ran.out]).toEqual([130, '']);
    expect(ran.error).toContain('stopping');
  });
});

describe.skipIf(process.platform === 'win32')('a folder that is gone', () => {
  it('under the command is told, without a stack trace', () => {
    const folder = join(temporaryFolder(), 'gone');
    mkdirSync(folder);
    const script = 'cd "$0" && rmdir "$0" && exec "$1" "$2" --version';
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, folder, process.execPath, COMMAND], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe('error: the folder this was started in is no longer there - change to another one\n');
  });
});
