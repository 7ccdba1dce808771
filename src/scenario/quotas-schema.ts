/** The zod field for `quotas`: how many vCPUs the account may run at once. */
import './zod-settings.ts';
import { z } from 'zod';
import {
  QUOTA_BUCKETS,
  QUOTA_GROUPS,
  type QuotaGroup,
  type QuotaMarket,
  type VcpuQuotas,
} from '../models/vcpu-quotas.ts';
import { later } from './later.ts';

const groupQuotas = (market: QuotaMarket) =>
  later(() => {
    const fields = QUOTA_GROUPS.map((group) => [group, vcpusField(market, group)]);
    return z.strictObject(Object.fromEntries(fields) as Record<QuotaGroup, ReturnType<typeof vcpusField>>);
  });

function vcpusField(market: QuotaMarket, group: QuotaGroup) {
  const bucket = QUOTA_BUCKETS.find((one) => one.market === market && one.group === group);
  const code = bucket?.code === undefined ? '' : `; ${bucket.code} of service ec2`;
  return z.int().min(0).max(100_000_000).exactOptional().describe(`vCPUs of ${bucket?.title}${code}.`);
}

export const quotasSchema = z
  .strictObject({
    onDemand: groupQuotas('onDemand').exactOptional(),
    spot: groupQuotas('spot').exactOptional(),
  })
  .exactOptional()
  .describe(
    "vCPUs that the account may run at once in this region, by EC2's groups of families. What is left out is unknown and limits nothing.",
  ) satisfies z.ZodType<VcpuQuotas | undefined>;
