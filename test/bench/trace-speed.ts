/** How fast job histories are read: text formats plain and packed, and workload files, against a bare scan for line ends. */
import { gzipSync } from 'node:zlib';
import { allocateShared } from '../../src/models/shared-workload.ts';
import { importTrace, workloadFile } from '../../src/trace/index.ts';

const CHUNK_BYTES = 1 << 20;
const ROUNDS = 3;

export interface TraceSpeed {
  readonly label: string;
  readonly megabytes: number;
  readonly jobs: number;
  /** Processor time of the process, helpers included; best of the rounds. */
  readonly cpuMs: number;
  /** Over the time of the scan of the same text in the same round, median. */
  readonly timesScan: number;
}

/** `isQuick` leaves out the ten million jobs. */
export async function measureTraces(isQuick: boolean): Promise<readonly TraceSpeed[]> {
  const rows: TraceSpeed[] = [];
  for (const jobs of isQuick ? [1e6] : [1e6, 1e7]) rows.push(...(await measured(jobs)));
  return rows;
}

async function measured(jobs: number): Promise<readonly TraceSpeed[]> {
  const size = `10^${Math.round(Math.log10(jobs))}`;
  const csv = textOf('job_id,submit_s,run_s,vcpus,memory_mib\n', jobs, csvLine);
  const imported = await read('jobs.csv', csv);
  const file = workloadFile(imported.table, imported);
  const subjects: [string, Uint8Array, Uint8Array][] = [
    [`CSV ${size}`, csv, csv],
    [`workload file ${size}`, file, csv],
  ];
  if (jobs <= 1e6) {
    const swf = textOf('; UnixStartTime: 0\n', jobs, swfLine);
    subjects.push([`CSV ${size}, gzip`, gzipSync(csv, { level: 1 }), csv]);
    subjects.push([`SWF ${size}`, swf, swf], [`SWF ${size}, gzip`, gzipSync(swf, { level: 1 }), swf]);
  }
  const rows: TraceSpeed[] = [];
  for (const [label, bytes, text] of subjects) {
    const rounds: { readonly cpuMs: number; readonly scanMs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const scanMs = await cpuMsOf(async () => countLines(text));
      rounds.push({ scanMs, cpuMs: await cpuMsOf(() => read(label.startsWith('SWF') ? 'a.swf' : 'a.csv', bytes)) });
    }
    const ratios = rounds.map(({ cpuMs, scanMs }) => cpuMs / scanMs).sort((left, right) => left - right);
    const cpuMs = Math.min(...rounds.map((round) => round.cpuMs));
    rows.push({ label, megabytes: text.length / 1e6, jobs, cpuMs, timesScan: ratios[ratios.length >> 1] });
  }
  return rows;
}

async function read(fileName: string, bytes: Uint8Array) {
  const options = { fileName, defaults: { vcpus: 1, memoryMiB: 1024 }, allocate: allocateShared };
  const result = await importTrace(chunksOf(bytes), options);
  if (!result.ok) throw new Error(result.problems[0].message);
  return result.value;
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** The least a reader of lines can do. */
function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) lines++;
  if (lines === 0) throw new Error('no lines');
  return lines;
}

async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Built in parts, since the whole may be longer than the longest string. */
function textOf(head: string, jobs: number, lineOf: (job: number) => string): Uint8Array {
  const parts: Buffer[] = [];
  let text = head;
  for (let job = 0; job < jobs; job++) {
    text += lineOf(job);
    if (text.length < CHUNK_BYTES) continue;
    parts.push(Buffer.from(text));
    text = '';
  }
  return Buffer.concat([...parts, Buffer.from(text)]);
}

function csvLine(job: number): string {
  const vcpus = 1 << (job % 3);
  return `${job + 1},${(job * 0.97).toFixed(3)},${10 + ((job * 7919) % 590)},${vcpus},${2048 * vcpus}\n`;
}

function swfLine(job: number): string {
  const run = 10 + ((job * 7919) % 590);
  return `${job + 1} ${job} 5 ${run} 4 -1 1048576 4 600 1048576 1 ${job % 50} 1 -1 1 1 -1 -1\n`;
}
