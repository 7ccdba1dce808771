/** discover -> plan -> apply -> no changes -> change -> plan -> apply -> rollback, in the in-memory account. */
import { expect, it } from 'vitest';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { NETWORK } from '../support/account/requests.ts';
import { runSequence } from '../support/account/sequence.ts';
import { portsOf } from '../support/account/world.ts';

it('the whole story of an account ends where it began', { timeout: 60_000 }, async () => {
  const account = new MemoryAccount({ limits: { readsPerSecond: 5, writesPerSecond: 1 } });
  const report = await runSequence(portsOf(account), {
    ...NETWORK,
    serviceRole: 'arn:aws:iam::123456789012:role/batch-service',
  });
  expect(report.steps.first).toEqual([
    'CreateSchedulingPolicy seq-fair',
    'CreateComputeEnvironment seq-main',
    'CreateComputeEnvironment seq-extra',
    'wait valid seq-main',
    'wait valid seq-extra',
    'CreateJobQueue seq-work',
    'wait valid seq-work',
    'RegisterJobDefinition seq-align',
  ]);
  expect(report.steps.second).toEqual([
    'CreateComputeEnvironment seq-main-bw-*',
    'wait valid seq-main-bw-*',
    'UpdateJobQueue seq-work',
    'wait valid seq-work',
    'RegisterJobDefinition seq-align',
    'UpdateComputeEnvironment seq-main',
    'wait settled seq-main',
    'wait drained seq-main',
    'UpdateJobQueue seq-work',
    'wait valid seq-work',
    'DeleteComputeEnvironment seq-main',
    'wait gone seq-main',
  ]);
  expect(account.contents()).toEqual({ environments: [], queues: [], policies: [], definitions: [] });
});
