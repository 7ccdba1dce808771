/**
 * A Standard Workload Format log read once more, slow and obvious, from docs/traces.md: lines, split at blanks, Number. To hold the
 * importer to, which reads character codes.
 */

export interface PlainSwfOptions {
  readonly memoryFrom: 'requested' | 'used' | 'none';
  readonly swfMemoryUnit: 'KB' | 'bytes';
  readonly swfMemoryPer: 'processor' | 'job';
}

export interface PlainSwfJob {
  readonly id: string;
  /** Since the first submission. */
  readonly submitMs: number;
  readonly runMs: number;
  readonly vcpus: number;
  readonly memoryMiB: number | undefined;
  readonly user: string | undefined;
  readonly peakMemoryMiB: number | undefined;
}

export interface PlainSwf {
  readonly rows: number;
  /** In order of submission, ties as in the log. */
  readonly jobs: readonly PlainSwfJob[];
  readonly skipped: readonly { readonly reason: string; readonly count: number; readonly firstLine: number }[];
  readonly problems: readonly { readonly path: string; readonly line: number }[];
  /** When the first was submitted, since 1970; 0 where the log does not say. */
  readonly originMs: number;
}

const TEN_YEARS_S = 10 * 365 * 86_400;
const FIFTY_YEARS_S = 50 * 365 * 86_400;
/** Later ones have no date in JavaScript. */
const LAST_SUBMIT_S = 8e12;
const LARGEST_MIB = 32 * 1024 * 1024;

export function plainSwf(text: string, options: PlainSwfOptions): PlainSwf {
  const skipped: { reason: string; count: number; firstLine: number }[] = [];
  const problems: { path: string; line: number }[] = [];
  const jobs: PlainSwfJob[] = [];
  const tooLarge: number[] = [];
  let rows = 0;
  let withMemory = 0;
  let startS = 0;
  let firstSubmitS: number | undefined;
  let wholeId = Number.NaN;
  const memoryField = options.memoryFrom === 'used' ? 7 : 10;
  const unitsPerMiB = options.swfMemoryUnit === 'KB' ? 1024 : 1024 * 1024;

  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1;
    if (line.startsWith(';')) {
      const header = /UnixStartTime: *(\d+)/.exec(line);
      if (header !== null) startS = Number(header[1]);
      continue;
    }
    const cells = line.split(/[\s\0]+/).filter((cell) => cell !== '');
    if (cells.length === 0) continue;
    rows++;
    /** Field n as the standard counts them. */
    const field = (n: number) => Number(cells[n - 1]);
    const reason = reasonToSkip(cells.length, field, wholeId);
    if (cells.length >= 18 && ![2, 3, 4].includes(field(11))) wholeId = field(1);
    if (reason !== undefined) {
      const known = skipped.find((one) => one.reason === reason);
      if (known === undefined) skipped.push({ reason, count: 1, firstLine: number });
      else known.count++;
      continue;
    }
    if (field(4) > TEN_YEARS_S) {
      problems.push({ path: 'field 4 (run time)', line: number });
      continue;
    }
    if (firstSubmitS === undefined && field(2) > LAST_SUBMIT_S) {
      problems.push({ path: 'field 2 (submit time)', line: number });
      continue;
    }
    firstSubmitS ??= field(2);
    if (Math.abs(field(2) - firstSubmitS) > FIFTY_YEARS_S) {
      problems.push({ path: 'field 2 (submit time)', line: number });
      continue;
    }
    const vcpus = Math.ceil(field(8) > 0 ? field(8) : field(5));
    let memoryMiB: number | undefined;
    if (options.memoryFrom !== 'none' && field(memoryField) > 0) {
      withMemory++;
      const wanted = (field(memoryField) / unitsPerMiB) * (options.swfMemoryPer === 'processor' ? vcpus : 1);
      if (wanted > LARGEST_MIB) tooLarge.push(number);
      else memoryMiB = Math.max(4, Math.ceil(wanted));
    }
    const user = field(12) >= 0 ? String(field(12)) : undefined;
    const peakMemoryMiB = field(7) > 0 ? (field(7) / 1024) * vcpus : undefined;
    jobs.push({
      id: String(field(1)),
      submitMs: field(2) * 1000,
      runMs: field(4) * 1000,
      vcpus,
      memoryMiB,
      user,
      peakMemoryMiB,
    });
  }
  const [firstTooLarge] = tooLarge;
  if (firstTooLarge !== undefined && tooLarge.length > withMemory / 100)
    problems.push({ path: `field ${memoryField} (${options.memoryFrom} memory)`, line: firstTooLarge });
  const first = Math.min(...jobs.map(({ submitMs }) => submitMs));
  const isAbsolute = (jobs[0]?.submitMs ?? 0) > 4e11;
  return {
    rows,
    jobs: jobs
      .map((job) => ({ ...job, submitMs: Math.round(job.submitMs - first), runMs: Math.round(job.runMs) }))
      .sort((left, right) => left.submitMs - right.submitMs),
    skipped,
    problems,
    originMs: isAbsolute || startS > 0 ? first + (isAbsolute ? 0 : startS * 1000) : 0,
  };
}

function reasonToSkip(count: number, field: (n: number) => number, wholeId: number): string | undefined {
  if (count < 18) return 'fewer than 18 columns';
  if ([2, 3, 4].includes(field(11)))
    return `part of a checkpointed job (status 2 to 4)${field(1) === wholeId ? '' : ' without a row for the whole before it'}`;
  if (!Number.isFinite(field(2)) || !Number.isFinite(field(4))) return 'submit or run time is not a number';
  if (field(4) === -1) return 'run time unknown (-1)';
  if (field(4) < 0) return 'negative run time';
  if (field(4) === 0) return 'run time 0';
  if (field(2) < 0) return 'submit time unknown';
  if (!(field(8) > 0) && !(field(5) > 0)) return 'processors unknown';
  return undefined;
}
