/** Which configurations the page compares: the current one alone until a recommendation stands beside it. */
import { computed } from '@preact/signals';
import type { BatchConfig } from '../models/batch-config.ts';
import type { ComparedFigures } from '../report/recommendation-rows.ts';
import type { Timeline } from './optimize-run.ts';
import { optimization, simulation } from './state.ts';

export interface Side {
  readonly name: 'current' | 'recommended';
  /** What the search calls it, e.g. `Spot, m6a, up to 8 vCPUs a machine, max 432`. */
  readonly description?: string;
  readonly batch: BatchConfig;
  readonly figures: ComparedFigures;
  readonly timeline?: Timeline | undefined;
}

/** The recommended one only when there is something to change. */
export const sides = computed<readonly Side[]>(() => {
  const run = simulation.value;
  const found = optimization.value;
  if (found !== undefined && found.recommendation.verdict === 'change') {
    const { current, recommended } = found.recommendation;
    return [
      { name: 'current', batch: current.batch, figures: current, timeline: found.currentTimeline },
      {
        name: 'recommended',
        description: recommended.name,
        batch: recommended.batch,
        figures: recommended,
        timeline: found.recommendedTimeline,
      },
    ];
  }
  return run === undefined
    ? []
    : [{ name: 'current', batch: run.batch, figures: run.result, timeline: run.result.timeline }];
});
