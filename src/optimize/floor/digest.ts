/** A short fingerprint of a workload, so that a certificate says which jobs it is about. It recognises; it does not protect. */
import type { OwnFailures } from '../../models/own-failures.ts';
import type { Workload } from '../../models/workload.ts';

export interface WorkloadDigest {
  readonly jobs: number;
  /** Of all nodes. */
  readonly vcpuHours: number;
  /** 16 hexadecimal digits over submit times, run times, due times, failed attempts and what each job asks for. */
  readonly fingerprint: string;
}

/** O(jobs). Mixing: FNV-1a over 32-bit words, two lanes with different starts. */
export function workloadDigest(workload: Workload): WorkloadDigest {
  const { jobCount, classes, classIndex, runMs, submitMs, deadlineMs, ownFailures } = workload;
  const requests = classes.map((one) => fingerprintOf(requestWords(one)));
  const lanes = new Uint32Array([0x811c9dc5, 0x9747b28c]);
  let vcpuMs = 0;
  for (let job = 0; job < jobCount; job++) {
    const [first, second] = requests[classIndex[job]];
    mixNumber(lanes, submitMs[job]);
    mixNumber(lanes, runMs[job]);
    if (deadlineMs !== undefined) mixNumber(lanes, Number.isFinite(deadlineMs[job]) ? deadlineMs[job] : NO_DEADLINE);
    mixWord(lanes, first);
    mixWord(lanes, second);
    const { vcpus, nodes = 1 } = classes[classIndex[job]];
    vcpuMs += runMs[job] * vcpus * nodes;
  }
  if (ownFailures !== undefined) mixFailures(lanes, ownFailures);
  return { jobs: jobCount, vcpuHours: vcpuMs / 3_600_000, fingerprint: hexadecimal(lanes) };
}

function mixFailures(lanes: Uint32Array, { jobs, ends, isForGood, runMs }: OwnFailures): void {
  for (const column of [jobs, ends, isForGood, runMs]) for (const value of column) mixNumber(lanes, value);
}

/** No job is due before the run begins. */
const NO_DEADLINE = -1;

function requestWords(asked: Workload['classes'][number]): number[] {
  const { vcpus, memoryMiB, gpus, architecture, timeoutMs, nodes = 1 } = asked;
  const architectureNumber = architecture === undefined ? 0 : architecture === 'x86_64' ? 1 : 2;
  return [vcpus, memoryMiB, gpus, architectureNumber, timeoutMs ?? -1, ...(nodes > 1 ? [nodes] : [])];
}

function fingerprintOf(numbers: readonly number[]): Uint32Array {
  const lanes = new Uint32Array([0x811c9dc5, 0x3c6ef372]);
  for (const number of numbers) mixNumber(lanes, number);
  return lanes;
}

/** Whole part and fraction, so that equal numbers mix equally whatever the machine's byte order. */
function mixNumber(lanes: Uint32Array, value: number): void {
  const high = Math.floor(value / 4294967296);
  const low = Math.floor(value - high * 4294967296);
  mixWord(lanes, low);
  mixWord(lanes, high ^ Math.floor((value - Math.floor(value)) * 4294967295));
}

function mixWord(lanes: Uint32Array, word: number): void {
  lanes[0] = Math.imul(lanes[0] ^ word, 0x01000193);
  const mixed = Math.imul(lanes[1] ^ word, 0x85ebca6b);
  lanes[1] = mixed ^ (mixed >>> 15);
}

function hexadecimal(lanes: Uint32Array): string {
  return [...lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('');
}
