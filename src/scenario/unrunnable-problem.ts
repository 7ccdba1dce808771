/**
 * Tells of jobs that can never run, in the same words for the page and the command line. Apart from the other words of both doors, because
 * the page loads these when it finds such jobs.
 */
import type { UnrunnableShape } from '../engine/index.ts';
import { isQuotaReason, quotaOfReason } from '../engine/quota-reason.ts';
import type { InstanceType } from '../models/catalog.ts';
import type { Problem } from '../models/problem.ts';
import { withQuotaCode } from '../models/vcpu-quotas.ts';

/**
 * Why no environment can ever take these jobs; `leaveOut` is how the door at hand leaves them out, undefined where that
 * would leave nothing.
 */
export function unrunnableProblem(unrunnable: UnrunnableShape, leaveOut: string | undefined): Problem {
  const { shape, queue, reason, jobs, firstJobId, limit, smallestFit } = unrunnable;
  const others = jobs > 1 ? ` and ${jobs - 1} like it` : '';
  const asked = `${shape.nodes > 1 ? `${shape.nodes} nodes of ` : ''}${requestText(shape)}`;
  const orElse = leaveOut === undefined ? '' : `, or ${leaveOut}`;
  const message = `job ${firstJobId}${others} (${asked}) can never run in queue ${queue}: ${reason}`;
  if (reason === 'DISABLED') {
    const hint = `the only environments that could hold it are disabled: set the state of one to ENABLED${orElse}`;
    return { path: '', message, hint };
  }
  const quota = isQuotaReason(reason) ? quotaOfReason(reason) : undefined;
  if (quota !== undefined) {
    // Another type of the same group counts against the same quota.
    const name = withQuotaCode(quota.name, quota.code);
    const hint = `the account's vCPU quota of ${name} allows no instance that holds it: raise quotas.${quota.field} to what the account has, or ask AWS for more${orElse}`;
    return { path: '', message, hint };
  }
  return {
    path: '',
    message: `${message}; largest allowed: ${requestText(limit)} schedulable, maxvCpus ${limit.maxvCpus}`,
    hint:
      smallestFit === undefined
        ? `no type of the catalogue holds ${shape.nodes > 1 ? 'one of its nodes' : 'it'}: ask for less or split it${orElse}`
        : `${shape.nodes > 1 ? wayOutForNodes(unrunnable, smallestFit) : wayOut(unrunnable, smallestFit)}${orElse}`,
  };
}

/** Every node is an instance of its own, all of one type. */
function wayOutForNodes({ shape, limit }: UnrunnableShape, { instanceType, vcpus }: InstanceType): string {
  const isLargeEnough = limit.vcpus >= shape.vcpus && limit.memoryMiB >= shape.memoryMiB && limit.gpus >= shape.gpus;
  const needed = `multi-node parallel jobs need an EC2 (On-Demand) environment with room for ${shape.nodes} whole instances`;
  const room = `${shape.nodes * vcpus} vCPUs of maxvCpus`;
  return isLargeEnough
    ? `${needed}, such as ${room} for ${instanceType}`
    : `${instanceType} would hold a node: add it to instanceTypes; ${needed}, here ${room}`;
}

function wayOut({ shape, limit }: UnrunnableShape, { instanceType }: InstanceType): string {
  const raise = shape.jobVcpus > limit.maxvCpus ? `raise maxvCpus to ${shape.jobVcpus} or more` : undefined;
  const isLargeEnough = limit.vcpus >= shape.vcpus && limit.memoryMiB >= shape.memoryMiB && limit.gpus >= shape.gpus;
  if (raise !== undefined && isLargeEnough) return `${raise} (explain says what else)`;
  if (isLargeEnough && shape.architecture !== undefined)
    return `${instanceType} would hold it, in a queue with an ${shape.architecture} environment of its own`;
  const split =
    limit.vcpus < shape.vcpus ? ', or let it run on several instances (workload.trace.wideJobs: multi-node)' : '';
  return `${instanceType} would hold it: add it to instanceTypes${raise === undefined ? '' : ` and ${raise}`}${split}`;
}

function requestText({ vcpus, memoryMiB, gpus }: { vcpus: number; memoryMiB: number; gpus: number }): string {
  return `${vcpus} vCPU, ${memoryMiB} MiB${gpus > 0 ? `, ${gpus} GPU` : ''}`;
}
