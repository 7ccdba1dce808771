/** The sentences for a wait reason, a request and a fix. */
import type { Fix, QuotaReason, WaitReason } from '../engine/index.ts';
import type { LaunchableType } from '../engine/launchable-types.ts';
import { isQuotaReason, quotaOfReason } from '../engine/quota-reason.ts';
import type { Shape } from '../engine/shapes.ts';
import type { QuotaBucket } from '../models/vcpu-quotas.ts';
import type { WaitFix } from '../study/wait-fixes.ts';
import { formatCount, formatDuration, formatPercent, formatPlural, formatUsd } from './format.ts';

const REASONS: Readonly<Record<Exclude<WaitReason, QuotaReason>, string>> = {
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT':
    'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - no allowed instance type is large enough',
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE':
    'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - it needs more vCPUs than any maxvCpus',
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY':
    'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - EC2 refuses every suitable type',
  CONSUMABLE_RESOURCE: 'consumable resources that others hold or have used up',
  UNDETERMINED: 'UNDETERMINED',
  SCHEDULER_CYCLE: 'the next scheduler cycle',
  SCALE_OUT: 'scale-out under way (decision, launch, boot)',
  FALL_THROUGH: 'the environment is full or refused, the next one not yet allowed',
  MAX_VCPUS: 'maxvCpus reached, a running job must end first',
  COMPUTE_RESERVATION: 'vCPUs reserved for other shares (computeReservation)',
  ACTION_REQUIRED: 'the environments that could hold it are INVALID',
  DISABLED: 'the only environments that could hold it are disabled - set the state of one to ENABLED',
  HEAD_OF_LINE: 'behind the head of the queue',
};

export function explainReason(reason: WaitReason): string {
  return isQuotaReason(reason) ? quotaWords(reason) : REASONS[reason];
}

function quotaWords(reason: QuotaReason): string {
  const bucket = quotaOfReason(reason);
  const name = bucket === undefined ? '' : ` of ${quotaTitle(bucket)}`;
  return `${reason} - the account's vCPU quota${name} allows no more`;
}

function quotaTitle({ title, code }: QuotaBucket): string {
  return code === undefined ? title : `${title}, ${code}`;
}

/** For tables: AWS's code without its explanation. */
export function nameReason(reason: WaitReason): string {
  return explainReason(reason).split(' - ')[0];
}

export function shapeText({ vcpus, memoryMiB, gpus, architecture, nodes }: Shape): string {
  const parts = [`${formatCount(vcpus)} vCPU`, `${formatCount(memoryMiB)} MiB`];
  if (gpus > 0) parts.push(`${formatCount(gpus)} GPU`);
  if (architecture !== undefined) parts.push(architecture);
  return nodes > 1 ? `${formatCount(nodes)} nodes of ${parts.join(', ')}` : parts.join(', ');
}

export function explainFix(fix: Fix): string {
  switch (fix.kind) {
    case 'enable':
      return `enable ${fix.computeEnvironment}: its ${typePrice(fix.type)} holds the job`;
    case 'raise-maxvcpus':
      return `raise maxvCpus of ${fix.computeEnvironment} to ${formatCount(fix.maxvCpus)} or more: then its ${typePrice(fix.type)} holds the job`;
    case 'raise-quota':
      return `ask AWS for ${formatCount(fix.vcpus)} or more vCPUs of ${quotaTitle(fix.quota)}, and write them under quotas.${fix.quota.field}: then ${fix.computeEnvironment}'s ${typePrice(fix.type)} holds the job`;
    case 'ask-less-memory': {
      const { memoryMiB, type, insteadOf } = fix;
      const fits = `ask for ${formatCount(memoryMiB)} MiB and it fits ${type.instanceType.instanceType} (${hourly(type.microUsdPerHour)})`;
      if (insteadOf === undefined) return fits;
      const saved = 1 - type.microUsdPerHour / insteadOf.microUsdPerHour;
      return `${fits} instead of ${insteadOf.instanceType.instanceType} (${hourly(insteadOf.microUsdPerHour)}), ${formatPercent(saved)} less where it has the instance to itself`;
    }
    case 'add-type': {
      const { type, microUsdPerHour, insteadOf, needsOwnQueue, maxvCpus } = fix;
      const raise = maxvCpus === undefined ? '' : ` and raise maxvCpus to ${formatCount(maxvCpus)} or more`;
      const holds = needsOwnQueue
        ? `submit it to a queue with an ${type.architecture} environment of its own (AWS takes one architecture a queue): ${type.instanceType} holds the job for ${hourly(microUsdPerHour)}`
        : `add ${type.instanceType} to instanceTypes${raise}: it holds the job for ${hourly(microUsdPerHour)}`;
      if (insteadOf === undefined) return holds;
      const more = (microUsdPerHour - insteadOf.microUsdPerHour) / 1e6;
      const share = formatPercent(Math.abs(more) / (insteadOf.microUsdPerHour / 1e6));
      const words = more >= 0 ? `${formatUsd(more, 4)} (${share}) more` : `${formatUsd(-more, 4)} (${share}) less`;
      return `${holds}, ${words} than ${insteadOf.instanceType.instanceType}, the nearest allowed type`;
    }
  }
}

