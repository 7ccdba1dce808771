/** The plan file that `optimize --out` keeps for `export`, `plan` and `apply`: the recommendation as it was printed. */
import { z } from 'zod/mini';
import type { BatchConfig } from '../models/batch-config.ts';
import { fail, type Result, succeed } from '../models/problem.ts';
import { scenarioFrom } from '../scenario/load.ts';

export interface PlanBatch {
  readonly batch: BatchConfig;
  readonly title: string;
  readonly region: string;
}

/** Of the plans that this program writes, and so of those it reads. */
const SCHEMA_VERSION = 1;

const planSchema = z.object({
  schemaVersion: z.optional(z.unknown()),
  recommended: z.object({ batch: z.unknown() }),
  scenario: z._default(z.string(), 'plan'),
  data: z.prefault(z.object({ region: z._default(z.string(), 'us-east-1') }), {}),
});

/**
 * The recommended configuration of a plan file, held to the same rules as a scenario's, since a plan may have been edited
 * by hand; undefined when the text is something else, such as a scenario.
 */
export function planBatch(text: string, file: string): Result<PlanBatch> | undefined {
  const data = parsedObject(text);
  if (data === undefined || !('recommended' in data)) return undefined;
  const plan = planSchema.safeParse(data);
  if (!plan.success) return fail({ path: 'recommended', message: 'holds no configuration', hint: REMEDY, file });
  const { schemaVersion, recommended, scenario: title, data: figures } = plan.data;
  // One made by hand may leave it out.
  if (schemaVersion !== undefined && schemaVersion !== SCHEMA_VERSION) {
    const message = `is ${JSON.stringify(schemaVersion)}: plans of version ${SCHEMA_VERSION} are read here`;
    return fail({ path: 'schemaVersion', message, hint: REMEDY, file });
  }
  const checked = scenarioFrom({ version: 1, workload: { synthetic: {} }, batch: recommended.batch });
  if (!checked.ok) {
    return fail(...checked.problems.map((problem) => ({ ...problem, path: `recommended.${problem.path}`, file })));
  }
  return succeed({ batch: checked.value.batch, title, region: figures.region });
}

const REMEDY = 'make it again: batchwright optimize SCENARIO --out plan.json';

function parsedObject(text: string): object | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
