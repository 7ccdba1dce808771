/** Rules on `workload.schedules` that a scenario is read with; when the schedules fire is looked at with the workload (check-firing.ts). */
import { jobDefinitionNameOf, nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, JobDefinition } from '../models/batch-config.ts';
import { isFargate } from './compute-environment-rules.ts';
import { type Finding, problemAt, warningAt } from './finding.ts';
import { requirementFindings } from './job-definition-rules.ts';
import type { ScheduleRule, Schedules } from './schedules.ts';
import type { FieldPath } from './source-map.ts';
import { knownHint, queueFindings } from './unknown-name.ts';

const RULES: FieldPath = ['workload', 'schedules', 'rules'];
/** CreateSchedule and PutRule. */
const NAME = /^[0-9A-Za-z._-]{1,64}$/;

export function checkSchedules({ rules }: Schedules): readonly Finding[] {
  return rules.flatMap((rule, index) => ruleFindings(rule, rules, index));
}

function ruleFindings(rule: ScheduleRule, rules: readonly ScheduleRule[], index: number): readonly Finding[] {
  const at = [...RULES, index];
  const { name, runtimeMinutes, runtimeP95Minutes, flexibleTimeWindow } = rule;
  const findings: Finding[] = [];
  if (!NAME.test(name))
    findings.push(
      problemAt([...at, 'name'], `"${name}" is not a name EventBridge accepts`, '1 to 64 letters, digits, . - or _'),
    );
  const first = rules.findIndex((other) => other.name === name);
  if (first < index)
    findings.push(problemAt([...at, 'name'], `"${name}" is already the name of rules[${first}]`, 'names are unique'));
  if (flexibleTimeWindow?.mode === 'FLEXIBLE' && flexibleTimeWindow.maximumWindowInMinutes === undefined)
    findings.push(
      problemAt([...at, 'flexibleTimeWindow'], 'is FLEXIBLE and says no maximumWindowInMinutes', '1 to 1440 minutes'),
    );
  if (runtimeP95Minutes !== undefined && runtimeP95Minutes < runtimeMinutes)
    findings.push(
      problemAt([...at, 'runtimeP95Minutes'], `${runtimeP95Minutes} is below the median ${runtimeMinutes}`),
    );
  return findings;
}

/** A rule's queue must be one of the configuration's; a job definition that is not there leaves its jobs to the defaults. */
export function checkScheduleTargets({ rules }: Schedules, batch: BatchConfig): readonly Finding[] {
  const queues = batch.jobQueues.map(({ jobQueueName }) => jobQueueName);
  return rules.flatMap(({ target }, index) => {
    const at = [...RULES, index, 'target'];
    return [
      ...queueFindings(nameInArn(target.jobQueue), queues, [...at, 'jobQueue']),
      ...definitionFindings(target, batch.jobDefinitions ?? [], at),
      ...requirementFindings(target.containerOverrides, [...at, 'containerOverrides'], mayBeFargate(target, batch)),
    ];
  });
}

/** Where quarters of a vCPU are to be had. So long as the queue is not known, they may be. */
function mayBeFargate(target: ScheduleRule['target'], { jobQueues, computeEnvironments }: BatchConfig): boolean {
  const queue = jobQueues.find(({ jobQueueName }) => jobQueueName === nameInArn(target.jobQueue));
  if (queue === undefined) return true;
  const names = queue.computeEnvironmentOrder.map(({ computeEnvironment }) => computeEnvironment);
  return computeEnvironments.some(
    ({ computeEnvironmentName, computeResources }) =>
      names.includes(computeEnvironmentName) && computeResources !== undefined && isFargate(computeResources),
  );
}

function definitionFindings(
  { jobDefinition, arrayProperties }: ScheduleRule['target'],
  definitions: readonly JobDefinition[],
  at: FieldPath,
): Finding[] {
  const name = jobDefinitionNameOf(jobDefinition);
  const definition = definitions.find(({ jobDefinitionName }) => jobDefinitionName === name);
  if (definition?.type === 'multinode' && arrayProperties !== undefined)
    return [problemAt([...at, 'arrayProperties'], 'a multi-node parallel job cannot be an array')];
  // A scenario without definitions leaves all to the defaults, and means to.
  if (definition !== undefined || definitions.length === 0) return [];
  const names = definitions.map(({ jobDefinitionName }) => jobDefinitionName);
  const message = `"${name}" is not among batch.jobDefinitions; what its jobs ask for is left to workload.defaults`;
  return [warningAt([...at, 'jobDefinition'], message, knownHint(name, names))];
}
