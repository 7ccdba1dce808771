/** What `plan` is to bring about: a scenario's configuration, or the one optimize recommends with what it promises. */
import { z } from 'zod';
import { CHANGE_PLAN_KIND, type PredictedEffect } from '../aws/change-plan.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { parseScenario } from '../scenario/load.ts';
import type { CliContext } from './context.ts';
import { invalidInput } from './failure.ts';
import { nameOf, readText } from './files.ts';
import { planBatch } from './plan-file.ts';

export interface WantedBatch {
  readonly batch: BatchConfig;
  readonly region: string;
  readonly effect?: PredictedEffect;
}

export async function readWanted(context: CliContext, file: string): Promise<WantedBatch> {
  const text = await readText(context, file);
  const name = nameOf(file);
  if (text.trimStart().startsWith('{') && text.includes(`"${CHANGE_PLAN_KIND}"`)) {
    const hint = `to carry it out: batchwright apply ${file}`;
    throw invalidInput({ path: '', file: name, message: 'is a change plan already', hint });
  }
  const recommendation = planBatch(text, name);
  if (recommendation?.ok === false) throw invalidInput(...recommendation.problems);
  if (recommendation !== undefined) {
    const { batch, region } = recommendation.value;
    const effect = effectOf(text);
    return { batch, region, ...(effect !== undefined && { effect }) };
  }
  const scenario = parseScenario(text, name);
  if (!scenario.ok) throw invalidInput(...scenario.problems);
  return { batch: scenario.value.batch, region: scenario.value.region };
}

const interval = z.object({ mean: z.number(), lo: z.number(), hi: z.number() });
const side = z.object({
  cost: z.object({ totalUsd: interval }),
  waitSeconds: z.object({ p95: z.number() }).optional(),
});
const promise = z.object({
  current: side,
  recommended: side,
  replications: z.number(),
  assumptions: z.object({ preset: z.string() }),
});

/** Undefined where the file gives no figures with intervals: nothing is promised then. */
function effectOf(text: string): PredictedEffect | undefined {
  const read = promise.safeParse(JSON.parse(text));
  if (!read.success) return undefined;
  const { current, recommended, replications, assumptions } = read.data;
  const [before, after] = [current.waitSeconds?.p95, recommended.waitSeconds?.p95];
  return {
    costUsd: { before: current.cost.totalUsd, after: recommended.cost.totalUsd },
    ...(before !== undefined && after !== undefined && { waitSecondsP95: { before, after } }),
    replications,
    assumptionsPreset: assumptions.preset,
  };
}
