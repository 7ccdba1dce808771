/** The explanations as plain records for --json: seconds, dollars, names instead of rows. */
import type { EnvironmentTrial, Fix, JobExplanation, ScenarioExplanation, WaitReason } from '../engine/index.ts';
import type { TriedFixes, WaitFix } from '../study/wait-fixes.ts';
import { explainFix, explainFixInVain, explainWaitFix } from './explanation-words.ts';

export function scenarioExplanationRecord(explanation: ScenarioExplanation, waitFixes: TriedFixes): object {
  const { jobs, impossible, queues, cliffs, beforeRunnableJobMs, startingJobMs } = explanation;
  return {
    jobs,
    impossible: impossible.map(({ shape, queue, reason, jobs: count, vcpuHours, firstJobId, limit, tried, fixes }) => {
      return {
        queue,
        ...shape,
        jobs: count,
        vcpuHours,
        firstJobId,
        reason,
        limit,
        tried: tried.map(trialRecord),
        fixes: fixes.map(fixRecord),
      };
    }),
    waits: {
      beforeRunnableJobSeconds: beforeRunnableJobMs / 1000,
      startingJobSeconds: startingJobMs / 1000,
      queues: queues.map(({ queue, jobMs, behindJobMs, stuckJobs, head, headJobId, consumables }) => ({
        queue,
        jobSeconds: secondsOf(jobMs),
        headOfLineJobSeconds: secondsOf(behindJobMs),
        stuckJobs,
        ...(head !== undefined && { head: { jobId: headJobId, reason: head.reason } }),
        ...(consumables.jobMs > 0 && { consumableJobSeconds: consumables.jobMs / 1000 }),
        ...(consumables.stuckJobs > 0 && {
          stuckPending: { jobs: consumables.stuckJobs, firstJobId: consumables.firstJobId },
        }),
      })),
    },
    sizeCliffs: cliffs.map(({ queue, shape, jobs: count, firstJobId, jobHours, fix }) => {
      return { queue, ...shape, jobs: count, firstJobId, jobHours, fix: fixRecord(fix) };
    }),
    ...waitFixRecords(waitFixes, 'mean wait'),
  };
}

export function jobExplanationRecord(explanation: JobExplanation, waitFixes: TriedFixes): object {
  const { jobId, queue, shape, submitMs, runnableMs, waits, attempts, prerequisites, impossible, tried, fixes } =
    explanation;
  const { canceled, consumableWait, dependencyFailedMs, stuckBehind } = explanation;
  return {
    jobId,
    queue,
    ...shape,
    submitSeconds: submitMs / 1000,
    ...(consumableWait && {
      consumableWait: { fromSeconds: consumableWait.fromMs / 1000, toSeconds: seconds(consumableWait.toMs) },
    }),
    runnableSeconds: seconds(runnableMs),
    impossible,
    waits: waits.map(({ fromMs, toMs, reason, behind }) => {
      return { fromSeconds: fromMs / 1000, toSeconds: seconds(toMs), reason, behindReason: behind?.reason };
    }),
    ...(stuckBehind !== undefined && { stuckBehind }),
    attempts: attempts.map(
      ({ attempt, startingMs, startMs, endMs, status, reason, instanceType, computeEnvironment }) => {
        return {
          attempt,
          startingSeconds: startingMs / 1000,
          startSeconds: startMs / 1000,
          endSeconds: endMs / 1000,
          status,
          reason,
          instanceType,
          computeEnvironment,
        };
      },
    ),
    ...(canceled && { canceled: { atSeconds: canceled.atMs / 1000, reason: canceled.reason } }),
    ...(dependencyFailedMs !== undefined && { dependencyFailedSeconds: dependencyFailedMs / 1000 }),
    dependsOn: prerequisites.map((one) => ({ jobId: one.jobId, succeededSeconds: seconds(one.succeededMs) })),
    tried: tried.map(trialRecord),
    fixes: fixes.map(fixRecord),
    ...waitFixRecords(waitFixes, 'its wait'),
  };
}

