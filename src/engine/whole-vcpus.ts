/**
 * EC2 jobs ask for whole vCPUs, at least 1; only Fargate sells a quarter and a half (API ResourceRequirement). A trace may say
 * otherwise: then the job gets the next whole number, and the user is told.
 */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Problem } from '../models/problem.ts';
import type { JobClass } from '../models/workload.ts';

/** What a class gets of the vCPUs it asks for, by the kind of its queue. */
export function vcpuRule(config: BatchConfig): (jobClass: JobClass) => number {
  const fargate = new Set(
    config.computeEnvironments.flatMap(({ computeEnvironmentName, computeResources }) =>
      computeResources?.type.startsWith('FARGATE') ? [computeEnvironmentName] : [],
    ),
  );
  const isFargate = config.jobQueues.map(({ computeEnvironmentOrder }) =>
    computeEnvironmentOrder.some(({ computeEnvironment }) => fargate.has(nameInArn(computeEnvironment))),
  );
  return ({ queue, vcpus }) => {
    const index = queue === undefined ? 0 : config.jobQueues.findIndex(({ jobQueueName }) => jobQueueName === queue);
    return isFargate[index] === true ? vcpus : Math.ceil(vcpus);
  };
}

export function roundedVcpuWarnings(classes: readonly JobClass[], vcpusOf: (jobClass: JobClass) => number): Problem[] {
  const asked = [...new Set(classes.filter((one) => vcpusOf(one) !== one.vcpus).map(({ vcpus }) => vcpus))];
  if (asked.length === 0) return [];
  const list = asked.sort((left, right) => left - right).join(', ');
  return [
    {
      path: 'workload',
      message: `jobs of EC2 queues ask for ${list} vCPUs; EC2 jobs ask for whole vCPUs, so they are rounded up`,
      hint: 'submit them with the rounded value, or to a Fargate queue',
    },
  ];
}
