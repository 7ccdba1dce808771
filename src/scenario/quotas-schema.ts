/** The zod field for `quotas`: how many vCPUs the account may run at once. */
import { z } from 'zod/mini';
import {
  QUOTA_BUCKETS,
  QUOTA_GROUPS,
  type QuotaGroup,
  type QuotaMarket,
  type VcpuQuotas,
} from '../models/vcpu-quotas.ts';
import { described } from './described.ts';
import { later } from './later.ts';
import { wholeNumber } from './quantity-schema.ts';

const groupQuotas = (market: QuotaMarket) =>
  later(() => {
    const fields = QUOTA_GROUPS.map((group) => [group, vcpusField(market, group)]);
    return z.strictObject(Object.fromEntries(fields) as Record<QuotaGroup, ReturnType<typeof vcpusField>>);
  });

function vcpusField(market: QuotaMarket, group: QuotaGroup) {
  const bucket = QUOTA_BUCKETS.find((one) => one.market === market && one.group === group);
  const code = bucket?.code === undefined ? '' : `; ${bucket.code} of service ec2`;
  return described(z.exactOptional(wholeNumber(0, 100_000_000)), `vCPUs of ${bucket?.title}${code}.`);
}

export const quotasSchema = described(
  z.exactOptional(
    z.strictObject({
      onDemand: z.exactOptional(groupQuotas('onDemand')),
      spot: z.exactOptional(groupQuotas('spot')),
    }),
  ),
  "vCPUs that the account may run at once in this region, by EC2's groups of families. What is left out is unknown and limits nothing.",
) satisfies z.ZodMiniType<VcpuQuotas | undefined>;
