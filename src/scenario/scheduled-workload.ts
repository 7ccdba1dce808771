/**
 * From `workload.schedules` to the jobs that the schedules submit, under `workload.scale` and `workload.growth`. Loaded with the first
 * scenario that has schedules, so nothing that every scenario needs may import it.
 */
import { jobDefinitionNameOf, nameInArn } from '../models/batch-arns.ts';
import { fail, type Result } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import type { JobRequest } from '../models/workload-builder.ts';
import { readSchedule } from '../orchestration/schedule.ts';
import { type ScheduledJob, scheduledWorkload } from '../orchestration/scheduled-workload.ts';
import { checkFiring, spanOf } from './check-firing.ts';
import { toProblem } from './finding.ts';
import { requestDefaultsOf } from './request-defaults.ts';
import type { ScheduleRule, Schedules } from './schedules.ts';
import type { Scenario } from './schema.ts';

export { checkExpressions } from './check-firing.ts';

export type ScheduledWorkloadOf = typeof scheduledWorkloadOf;

const MINUTE_MS = 60_000;
/** Of the 95th percentile to the median where a rule gives the median alone, as for arrays of synthetic workloads. */
const P95_TO_MEDIAN = 1.5;

/** The jobs of the schedules, scaled and with the scenario's defaults; notes on rules that start none. */
export function scheduledWorkloadOf(
  { workload, batch, seed, name }: Pick<Scenario, 'workload' | 'batch' | 'seed' | 'name'>,
  schedules: Schedules,
): Result<Workload> {
  const { scale, growth = 1 } = workload;
  // More users or busier times are more work at the same times: schedules keep their clock.
  const factor = scale.arrivals * growth;
  const findings = checkFiring(schedules, factor);
  const problems = findings.filter(({ severity }) => severity === 'problem').map((finding) => toProblem(finding));
  const span = spanOf(schedules);
  if (problems.length > 0 || span === undefined) return fail(...problems);
  const jobs = schedules.rules.flatMap((rule) => jobOf(rule, scale.runtimes));
  const made = scheduledWorkload({ span, jobs, factor }, name, seed, requestDefaultsOf({ workload, batch }));
  if (!made.ok) return fail(...made.problems.map((problem) => ({ ...problem, path: 'workload.schedules' })));
  return { ...made, warnings: [...findings.map((finding) => toProblem(finding)), ...made.warnings] };
}

/** None while the rule is disabled. */
function jobOf(rule: ScheduleRule, runtimes: number): readonly ScheduledJob[] {
  const schedule = readSchedule(rule);
  if (rule.state === 'DISABLED' || !schedule.ok) return [];
  const { name, runtimeMinutes, runtimeP95Minutes = runtimeMinutes * P95_TO_MEDIAN } = rule;
  const { arrayProperties } = rule.target;
  return [
    {
      name,
      schedule: schedule.value,
      flexibleWindowMs: windowMsOf(rule),
      request: requestOf(rule.target),
      ...(arrayProperties !== undefined && { arraySize: arrayProperties.size }),
      runtimeMinutes: runtimeMinutes * runtimes,
      runtimeP95Minutes: runtimeP95Minutes * runtimes,
    },
  ];
}

function windowMsOf({ flexibleTimeWindow }: ScheduleRule): number {
  return flexibleTimeWindow?.mode === 'FLEXIBLE' ? (flexibleTimeWindow.maximumWindowInMinutes ?? 0) * MINUTE_MS : 0;
}

function requestOf(target: ScheduleRule['target']): JobRequest {
  const asked = (wanted: string): number | undefined => {
    const value = target.containerOverrides?.resourceRequirements?.find(({ type }) => type === wanted)?.value;
    return value === undefined ? undefined : Number(value);
  };
  const timeoutS = target.timeout?.attemptDurationSeconds;
  return {
    queue: nameInArn(target.jobQueue),
    jobDefinition: jobDefinitionNameOf(target.jobDefinition),
    vcpus: asked('VCPU'),
    memoryMiB: asked('MEMORY'),
    gpus: asked('GPU'),
    attempts: target.retryStrategy?.attempts,
    timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
    shareIdentifier: target.shareIdentifier,
    schedulingPriority: target.schedulingPriorityOverride,
  };
}
