/** The promises about speed and memory, and whether this run kept them. */
import type { CommandTimes } from './command-line.ts';
import type { FloorTime } from './floor-time.ts';
import type { MeasuredRow } from './measure.ts';
import type { MeasuredMemory } from './memory.ts';

interface Target {
  readonly text: string;
  /** Undefined when this run did not measure it. */
  readonly value: number | undefined;
  readonly limit: number;
  readonly isAtLeast: boolean;
}

const GIGABYTE = 1e9;

/** One line a target that was measured: kept or missed, by how much. */
export function targetLines(
  rows: readonly MeasuredRow[],
  memory: ReadonlyMap<string, MeasuredMemory>,
  times: CommandTimes | undefined,
  floor?: FloorTime,
): string[] {
  const row = (label: string) => rows.find((candidate) => candidate.label === label);
  const peak = memory.get('M/M/64 10^7')?.peakBytes;
  const targets: readonly Target[] = [
    atLeast('M/M/64 10^6: share of the reference', row('M/M/64 10^6')?.shareOfReference, 1 / 4),
    atLeast('M/M/64 10^7: share of the reference', row('M/M/64 10^7')?.shareOfReference, 1 / 4),
    atLeast('elastic Spot 10^6: share of the reference', row('elastic Spot 10^6')?.shareOfReference, 1 / 8),
    atMost('M/M/64 10^7: gigabytes at the peak', peak === undefined ? undefined : peak / GIGABYTE, 2),
    atMost('M/M/64 10^7: times the time of 10^6', row('M/M/64 10^7')?.timeGrowth, 12),
    atMost('blocked head 10^6: growth per event', row('blocked head 10^6')?.eventGrowth, 2),
    atMost('20,000 instances: growth per event', row('20,000 instances')?.eventGrowth, 2),
    atMost('500 shapes x 300 types: growth per event', row('500 shapes x 300 types')?.eventGrowth, 2),
    atMost('floor of 100,000 jobs: ms', floor?.floorMs, 2000),
    atLeast('two workers: simulations a second of one', times?.twoWorkersSpeedUp, 1.8),
    atMost('simulate quickstart: ms', times?.simulateMs, 400),
    atMost('--help: ms', times?.helpMs, 150),
  ];
  return [...targets.flatMap(line), ...rows.flatMap(besideSameJobs), ...besides(times)];
}

/** Without a promise, as the lines below. */
function besideSameJobs({ label, shareOnSameJobs }: MeasuredRow): string[] {
  if (shareOnSameJobs === undefined) return [];
  return [`        ${label}: share of the reference on the same jobs, none waiting ${rounded(shareOnSameJobs)}`];
}

function besides(times: CommandTimes | undefined): string[] {
  if (times === undefined) return [];
  return [
    ...(times.simulateWithCertificatesMs === undefined
      ? []
      : [`        simulate quickstart, with NODE_EXTRA_CA_CERTS: ms ${rounded(times.simulateWithCertificatesMs)}`]),
    `        simulate quickstart, one replication: ms ${rounded(times.oneReplicationMs)}`,
    `        two workers, the whole command with its start: speed of one ${rounded(times.twoWorkersCommandSpeedUp)}`,
  ];
}

function atLeast(text: string, value: number | undefined, limit: number): Target {
  return { text, value, limit, isAtLeast: true };
}

function atMost(text: string, value: number | undefined, limit: number): Target {
  return { text, value, limit, isAtLeast: false };
}

function line({ text, value, limit, isAtLeast }: Target): string[] {
  if (value === undefined) return [];
  const isKept = isAtLeast ? value >= limit : value <= limit;
  return [
    `${isKept ? 'kept  ' : 'MISSED'}  ${text} ${rounded(value)}, ${isAtLeast ? 'at least' : 'at most'} ${rounded(limit)}`,
  ];
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
