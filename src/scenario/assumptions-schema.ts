/**
 * The zod field for `assumptions`: a preset plus single overrides, generated from ASSUMPTION_NUMBERS so that a new
 * assumption appears in the scenario file, its ranges and its documentation at once.
 */
import { z } from 'zod/mini';
import {
  ASSUMPTION_NUMBERS,
  type AssumptionName,
  type AssumptionNumber,
  type Assumptions,
  presetAssumptions,
} from '../models/assumptions.ts';
import { SCENARIO_DEFAULTS } from './defaults.ts';
import { described } from './described.ts';
import { later } from './later.ts';
import { numberField, secondsField } from './quantity-schema.ts';
import { spotSchema } from './spot-schema.ts';

type ScalarField = z.ZodMiniExactOptional<z.ZodMiniType<number>>;

const scalars = {} as Record<AssumptionName, ScalarField>;
for (const name of Object.keys(ASSUMPTION_NUMBERS) as AssumptionName[])
  scalars[name] = scalarField(ASSUMPTION_NUMBERS[name]);

function scalarField(assumption: AssumptionNumber): ScalarField {
  const { minimum, maximum, unit, meaning, typical, confidence } = assumption;
  const description = `${meaning} [${unit}; typical ${typical}; ${confidence}]`;
  const field =
    unit === 's' ? secondsField({ minimum, maximum }, description) : numberField({ minimum, maximum }, description);
  return z.exactOptional(field as z.ZodMiniType<number>);
}

const RUN = { minimum: 0, maximum: 10 * 365 * 86_400 };
const invalidEnvironment = later(() =>
  z.strictObject({
    computeEnvironment: described(z.string(), 'Name of the environment.'),
    fromSeconds: z.exactOptional(
      secondsField(RUN, 'When it becomes INVALID, from the start of the run; 0 when omitted.'),
    ),
    untilSeconds: z.exactOptional(secondsField(RUN, 'When somebody has mended it; never when omitted.')),
  }),
);
const invalidEnvironments = described(
  z.array(invalidEnvironment),
  'What if a compute environment becomes INVALID: it launches nothing and gets no jobs, queues use their next one.',
);

const overrides = z.strictObject({
  preset: z._default(z.enum(['ideal', 'typical', 'stress']), SCENARIO_DEFAULTS.preset),
  ...scalars,
  packing: z.exactOptional(z.enum(['auto', 'best-fit', 'spread'])),
  typeRanking: z.exactOptional(z.enum(['vcpu-price', 'covering-cost'])),
  backfill: z.exactOptional(z.boolean()),
  spot: z.exactOptional(spotSchema),
  invalidEnvironments: z.exactOptional(invalidEnvironments),
});

/** Output: the complete set, the preset's values under the overrides given. */
export const assumptionsSchema = described(
  z.pipe(
    overrides,
    z.transform((given: z.output<typeof overrides>) => completeAssumptions(given)),
  ),
  'Everything AWS does not document, as numbers you can change; see docs/assumptions.md.',
);

type AssumptionOverrides = { readonly preset: Assumptions['preset'] } & Partial<
  Omit<Assumptions, 'preset' | 'spot'>
> & {
    readonly spot?: Partial<Assumptions['spot']>;
  };

export function completeAssumptions(overrides: AssumptionOverrides): Assumptions {
  const base = presetAssumptions(overrides.preset);
  return { ...base, ...overrides, spot: { ...base.spot, ...overrides.spot } };
}
