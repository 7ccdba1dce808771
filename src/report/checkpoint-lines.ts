/** Checkpoint advice as lines of text, one paragraph a job definition. */
import type { CheckpointAdvice } from '../optimize/checkpoint-advice.ts';
import { wrap } from './layout.ts';

export function checkpointLines(advice: readonly CheckpointAdvice[]): readonly string[] {
  if (advice.length === 0) return ['  no jobs run on Spot, or the Spot model has no reclaim rate'];
  return advice.flatMap(({ sentence, refusedJobs }) => wrap(sentence, refusedJobs > 0 ? '  ! ' : '  - ', '    '));
}