type Whose = 'mean wait' | 'its wait';

function waitFixRecords({ helpful, inVain }: TriedFixes, whose: Whose): object {
  return {
    waitFixes: helpful.map((fix) => waitFixRecord(fix, explainWaitFix(fix, whose))),
    ...(inVain.length > 0 && {
      waitFixesInVain: inVain.map((fix) => waitFixRecord(fix, explainFixInVain(fix, whose))),
    }),
  };
}

/** `waitSeconds`: of the job, or the mean of all. */
function waitFixRecord({ computeEnvironment, change, before, after, next }: WaitFix, text: string): object {
  return {
    ...(computeEnvironment !== undefined && { computeEnvironment }),
    ...changeRecord(change),
    text,
    waitSeconds: { before: seconds(before.waitMs), after: seconds(after.waitMs) },
    costUsd: { before: usd(before.microUsd), after: usd(after.microUsd) },
    ...(before.neverRan > 0 && { neverRan: { before: before.neverRan, after: after.neverRan } }),
    ...(next !== undefined && { nextReason: next }),
  };
}

function changeRecord(change: WaitFix['change']): object {
  if (change.field === 'quota') {
    const { quota, from, to } = change;
    return { field: `quotas.${quota.field}`, quotaCode: quota.code, from, to };
  }
  if (change.field === 'consumableResource') {
    const { name, from, to } = change;
    return { field: 'totalQuantity', consumableResource: name, from, to };
  }
  return change;
}

function trialRecord({ computeEnvironment, market, rejected, maxvCpus, families }: EnvironmentTrial): object {
  return {
    computeEnvironment,
    market,
    rejected,
    maxvCpus,
    families: families.map(({ family, fit, lacks }) => {
      return { family, fit: fit?.instanceType.instanceType, usdPerHour: usd(fit?.microUsdPerHour), lacks };
    }),
  };
}

function fixRecord(fix: Fix): object {
  const text = explainFix(fix);
  switch (fix.kind) {
    case 'enable':
    case 'raise-maxvcpus': {
      const { type, ...rest } = fix;
      return { ...rest, text, instanceType: type.instanceType.instanceType, usdPerHour: usd(type.microUsdPerHour) };
    }
    case 'raise-quota':
      return {
        kind: fix.kind,
        text,
        computeEnvironment: fix.computeEnvironment,
        quota: fix.quota.field,
        quotaCode: fix.quota.code,
        vcpus: fix.vcpus,
        instanceType: fix.type.instanceType.instanceType,
        usdPerHour: usd(fix.type.microUsdPerHour),
      };
    case 'ask-less-memory':
      return {
        kind: fix.kind,
        text,
        memoryMiB: fix.memoryMiB,
        instanceType: fix.type.instanceType.instanceType,
        usdPerHour: usd(fix.type.microUsdPerHour),
        insteadOf: fix.insteadOf?.instanceType.instanceType,
        insteadOfUsdPerHour: usd(fix.insteadOf?.microUsdPerHour),
      };
    case 'add-type':
      return {
        kind: fix.kind,
        text,
        instanceType: fix.type.instanceType,
        usdPerHour: usd(fix.microUsdPerHour),
        needsOwnQueue: fix.needsOwnQueue,
        maxvCpus: fix.maxvCpus,
        insteadOf: fix.insteadOf?.instanceType.instanceType,
        insteadOfUsdPerHour: usd(fix.insteadOf?.microUsdPerHour),
      };
  }
}

function secondsOf(jobMs: ReadonlyMap<WaitReason, number>): object {
  return Object.fromEntries([...jobMs].map(([reason, value]) => [reason, value / 1000]));
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function usd(microUsd: number | undefined): number | undefined {
  return microUsd === undefined ? undefined : microUsd / 1e6;
}
