/** The zod field for AWS Batch's allocation strategies. Enumeration: Batch API 2016-08-10, ComputeResource. */
import { z } from 'zod/mini';

export const allocationStrategy = z.enum([
  'BEST_FIT',
  'BEST_FIT_PROGRESSIVE',
  'BEST_FIT_PROGRESSIVE_ORDERED',
  'SPOT_CAPACITY_OPTIMIZED',
  'SPOT_PRICE_CAPACITY_OPTIMIZED',
  'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
]);
