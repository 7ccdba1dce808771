/** What a configuration spends On-Demand in each clock hour of one simulated run. */
import type { Setup } from '../../engine/setup.ts';
import { simulatePrepared } from '../../engine/simulate.ts';

const HOUR_MS = 3_600_000;

/** US dollars by hour from the start of the run to the end of its last instance; hours without use are 0. */
export function onDemandHours(setup: Setup): readonly number[] {
  const spent: number[] = [];
  let lastMs = 0;
  simulatePrepared(setup, {
    onInstance: ({ environment, type, runningMs, billedMs, hasRun }) => {
      const { market, types } = setup.environments[environment];
      const endMs = runningMs + billedMs;
      if (!hasRun) return;
      lastMs = Math.max(lastMs, endMs);
      if (market !== 'EC2' && market !== 'FARGATE') return;
      const usdPerMs = types[type].microUsdPerHour / 1_000_000 / HOUR_MS;
      for (let atMs = runningMs; atMs < endMs; ) {
        const hour = Math.floor(atMs / HOUR_MS);
        const untilMs = Math.min(endMs, (hour + 1) * HOUR_MS);
        spent[hour] = (spent[hour] ?? 0) + (untilMs - atMs) * usdPerMs;
        atMs = untilMs;
      }
    },
  });
  return Array.from({ length: Math.ceil(lastMs / HOUR_MS) }, (_, hour) => spent[hour] ?? 0);
}
