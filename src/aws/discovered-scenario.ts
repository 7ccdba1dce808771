/**
 * Puts a discovered configuration into a scenario that `simulate` runs as it is. Without jobs of the account the workload
 * is a stand-in that says so.
 */
import type { BatchConfig } from '../models/batch-config.ts';
import { architectureOfName } from '../scenario/architecture-of-name.ts';
import { SCENARIO_DEFAULTS } from '../scenario/defaults.ts';
import type { ScenarioInput } from '../scenario/schema.ts';
import type { DiscoveredConfig } from './discovered-config.ts';

export interface DiscoveredParts {
  readonly region: string;
  readonly accountId: string | undefined;
  readonly discovered: DiscoveredConfig;
  /** GiB by compute environment, where a launch template says. */
  readonly rootVolumes: ReadonlyMap<string, number>;
  /** The pulled jobs, relative to the scenario; undefined without any. */
  readonly tracePath: string | undefined;
}

export interface DiscoveredScenario {
  readonly scenario: ScenarioInput;
  readonly notes: readonly string[];
}

export function discoveredScenario(parts: DiscoveredParts): DiscoveredScenario {
  const { region, accountId, discovered, tracePath } = parts;
  const { config, invalidEnvironments } = discovered;
  const rootVolume = rootVolumeOf(config, parts.rootVolumes);
  const assumptions = {
    ...(rootVolume.gib !== undefined && { rootVolumeGib: rootVolume.gib }),
    ...(invalidEnvironments.length > 0 && {
      invalidEnvironments: invalidEnvironments.map((computeEnvironment) => ({ computeEnvironment })),
    }),
  };
  const workload =
    tracePath === undefined ? standIn(config) : { trace: { path: tracePath, format: 'awsbatch' as const } };
  const scenario: ScenarioInput = {
    version: 1,
    name: accountId === undefined ? `account in ${region}` : `account ${accountId} in ${region}`,
    region,
    workload,
    batch: config,
    ...(Object.keys(assumptions).length > 0 && { assumptions }),
  };
  const notes = tracePath === undefined ? [STAND_IN] : [];
  return { scenario, notes: [...discovered.notes, ...rootVolume.notes, ...notes] };
}

const STAND_IN =
  'the workload is a stand-in, made from a seed and not from this account; discover again with --jobs-out, or give --trace';

/** One small shape a queue, of the architecture its environments have, so that every queue is used. */
function standIn({ jobQueues, computeEnvironments }: BatchConfig): ScenarioInput['workload'] {
  const { vcpus, memoryMiB } = SCENARIO_DEFAULTS.job;
  const typesOf = new Map(
    computeEnvironments.map((each) => [each.computeEnvironmentName, each.computeResources?.instanceTypes ?? []]),
  );
  const shapes = jobQueues.map(({ jobQueueName, computeEnvironmentOrder }) => {
    const types = computeEnvironmentOrder.flatMap(({ computeEnvironment }) => typesOf.get(computeEnvironment) ?? []);
    const isArm = types.some((type) => architectureOfName(type) === 'arm64');
    const architecture = isArm ? { architecture: 'arm64' as const } : {};
    return { name: jobQueueName, share: 1, vcpus, memoryMiB, ...architecture, queue: jobQueueName };
  });
  return { synthetic: { name: 'stand-in', days: 1, jobsPerDay: 200, shapes } };
}

/** The scenario knows one size for all instances; the largest is on the safe side of the bill. */
function rootVolumeOf(config: BatchConfig, gibByEnvironment: ReadonlyMap<string, number>) {
  const sizes = config.computeEnvironments.flatMap(({ computeEnvironmentName: name }) => {
    const gib = gibByEnvironment.get(name);
    return gib === undefined ? [] : [{ name, gib }];
  });
  if (sizes.length === 0) return { gib: undefined, notes: [] };
  const gib = Math.max(...sizes.map((each) => each.gib));
  const isEvery = config.computeEnvironments.every(({ computeEnvironmentName: name, computeResources }) => {
    return computeResources?.type.startsWith('FARGATE') === true || gibByEnvironment.get(name) === gib;
  });
  const list = sizes.map(({ name, gib: size }) => `${name} ${size} GiB`).join(', ');
  const note = `root volumes differ by environment (${list}); ${gib} GiB is used for all`;
  return { gib, notes: isEvery ? [] : [note] };
}
