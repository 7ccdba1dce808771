/**
 * BEST_FIT (the API's default): the cheapest type that fits the job; when that type is unavailable it waits for it rather
 * than take another (AWS Batch user guide, "Allocation strategies").
 */
import { type Candidate, firstBy, type LaunchRequest, launchableIn } from './strategy.ts';

export function bestFit(request: LaunchRequest): Candidate | undefined {
  const { fitting, types } = request;
  const cheapest = firstBy(
    (left, right) =>
      types[left].microUsdPerHour - types[right].microUsdPerHour ||
      types[left].vcpus - types[right].vcpus ||
      left - right,
    fitting,
  );
  return launchableIn(cheapest, request);
}
