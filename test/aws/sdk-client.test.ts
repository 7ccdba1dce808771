import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateConsumableResourceCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, it } from 'vitest';
import { exportAwsCli } from '../../src/export/aws-cli.ts';
import { ALL_CONFIGS, NETWORK } from '../export/configs.ts';

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
}

/** Sends with the real client and gives back the HTTP request it would have put on the wire. */
async function sentBy(send: (client: BatchClient) => Promise<unknown>): Promise<SentRequest> {
  const sent: SentRequest[] = [];
  const client = new BatchClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: SentRequest) => {
        sent.push(request);
        throw new Error('no network in tests');
      },
    },
  });
  await expect(send(client)).rejects.toThrow('no network in tests');
  expect(sent).toHaveLength(1);
  return sent[0];
}

function jsonOf(request: SentRequest): unknown {
  return JSON.parse(new TextDecoder().decode(request.body));
}

function commandOf(path: string, body: never) {
  if (path.includes('-create-compute-environment-')) return new CreateComputeEnvironmentCommand(body);
  if (path.includes('-create-consumable-resource-')) return new CreateConsumableResourceCommand(body);
  if (path.includes('-create-scheduling-policy-')) return new CreateSchedulingPolicyCommand(body);
  if (path.includes('-create-job-queue-')) return new CreateJobQueueCommand(body);
  return new RegisterJobDefinitionCommand(body);
}

describe('the real SDK client', () => {
  it.each(ALL_CONFIGS)('puts every body exported for %s on the wire unchanged', async (_name, config) => {
    const exported = exportAwsCli(config, NETWORK, { planTag: 'p1' });
    if (!exported.ok) throw new Error(JSON.stringify(exported.problems));
    for (const file of exported.value.filter((each) => each.path.endsWith('.json'))) {
      const body = JSON.parse(file.content) as never;
      const command = commandOf(file.path, body);
      const request = await sentBy((client) => client.send(command as CreateJobQueueCommand));
      expect(jsonOf(request)).toEqual(body);
      expect(request.method).toBe('POST');
      // 04-create-job-queue-x.json is sent to /v1/createjobqueue
      const verb =
        /^\d+-(create-compute-environment|create-consumable-resource|create-scheduling-policy|create-job-queue|register-job-definition)-/;
      expect(request.path).toBe(`/v1/${verb.exec(file.path)?.[1].replaceAll('-', '')}`);
    }
  });

  it('drops a misspelt member in silence, which is why we check', async () => {
    const body = { jobQueueName: 'work', priority: 1, computeEnvironmentOrders: [] } as never;
    const request = await sentBy((client) => client.send(new CreateJobQueueCommand(body)));
    expect(jsonOf(request)).toEqual({ jobQueueName: 'work', priority: 1 });
  });
});
