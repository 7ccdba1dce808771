/** What AWS Batch demands of one job definition and of any retry strategy, one function a rule. */
import type { ContainerProperties, EvaluateOnExit, JobDefinition, RetryStrategy } from '../models/batch-config.ts';
import { type Finding, problemAt } from './finding.ts';
import type { FieldPath } from './source-map.ts';

export function jobDefinitionFindings(definition: JobDefinition, path: FieldPath): readonly Finding[] {
  return [
    ...retryStrategyFindings(definition.retryStrategy, [...path, 'retryStrategy']),
    ...timeoutFindings(definition, path),
    ...priorityFindings(definition, path),
    ...requirementFindings(
      definition.containerProperties,
      [...path, 'containerProperties'],
      definition.platformCapabilities?.includes('FARGATE') === true,
    ),
    ...nodeFindings(definition, path),
    ...consumableFindings(definition, path),
  ];
}

/** API RetryStrategy: attempts 1 to 10; evaluateOnExit up to 5 entries and only together with attempts. */
export function retryStrategyFindings(strategy: RetryStrategy | undefined, path: FieldPath): readonly Finding[] {
  if (strategy === undefined) return [];
  const { attempts, evaluateOnExit } = strategy;
  const findings: Finding[] = [];
  if (attempts !== undefined && (attempts < 1 || attempts > 10)) {
    findings.push(
      problemAt([...path, 'attempts'], `must be 1 to 10, got ${attempts}`, 'it counts all tries, the first included'),
    );
  }
  if (evaluateOnExit === undefined) return findings;
  const at = [...path, 'evaluateOnExit'];
  if (attempts === undefined) findings.push(problemAt(at, 'needs attempts beside it'));
  // The user guide says 6, the API reference 5; 5 is accepted by both.
  if (evaluateOnExit.length > 5)
    findings.push(problemAt(at, `has ${evaluateOnExit.length} entries, AWS Batch allows 5`));
  return [...findings, ...evaluateOnExit.flatMap((entry, index) => exitFindings(entry, [...at, index]))];
}

const CONDITIONS = ['onStatusReason', 'onReason', 'onExitCode'] as const;
/** API EvaluateOnExit: up to 512 letters, digits, periods, colons and white space, with an optional final asterisk. */
const REASON_PATTERN = /^[A-Za-z0-9.:\s]{0,511}[A-Za-z0-9.:\s*]$/;
const EXIT_CODE_PATTERN = /^(?:\d+\*?|\*)$/;

/** API EvaluateOnExit: action RETRY or EXIT in any case; at least one condition to make sense. */
function exitFindings(entry: EvaluateOnExit, path: FieldPath): readonly Finding[] {
  const findings: Finding[] = [];
  if (!['RETRY', 'EXIT'].includes(entry.action.toUpperCase())) {
    findings.push(problemAt([...path, 'action'], `expected RETRY or EXIT, got "${entry.action}"`));
  }
  if (CONDITIONS.every((condition) => entry[condition] === undefined)) {
    findings.push(problemAt(path, 'has no condition', `give one of ${CONDITIONS.join(', ')}`));
  }
  for (const condition of CONDITIONS) {
    const text = entry[condition];
    const pattern = condition === 'onExitCode' ? EXIT_CODE_PATTERN : REASON_PATTERN;
    if (text !== undefined && !pattern.test(text)) {
      const allowed = condition === 'onExitCode' ? 'digits' : 'letters, digits, . : and spaces';
      findings.push(
        problemAt(
          [...path, condition],
          `"${text}" is not a pattern AWS Batch accepts`,
          `${allowed}, with * only at the end`,
        ),
      );
    }
  }
  return findings;
}

/** API JobTimeout: at least 60 seconds. */
function timeoutFindings({ timeout }: JobDefinition, path: FieldPath): readonly Finding[] {
  const seconds = timeout?.attemptDurationSeconds;
  if (seconds === undefined || seconds >= 60) return [];
  return [problemAt([...path, 'timeout', 'attemptDurationSeconds'], `must be at least 60, got ${seconds}`)];
}

/** API RegisterJobDefinition: schedulingPriority 0 to 9999. */
function priorityFindings({ schedulingPriority }: JobDefinition, path: FieldPath): readonly Finding[] {
  if (schedulingPriority === undefined || (schedulingPriority >= 0 && schedulingPriority <= 9999)) return [];
  return [problemAt([...path, 'schedulingPriority'], `must be 0 to 9999, got ${schedulingPriority}`)];
}

/** API ConsumableResourceRequirement: one quantity a resource. */
function consumableFindings({ consumableResourceProperties }: JobDefinition, path: FieldPath): readonly Finding[] {
  const names = consumableResourceProperties?.consumableResourceList?.map(
    ({ consumableResource }) => consumableResource,
  );
  return (names ?? []).flatMap((name, index) => {
    if (names?.indexOf(name) === index) return [];
    const at = [...path, 'consumableResourceProperties', 'consumableResourceList', index, 'consumableResource'];
    return [problemAt(at, `"${name}" is given twice`, 'add the quantities up')];
  });
}

/** API RegisterJobDefinition: multinode needs nodeProperties and nothing else does; the main node is one of the nodes. */
function nodeFindings(
  { type, nodeProperties, containerProperties }: JobDefinition,
  path: FieldPath,
): readonly Finding[] {
  const at = [...path, 'nodeProperties'];
  if (type === 'container') {
    return nodeProperties === undefined ? [] : [problemAt(at, 'belongs to type multinode', 'set type: multinode')];
  }
  if (nodeProperties === undefined) return [problemAt(at, 'is needed by type multinode')];
  const { mainNode, numNodes, nodeRangeProperties } = nodeProperties;
  const findings: Finding[] = [];
  if (containerProperties !== undefined) {
    const hint = 'put it into nodeRangeProperties';
    findings.push(problemAt([...path, 'containerProperties'], 'cannot be used with type multinode', hint));
  }
  if (mainNode >= numNodes) {
    findings.push(
      problemAt([...at, 'mainNode'], `must be 0 to ${numNodes - 1}, got ${mainNode}`, 'nodes count from 0'),
    );
  }
  const ranges = nodeRangeProperties.flatMap(({ container }, index) =>
    requirementFindings(container, [...at, 'nodeRangeProperties', index, 'container']),
  );
  return [...findings, ...ranges];
}

/**
 * API ResourceRequirement, EC2 jobs: whole vCPUs from 1, MiB from 4, whole GPUs from 1; each type once. On Fargate vCPUs come
 * in quarters and AWS answers them as `0.25` or `1.0`; which sizes are sold is the engine's business.
 */
const LEAST_VALUE = { VCPU: 1, MEMORY: 4, GPU: 1 } as const;

export function requirementFindings(
  container: ContainerProperties | undefined,
  path: FieldPath,
  isFargate = false,
): readonly Finding[] {
  const requirements = container?.resourceRequirements ?? [];
  return requirements.flatMap(({ type, value }, index) => {
    const at = [...path, 'resourceRequirements', index];
    const findings: Finding[] = [];
    const isQuarters = isFargate && type === 'VCPU' && /^\d+(\.\d+)?$/.test(value) && Number(value) >= 0.25;
    if (!isQuarters && (!/^\d+$/.test(value) || Number(value) < LEAST_VALUE[type])) {
      findings.push(
        problemAt([...at, 'value'], `${type} must be a whole number of at least ${LEAST_VALUE[type]}, got "${value}"`),
      );
    }
    if (requirements.findIndex((other) => other.type === type) !== index) {
      findings.push(problemAt([...at, 'type'], `${type} is given twice`));
    }
    return findings;
  });
}
