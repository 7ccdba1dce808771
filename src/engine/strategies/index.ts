/** The registry of allocation strategies: one file each. */
import type { AllocationStrategy } from '../../models/batch-config.ts';
import { bestFit } from './best-fit.ts';
import { bestFitProgressive } from './best-fit-progressive.ts';
import { bestFitProgressiveOrdered } from './best-fit-progressive-ordered.ts';
import { BY_SCORE, spotCapacityOptimized } from './spot-capacity-optimized.ts';
import { NEAR_THEN_FIRST, spotCapacityOptimizedPrioritized } from './spot-capacity-optimized-prioritized.ts';
import type { PoolOrder } from './spot-pools.ts';
import { ROOMY_THEN_CHEAP, spotPriceCapacityOptimized } from './spot-price-capacity-optimized.ts';
import type { ChoosePool } from './strategy.ts';

export const STRATEGIES: Readonly<Record<AllocationStrategy, ChoosePool>> = {
  BEST_FIT: bestFit,
  BEST_FIT_PROGRESSIVE: bestFitProgressive,
  BEST_FIT_PROGRESSIVE_ORDERED: bestFitProgressiveOrdered,
  SPOT_CAPACITY_OPTIMIZED: spotCapacityOptimized,
  SPOT_CAPACITY_OPTIMIZED_PRIORITIZED: spotCapacityOptimizedPrioritized,
  SPOT_PRICE_CAPACITY_OPTIMIZED: spotPriceCapacityOptimized,
};

/** In which order those take pools that go by Spot capacity. */
export const SPOT_ORDERS: Readonly<Partial<Record<AllocationStrategy, PoolOrder>>> = {
  SPOT_CAPACITY_OPTIMIZED: BY_SCORE,
  SPOT_CAPACITY_OPTIMIZED_PRIORITIZED: NEAR_THEN_FIRST,
  SPOT_PRICE_CAPACITY_OPTIMIZED: ROOMY_THEN_CHEAP,
};
