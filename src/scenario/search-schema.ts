/** The zod field for `search`: what `optimize` may try. Everything left out is the search's own choice. */
import { z } from 'zod/mini';
import { allocationStrategy } from './allocation-strategy-schema.ts';
import { described } from './described.ts';
import { wholeNumber } from './quantity-schema.ts';
import { filledText } from './text-schema.ts';

/** Values of one kind to try, at least one; left out, the search chooses. */
function choices<Value extends z.ZodMiniType>(value: Value, description: string) {
  return described(z.exactOptional(z.array(value).check(z.minLength(1))), description);
}

const order = z.array(z.enum(['EC2', 'SPOT'])).check(z.minLength(1), z.maxLength(2));

const search = z.strictObject({
  architectures: choices(
    z.enum(['x86_64', 'arm64']),
    'CPU architectures to try. Only the one in use by default: every container image must exist for each.',
  ),
  instanceTypes: choices(
    filledText,
    'Families and types to choose from; nothing else races but the current configuration.',
  ),
  environmentOrders: choices(
    order,
    'Markets of a queue’s environments in order, such as [SPOT, EC2] for Spot first, then On-Demand.',
  ),
  allocationStrategies: choices(
    allocationStrategy,
    'Allocation strategies to try; a market none of them suits keeps its usual one.',
  ),
  maxvCpus: choices(wholeNumber(1), 'Values of maxvCpus to try.'),
  minvCpus: choices(wholeNumber(0), 'Values of minvCpus to try.'),
  smallestMachineVcpus: choices(wholeNumber(0), 'Smaller machines are left out; 0 leaves none out.'),
  largestMachineVcpus: choices(
    z.union([wholeNumber(1), z.literal('any')]),
    'Larger machines are left out unless a job needs them.',
  ),
  minScaleDownDelayMinutes: choices(
    z.union([z.literal(0), wholeNumber(20, 10_080)]),
    'Scale-down delays to try: 0 (the default of AWS Batch) or 20 to 10080.',
  ),
  attempts: choices(wholeNumber(1, 10), 'Total tries of a job on Spot whose retry strategy is not written, 1 to 10.'),
  splitQueues: described(
    z.exactOptional(z.boolean()),
    'Whether long jobs may get a queue and environments of their own (true).',
  ),
  checkpointIntervals: described(
    z.exactOptional(z.boolean()),
    'Whether other checkpoint intervals are tried where the scenario states what checkpoints cost (true).',
  ),
});

export const searchSchema = described(z.prefault(search, {}), 'What `optimize` may try.');

/** A value list names the only values tried; a missing one leaves the values to the search. */
export type SearchSpace = z.output<typeof searchSchema>;
