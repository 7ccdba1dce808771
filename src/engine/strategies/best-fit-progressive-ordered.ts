/**
 * BEST_FIT_PROGRESSIVE_ORDERED (On-Demand only): walks instanceTypes in list order; types that cannot hold the job are
 * skipped (AWS Batch user guide, "Allocation strategies"). A family entry is expanded smallest size first when the
 * environment is set up.
 */
import { type Candidate, firstLaunchable, type LaunchRequest } from './strategy.ts';

export function bestFitProgressiveOrdered(request: LaunchRequest): Candidate | undefined {
  return firstLaunchable(request.fitting, request);
}
