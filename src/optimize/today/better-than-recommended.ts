/** Whether small changes saved more than what is recommended: on the same page that must not stand without a word. */
import { writtenUsd } from '../../models/written-number.ts';
import type { Recommendation } from '../recommendation.ts';
import type { ChangesToday } from './today.ts';

/** A note, or none. Small changes may set what the search does not generate, and meet its finalists only where it found nothing, or something far dearer. */
export function betterThanRecommended(
  { plans, replications }: Pick<ChangesToday, 'plans' | 'replications'>,
  { verdict, savingUsd: recommended }: Pick<Recommendation, 'verdict' | 'savingUsd'>,
): readonly string[] {
  const best = plans.toSorted((left, right) => right.savingUsd.mean - left.savingUsd.mean)[0];
  if (verdict !== 'change' || best?.savingUsd.lo === undefined || recommended.hi === undefined) return [];
  if (best.savingUsd.lo <= recommended.hi) return [];
  const what = best.changes.length === 1 ? 'the change' : `the ${best.changes.length} changes`;
  return [
    `${what} under what to change today saved ${writtenUsd(best.savingUsd.mean)} and kept every limit, but over ${replications} replications of their own; what is recommended ${effectOf(recommended.mean)} over ${recommended.pairs}: compare both over the same replications before choosing`,
  ];
}

function effectOf(savingUsd: number): string {
  return savingUsd < 0 ? `cost ${writtenUsd(-savingUsd)} more` : `saved ${writtenUsd(savingUsd)}`;
}
