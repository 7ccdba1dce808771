/**
 * The scenario file as one zod schema: structure, ranges, human units and defaults. It gives the `Scenario` type and the
 * published JSON Schema; what needs more than one field is decided in the check-*.ts files.
 */
import './zod-settings.ts';
import { z } from 'zod';
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { assumptionsSchema } from './assumptions-schema.ts';
import { batchSchema } from './batch-schema.ts';
import { catalogSchema } from './catalog-schema.ts';
import { commitmentsSchema } from './commitments-schema.ts';
import { SCENARIO_DEFAULTS } from './defaults.ts';
import { quotasSchema } from './quotas-schema.ts';
import { searchSchema } from './search-schema.ts';
import { workloadSchema } from './workload-schema.ts';

const thresholdText = z
  .string()
  .min(1)
  .describe('For example "p95(wait) < 15m", "cost < $120", "P(makespan <= 6h) >= 0.99".');

export const scenarioSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of this file format.'),
    name: z.string().min(1).default(SCENARIO_DEFAULTS.name),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected an AWS Region such as us-east-1')
      .default(SCENARIO_DEFAULTS.region),
    workload: workloadSchema,
    batch: batchSchema,
    catalog: catalogSchema,
    commitments: commitmentsSchema,
    quotas: quotasSchema,
    assumptions: assumptionsSchema.prefault({}),
    objective: z
      .strictObject({
        minimize: z.literal('cost').default(SCENARIO_DEFAULTS.minimize),
        subjectTo: z.array(thresholdText).default([]).describe('Limits the recommendation must keep.'),
      })
      .prefault({}),
    search: searchSchema,
    thresholds: z.array(thresholdText).default([]).describe('What `check` and `simulate` hold the configuration to.'),
    replications: z.int().min(1).max(100_000).default(SCENARIO_DEFAULTS.replications),
    seed: z.int().min(0).max(4_294_967_295).default(SCENARIO_DEFAULTS.seed),
  })
  .describe('A Batchwright scenario: a workload, an AWS Batch configuration, and what must hold.');

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
