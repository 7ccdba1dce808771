/** What an export should amount to, in AWS's request shapes: the plan, with names for references and no state but ENABLED. */
import type { NetworkSettings } from '../../src/export/index.ts';
import { createRequests } from '../../src/export/requests.ts';
import { nameInArn } from '../../src/models/batch-arns.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';

export interface PlannedRequest {
  readonly operation: string;
  readonly body: unknown;
}

/** In the order of the template, so that two lists can be compared. Throws when the plan cannot be sent. */
export function plannedRequests(config: BatchConfig, network: NetworkSettings): readonly PlannedRequest[] {
  const requests = createRequests(config, network, {});
  if (!requests.ok) throw new Error(JSON.stringify(requests.problems));
  return requests.value.map((request): PlannedRequest => {
    if (request.operation !== 'CreateJobQueue') return { operation: request.operation, body: request.body };
    const { body, operation, schedulingPolicyName } = request;
    const computeEnvironmentOrder = body.computeEnvironmentOrder.map(({ order, computeEnvironment }) => ({
      order,
      computeEnvironment: nameInArn(computeEnvironment),
    }));
    return {
      operation,
      body: {
        ...body,
        ...(schedulingPolicyName !== undefined && { schedulingPolicyArn: schedulingPolicyName }),
        computeEnvironmentOrder,
      },
    };
  });
}
