/** Real logs, when they lie beside the repository: their counts are known from the archive. Skipped, visibly, otherwise. */

import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jobIdOf } from '../../src/models/workload.ts';
import { type ImportedTrace, type ImportOptions, importTrace } from '../../src/trace/index.ts';

const folder = fileURLToPath(new URL('../../../shared/data/traces/', import.meta.url));
const suite = existsSync(folder) ? describe : describe.skip;

async function imported(path: string, options: Partial<ImportOptions> = {}): Promise<ImportedTrace> {
  const defaults = { vcpus: 1, memoryMiB: 2048 };
  const result = await importTrace(createReadStream(folder + path), { fileName: path, defaults, ...options });
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('\n'));
  return result.value;
}

function skippedCounts({ skipped }: ImportedTrace): Record<string, number> {
  return Object.fromEntries(skipped.map(({ reason, count }) => [reason, count]));
}

suite('public traces (skipped where ../shared/data/traces is absent)', () => {
  it('reads the 864 tasks of the openproblems run on AWS Batch, 12 of which failed', async () => {
    const trace = await imported('nextflow/openproblems-awsbatch-2022-05-13.trace.txt.gz');
    expect(trace).toMatchObject({ format: 'nextflow', rows: 864, skipped: [], workload: { jobCount: 864 } });
    // Task 1: realtime 16.2s, peak_rss 206.9 MB.
    expect(trace.workload.runMs[0]).toBe(16_200);
    expect(trace.workload.peakMemoryMiB?.[0]).toBeCloseTo(206.9, 4);
  });

  it('reads the 202,876 jobs of HPC2N from its first second on', async () => {
    const { workload, rows, skipped } = await imported('swf/HPC2N-2002-2.1-cln.swf.gz');
    expect([rows, workload.jobCount, skipped.length]).toEqual([202_876, 202_876, 0]);
    expect(workload.originEpochMs).toBe(1_027_839_845_000);
    expect(workload.submitMs[workload.jobCount - 1]).toBe(109_583_573_000);
    expect(jobIdOf(workload, workload.jobCount - 1)).toBe('527371');
    // The last job: 6 processors at 409,600 KB = 2,400 MiB.
    expect(workload.classes[workload.classIndex[workload.jobCount - 1]]).toMatchObject({ vcpus: 6, memoryMiB: 2400 });
  });

  it('reads the 18,239 rows of NASA iPSC and skips the 173 that ran 0 s', async () => {
    const trace = await imported('swf/NASA-iPSC-1993-3.1-cln.swf.gz');
    expect([trace.rows, trace.workload.jobCount]).toEqual([18_239, 18_066]);
    expect(skippedCounts(trace)).toEqual({ 'run time 0': 173 });
  });

  it('reads the 243,306 rows of SDSC Blue and skips the 10,744 that never ran', async () => {
    const trace = await imported('swf/SDSC-BLUE-2000-4.2-cln.swf.gz');
    expect(trace.rows).toBe(243_306);
    expect(skippedCounts(trace)).toEqual({ 'run time unknown (-1)': 10_744, 'run time 0': 26 });
  });

  it('reads wagap, with its 21 columns and 2 negative run times, once its memory is said to be bytes', async () => {
    await expect(imported('swf/wagap-2013.extended.swf.gz')).rejects.toThrow('more than 32 TiB');
    const trace = await imported('swf/wagap-2013.extended.swf.gz', { swfMemoryUnit: 'bytes', swfMemoryPer: 'job' });
    expect([trace.rows, trace.workload.jobCount]).toEqual([17_900, 17_898]);
    expect(skippedCounts(trace)).toEqual({ 'negative run time': 2 });
    expect(trace.workload.originEpochMs).toBe(1_356_996_147_000);
  });

  it('reads the DescribeJobs sample of the AWS documentation', async () => {
    const { workload } = await imported('awsbatch/describe-jobs.sample.json');
    // 1480460880699 - 1480460816500 = 64,199 ms.
    expect(workload.runMs[0]).toBe(64_199);
    expect(workload.classes).toEqual([
      { queue: 'HighPriority', vcpus: 1, memoryMiB: 128, gpus: 0, jobDefinition: 'sleep60' },
    ]);
  });
});
