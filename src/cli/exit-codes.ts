/** The exit codes other tools rely on (README, "Exit codes"). */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  invalidInput: 3,
  thresholdFailed: 4,
  unrunnableJobs: 5,
  planHasChanges: 6,
  awsRefused: 7,
  ourBug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
