/** What the numbers of a study alone give reason to warn about. */
import type { OutcomeSummary } from './replication.ts';

/** One sentence each. `jobId` gives the user's id of a job row, `failedForGood` counts the jobs that failed for good in the history. */
export function studyWarnings(
  outcomes: readonly OutcomeSummary[],
  jobId: (job: number) => string,
  failedForGood: number,
): readonly string[] {
  return [
    ...neverRanWarning(outcomes, jobId),
    ...lostJobsWarning(outcomes, failedForGood),
    ...(outcomes.length < 2 ? ['one replication only: there is no interval - use replications: 20 or more'] : []),
  ];
}

function neverRanWarning(outcomes: readonly OutcomeSummary[], jobId: (job: number) => string): readonly string[] {
  const worst = outcomes.reduce((left, right) => (right.neverRan.jobs > left.neverRan.jobs ? right : left));
  if (worst.neverRan.jobs === 0) return [];
  const reasons = new Map<string, number[]>();
  for (const { job, reason } of worst.neverRan.examples) reasons.set(reason, [...(reasons.get(reason) ?? []), job]);
  const examples = [...reasons].map(([reason, jobs]) => `${reason} (job ${jobs.slice(0, 3).map(jobId).join(', ')})`);
  const affected = outcomes.filter((outcome) => outcome.neverRan.jobs > 0).length;
  const count = worst.neverRan.jobs === 1 ? '1 job' : `${worst.neverRan.jobs} jobs`;
  const where = outcomes.length === 1 ? '' : ` in ${affected} of ${outcomes.length} replications`;
  return [`up to ${count} never ran${where}: ${examples.join('; ')}${waitedInVain(worst.neverRan)}`];
}

function waitedInVain({ waitedInVainMs }: OutcomeSummary['neverRan']): string {
  if (waitedInVainMs === undefined) return '';
  return `; ${waitedInVainMs / 86_400_000} days were waited for capacity in vain, and the cost leaves out what minvCpus kept meanwhile`;
}

/** What the history lost for good is lost whatever the configuration: no retries mend it, and neither does another market. */
function lostJobsWarning(outcomes: readonly OutcomeSummary[], failedForGood: number): readonly string[] {
  const affected = outcomes.filter((outcome) => outcome.jobs.failed > 0);
  if (affected.length === 0) return [];
  const most = affected.reduce((worst, outcome) => Math.max(worst, outcome.jobs.failed), 0);
  const count = most === 1 ? '1 job' : `${most} jobs`;
  if (most <= failedForGood) return [`${count} failed: for good in the history, and so whatever you do`];
  const isReclaimed = affected.some(({ spot }) => spot.lostAttempts > 0);
  const wayOut = `raise the attempts of the retry strategy${isReclaimed ? ', or move them off Spot' : ' or the timeout'}`;
  const forGood = failedForGood > 0 ? `; ${failedForGood} failed for good in the history, and do whatever you do` : '';
  return [`up to ${count} failed in ${affected.length} of ${outcomes.length} replications - ${wayOut}${forGood}`];
}
