/** Writes the per-attempt and per-instance CSV files of one replication as the engine produces the rows. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { AttemptRow, InstanceRow } from '../engine/run.ts';
import type { Setup } from '../engine/setup.ts';
import { jobIdOf } from '../models/workload.ts';
import { csvField } from '../report/csv-field.ts';
import type { CliContext } from './context.ts';
import type { Destination } from './destination.ts';
import { usageFailure } from './failure.ts';
import { discardDraft, putInPlace, readyDestination, unwritable } from './files.ts';

const FLUSH_AT = 1 << 16;

/** A text file that appears under its name only when it is complete. */
export class RowFile {
  private readonly path: string;
  private readonly destination: Destination;
  private readonly handle: number;
  private pending = '';
  private isOpen = true;

  constructor(context: CliContext, path: string, header: string) {
    this.path = path;
    if (path === '-') throw usageFailure('rows and the report cannot both go to standard output', 'give a file');
    try {
      this.destination = readyDestination(context, path);
      this.handle = openSync(this.destination.draft, 'w');
    } catch (error) {
      throw unwritable(path, error);
    }
    this.pending = `${header}\n`;
  }

  write(fields: readonly (string | number)[]): void {
    this.pending += `${fields.map(csvField).join(',')}\n`;
    if (this.pending.length < FLUSH_AT) return;
    try {
      this.flush();
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** Everything is on the disk, under another name. */
  complete(): void {
    try {
      this.flush();
      closeSync(this.handle);
      this.isOpen = false;
    } catch (error) {
      this.abandon();
      throw unwritable(this.path, error);
    }
  }

  /** After `complete`. */
  appear(): void {
    try {
      putInPlace(this.destination);
    } catch (error) {
      this.abandon();
      throw unwritable(this.path, error);
    }
  }

  /** Leaves nothing behind; a finished file stays. */
  abandon(): void {
    if (this.isOpen) closeSync(this.handle);
    this.isOpen = false;
    discardDraft(this.destination);
  }

  private flush(): void {
    // Unlike writeSync this goes on until everything is written.
    writeFileSync(this.handle, this.pending);
    this.pending = '';
  }
}

export const ATTEMPT_HEADER =
  'job_id,queue,attempt,submit_s,start_s,end_s,instance_id,instance_type,market,compute_environment,status,reason';
export const INSTANCE_HEADER =
  'instance_id,instance_type,market,zone,launch_s,ready_s,end_s,billed_s,cost_usd,ended_by';

export function attemptFields(
  { workload, classes, queues, environments }: Setup,
  row: AttemptRow,
): (string | number)[] {
  const environment = environments[row.environment];
  const queue = queues[classes[workload.classIndex[row.job]].queue];
  return [
    jobIdOf(workload, row.job),
    queue.name,
    row.attempt,
    seconds(row.submitMs),
    seconds(row.startMs),
    seconds(row.endMs),
    instanceName(row.instance),
    environment.types[row.type].instanceType.instanceType,
    environment.market,
    environment.name,
    row.status,
    row.reason,
  ];
}

export function instanceFields({ environments }: Setup, row: InstanceRow): (string | number)[] {
  const environment = environments[row.environment];
  return [
    instanceName(row.instance),
    environment.types[row.type].instanceType.instanceType,
    environment.market,
    row.zone,
    seconds(row.launchMs),
    seconds(row.readyMs),
    seconds(row.endMs),
    seconds(row.billedMs),
    row.microUsd / 1_000_000,
    row.endedBy,
  ];
}

function instanceName(instance: number): string {
  return `i-${String(instance).padStart(6, '0')}`;
}

function seconds(ms: number): number {
  return ms / 1000;
}
