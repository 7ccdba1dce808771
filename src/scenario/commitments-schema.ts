/** The zod field for `commitments`: Savings Plans and Reserved Instances that are paid whether used or not. */
import { z } from 'zod/mini';
import type { Commitment } from '../models/commitments.ts';
import { described } from './described.ts';
import { later } from './later.ts';
import { numberField, usdField, wholeNumber } from './quantity-schema.ts';
import { filledTextField } from './text-schema.ts';

const commitment = later(() => {
  const discountPercent = numberField({ minimum: 0, maximum: 100 }, 'Percent off the On-Demand price.');
  const usdPerHour = usdField('What the plan commits to, USD per hour at discounted rates.');
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('compute-savings-plan'), usdPerHour, discountPercent }),
    z.strictObject({
      kind: z.literal('ec2-instance-savings-plan'),
      usdPerHour,
      family: filledTextField('Instance family, for example c6i.'),
      discountPercent,
    }),
    z.strictObject({
      kind: z.literal('reserved-instances'),
      count: wholeNumber(1),
      instanceType: filledTextField('Exactly this type; size flexibility is left out.'),
      discountPercent,
    }),
  ]);
});

export const commitmentsSchema = described(
  z._default(z.array(commitment), []),
  'Savings Plans and Reserved Instances that this workload may use up: paid every hour, used or not.',
) satisfies z.ZodMiniType<readonly Commitment[]>;
