/** Turns replications of a part of the trace into figures that parts of different length can be compared by. */
import type { ReplicationRecord } from '../../study/replication.ts';
import { roundedInterval, roundToMicros, roundToThousandths } from '../../study/rounding.ts';
import { meanOf } from '../../study/statistics.ts';
import type { HeldOutSide, PartFigures } from './holdout.ts';

export interface Part {
  readonly days: number;
  readonly vcpuHours: number;
}

export function partFigures(records: readonly ReplicationRecord[], { days, vcpuHours }: Part): PartFigures {
  const costs = costsOf(records);
  const mean = meanOf(costs) ?? Number.NaN;
  return {
    costUsd: roundedInterval(costs, roundToMicros),
    usdPerDay: roundToMicros(mean / days),
    usdPer1000VcpuHours: roundToMicros((1000 * mean) / vcpuHours),
  };
}

/** Mean wait p95 and lost jobs over the replications. */
export function serviceFigures(
  records: readonly ReplicationRecord[],
): Pick<HeldOutSide, 'p95WaitSeconds' | 'lostJobs'> {
  const waits = records.map(({ outcome }) => outcome.waitMs?.p95).filter((wait) => wait !== undefined);
  const p95Ms = waits.length < records.length ? undefined : meanOf(waits);
  const lost = meanOf(records.map(({ outcome }) => outcome.jobs.failed + outcome.jobs.neverRan)) ?? 0;
  return {
    ...(p95Ms !== undefined && { p95WaitSeconds: roundToThousandths(p95Ms / 1000) }),
    lostJobs: roundToThousandths(lost),
  };
}

export function costsOf(records: readonly ReplicationRecord[]): readonly number[] {
  return records.map(({ outcome }) => outcome.ledger.totalMicroUsd / 1_000_000);
}
