/** The zod field for `commitments`: Savings Plans and Reserved Instances that are paid whether used or not. */
import './zod-settings.ts';
import { z } from 'zod';
import type { Commitment } from '../models/commitments.ts';
import { later } from './later.ts';
import { numberField, usdField } from './quantity-schema.ts';

const commitment = later(() => {
  const discountPercent = numberField({ minimum: 0, maximum: 100 }, 'Percent off the On-Demand price.');
  const usdPerHour = usdField('What the plan commits to, USD per hour at discounted rates.');
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('compute-savings-plan'), usdPerHour, discountPercent }),
    z.strictObject({
      kind: z.literal('ec2-instance-savings-plan'),
      usdPerHour,
      family: z.string().min(1).describe('Instance family, for example c6i.'),
      discountPercent,
    }),
    z.strictObject({
      kind: z.literal('reserved-instances'),
      count: z.int().min(1),
      instanceType: z.string().min(1).describe('Exactly this type; size flexibility is left out.'),
      discountPercent,
    }),
  ]);
});

export const commitmentsSchema = z
  .array(commitment)
  .default([])
  .describe(
    'Savings Plans and Reserved Instances that this workload may use up: paid every hour, used or not.',
  ) satisfies z.ZodType<readonly Commitment[]>;
