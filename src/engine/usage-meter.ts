/**
 * On-Demand usage by clock hour, for commitments that are bought and lost by the hour. As long as the run in hours times the
 * types in use, whatever the number of instances. Hours count from the start of the run.
 */
import { applyCommitments, type Commitment, type CoverableRate, type CoveredUsage } from '../models/commitments.ts';
import type { World } from '../models/world.ts';
import type { Environment } from './environments.ts';

const HOUR_MS = 3_600_000;

export class UsageMeter {
  private readonly rates: CoverableRate[] = [];
  /** Index of the first rate of each environment; undefined where it buys Spot. */
  private readonly firstRate: (number | undefined)[];
  private readonly hours = new Map<number, Float64Array>();
  private lastMs = 0;

  constructor(
    environments: readonly Environment[],
    readonly commitments: readonly Commitment[],
    private readonly world: World,
  ) {
    this.firstRate = environments.map(({ market, types }) => {
      if (market === 'SPOT' || market === 'FARGATE_SPOT') return undefined;
      const first = this.rates.length;
      for (const { instanceType, microUsdPerHour } of types) {
        const { family } = instanceType;
        const isFargate = market === 'FARGATE';
        this.rates.push({ instanceType: instanceType.instanceType, family, isFargate, microUsdPerHour });
      }
      return first;
    });
  }

  /** Books `billedMs` from `fromMs` on; usage of any market makes the run longer, only On-Demand can be covered. */
  add(environment: number, type: number, fromMs: number, billedMs: number): void {
    const endMs = fromMs + billedMs;
    if (endMs > this.lastMs) this.lastMs = endMs;
    const first = this.firstRate[environment];
    if (first === undefined) return;
    for (let atMs = fromMs; atMs < endMs; ) {
      const hour = Math.floor(atMs / HOUR_MS);
      const untilMs = Math.min(endMs, (hour + 1) * HOUR_MS);
      let usage = this.hours.get(hour);
      if (usage === undefined) {
        usage = new Float64Array(this.rates.length);
        this.hours.set(hour, usage);
      }
      usage[first + type] += untilMs - atMs;
      atMs = untilMs;
    }
  }

  /** Whole hours from the start of the run to the end of its last instance. */
  get hourCount(): number {
    return Math.ceil(this.lastMs / HOUR_MS);
  }

  apply(): CoveredUsage {
    const { byName } = this.world.catalog;
    const priceOf = (name: string) => byName.get(name)?.onDemandMicroUsdPerHour ?? 0;
    const inOrder = [...this.hours].sort(([left], [right]) => left - right).map(([, usage]) => usage);
    return applyCommitments(this.commitments, this.rates, inOrder, this.hourCount, priceOf);
  }

  /** Where the rate of an environment's type is in `coveredByRate`; undefined on Spot. */
  rateOf(environment: number, type: number): number | undefined {
    const first = this.firstRate[environment];
    return first === undefined ? undefined : first + type;
  }
}
