/**
 * What the Spot market does to us, as a port: the weather of every capacity pool (instance type x zone) is fixed by the
 * seed before anything is launched, so candidates compared under one seed meet the same storms.
 */
export interface SpotMarket {
  readonly model: string;
  /** True when a Spot launch into the pool succeeds at this moment; false means InsufficientInstanceCapacity. */
  canLaunch(pool: SpotPool, atMs: number): boolean;
  /** How roomy the pool looks, 0 to 1, higher is better; what the capacity-optimised strategies rank by. */
  capacityScore(pool: SpotPool, atMs: number): number;
  /**
   * When EC2 takes back the `ordinal`-th instance launched in this pool, which entered running at `runningMs`; ms since the
   * start of the run, Infinity when never. Whole milliseconds, after `runningMs`.
   */
  reclaimMs(pool: SpotPool, ordinal: number, runningMs: number): number;
}

/** One capacity pool. `key` is stable across runs and catalogues: keyOf(`${instanceType}/${zone}`). */
export interface SpotPool {
  readonly instanceType: string;
  readonly family: string;
  /** 0-based zone number; zone letters are account-specific. */
  readonly zone: number;
  readonly key: number;
  /** Spot Advisor bucket 0..4, undefined when the advisor has no row. */
  readonly interruptionBucket?: number;
}
