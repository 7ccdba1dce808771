/**
 * What each day's submissions cost, each day replayed alone from an empty fleet: the sample from which the spread between days is
 * learned. Only whole days of the trace count. The level is a little high, since no instance is handed on to the next day; the
 * reader scales it to the cost of the whole.
 */
import { simulate } from '../engine/simulate.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { replicationSeed } from '../models/random.ts';
import { DAY_MS, startOfDay, traceDays, weekdayOf } from '../models/trace-days.ts';
import { vcpuHoursOf } from '../models/workload.ts';
import { sliceWorkload } from '../models/workload-window.ts';
import { type Assembled, worldBuilder, worldSources } from '../scenario/assemble.ts';

export interface DailyCost {
  /** 0 to 6; of a trace without dates the days since its start, modulo 7. */
  readonly weekday: number;
  readonly usd: number;
  /** Submitted on that day. */
  readonly vcpuHours: number;
}

/** Where these runs begin; every other study uses other numbers. */
const FIRST_REPLICATION = 6_000_000;

/** By day, `endMs` being the end of the part; days without jobs cost nothing unless something is kept running, which is left out. */
export function* dailyCosts(assembled: Assembled, config: BatchConfig, endMs: number): Generator<DailyCost> {
  const { workload, scenario } = assembled;
  const days = traceDays(workload);
  for (let day = days.startMs < 0 ? 1 : 0; startOfDay(days, day) + DAY_MS <= endMs; day++) {
    const fromMs = startOfDay(days, day);
    const part = sliceWorkload(workload, fromMs, fromMs + DAY_MS);
    const weekday = weekdayOf(days, day);
    if (part.jobCount === 0) {
      yield { weekday, usd: 0, vcpuHours: 0 };
      continue;
    }
    const seed = replicationSeed(scenario.seed, FIRST_REPLICATION + day);
    const world = worldBuilder(worldSources({ ...assembled, workload: part }))(seed);
    const { ledger } = simulate(part, config, world);
    yield { weekday, usd: ledger.totalMicroUsd / 1_000_000, vcpuHours: vcpuHoursOf(part) };
  }
}
