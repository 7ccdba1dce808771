/** Real job histories from beside the repository run through the command line as they are. Skipped, visibly, elsewhere. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runBuilt } from '../support/cli.ts';

const folder = fileURLToPath(new URL('../../../shared/data/traces/', import.meta.url));
const suite = existsSync(folder) ? describe : describe.skip;

async function simulated(path: string, flags: readonly string[] = []) {
  const arguments_ = ['simulate', '--trace', folder + path, '--json', '--drop-unrunnable', '--replications', '2'];
  const { exitCode, out, error } = await runBuilt([...arguments_, ...flags]);
  return { exitCode, error, result: out === '' ? undefined : (JSON.parse(out) as unknown) };
}

suite('simulate --trace on real histories (skipped where ../shared/data/traces is absent)', () => {
  it('replays the 864 tasks of a Nextflow run on AWS Batch', async () => {
    const { exitCode, error, result } = await simulated('nextflow/openproblems-awsbatch-2022-05-13.trace.txt.gz');
    expect(error).toContain('read 864 jobs from 864 rows (format nextflow)');
    expect(result).toMatchObject({ jobs: { submitted: 864, succeeded: 864, neverRan: 0 } });
    expect(exitCode).toBe(0);
  });

  it('replays HPC2N without the one job that no type holds', async () => {
    const { exitCode, error, result } = await simulated('swf/HPC2N-2002-2.1-cln.swf.gz');
    expect(error).toContain('left out 1 of 202876 jobs');
    expect(result).toMatchObject({ jobs: { submitted: 202_875, succeeded: 202_875 } });
    expect(exitCode).toBe(0);
  });

  it('replays NASA iPSC and says which rows it could not use', async () => {
    const { exitCode, error, result } = await simulated('swf/NASA-iPSC-1993-3.1-cln.swf.gz');
    expect(error).toContain('skipped 173 rows: run time 0 (first on line 248)');
    expect(result).toMatchObject({ jobs: { submitted: 18_066, succeeded: 18_066 } });
    expect(exitCode).toBe(0);
  });

  it('does not believe the memory of wagap, and the way out it names works', async () => {
    const refused = await simulated('swf/wagap-2013.extended.swf.gz');
    expect(refused.error).toContain('5706 of 17898 jobs would need more than 32 TiB of memory');
    expect(refused.error).toContain('--memory-from none');
    expect([refused.exitCode, refused.result]).toEqual([3, undefined]);
    const { exitCode, error, result } = await simulated('swf/wagap-2013.extended.swf.gz', ['--memory-from', 'none']);
    expect(error).toContain('left out 1 of 17898 jobs');
    expect(result).toMatchObject({ jobs: { submitted: 17_897 } });
    expect(exitCode).toBe(0);
  });
});