/** One change that would shorten waits, of all jobs or of the one asked about, simulated like what is explained. */
export function explainWaitFix(fix: WaitFix, whose: 'mean wait' | 'its wait'): string {
  const { change, before, after, next } = fix;
  const more = before.neverRan - after.neverRan;
  const ran = more > 0 ? `${formatPlural(more, 'job')} more ${more === 1 ? 'runs' : 'run'}, ` : '';
  const [was, becomes] = [before.microUsd / 1e6, after.microUsd / 1e6];
  const price =
    was === becomes
      ? `the run costs ${formatUsd(becomes)} as before`
      : `the run costs ${formatUsd(becomes)}, ${formatUsd(Math.abs(becomes - was))} ${becomes > was ? 'more' : 'less'}`;
  const then = next === undefined ? '' : `; what jobs wait for then: ${nameReason(next)}`;
  return `${changeWords(fix)}: ${ran}${waitsText(fix, whose)}, and ${price}${beyondTheRun(change)}${then}`;
}

/** One that ends the waits it is about and shortens none, for another bound is hit. */
export function explainFixInVain(fix: WaitFix, whose: 'mean wait' | 'its wait'): string {
  const instead = fix.next === undefined ? '' : `; what jobs wait for then: ${nameReason(fix.next)}`;
  return `${changeWords(fix)}: ${waitsText(fix, whose)}${instead}`;
}

function waitsText({ before, after }: WaitFix, whose: string): string {
  if (before.waitMs === undefined && after.waitMs === undefined) return `${whose} has no end as before`;
  const [was, is] = [before, after].map(({ waitMs }) =>
    waitMs === undefined ? 'without end' : formatDuration(waitMs / 1000),
  );
  return `${whose} ${was} -> ${is}`;
}

function changeWords({ computeEnvironment, change }: WaitFix): string {
  switch (change.field) {
    case 'instanceTypes':
      return `add ${change.added} to instanceTypes of ${computeEnvironment}`;
    case 'maxvCpus':
    case 'minvCpus':
      return `raise ${change.field} of ${computeEnvironment} from ${formatCount(change.from)} to ${formatCount(change.to)}`;
    case 'quota':
      return `ask AWS to raise the vCPU quota of ${quotaTitle(change.quota)}, from ${formatCount(change.from)} to ${formatCount(change.to)}`;
    case 'consumableResource':
      return `have ${formatCount(change.to)} instead of ${formatCount(change.from)} of the consumable resource ${change.name}`;
    case 'computeEnvironmentOrder':
      return `put an environment like ${computeEnvironment} behind it in queue ${change.queue}`;
    case 'status':
      return `mend ${computeEnvironment} within ${formatDuration(change.withinSeconds)} of its becoming INVALID`;
  }
}

/** What the figures of one run do not show. */
function beyondTheRun(change: WaitFix['change']): string {
  switch (change.field) {
    case 'minvCpus':
      // A run ends with its last job, and its bill with it.
      return '; minvCpus is paid around the clock, after the run too';
    case 'quota':
      return `; AWS decides on such a request (Service Quotas), apply does not make it: write quotas.${change.quota.field} once it is granted`;
    case 'consumableResource':
      return '; totalQuantity must be what you have, such as licences, and is left to you by apply';
    case 'computeEnvironmentOrder':
      return `; it needs roles and the like of its own, or what makes the one INVALID makes both so, and while both are VALID it allows ${formatCount(change.vcpus)} vCPUs more`;
    case 'status':
      return '; with UpdateComputeEnvironment, by whoever an alarm reaches';
    default:
      return '';
  }
}

function typePrice({ instanceType, microUsdPerHour }: LaunchableType): string {
  return `${instanceType.instanceType} (${hourly(microUsdPerHour)})`;
}

function hourly(microUsd: number): string {
  return `${formatUsd(microUsd / 1e6, 4)} per hour`;
}
