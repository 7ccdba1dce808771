/** The zod field for `search`: what `optimize` may try. Everything left out is the search's own choice. */
import './zod-settings.ts';
import { z } from 'zod';

const order = z
  .array(z.enum(['EC2', 'SPOT']))
  .min(1)
  .max(2);

export const searchSchema = z
  .strictObject({
    architectures: z
      .array(z.enum(['x86_64', 'arm64']))
      .min(1)
      .exactOptional()
      .describe('CPU architectures to try. Only the one in use by default: every container image must exist for each.'),
    instanceTypes: z
      .array(z.string().min(1))
      .min(1)
      .exactOptional()
      .describe('Families and types to choose from; nothing else races but the current configuration.'),
    environmentOrders: z
      .array(order)
      .min(1)
      .exactOptional()
      .describe('Markets of a queue’s environments in order, such as [SPOT, EC2] for Spot first, then On-Demand.'),
    allocationStrategies: z
      .array(
        z.enum([
          'BEST_FIT',
          'BEST_FIT_PROGRESSIVE',
          'BEST_FIT_PROGRESSIVE_ORDERED',
          'SPOT_CAPACITY_OPTIMIZED',
          'SPOT_PRICE_CAPACITY_OPTIMIZED',
          'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
        ]),
      )
      .min(1)
      .exactOptional()
      .describe('Allocation strategies to try; a market none of them suits keeps its usual one.'),
    maxvCpus: z.array(z.int().min(1)).min(1).exactOptional().describe('Values of maxvCpus to try.'),
    minvCpus: z.array(z.int().min(0)).min(1).exactOptional().describe('Values of minvCpus to try.'),
    smallestMachineVcpus: z
      .array(z.int().min(0))
      .min(1)
      .exactOptional()
      .describe('Smaller machines are left out; 0 leaves none out.'),
    largestMachineVcpus: z
      .array(z.union([z.int().min(1), z.literal('any')]))
      .min(1)
      .exactOptional()
      .describe('Larger machines are left out unless a job needs them.'),
    minScaleDownDelayMinutes: z
      .array(z.union([z.literal(0), z.int().min(20).max(10_080)]))
      .min(1)
      .exactOptional()
      .describe('Scale-down delays to try: 0 (the default of AWS Batch) or 20 to 10080.'),
    attempts: z
      .array(z.int().min(1).max(10))
      .min(1)
      .exactOptional()
      .describe('Total tries of a job on Spot whose retry strategy is not written, 1 to 10.'),
    splitQueues: z
      .boolean()
      .exactOptional()
      .describe('Whether long jobs may get a queue and environments of their own (true).'),
    checkpointIntervals: z
      .boolean()
      .exactOptional()
      .describe('Whether other checkpoint intervals are tried where the scenario states what checkpoints cost (true).'),
  })
  .prefault({})
  .describe('What `optimize` may try.');

/** A value list names the only values tried; a missing one leaves the values to the search. */
export type SearchSpace = z.output<typeof searchSchema>;
