/**
 * The zod field for `assumptions`: a preset plus single overrides, generated from ASSUMPTION_NUMBERS so that a new
 * assumption appears in the scenario file, its ranges and its documentation at once.
 */
import './zod-settings.ts';
import { z } from 'zod';
import {
  ASSUMPTION_NUMBERS,
  type AssumptionName,
  type AssumptionNumber,
  type Assumptions,
  presetAssumptions,
} from '../models/assumptions.ts';
import { SCENARIO_DEFAULTS } from './defaults.ts';
import { later } from './later.ts';
import { numberField, secondsField } from './quantity-schema.ts';
import { spotSchema } from './spot-schema.ts';

type ScalarField = z.ZodExactOptional<z.ZodType<number>>;

const scalars = {} as Record<AssumptionName, ScalarField>;
for (const name of Object.keys(ASSUMPTION_NUMBERS) as AssumptionName[])
  scalars[name] = scalarField(ASSUMPTION_NUMBERS[name]);

function scalarField(assumption: AssumptionNumber): ScalarField {
  const { minimum, maximum, unit, meaning, typical, confidence } = assumption;
  const description = `${meaning} [${unit}; typical ${typical}; ${confidence}]`;
  const field =
    unit === 's' ? secondsField({ minimum, maximum }, description) : numberField({ minimum, maximum }, description);
  return (field as z.ZodType<number>).exactOptional();
}

const RUN = { minimum: 0, maximum: 10 * 365 * 86_400 };
const invalidEnvironment = later(() =>
  z.strictObject({
    computeEnvironment: z.string().describe('Name of the environment.'),
    fromSeconds: secondsField(
      RUN,
      'When it becomes INVALID, from the start of the run; 0 when omitted.',
    ).exactOptional(),
    untilSeconds: secondsField(RUN, 'When somebody has mended it; never when omitted.').exactOptional(),
  }),
);
const invalidEnvironments = z
  .array(invalidEnvironment)
  .describe(
    'What if a compute environment becomes INVALID: it launches nothing and gets no jobs, queues use their next one.',
  );

/** Output: the complete set, the preset's values under the overrides given. */
export const assumptionsSchema = z
  .strictObject({
    preset: z.enum(['ideal', 'typical', 'stress']).default(SCENARIO_DEFAULTS.preset),
    ...scalars,
    packing: z.enum(['auto', 'best-fit', 'spread']).exactOptional(),
    typeRanking: z.enum(['vcpu-price', 'covering-cost']).exactOptional(),
    backfill: z.boolean().exactOptional(),
    spot: spotSchema.exactOptional(),
    invalidEnvironments: invalidEnvironments.exactOptional(),
  })
  .transform(completeAssumptions)
  .meta({ description: 'Everything AWS does not document, as numbers you can change; see docs/assumptions.md.' });

type AssumptionOverrides = { readonly preset: Assumptions['preset'] } & Partial<
  Omit<Assumptions, 'preset' | 'spot'>
> & {
    readonly spot?: Partial<Assumptions['spot']>;
  };

export function completeAssumptions(overrides: AssumptionOverrides): Assumptions {
  const base = presetAssumptions(overrides.preset);
  return { ...base, ...overrides, spot: { ...base.spot, ...overrides.spot } };
}
