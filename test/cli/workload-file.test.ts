import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runHere } from '../support/cli.ts';

const CSV = 'job_id,submit_s,run_s,vcpus,memory_mib\na,0,600,2,4096\nb,60,1200,4,\nc,90,300,,1024\n';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'batchwright-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe('import --to jobs.bww', () => {
  it('writes a file that simulate takes for the trace, with the same bytes as result', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'jobs.csv'), CSV);
    expect((await runHere(['import', 'jobs.csv', '--to', 'jobs.bww'], { cwd })).exitCode).toBe(0);
    const simulated = (trace: string) =>
      runHere(['simulate', '--trace', trace, '--default-vcpus', '3', '--default-memory-mib', '2048', '--json'], {
        cwd,
      });
    const [direct, cached] = [await simulated('jobs.csv'), await simulated('jobs.bww')];
    expect(direct.exitCode).toBe(0);
    expect(cached.out).toBe(direct.out.replaceAll('"jobs.csv  workload', '"jobs.bww  workload'));
    expect((await runHere(['import', 'jobs.bww'], { cwd })).out).toContain('3 jobs from 3 rows (format bww)');
  });

  it('is named by a scenario like any trace, and exit 3 says when it is damaged', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'jobs.csv'), CSV);
    await runHere(['import', 'jobs.csv', '--to', 'jobs.bww'], { cwd });
    const spoilt = readFileSync(join(cwd, 'jobs.bww'));
    spoilt[spoilt.length - 20] ^= 4;
    writeFileSync(join(cwd, 'spoilt.bww'), spoilt);
    const ran = await runHere(['simulate', '--trace', 'spoilt.bww'], { cwd });
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.error).toContain('the workload file is damaged: its checksum is wrong');
  });
});
