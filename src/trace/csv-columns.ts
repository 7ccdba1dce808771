/** The columns a CSV trace may have, their other names, and what each means. The names are a contract (docs/traces.md). */

export type CsvField =
  | 'id'
  | 'submit'
  | 'submitRelative'
  | 'start'
  | 'end'
  | 'run'
  | 'runClock'
  | 'vcpus'
  | 'memoryMiB'
  | 'gpus'
  | 'architecture'
  | 'nodes'
  | 'queue'
  | 'jobDefinition'
  | 'arraySize'
  | 'dependsOn'
  | 'consumableResources'
  | 'attempts'
  | 'timeout'
  | 'user'
  | 'shareIdentifier'
  | 'schedulingPriority'
  | 'cancel'
  | 'cancelRelative'
  | 'terminate'
  | 'terminateRelative'
  | 'deadline'
  | 'deadlineRelative'
  | 'peakMemoryMiB'
  | 'hosts'
  | 'ignored';

export interface CsvColumn {
  readonly field: CsvField;
  /** Multiplies the written number into ms or MiB. */
  readonly scale: number;
}

function named(field: CsvField, names: string, scale = 1): readonly (readonly [string, CsvColumn])[] {
  return names.split(' ').map((name) => [name, { field, scale }] as const);
}

/** Our own name first, then aliases. Those of hpc-cost-simulator are here so that its files read as they are. */
export const CSV_COLUMNS: ReadonlyMap<string, CsvColumn> = new Map([
  ...named('id', 'job_id jobid id'),
  ...named('submit', 'submit submit_time submitted_at created_at'),
  ...named('submitRelative', 'submit_s', 1000),
  ...named('submitRelative', 'submit_ms'),
  ...named('start', 'start start_time started_at start_s'),
  ...named('end', 'end end_time end_s finish_time finished_at stopped_at'),
  ...named('run', 'run_s runtime_s duration_s', 1000),
  ...named('run', 'run_ms runtime_ms duration_ms'),
  ...named('runClock', 'run_time'),
  ...named('vcpus', 'vcpus vcpu cpus num_cores'),
  ...named('memoryMiB', 'memory_mib'),
  ...named('memoryMiB', 'memory_gib max_mem_gb', 1024),
  ...named('gpus', 'gpus gpu num_gpus'),
  ...named('architecture', 'architecture arch'),
  ...named('nodes', 'nodes num_nodes'),
  ...named('queue', 'queue job_queue'),
  ...named('jobDefinition', 'job_definition'),
  ...named('arraySize', 'array_size'),
  ...named('dependsOn', 'depends_on'),
  ...named('consumableResources', 'consumable_resources'),
  ...named('attempts', 'attempts'),
  ...named('timeout', 'timeout_s', 1000),
  ...named('user', 'user user_id'),
  ...named('shareIdentifier', 'share_identifier'),
  ...named('schedulingPriority', 'scheduling_priority'),
  ...named('cancel', 'cancelled_at canceled_at'),
  ...named('cancelRelative', 'cancel_s', 1000),
  ...named('terminate', 'terminated_at'),
  ...named('terminateRelative', 'terminate_s', 1000),
  ...named('deadline', 'deadline deadline_at'),
  ...named('deadlineRelative', 'deadline_s', 1000),
  ...named('peakMemoryMiB', 'peak_memory_mib'),
  ...named('peakMemoryMiB', 'peak_memory_gib', 1024),
  ...named('hosts', 'num_hosts'),
  ...named('ignored', 'job_name name status exit_status resource_request project wait_time eligible_time'),
  ...named('ignored', 'ineligible_pend_time requeue_time ru_majflt ru_maxrss ru_minflt ru_msgsnd ru_msgrcv'),
  ...named('ignored', 'ru_nswap ru_inblock ru_oublock ru_stime ru_utime'),
]);

/** "Job ID" and "job-id" are "job_id". */
export function normalizedColumnName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}
