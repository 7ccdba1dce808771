/**
 * BEST_FIT (the API's default): the cheapest type that fits the job; when that type is unavailable it waits for it rather
 * than take another (AWS Batch user guide, "Allocation strategies").
 */
import type { Candidate, LaunchRequest } from './strategy.ts';
import { firstLaunchable } from './strategy.ts';

export function bestFit(request: LaunchRequest): Candidate | undefined {
  const cheapest = [...request.fitting].sort(
    (left, right) =>
      request.types[left].microUsdPerHour - request.types[right].microUsdPerHour ||
      request.types[left].vcpus - request.types[right].vcpus ||
      left - right,
  );
  return firstLaunchable(cheapest.slice(0, 1), request);
}
