/** Runs the engine with its conservation laws on and keeps every attempt and every instance. */

import { INVARIANTS } from '../../src/engine/invariants.ts';
import type { LaunchableType } from '../../src/engine/launchable-types.ts';
import type { Outcome } from '../../src/engine/outcome.ts';
import type { AttemptRow, InstanceRow } from '../../src/engine/run.ts';
import { prepare } from '../../src/engine/setup.ts';
import { simulatePrepared } from '../../src/engine/simulate.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { formatProblem } from '../../src/models/problem.ts';
import type { Workload } from '../../src/models/workload.ts';
import type { World } from '../../src/models/world.ts';

export interface Replay {
  readonly outcome: Outcome;
  /** In the order they ended. */
  readonly attempts: readonly AttemptRow[];
  /** In the order they ended. */
  readonly instances: readonly InstanceRow[];
  /** Start of each job's first attempt by row, ms; NaN when it never started. */
  readonly startMs: readonly number[];
  /** End of each job's last attempt by row, ms; NaN when it never started. */
  readonly endMs: readonly number[];
  /** The type of an instance as its environment sees it. */
  readonly typeOf: (instance: InstanceRow) => LaunchableType;
}

export function replay(workload: Workload, config: BatchConfig, world: World): Replay {
  const attempts: AttemptRow[] = [];
  const instances: InstanceRow[] = [];
  const startMs = new Array<number>(workload.jobCount).fill(Number.NaN);
  const endMs = new Array<number>(workload.jobCount).fill(Number.NaN);
  const setup = prepare(workload, config, world);
  if (!setup.ok) throw new Error(setup.problems.map(formatProblem).join('; '));
  const { environments } = setup.value;
  const outcome = simulatePrepared(setup.value, {
    assertInvariants: INVARIANTS,
    onAttempt: (row) => {
      attempts.push(row);
      if (row.attempt === 1) startMs[row.job] = row.startMs;
      endMs[row.job] = row.endMs;
    },
    onInstance: (row) => instances.push(row),
  });
  const typeOf = ({ environment, type }: InstanceRow) => environments[environment].types[type];
  return { outcome, attempts, instances, startMs, endMs, typeOf };
}
