/** What the figures of the table are, for those who ask. */

export interface FigureMeaning {
  readonly name: string;
  /** Of the rows it explains. */
  readonly labels: RegExp;
  readonly meaning: string;
}

export const FIGURE_MEANINGS: readonly FigureMeaning[] = [
  {
    name: 'Cost',
    labels: /^Cost/,
    meaning:
      'mean over replications; the interval is Student’s t of that mean, and says nothing of other days than these',
  },
  {
    name: 'Wait',
    labels: /^Wait/,
    meaning:
      'from RUNNABLE to the first RUNNING; p95: 95 of 100 jobs wait no longer; means over replications, but for the worst run: the longest p95 of any replication, which may be above the mean of the longest waits, and for single queues: over at most five replications of their own',
  },
  {
    name: 'Makespan',
    labels: /^Makespan/,
    meaning: 'from the first submission to the last job end, mean over replications; unknown where jobs never ran',
  },
  {
    name: 'Spot interruptions',
    labels: /^(Spot interruptions|vCPU-hours wasted)/,
    meaning: 'instances EC2 took back, mean a replication; vCPU-hours wasted: work that was lost to them',
  },
  {
    name: 'Jobs failed',
    labels: /^Jobs/,
    meaning:
      'out of tries, past their timeout, cancelled or terminated, or in need of one that failed; never ran: still waiting when the run ended; means a replication',
  },
  {
    name: 'Deadlines missed',
    labels: /^Deadlines/,
    meaning: 'jobs that did not succeed by their deadline, mean a replication',
  },
  {
    name: 'Own failures',
    labels: /^(Own failures|vCPU-hours of those)/,
    meaning:
      'attempts that failed by themselves in the job history and are replayed, not those that EC2 ended; vCPU-hours of those: what they held until then; means a replication',
  },
  {
    name: 'Utilization',
    labels: /utilization$/,
    meaning: 'share of the rented vCPU, memory and GPU time that jobs held',
  },
  { name: 'Peak vCPUs', labels: /^Peak vCPUs$/, meaning: 'most vCPUs rented at once, mean over replications' },
  {
    name: 'Peak vCPUs of a quota',
    labels: /^Peak vCPUs, /,
    meaning:
      'what the account’s vCPU quota must allow: the most in any replication, and of how many where the scenario gives quotas',
  },
];

/** Undefined for a row nobody has explained. */
export function meaningOf(label: string): string | undefined {
  return FIGURE_MEANINGS.find(({ labels }) => labels.test(label))?.meaning;
}
