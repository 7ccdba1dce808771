/** The most that a job may ask for in a trace. */

/** API RetryStrategy: 1 to 10 attempts. */
export const MOST_ATTEMPTS = 10;
/** API SubmitJob, schedulingPriorityOverride: 0 to 9999. */
export const HIGHEST_PRIORITY = 9999;
/** vCPUs, GPUs, nodes: a larger request is taken for a wrong unit or a slip. */
export const MOST_UNITS = 10_000_000;
/** 1 PiB. */
export const MOST_MEMORY_MIB = 1024 ** 3;
