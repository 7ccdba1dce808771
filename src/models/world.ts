/**
 * Everything the user does not control, fixed for one simulation: the catalogue with its prices, the assumptions, the
 * weather of the Spot pools, and the seed every other draw is keyed by.
 */
import type { Assumptions } from './assumptions.ts';
import type { Catalog } from './catalog.ts';
import type { Commitment } from './commitments.ts';
import type { SpotMarket } from './spot-market.ts';
import type { VcpuQuotas } from './vcpu-quotas.ts';

export interface World {
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  readonly spotMarket: SpotMarket;
  /** Savings Plans and Reserved Instances in force during the run. */
  readonly commitments?: readonly Commitment[];
  /** Of the account; absent when unknown, and then nothing limits. */
  readonly quotas?: VcpuQuotas;
  readonly seed: number;
}
