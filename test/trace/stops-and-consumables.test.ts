import { describe, expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';

const defaults = { vcpus: 1, memoryMiB: 1 };

async function read(text: string) {
  const imported = await importTrace([text], { defaults });
  if (!imported.ok) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  return imported.value.workload;
}

async function problemsOf(text: string): Promise<readonly string[]> {
  const imported = await importTrace([text], { defaults });
  return imported.ok ? [] : imported.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

describe('cancel_s and terminate_s', () => {
  it('are on the clock of submit_s and move with it to the start of the run', async () => {
    const workload = await read('submit_s,run_s,cancel_s,terminate_s\n100,60,,\n40,60,50,\n70,60,,130.5\n');
    // Rows in order of submission, 40 s being the start: cancelled 10 s, terminated 90.5 s after it.
    expect([...(workload.cancelMs ?? [])]).toEqual([10_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect([...(workload.terminateMs ?? [])]).toEqual([Number.POSITIVE_INFINITY, 90_500, Number.POSITIVE_INFINITY]);
  });

  it('of an array are for all its children', async () => {
    const workload = await read('job_id,submit_s,run_s,array_size,terminate_s\nsweep,0,60,3,5\n');
    expect([...(workload.terminateMs ?? [])]).toEqual([5000, 5000, 5000]);
  });

  it('are dates where submissions are dates', async () => {
    const workload = await read('submit,run_s,cancelled_at\n2026-01-01T00:00:00Z,60,2026-01-01T00:01:00Z\n');
    expect([...(workload.cancelMs ?? [])]).toEqual([60_000]);
  });

  it('leave no column behind when nobody cancelled anything', async () => {
    const workload = await read('submit_s,run_s,cancel_s\n0,60,\n');
    expect(workload.cancelMs).toBeUndefined();
  });

  it('before the submission, or on another clock, are mistakes', async () => {
    expect(await problemsOf('submit_s,run_s,cancel_s\n10,60,5\n')).toEqual([
      '2 cancel_s: is before the job is submitted',
    ]);
    expect(await problemsOf('submit,run_s,terminate_s\n2026-01-01T00:00:00Z,60,5\n')).toEqual([
      '2 terminate_s: is not on the clock of the submit times',
    ]);
  });
});

describe('consumable_resources', () => {
  it('are a list of names and quantities, the same class in whatever order', async () => {
    const workload = await read('submit_s,run_s,consumable_resources\n0,60,licence:2 db\n0,60,db:1|licence:2\n0,60,\n');
    expect([...workload.classIndex]).toEqual([0, 0, 1]);
    expect(workload.classes[0].consumableResources).toEqual([
      { name: 'licence', quantity: 2 },
      { name: 'db', quantity: 1 },
    ]);
  });

  it('that are no such list are mistakes', async () => {
    for (const text of ['licence:0', 'licence:x', 'licence licence', ':2'])
      expect(await problemsOf(`submit_s,run_s,consumable_resources\n0,60,${text}\n`)).toEqual([
        `2 consumable_resources: "${text}" is not a list`,
      ]);
  });

  it('come from consumableResourceProperties in describe-jobs', async () => {
    const consumableResource = 'arn:aws:batch:us-east-1:1:consumable-resource/licence';
    const detail = {
      jobId: 'a',
      status: 'SUCCEEDED',
      createdAt: 1.7e12,
      startedAt: 1.7e12 + 5000,
      stoppedAt: 1.7e12 + 65_000,
      consumableResourceProperties: { consumableResourceList: [{ consumableResource, quantity: 2 }] },
    };
    const workload = await read(JSON.stringify({ jobs: [detail] }));
    expect(workload.classes[0].consumableResources).toEqual([{ name: 'licence', quantity: 2 }]);
  });
});
