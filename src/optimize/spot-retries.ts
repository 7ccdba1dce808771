/** The retry strategy that a plan on Spot brings where none is written. */
import type { RetryStrategy } from '../models/batch-config.ts';
import { failuresAt } from '../models/own-failures.ts';
import type { Workload } from '../models/workload.ts';
import { USUAL_ATTEMPTS } from './candidate.ts';

/**
 * Total tries of a job on Spot, again only when the host was taken away (AWS Batch user guide, best practices for Spot:
 * "retry strategies": `Host EC2*`). Ten is the most AWS allows: an attempt that is never needed costs nothing, and the simulation
 * prices the ones that are.
 */
export const SPOT_RETRY_STRATEGY: RetryStrategy = {
  attempts: USUAL_ATTEMPTS,
  evaluateOnExit: [
    { onStatusReason: 'Host EC2*', action: 'RETRY' },
    { onReason: '*', action: 'EXIT' },
  ],
};

/** AWS takes five entries (API EvaluateOnExit), of which the two above are always there. */
const MOST_EXIT_CODES = 3;

/**
 * The same with the exit codes after which jobs of the recorded history were tried again and succeeded: a plan that ended at those
 * would lose jobs that did not get lost. Where such codes are too many, or unknown, everything is retried.
 */
export function spotRetryStrategy(workload: Workload, attempts: number): RetryStrategy {
  const codes = mendedExitCodes(workload);
  if (codes.size === 0) return { ...SPOT_RETRY_STRATEGY, attempts };
  if (codes.size > MOST_EXIT_CODES || codes.has(undefined)) return { attempts };
  const [hostLost, ...others] = SPOT_RETRY_STRATEGY.evaluateOnExit ?? [];
  const mended = [...codes].map((exitCode) => ({ onExitCode: String(exitCode), action: 'RETRY' }));
  return { attempts, evaluateOnExit: [hostLost, ...mended, ...others] };
}

/** In the order met; undefined for one that is not known. */
function mendedExitCodes({ ownFailures }: Workload): ReadonlySet<number | undefined> {
  const codes = new Set<number | undefined>();
  if (ownFailures === undefined) return codes;
  const { jobs, isForGood, kind, kinds } = ownFailures;
  for (let place = 0; place < jobs.length; place++) {
    if (isForGood[place] === 1) continue;
    const [from, to] = failuresAt(ownFailures, place);
    for (let failure = from; failure < to; failure++) codes.add(kinds[kind[failure]].exitCode);
  }
  return codes;
}
