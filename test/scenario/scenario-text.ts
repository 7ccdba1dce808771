/** A small sound scenario as text, and ways to spoil it; lines are counted from the text, never by hand. */
import type { Problem } from '../../src/models/problem.ts';
import { parseScenario } from '../../src/scenario/load.ts';

export const SOUND = `version: 1
name: small
workload:
  trace: { path: jobs.csv }
batch:
  computeEnvironments:
    - computeEnvironmentName: on-demand
      type: MANAGED
      computeResources:
        type: EC2
        allocationStrategy: BEST_FIT_PROGRESSIVE
        minvCpus: 0
        maxvCpus: 256
        instanceTypes: [optimal]
    - computeEnvironmentName: spot
      type: MANAGED
      computeResources:
        type: SPOT
        allocationStrategy: SPOT_PRICE_CAPACITY_OPTIMIZED
        maxvCpus: 256
        instanceTypes: [c6i, m6i]
  jobQueues:
    - jobQueueName: main
      priority: 1
      computeEnvironmentOrder:
        - order: 1
          computeEnvironment: spot
        - order: 2
          computeEnvironment: on-demand
thresholds:
  - cost < $120
`;

export const FILE = 'small.yaml';

/** The sound text with the first occurrence of `from` replaced; throws when it is not there. */
export function spoiled(from: string, to: string, text = SOUND): string {
  if (!text.includes(from)) throw new Error(`"${from}" is not in the scenario`);
  return text.replace(from, () => to);
}

/** 1-based line of the first occurrence of `fragment`. */
export function lineWith(fragment: string, text: string): number {
  const position = text.indexOf(fragment);
  if (position < 0) throw new Error(`"${fragment}" is not in the text`);
  return text.slice(0, position).split('\n').length;
}

export function problemsIn(text: string): readonly Problem[] {
  const result = parseScenario(text, FILE);
  return result.ok ? [] : result.problems;
}

export function warningsIn(text: string): readonly Problem[] {
  const result = parseScenario(text, FILE);
  return result.ok ? result.warnings : [];
}
