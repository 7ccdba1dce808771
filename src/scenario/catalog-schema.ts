/** The zod field for `catalog`: instance types and prices that add to or override the embedded tables. */
import { z } from 'zod/mini';
import type { CatalogDiscount } from '../models/catalog-discounts.ts';
import type { CatalogOverride } from '../models/catalog-overrides.ts';
import type { FargateOverride } from '../models/fargate-prices.ts';
import { described } from './described.ts';
import { later } from './later.ts';
import { memoryMiBField, numberField, usdField, wholeNumber } from './quantity-schema.ts';
import { filledText, filledTextField, text } from './text-schema.ts';

const figure = (description: string) => z.exactOptional(numberField({ minimum: 0 }, description));

const instanceType = later(() =>
  z.strictObject({
    instanceType: filledTextField('For example c6i.large; a name AWS does not have adds a type.'),
    vcpus: z.exactOptional(wholeNumber(1)),
    memoryMiB: z.exactOptional(memoryMiBField('Nominal memory, MiB.')),
    architecture: z.exactOptional(z.enum(['x86_64', 'arm64'])),
    gpus: z.exactOptional(wholeNumber(0)),
    gpuModel: z.exactOptional(text),
    gpuMemoryMiBEach: figure('Memory of one GPU, MiB.'),
    localNvmeGb: figure('Local NVMe storage, GB.'),
    networkBaselineMbps: figure('Network baseline, Mbit/s.'),
    ebsBaselineMbps: figure('EBS baseline, Mbit/s.'),
    onDemandUsdPerHour: z.exactOptional(usdField('On-Demand price, USD per hour.')),
    spotUsdPerHour: z.exactOptional(usdField('Spot price, USD per hour.')),
    spotInterruptionBucket: described(
      z.exactOptional(wholeNumber(0, 4)),
      'Spot Advisor: 0 = <5 %, 1 = 5-10, 2 = 10-15, 3 = 15-20, 4 = >20 %.',
    ),
  }),
);

const discount = later(() =>
  z.strictObject({
    match: filledTextField('Type (c6i.large), family (c6i) or a beginning with a star (c*).'),
    percent: numberField({ minimum: 0, maximum: 100 }, 'Percent off.'),
    market: described(
      z.exactOptional(z.enum(['on-demand', 'spot', 'both'])),
      'Prices it lowers; on-demand when omitted.',
    ),
  }),
);

const fargate = later(() =>
  z.strictObject({
    launch: z._default(z.enum(['FARGATE', 'FARGATE_SPOT']), 'FARGATE'),
    architecture: z._default(z.enum(['x86_64', 'arm64']), 'x86_64'),
    usdPerVcpuHour: usdField('Price of a vCPU, USD per hour.'),
    usdPerGibHour: usdField('Price of a GiB of memory, USD per hour.'),
  }),
);

const catalog = z.strictObject({
  instanceTypes: z._default(z.array(instanceType), []),
  discounts: z._default(z.array(discount), []),
  fargate: described(z._default(z.array(fargate), []), 'Prices of AWS Fargate where the tables have none, or others.'),
  savingsPlanDiscountPercent: z.exactOptional(
    numberField(
      { minimum: 0, maximum: 100 },
      'Percent off On-Demand of a 1-year no-upfront Compute Savings Plan, for the advice of optimize; none is embedded.',
    ),
  ),
  tables: described(
    z.exactOptional(filledText),
    'Where the tables come from: embedded (the default), refreshed (the user’s cache), or a file of catalog refresh, relative to this file.',
  ),
});

export const catalogSchema = described(
  z.prefault(catalog, {}),
  'Adds or overrides instance types and prices.',
) satisfies z.ZodMiniType<{
  readonly instanceTypes: readonly CatalogOverride[];
  readonly discounts: readonly CatalogDiscount[];
  readonly fargate: readonly FargateOverride[];
}>;
