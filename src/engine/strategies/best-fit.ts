/**
 * BEST_FIT (the API's default): the cheapest type that fits the job; when that type is unavailable it waits for it rather
 * than take another (AWS Batch user guide, "Allocation strategies").
 */
import type { LaunchableType } from '../launchable-types.ts';
import { type Candidate, firstBy, type LaunchRequest, launchableIn } from './strategy.ts';

export function bestFit(request: LaunchRequest): Candidate | undefined {
  return launchableIn(cheapestOf(request.types, request.fitting), request);
}

/** Of the fitting types the one BEST_FIT takes. */
export function cheapestOf(types: readonly LaunchableType[], fitting: readonly number[]): number {
  return firstBy(
    (left, right) =>
      types[left].microUsdPerHour - types[right].microUsdPerHour ||
      types[left].vcpus - types[right].vcpus ||
      left - right,
    fitting,
  );
}
