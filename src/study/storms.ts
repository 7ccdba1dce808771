/**
 * The named storms of `--stress`, each a pure change of the workload or of the assumptions: what could go wrong that the forecast
 * does not contain. Everything that is not named stays as it is.
 */
import type { Assumptions } from '../models/assumptions.ts';
import type { Workload } from '../models/workload.ts';
import { scaleTrace } from '../scenario/scale-trace.ts';
import type { SpotExposure } from './spot-exposure.ts';

export interface Storm {
  readonly name: string;
  /** One sentence with its figures. */
  readonly description: string;
  /** Same object as before when the storm does not touch it. */
  readonly workload: Workload;
  readonly assumptions: Assumptions;
  /** Why it changes nothing here; undefined when it does. */
  readonly pointless?: string;
}

const OFFLINE_HOURS = 6;
const PRICE_FACTOR = 1.25;
const LONGEST_SHARE = 0.01;

/** `exposure` is that of the configuration under test; undefined when it runs nothing on Spot. */
export function namedStorms(
  workload: Workload,
  assumptions: Assumptions,
  exposure: SpotExposure | undefined,
): readonly Storm[] {
  return [...spotStorms(workload, assumptions, exposure), ...workloadStorms(workload, assumptions)];
}

function spotStorms(
  workload: Workload,
  assumptions: Assumptions,
  exposure: SpotExposure | undefined,
): readonly Storm[] {
  const { spot } = assumptions;
  const noSpot = exposure === undefined ? { pointless: 'nothing runs on Spot' } : {};
  const storm = (name: string, description: string, changes: Partial<Assumptions['spot']>, why = noSpot): Storm => ({
    name,
    description,
    workload,
    assumptions: { ...assumptions, spot: { ...spot, ...changes } },
    ...why,
  });
  const hazard = (factor: number) => {
    const known = spot.model === 'pools' || spot.model === 'advisor';
    const why = exposure !== undefined && !known ? { pointless: `the model ${spot.model} has no hazard` } : noSpot;
    const changes = { hazardScale: spot.hazardScale * factor };
    return storm(`hazard-x${factor}`, `every reclaim hazard times ${factor}`, changes, why);
  };
  return [...outageStorms(exposure, spot.outages ?? [], storm), hazard(0.1), hazard(10), priceStorm(spot, storm)];
}

type MakeStorm = (name: string, description: string, changes: Partial<Assumptions['spot']>) => Storm;

function outageStorms(
  exposure: SpotExposure | undefined,
  outages: NonNullable<Assumptions['spot']['outages']>,
  storm: MakeStorm,
): readonly Storm[] {
  if (exposure === undefined) {
    return [
      storm('largest-pool-offline', 'the largest Spot pool offline for 6 h', {}),
      storm('zone-loses-family', 'one zone loses an instance family', {}),
    ];
  }
  const { pool, family } = exposure;
  const atPool = { instanceType: pool.name, zone: pool.zone, fromHour: pool.busiestHour, hours: OFFLINE_HOURS };
  const atFamily = { family: family.name, zone: family.zone, fromHour: family.busiestHour };
  return [
    storm(
      'largest-pool-offline',
      `${pool.name} in zone ${pool.zone} (${percent(pool.share)} of the Spot vCPU-hours) offline for ${OFFLINE_HOURS} h from its busiest moment, hour ${hour(pool.busiestHour)}`,
      { outages: [...outages, atPool] },
    ),
    storm(
      'zone-loses-family',
      `zone ${family.zone} loses the family ${family.name} (${percent(family.share)} of the Spot vCPU-hours) for good from hour ${hour(family.busiestHour)}`,
      { outages: [...outages, atFamily] },
    ),
  ];
}

function priceStorm(spot: Assumptions['spot'], storm: MakeStorm): Storm {
  const description = 'every Spot price +25 % (On-Demand prices are published and stay)';
  return storm('spot-prices-up', description, { priceFactor: (spot.priceFactor ?? 1) * PRICE_FACTOR });
}

function workloadStorms(workload: Workload, assumptions: Assumptions): readonly Storm[] {
  return [
    {
      name: 'double-arrivals',
      description: 'the same jobs arrive twice as fast',
      workload: scaleTrace(workload, { arrivals: 2, runtimes: 1 }),
      assumptions,
    },
    {
      name: 'long-tail',
      description: 'the longest 1 % of jobs run twice as long',
      workload: withLongTail(workload),
      assumptions,
    },
  ];
}

/** At least one job; of equal run times the earlier rows. */
export function withLongTail(workload: Workload): Workload {
  const { jobCount, runMs } = workload;
  const count = Math.ceil(jobCount * LONGEST_SHARE);
  const rows = Array.from({ length: jobCount }, (_, job) => job);
  const longest = rows.sort((left, right) => runMs[right] - runMs[left] || left - right).slice(0, count);
  const longer = Float64Array.from(runMs);
  for (const job of longest) longer[job] = 2 * runMs[job];
  return { ...workload, runMs: longer };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function hour(hours: number): string {
  return (Math.round(hours * 10) / 10).toString();
}
