/**
 * What the submissions of each day cost within one simulation of the whole: every machine's bill, idle and booting time included, goes
 * to the jobs that ran on it by their dominant share times the time they held it, and so to the days they were submitted on. The days
 * sum to the bill; waiting, and a long job that holds a machine, count on the day that asked for it.
 */
import type { Outcome } from '../engine/outcome.ts';
import type { AttemptRow, InstanceRow, SimulateOptions } from '../engine/run.ts';
import { simulatePrepared } from '../engine/simulate.ts';
import { soundTables } from '../engine/tables.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { dayOf, traceDays } from '../models/trace-days.ts';
import type { Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';

export interface OutcomeByDay {
  readonly outcome: Outcome;
  /** US dollars by day of the trace; absent where a commitment makes the bill another than the sum of the machines. */
  readonly usdByDay?: readonly number[];
}

/** Throws, as `simulate` does, on a configuration that cannot be simulated. */
export function simulateByDay(
  workload: Workload,
  config: BatchConfig,
  world: World,
  options?: Pick<SimulateOptions, 'onWait'>,
): OutcomeByDay {
  const setup = soundTables(workload, config, world);
  const attempts = new Map<number, AttemptRow[]>();
  const instances: InstanceRow[] = [];
  const outcome = simulatePrepared(setup, {
    ...options,
    onAttempt: (row) => {
      const earlier = attempts.get(row.instance);
      if (earlier === undefined) attempts.set(row.instance, [row]);
      else earlier.push(row);
    },
    onInstance: (row) => instances.push(row),
  });
  const sum = instances.reduce((total, { microUsd }) => total + microUsd, 0);
  if (sum !== outcome.ledger.totalMicroUsd) return { outcome };
  const days = traceDays(workload);
  const usdByDay = new Float64Array(days.count);
  const add = (atMs: number, microUsd: number) => {
    usdByDay[Math.min(days.count - 1, Math.max(0, dayOf(days, atMs)))] += microUsd / 1_000_000;
  };
  for (const { instance, environment, type, launchMs, microUsd } of instances) {
    const room = setup.environments[environment].types[type];
    const held = attempts.get(instance) ?? [];
    const weights = held.map((attempt) => weightOf(workload, attempt, room));
    const total = weights.reduce((all, weight) => all + weight, 0);
    // Where no attempt began, for one on the further nodes of a multi-node job, the day of the launch is charged.
    if (total === 0) add(launchMs, microUsd);
    for (const [index, { submitMs }] of held.entries()) add(submitMs, (microUsd * weights[index]) / total);
  }
  return { outcome, usdByDay: Array.from(usdByDay) };
}

/** Dominant share x ms (Ghodsi et al. 2011); a job that held the machine for no time at all is still why it ran. */
function weightOf(
  workload: Workload,
  { job, startMs, endMs }: AttemptRow,
  room: { readonly vcpus: number; readonly memoryMiB: number; readonly gpus: number },
): number {
  const { vcpus, memoryMiB, gpus } = workload.classes[workload.classIndex[job]];
  const share = Math.max(vcpus / room.vcpus, memoryMiB / room.memoryMiB, gpus > 0 ? gpus / room.gpus : 0);
  return share * Math.max(1, endMs - startMs);
}
