/** Which jobs ask for the same: groups of equal requests in a queue, of one job definition where the trace names them. */
import type { Setup } from '../../engine/setup.ts';
import type { Shape } from '../../engine/shapes.ts';
import type { RequestGroupName } from './today.ts';

export interface RequestGroup extends RequestGroupName {
  readonly shape: Shape;
  readonly queueIndex: number;
  /** Classes of the workload that belong to it. */
  readonly classes: ReadonlySet<number>;
  /** Measured peaks of its jobs, MiB, ascending; empty without measurements. */
  readonly peaksMiB: readonly number[];
}

/** By job hours, most first. Multi-node parallel jobs are left out: their nodes fill whole instances. */
export function requestGroups(setup: Setup): readonly RequestGroup[] {
  const { workload, classes, shapes, queues } = setup;
  const groups = new Map<string, Group>();
  const ofClass = workload.classes.map(({ jobDefinition }, index) => {
    const { shape, queue } = classes[index];
    const key = `${queue}/${shape}/${jobDefinition ?? ''}`;
    const group = groups.get(key) ?? { jobDefinition, shape, queue, classes: new Set(), jobs: 0, runMs: 0, peaks: [] };
    groups.set(key, group);
    group.classes.add(index);
    return group;
  });
  for (let job = 0; job < workload.jobCount; job++) {
    const group = ofClass[workload.classIndex[job]];
    group.jobs++;
    group.runMs += workload.runMs[job];
    const peak = workload.peakMemoryMiB?.[job];
    if (peak !== undefined && peak > 0) group.peaks.push(peak);
  }
  return [...groups.values()]
    .filter(({ jobs, shape }) => jobs > 0 && shapes[shape].nodes === 1)
    .sort((left, right) => right.runMs - left.runMs)
    .map(({ jobDefinition, shape, queue, classes: members, jobs, runMs, peaks }) => {
      const { vcpus, memoryMiB, gpus } = shapes[shape];
      return {
        ...(jobDefinition !== undefined && { jobDefinition }),
        queue: queues[queue].name,
        request: { vcpus, memoryMiB, gpus },
        jobs,
        jobHours: runMs / 3_600_000,
        shape: shapes[shape],
        queueIndex: queue,
        classes: members,
        peaksMiB: peaks.sort((left, right) => left - right),
      };
    });
}

interface Group {
  readonly jobDefinition: string | undefined;
  readonly shape: number;
  readonly queue: number;
  readonly classes: Set<number>;
  jobs: number;
  runMs: number;
  readonly peaks: number[];
}

/** The group's name and amounts alone, as the contract has them. */
export function groupName(group: RequestGroup): RequestGroupName {
  const { jobDefinition, queue, request, jobs, jobHours } = group;
  return { ...(jobDefinition !== undefined && { jobDefinition }), queue, request, jobs, jobHours };
}
