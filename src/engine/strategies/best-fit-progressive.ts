/**
 * BEST_FIT_PROGRESSIVE: types large enough for the jobs, lowest cost per vCPU first; when they are unavailable, further
 * types (AWS Batch user guide, "Allocation strategies"). Ties between equally priced types are not documented: least
 * leftover memory, then the smaller size, is our choice.
 */
import {
  byLeftover,
  type Candidate,
  coveringCost,
  firstLaunchable,
  firstLaunchableBy,
  type LaunchRequest,
  launchableIn,
  leastLeftover,
} from './strategy.ts';

export function bestFitProgressive(request: LaunchRequest): Candidate | undefined {
  if (request.typeRanking === 'covering-cost') return cheapestCover(request);
  const { fitting, types } = request;
  for (let from = 0; from < fitting.length; ) {
    let to = from + 1;
    while (to < fitting.length && types[fitting[to]].vcpuPriceStep === types[fitting[from]].vcpuPriceStep) to++;
    // Sorted only when EC2 refuses the first, which is rare.
    const found =
      launchableIn(leastLeftover(request, from, to), request) ??
      firstLaunchable(fitting.slice(from, to).sort(byLeftover(request)), request);
    if (found !== undefined) return found;
    from = to;
  }
  return undefined;
}

/** The other reading: whatever covers the waiting demand most cheaply, memory and GPUs counted. */
function cheapestCover(request: LaunchRequest): Candidate | undefined {
  const cost = new Map(request.fitting.map((type) => [type, coveringCost(request.types[type], request)]));
  const compare = byLeftover(request);
  return firstLaunchableBy(
    (left, right) => (cost.get(left) ?? 0) - (cost.get(right) ?? 0) || compare(left, right),
    request.fitting,
    request,
  );
}
