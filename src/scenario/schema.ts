/**
 * The scenario file as one zod schema: structure, ranges, human units and defaults. It gives the `Scenario` type and the
 * published JSON Schema; what needs more than one field is decided in the check-*.ts files.
 */
import { z } from 'zod/mini';
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { assumptionsSchema } from './assumptions-schema.ts';
import { batchSchema } from './batch-schema.ts';
import { catalogSchema } from './catalog-schema.ts';
import { commitmentsSchema } from './commitments-schema.ts';
import { SCENARIO_DEFAULTS } from './defaults.ts';
import { described } from './described.ts';
import { wholeNumber } from './quantity-schema.ts';
import { quotasSchema } from './quotas-schema.ts';
import { searchSchema } from './search-schema.ts';
import { filledText, filledTextField, text } from './text-schema.ts';
import { workloadSchema } from './workload-schema.ts';

const thresholdText = filledTextField(
  'For example "p95(wait) < 15m", "p95(wait, QUEUE) < 15m" of one queue, "cost < $120", "P(makespan <= 6h) >= 0.99".',
);
const region = text.check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected an AWS Region such as us-east-1'));
const objective = z.strictObject({
  minimize: z._default(z.literal('cost'), SCENARIO_DEFAULTS.minimize),
  subjectTo: described(z._default(z.array(thresholdText), []), 'Limits the recommendation must keep.'),
});

export const scenarioSchema = described(
  z.strictObject({
    version: described(z.literal(1), 'Version of this file format.'),
    name: z._default(filledText, SCENARIO_DEFAULTS.name),
    region: z._default(region, SCENARIO_DEFAULTS.region),
    workload: workloadSchema,
    batch: batchSchema,
    catalog: catalogSchema,
    commitments: commitmentsSchema,
    quotas: quotasSchema,
    assumptions: z.prefault(assumptionsSchema, {}),
    objective: z.prefault(objective, {}),
    search: searchSchema,
    thresholds: described(
      z._default(z.array(thresholdText), []),
      'What `check` and `simulate` hold the configuration to.',
    ),
    replications: z._default(wholeNumber(1, 100_000), SCENARIO_DEFAULTS.replications),
    seed: z._default(wholeNumber(0, 4_294_967_295), SCENARIO_DEFAULTS.seed),
  }),
  'A Batchwright scenario: a workload, an AWS Batch configuration, and what must hold.',
);

/** A scenario with every default applied. `batch` and `assumptions` are exactly what the engine takes. */
export type Scenario = Omit<z.output<typeof scenarioSchema>, 'batch' | 'assumptions'> & {
  readonly batch: BatchConfig;
  readonly assumptions: Assumptions;
};

/** What a person writes: defaults may be left out, amounts may carry units. */
export type ScenarioInput = DeepReadonly<z.input<typeof scenarioSchema>>;

type DeepReadonly<Value> = { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };

/** JSON Schema (draft 2020-12) of the file as written, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(scenarioSchema, { io: 'input', reused: 'inline' }), title: 'Batchwright scenario' };
}
