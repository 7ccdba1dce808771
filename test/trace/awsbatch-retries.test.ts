import { expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';

function jobs(attempts: number): string {
  const job = {
    jobId: 'job-1',
    jobName: 'align',
    jobQueue: 'main',
    status: 'SUCCEEDED',
    createdAt: 1_700_000_000_000,
    startedAt: 1_700_000_060_000,
    stoppedAt: 1_700_000_660_000,
    retryStrategy: { attempts, evaluateOnExit: [] },
    container: {
      resourceRequirements: [
        { type: 'VCPU', value: '2' },
        { type: 'MEMORY', value: '2048' },
      ],
    },
  };
  return JSON.stringify({ jobs: [job] });
}

async function attemptsRead(attempts: number): Promise<number | undefined> {
  const imported = await importTrace([jobs(attempts)], { format: 'awsbatch', defaults: { vcpus: 1, memoryMiB: 512 } });
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  return imported.value.workload.classes[0].attempts;
}

it('leaves one attempt to the configuration: AWS writes it where nobody asked for retries', async () => {
  expect(await attemptsRead(1)).toBeUndefined();
});

it('keeps retries that somebody asked for', async () => {
  expect(await attemptsRead(3)).toBe(3);
});
