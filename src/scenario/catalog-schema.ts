/** The zod field for `catalog`: instance types and prices that add to or override the embedded tables. */
import './zod-settings.ts';
import { z } from 'zod';
import type { CatalogDiscount } from '../models/catalog-discounts.ts';
import type { CatalogOverride } from '../models/catalog-overrides.ts';
import type { FargateOverride } from '../models/fargate-prices.ts';
import { later } from './later.ts';
import { memoryMiBField, numberField, usdField } from './quantity-schema.ts';

const figure = (description: string) => numberField({ minimum: 0 }, description).exactOptional();

const instanceType = later(() =>
  z.strictObject({
    instanceType: z.string().min(1).describe('For example c6i.large; a name AWS does not have adds a type.'),
    vcpus: z.int().min(1).exactOptional(),
    memoryMiB: memoryMiBField('Nominal memory, MiB.').exactOptional(),
    architecture: z.enum(['x86_64', 'arm64']).exactOptional(),
    gpus: z.int().min(0).exactOptional(),
    gpuModel: z.string().exactOptional(),
    gpuMemoryMiBEach: figure('Memory of one GPU, MiB.'),
    localNvmeGb: figure('Local NVMe storage, GB.'),
    networkBaselineMbps: figure('Network baseline, Mbit/s.'),
    ebsBaselineMbps: figure('EBS baseline, Mbit/s.'),
    onDemandUsdPerHour: usdField('On-Demand price, USD per hour.').exactOptional(),
    spotUsdPerHour: usdField('Spot price, USD per hour.').exactOptional(),
    spotInterruptionBucket: z
      .int()
      .min(0)
      .max(4)
      .exactOptional()
      .describe('Spot Advisor: 0 = <5 %, 1 = 5-10, 2 = 10-15, 3 = 15-20, 4 = >20 %.'),
  }),
);

const discount = later(() =>
  z.strictObject({
    match: z.string().min(1).describe('Type (c6i.large), family (c6i) or a beginning with a star (c*).'),
    percent: numberField({ minimum: 0, maximum: 100 }, 'Percent off.'),
    market: z.enum(['on-demand', 'spot', 'both']).exactOptional().describe('Prices it lowers; on-demand when omitted.'),
  }),
);

const fargate = later(() =>
  z.strictObject({
    launch: z.enum(['FARGATE', 'FARGATE_SPOT']).default('FARGATE'),
    architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
    usdPerVcpuHour: usdField('Price of a vCPU, USD per hour.'),
    usdPerGibHour: usdField('Price of a GiB of memory, USD per hour.'),
  }),
);

export const catalogSchema = z
  .strictObject({
    instanceTypes: z.array(instanceType).default([]),
    discounts: z.array(discount).default([]),
    fargate: z.array(fargate).default([]).describe('Prices of AWS Fargate where the tables have none, or others.'),
    savingsPlanDiscountPercent: numberField(
      { minimum: 0, maximum: 100 },
      'Percent off On-Demand of a 1-year no-upfront Compute Savings Plan, for the advice of optimize; none is embedded.',
    ).exactOptional(),
    tables: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        'Where the tables come from: embedded (the default), refreshed (the user’s cache), or a file of catalog refresh, relative to this file.',
      ),
  })
  .prefault({})
  .describe('Adds or overrides instance types and prices.') satisfies z.ZodType<{
  readonly instanceTypes: readonly CatalogOverride[];
  readonly discounts: readonly CatalogDiscount[];
  readonly fargate: readonly FargateOverride[];
}>;
