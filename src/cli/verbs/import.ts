/** `import`: reads a trace of any known format and writes it in ours, or says what is wrong with it. */
import { formatProblem } from '../../models/problem.ts';
import { vcpuHoursOf } from '../../models/workload.ts';
import { type Range, rangesOf, type WorkloadRanges } from '../../models/workload-ranges.ts';
import { counted } from '../../models/written-number.ts';
import { formatDuration, formatExact } from '../../report/format.ts';
import { canonicalJson } from '../../report/index.ts';
import { SCENARIO_DEFAULTS } from '../../scenario/defaults.ts';
import { type FreshTrace, importTrace, type TraceFormat, workloadFile } from '../../trace/index.ts';
import type { CliContext } from '../context.ts';
import { refuseOverwriting } from '../destination.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { invalidInput, usageFailure } from '../failure.ts';
import { inFile, readChunks, refuseUnwritable, writeInterruptibly } from '../files.ts';
import { hearInterruption, stopIfInterrupted } from '../interruption.ts';
import { workloadCsv } from '../workload-csv.ts';

export interface ImportFlags {
  readonly traceFormat?: string;
  readonly memoryFrom?: 'requested' | 'used' | 'none';
  readonly to?: string;
  readonly json?: boolean;
  /** For --spot-events only. */
  readonly region?: string;
  readonly instanceHours?: number;
}

export async function importVerb(context: CliContext, path: string | undefined, flags: ImportFlags): Promise<ExitCode> {
  if (path === undefined) {
    throw usageFailure('nothing to import: give a trace, or --spot-events FILES', 'batchwright import jobs.csv');
  }
  if (flags.region !== undefined || flags.instanceHours !== undefined)
    throw usageFailure('--region and --instance-hours are about --spot-events, and there are none', 'leave them out');
  if (flags.to === '-' && flags.json === true)
    throw usageFailure('jobs and the JSON document cannot both go to standard output', 'give --to a file');
  refuseUnwritable(context, flags.to);
  const imported = await importTrace(readChunks(context, path), {
    fileName: path === '-' ? undefined : path,
    format: flags.traceFormat as TraceFormat | undefined,
    memoryFrom: flags.memoryFrom,
    defaults: SCENARIO_DEFAULTS.job,
  });
  stopIfInterrupted(context);
  if (!imported.ok) throw invalidInput(...inFile(path, imported.problems));
  refuseOverwriting(context, { '--to': flags.to }, [path]);
  const { workload, format, rows, skipped, notes } = imported.value;
  for (const warning of inFile(path, imported.warnings)) context.writeError(`warning: ${formatProblem(warning)}\n`);
  if (flags.to !== undefined) await writeJobs(context, flags.to, imported.value);
  const summary = {
    schemaVersion: 1,
    format,
    rows,
    jobs: workload.jobCount,
    skipped,
    notes,
    classes: workload.classes.length,
    arrays: workload.arrays.length,
    dependencies: workload.dependencies.dependent.length,
    vcpuHours: Math.round(vcpuHoursOf(workload) * 1000) / 1000,
    ...rangesOf(workload),
    spanHours: workload.jobCount === 0 ? 0 : Math.round(workload.submitMs[workload.jobCount - 1] / 3600) / 1000,
  };
  // With the jobs themselves on standard output, what is said about them goes to standard error.
  const say = flags.to === '-' ? context.writeError : context.writeOut;
  if (flags.json === true) say(canonicalJson(summary));
  else {
    say(
      `${counted(summary.jobs, 'job')} from ${counted(rows, 'row')} (format ${format}), ${summary.vcpuHours} vCPU-hours over ${summary.spanHours} h\n`,
    );
    say(rangeText(rangesOf(workload)));
    for (const { reason, count, firstLine } of skipped)
      say(`skipped ${count}: ${reason} (first on line ${firstLine})\n`);
    for (const note of notes) say(`note: ${note}\n`);
  }
  return EXIT.ok;
}

/** A line of its own: what a wrong unit would show in. */
function rangeText(ranges: WorkloadRanges | undefined): string {
  if (ranges === undefined) return '';
  const { runSeconds, vcpus, memoryMiB } = ranges;
  const run = between(runSeconds, formatDuration);
  const mean = runSeconds.least === runSeconds.most ? '' : ` (mean ${formatDuration(runSeconds.mean)})`;
  const asks = `${between(vcpus, formatExact)} vCPU and ${between(memoryMiB, formatExact)} MiB`;
  return `each runs ${run}${mean} and asks for ${asks}\n${gpuText(ranges)}${nodeText(ranges)}`;
}

function gpuText({ gpus }: WorkloadRanges): string {
  if (gpus === undefined) return '';
  const ask = gpus.jobs === 1 ? 'asks' : 'ask';
  return `${counted(gpus.jobs, 'job')} ${ask} for ${between(gpus, formatExact)} GPUs, ${gpus.hours} GPU-hours\n`;
}

function nodeText({ nodes }: WorkloadRanges): string {
  if (nodes === undefined) return '';
  return `${counted(nodes.jobs, 'multi-node parallel job')} of ${between(nodes, formatExact)} nodes, each node asking for what is said above\n`;
}

function between({ least, most }: Range, written: (value: number) => string): string {
  return least === most ? written(least) : `${written(least)} to ${written(most)}`;
}

async function writeJobs(context: CliContext, to: string, trace: FreshTrace): Promise<void> {
  if (to.endsWith('.bww')) {
    await writeInterruptibly(context, to, [workloadFile(trace.table, trace)]);
    return;
  }
  const csv = workloadCsv(trace.workload);
  for (const warning of inFile(to, csv.warnings)) context.writeError(`warning: ${formatProblem(warning)}\n`);
  if (to === '-') await printJobs(context, csv.parts());
  else await writeInterruptibly(context, to, csv.parts());
}

/** Millions of lines take seconds: no longer than somebody reads them. */
async function printJobs(context: CliContext, parts: Iterable<string>): Promise<void> {
  for (const part of parts) {
    await hearInterruption(context);
    context.writeOut(part);
    if (context.hasReader?.() === false) return;
  }
}
