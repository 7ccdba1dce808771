/**
 * BEST_FIT (the API's default): the cheapest type that fits the job; when that type is unavailable it waits for it rather
 * than take another (AWS Batch user guide, "Allocation strategies").
 */
import { type Candidate, firstLaunchable, type LaunchRequest } from './strategy.ts';

export function bestFit(request: LaunchRequest): Candidate | undefined {
  const { fitting, types } = request;
  let cheapest = fitting[0];
  for (let position = 1; position < fitting.length; position++) {
    const type = fitting[position];
    const difference =
      types[type].microUsdPerHour - types[cheapest].microUsdPerHour ||
      types[type].vcpus - types[cheapest].vcpus ||
      type - cheapest;
    if (difference < 0) cheapest = type;
  }
  return firstLaunchable([cheapest], request);
}
