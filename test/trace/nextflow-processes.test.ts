import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';

const HEADER = 'task_id\thash\tname\tstatus\tsubmit\trealtime';
const TIMES = 'COMPLETED\t2024-05-01 10:00:00.000\t1m';

async function definitionsOf(header: string, ...rows: string[]) {
  const byJobDefinition = { STAR: { vcpus: 16, memoryMiB: 65_536 } };
  const text = [header, ...rows].join('\n');
  const imported = await importTrace([text], { defaults: { vcpus: 2, memoryMiB: 4096, byJobDefinition } });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  const { classes, classIndex } = imported.value.workload;
  return [...classIndex].map((index) => classes[index]);
}

describe('the process of a Nextflow task', () => {
  it('stands as its job definition: the name without the tag', async () => {
    const found = await definitionsOf(
      HEADER,
      `1\ta/1\tNFCORE:RNASEQ:FASTQC (sample (1))\t${TIMES}`,
      `2\ta/2\tNFCORE:RNASEQ:FASTQC (other)\t${TIMES}`,
      `3\ta/3\tsummary\t${TIMES}`,
    );
    expect(found.map(({ jobDefinition }) => jobDefinition)).toEqual([
      'NFCORE:RNASEQ:FASTQC',
      'NFCORE:RNASEQ:FASTQC',
      'summary',
    ]);
  });

  it('is the column of that name where the trace has it', async () => {
    const found = await definitionsOf(`${HEADER}\tprocess`, `1\ta/1\twhatever (x)\t${TIMES}\tALIGN`);
    expect(found[0]?.jobDefinition).toBe('ALIGN');
  });

  it('gives the requests that the trace does not have', async () => {
    const found = await definitionsOf(HEADER, `1\ta/1\tSTAR (a)\t${TIMES}`, `2\ta/2\tother\t${TIMES}`);
    expect(found).toMatchObject([
      { vcpus: 16, memoryMiB: 65_536 },
      { vcpus: 2, memoryMiB: 4096 },
    ]);
  });

  it('is unknown where the trace has no name', async () => {
    const found = await definitionsOf('task_id\thash\tstatus\tsubmit\trealtime', `1\ta/1\t${TIMES}`);
    expect(found[0]).not.toHaveProperty('jobDefinition');
  });
});
