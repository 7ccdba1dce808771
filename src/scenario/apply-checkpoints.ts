/** Gives the jobs of a workload the checkpoints the scenario states for their job definition, or for all jobs. */
import type { Checkpoint, Workload } from '../models/workload.ts';
import type { Scenario } from './schema.ts';

type Stated = NonNullable<Scenario['workload']['defaults']['checkpoint']>;

/** The workload itself when the scenario states none. What a class already says is kept. */
export function withCheckpoints(workload: Workload, { defaults, checkpoints }: Scenario['workload']): Workload {
  if (defaults.checkpoint === undefined && checkpoints === undefined) return workload;
  const classes = workload.classes.map((jobClass) => {
    const own = jobClass.jobDefinition === undefined ? undefined : checkpoints?.[jobClass.jobDefinition];
    const stated = own ?? defaults.checkpoint;
    return stated === undefined || jobClass.checkpoint !== undefined
      ? jobClass
      : { ...jobClass, checkpoint: checkpointOf(stated) };
  });
  return { ...workload, classes };
}

function checkpointOf({ intervalSeconds, costSeconds, restoreSeconds }: Stated): Checkpoint {
  const ms = (seconds: number) => Math.round(seconds * 1000);
  return { intervalMs: Math.max(1, ms(intervalSeconds)), costMs: ms(costSeconds), restoreMs: ms(restoreSeconds) };
}
