/** The plan file that `optimize --out` keeps for `export`, `plan` and `apply`: the recommendation as it was printed. */
import type { BatchConfig } from '../models/batch-config.ts';

export interface PlanBatch {
  readonly batch: BatchConfig;
  readonly title: string;
  readonly region: string;
}

/** The recommended configuration of a plan file; undefined when the text is something else, such as a scenario. */
export function planBatch(text: string): PlanBatch | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const {
    recommended,
    scenario,
    data: figures,
  } = data as { recommended?: { batch?: BatchConfig }; scenario?: string; data?: { region?: string } };
  if (recommended?.batch === undefined) return undefined;
  return { batch: recommended.batch, title: scenario ?? 'plan', region: figures?.region ?? 'us-east-1' };
}
