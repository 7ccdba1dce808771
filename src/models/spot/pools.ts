/**
 * The default Spot market: every pool has calm and stormy spells during which launches succeed or fail, a storm takes most of
 * the pool's instances within three minutes, and single instances are lost in between. What happens to an instance is a pure
 * function of (seed, pool, ordinal, runningMs).
 */
import type { SpotAssumptions } from '../assumptions.ts';
import { PURPOSE, uniform } from '../random.ts';
import type { SpotMarket, SpotPool } from '../spot-market.ts';
import { bucketScore, exponentialReclaimMs } from './advisor.ts';
import type { DailyRhythm } from './diurnal.ts';
import { advisorHazardPerHour } from './hazards.ts';
import { poolHazardScale } from './measured-hazard.ts';
import { HORIZON_MS, PoolWeather } from './pool-weather.ts';
import { bucketLaw, presetLaw } from './presets.ts';

/** Over 92 % of interruptions of one type and zone that come together fall within 3 minutes (arXiv 2604.16457). */
export const RECLAIM_WINDOW_MS = 180_000;

/**
 * Share of the pool's instances a storm takes: mild with probability 1/4, else nearly all (mean .79). Whole groups were lost
 * within 15 minutes in 88-90 % of cases in us-west-2 and 26 % in us-east-2b (public 16-node traces).
 */
export const MILD_STORM_PROBABILITY = 0.25;
export const MILD_SEVERITY = 0.3;
export const FULL_SEVERITY = 0.95;

const HOUR_MS = 3_600_000;
const MEMORY_MS = 24 * HOUR_MS;

/** Swing of .3 as in the public traces; the peak in the early afternoon is an assumption. */
export const DEFAULT_RHYTHM: DailyRhythm = { amplitude: 0.3, peakHour: 14, originHour: 0 };

export function createPoolsMarket(
  assumptions: SpotAssumptions,
  seed: number,
  rhythm: Partial<DailyRhythm> = {},
): SpotMarket {
  // Written out: a spread copy gets a hidden class of its own in every run, and the code that reads it is compiled again.
  const {
    amplitude = DEFAULT_RHYTHM.amplitude,
    peakHour = DEFAULT_RHYTHM.peakHour,
    originHour = DEFAULT_RHYTHM.originHour,
  } = rhythm;
  return new PoolsMarket(assumptions, seed, { amplitude, peakHour, originHour });
}

/** A class, since functions made anew with every market are compiled anew with every run. */
class PoolsMarket implements SpotMarket {
  readonly model = 'pools';
  private readonly known = new Map<number, PoolState>();

  constructor(
    private readonly assumptions: SpotAssumptions,
    private readonly seed: number,
    private readonly rhythm: DailyRhythm,
  ) {}

  canLaunch(pool: SpotPool, atMs: number): boolean {
    return this.stateOf(pool).weather.isUp(atMs);
  }

  capacityScore(pool: SpotPool, atMs: number): number {
    return this.stateOf(pool).roominess(atMs);
  }

  reclaimMs(pool: SpotPool, ordinal: number, runningMs: number): number {
    const { seed } = this;
    const { weather, aloneHazardPerHour } = this.stateOf(pool);
    const aloneMs = exponentialReclaimMs(seed, pool, ordinal, runningMs, aloneHazardPerHour);
    const stormMs = stormReclaimMs(weather, { seed, pool, ordinal, runningMs }, aloneMs);
    return Math.min(aloneMs, stormMs);
  }

  private stateOf(pool: SpotPool): PoolState {
    let state = this.known.get(pool.key);
    if (state === undefined) {
      state = new PoolState(pool, this.assumptions, this.seed, this.rhythm);
      this.known.set(pool.key, state);
    }
    return state;
  }
}

/** One pool: its weather, and what is the same at every question about it. */
class PoolState {
  readonly weather: PoolWeather;
  /** Of single losses between storms, per instance. */
  readonly aloneHazardPerHour: number;
  /** What its advisor bucket adds to its score. */
  private readonly calmScore: number;
  private noiseHour = -1;
  private noise = 0;

  constructor(
    private readonly pool: SpotPool,
    assumptions: SpotAssumptions,
    private readonly seed: number,
    rhythm: DailyRhythm,
  ) {
    const { preset } = assumptions;
    const law = bucketLaw(preset, pool.interruptionBucket);
    const hazardScale = poolHazardScale(assumptions, pool);
    this.weather = new PoolWeather(pool, { seed, law, grid: presetLaw(preset), hazardScale, rhythm });
    this.aloneHazardPerHour = advisorHazardPerHour(pool.interruptionBucket, assumptions) * hazardScale;
    this.calmScore = 0.35 * bucketScore(pool.interruptionBucket);
  }

  /**
   * A noisy look at the past and present, never at the future: the share of the last 24 h the pool was up (time before the run
   * counts at the pool's long-run availability), the calmness of its advisor bucket, and hourly noise, weighted .5, .35, .15;
   * a tenth of that while the pool is down.
   */
  roominess(atMs: number): number {
    const { weather } = this;
    const fromMs = Math.max(0, atMs - MEMORY_MS);
    const unseenMs = MEMORY_MS - (atMs - fromMs);
    const recent = (weather.upMsSince(fromMs, atMs) + unseenMs * weather.availability) / MEMORY_MS;
    const score = 0.5 * recent + this.calmScore + 0.15 * this.noiseAt(Math.floor(atMs / HOUR_MS));
    return weather.isUp(atMs) ? score : score / 10;
  }

  private noiseAt(hour: number): number {
    if (hour !== this.noiseHour) {
      this.noise = uniform(this.seed, PURPOSE.spotLatent, this.pool.key, 1 + hour);
      this.noiseHour = hour;
    }
    return this.noise;
  }
}

interface Instance {
  readonly seed: number;
  readonly pool: SpotPool;
  readonly ordinal: number;
  readonly runningMs: number;
}

/** When the first storm that takes this instance does so; Infinity when none begins before `untilMs`. */
function stormReclaimMs(weather: PoolWeather, instance: Instance, untilMs: number): number {
  const { seed, pool, ordinal, runningMs } = instance;
  const lastMs = Math.min(untilMs, runningMs + HORIZON_MS);
  for (let index = weather.firstFallAfter(runningMs); ; index += 2) {
    const storm = weather.change(index);
    if (storm.atMs >= lastMs) return Number.POSITIVE_INFINITY;
    const entity = Math.imul(storm.key, 0xc2b2ae35) ^ pool.key;
    if (uniform(seed, PURPOSE.spotShockHit, entity, ordinal) >= severity(seed, entity)) continue;
    return storm.atMs + 1 + Math.floor(uniform(seed, PURPOSE.spotShockDelay, entity, ordinal) * RECLAIM_WINDOW_MS);
  }
}

function severity(seed: number, entity: number): number {
  const isMild = uniform(seed, PURPOSE.spotShockSeverity, entity, 0) < MILD_STORM_PROBABILITY;
  return isMild ? MILD_SEVERITY : FULL_SEVERITY;
}
