/**
 * Reads a CSV of the Spot instances a user ran: `instance_id, instance_type, zone` and how long, as `hours`, as `launch_s` and
 * `end_s`, or as `launched_at` and `ended_at`. On-Demand rows (column `market`) are passed over.
 */
import type { InstanceRun } from '../models/spot/history.ts';
import { csvRecords } from './csv-records.ts';
import type { ImportSession } from './import-session.ts';
import { epochNumberMs, isoMs } from './instants.ts';

const HOUR_MS = 3_600_000;

type Cell = (name: string) => string | undefined;

export async function readInstanceRuns(text: AsyncIterable<string>, session: ImportSession): Promise<InstanceRun[]> {
  const runs: InstanceRun[] = [];
  let header: readonly string[] | undefined;
  for await (const records of csvRecords(text, session)) {
    for (const { cells, line } of records) {
      if (header === undefined) {
        header = cells.map((cell) => cell.trim().toLowerCase());
        if (!hasNeededColumns(header, session)) return [];
        continue;
      }
      const columns = header;
      const cell: Cell = (name) => {
        const value = cells[columns.indexOf(name)]?.trim();
        return value === undefined || value === '' ? undefined : value;
      };
      if (/^(ec2|on-?demand)$/i.test(cell('market') ?? '')) continue;
      const run = runOf(cell, line, session);
      if (run !== undefined) runs.push(run);
    }
  }
  return runs;
}

function hasNeededColumns(header: readonly string[], session: ImportSession): boolean {
  const has = (...names: readonly string[]) => names.every((name) => header.includes(name));
  const hasTime = has('hours') || has('launch_s', 'end_s') || has('launched_at', 'ended_at');
  if (has('instance_id', 'instance_type') && hasTime) return true;
  const hint = 'columns: instance_id, instance_type, zone, and hours or launch_s, end_s or launched_at, ended_at';
  session.problem('', 'this CSV does not list instance runs', hint, 1);
  return false;
}

function runOf(cell: Cell, line: number, session: ImportSession): InstanceRun | undefined {
  const [instanceId, instanceType, zone] = [cell('instance_id'), cell('instance_type'), cell('zone')];
  const hours = hoursOf(cell);
  if (instanceId === undefined || instanceType === undefined) {
    session.problem(instanceId === undefined ? 'instance_id' : 'instance_type', 'is empty', 'fill it in', line);
    return undefined;
  }
  if (hours === undefined || !(hours >= 0)) {
    session.problem('hours', `cannot tell how long ${instanceId} ran`, 'give hours of at least 0 or both times', line);
    return undefined;
  }
  const ending = `${cell('ended_by') ?? ''} ${cell('reason') ?? ''}`;
  const isReclaimed = /reclaim|interrupt|evict/i.test(ending);
  const run = { instanceId, instanceType, hours, isReclaimed };
  return zone === undefined ? run : { ...run, zone };
}

function hoursOf(cell: Cell): number | undefined {
  const hours = numberOf(cell('hours'));
  if (hours !== undefined) return hours;
  const [fromS, toS] = [numberOf(cell('launch_s')), numberOf(cell('end_s'))];
  if (fromS !== undefined && toS !== undefined) return (toS - fromS) / 3600;
  const [fromMs, toMs] = [instantOf(cell('launched_at')), instantOf(cell('ended_at'))];
  return fromMs === undefined || toMs === undefined ? undefined : (toMs - fromMs) / HOUR_MS;
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = numberOf(text);
  return value === undefined ? isoMs(text) : epochNumberMs(value);
}
