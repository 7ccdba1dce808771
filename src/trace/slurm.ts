/**
 * Reads Slurm accounting as `sacct --parsable2` prints it, with any choice of columns. Job steps are folded into their job; what has
 * not finished or never ran is skipped with a reason, and so is a run time that the columns at hand do not say. Requeued jobs have a
 * record a run, all under one JobID (`sacct --duplicates`, the latest first): a run that lost its nodes gives way to the one after it.
 *
 * Source of the fields: Slurm documentation, "sacct", sections "Job Accounting Fields" and "Job State Codes", and `--duplicates`.
 */

import type { NewJob } from '../models/workload-builder.ts';
import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { IncompleteJobs } from './incomplete-jobs.ts';
import { isoMs, namesZone } from './instants.ts';
import { InterruptedRuns } from './interrupted-runs.ts';
import { lineBatches } from './lines.ts';
import { clockMs, decimalNumber } from './quantities.ts';
import { RunTally } from './run-tally.ts';
import { slurmMemory, tresCount } from './slurm-values.ts';

/** sacct has one of these columns unless told to print something that is no job history. */
const TELLING = ['jobid', 'jobidraw', 'reqcpus', 'alloccpus', 'ncpus', 'elapsed', 'elapsedraw', 'state'];
const UNFINISHED = /^(PENDING|RUNNING|REQUEUE_|SPECIAL_EXIT|RESIZING|SUSPENDED|CONFIGURING|COMPLETING)/;
/** The nodes failed, were given to another job, or were left for a place in the queue. */
const INTERRUPTED = /^(NODE_FAIL|PREEMPTED|REQUEUED)/;
/** Slurm ends jobs up to a minute or two after their limit (OverTimeLimit, KillWait). */
const LATE_MS = 300_000;

export const slurmImporter: Importer = {
  format: 'slurm',
  matchesName: (name) => /sacct.*\.(psv|txt|csv)$|\.psv$/.test(name),
  matchesContent: (head) => {
    const columns = new Set(columnsOf(head.trimStart().split('\n', 1)[0]));
    return columns.size > 1 && columns.has('submit') && TELLING.some((name) => columns.has(name));
  },
  read: async (text, session) => {
    const reader = new SlurmReader(session);
    for await (const { lines, firstLine } of lineBatches(text)) {
      for (let index = 0; index < lines.length; index++) reader.readLine(lines[index], firstLine + index);
    }
    reader.end();
  },
};

function columnsOf(header: string): string[] {
  return header.split('|').map((name) => name.trim().toLowerCase());
}

interface FoldedJob {
  readonly cells: readonly string[];
  readonly line: number;
  peakMiB: number | undefined;
}

class SlurmReader {
  readonly #session: ImportSession;
  #columnOf: ReadonlyMap<string, number> | undefined;
  #header = '';
  #job: FoldedJob | undefined;
  #cells: readonly string[] = [];
  readonly #interrupted = new InterruptedRuns();
  readonly #replaced = new RunTally();
  readonly #incomplete = new IncompleteJobs();

  constructor(session: ImportSession) {
    this.#session = session;
  }

  readLine(line: string, number: number): void {
    if (line.trim() === '') return;
    if (this.#columnOf === undefined) {
      this.#readHeader(line, number);
      return;
    }
    if (line === this.#header) return; // Outputs appended to one file repeat the header.
    const cells = line.split('|');
    this.#cells = cells;
    const id = this.#cell('jobid') ?? this.#cell('jobidraw');
    if (id?.includes('.')) {
      this.#foldStep();
      return;
    }
    this.#finishJob();
    this.#job = { cells, line: number, peakMiB: this.#memoryMiB('maxrss') };
  }

  end(): void {
    this.#finishJob();
    this.#interrupted.release();
    this.#noteReplaced();
    for (const note of this.#incomplete.notes) this.#session.note(note);
  }

  /** Adds the job whose steps have all been seen. */
  #finishJob(): void {
    const job = this.#job;
    this.#job = undefined;
    if (job === undefined) return;
    this.#session.rows++;
    this.#cells = job.cells;
    const reason = this.#readJob(job);
    if (reason !== undefined) this.#session.skip(reason, job.line);
  }

  #readHeader(line: string, number: number): void {
    this.#header = line;
    const columns = columnsOf(line);
    this.#columnOf = new Map(columns.map((name, position) => [name, position]));
    for (const [position, name] of columns.entries()) {
      if (columns.indexOf(name) === position) continue;
      this.#session.problem(name, 'this column is there twice', 'name it once in sacct --format', number);
    }
    const has = (...names: readonly string[]) => names.some((name) => columns.includes(name));
    if (!has('submit')) this.#missing('Submit', number);
    if (!has('elapsedraw', 'elapsed', 'cputimeraw') && !(has('start') && has('end')))
      this.#missing('ElapsedRaw', number);
    if (!has('reqcpus', 'alloccpus', 'ncpus', 'reqtres')) this.#missing('ReqCPUS', number);
  }

  #missing(name: string, line: number): void {
    this.#session.problem(name, `a Slurm trace needs the column ${name}`, `add ${name} to sacct --format`, line);
  }

  /** Slurm measures memory in steps; the largest of them is the job's peak. */
  #foldStep(): void {
    const peakMiB = this.#memoryMiB('maxrss');
    const job = this.#job;
    if (peakMiB === undefined || job === undefined) return;
    job.peakMiB = Math.max(job.peakMiB ?? 0, peakMiB);
  }

  /** The reason to skip it, or undefined when it was added or reported. */
  #readJob({ line, peakMiB }: FoldedJob): string | undefined {
    const state = this.#cell('state') ?? '';
    if (UNFINISHED.test(state)) return 'has not finished';
    const submitMs = this.#instant('submit');
    if (submitMs === undefined) return 'submit time unknown';
    const nodes = Math.max(1, this.#number('reqnodes') ?? this.#number('nnodes') ?? this.#number('allocnodes') ?? 1);
    const cpus = this.#cpus();
    if (cpus === undefined) return 'CPUs unknown';
    const runMs = this.#runMs(cpus);
    if (typeof runMs === 'string') return runMs;
    const endMs = this.#instant('end');
    if (endMs !== undefined && endMs < submitMs) return 'ends before it is submitted';
    if (!this.#session.acceptsRunMs(runMs, 'Elapsed', line)) return undefined;
    const readyMs = this.#readyMs(submitMs);
    if (!this.#session.acceptsSubmitMs(readyMs, 'Submit', line)) return undefined;
    this.#session.submitTimes = 'epoch';
    const id = this.#cell('jobid') ?? this.#cell('jobidraw');
    const user = this.#cell('user') ?? this.#cell('uid');
    const job: NewJob = {
      id,
      submitMs: readyMs,
      runMs,
      vcpus: Math.ceil(cpus / nodes),
      memoryMiB: this.#requestedMiB(cpus, nodes),
      gpus: this.#gpus(nodes),
      ...(nodes > 1 && { nodes }),
      user,
      peakMemoryMiB: peakMiB,
    };
    const key = id === undefined ? undefined : [this.#cell('cluster'), user, id].join('|');
    if (key !== undefined && INTERRUPTED.test(state)) this.#holdInterrupted(key, submitMs, job, { state, line });
    else {
      if (key !== undefined) this.#interrupted.meet(key, submitMs);
      this.#keep(job, state);
    }
    return undefined;
  }

  #keep(job: NewJob, state: string): void {
    this.#session.builder.addJob(job);
    // "CANCELLED by 1000".
    const [name] = state.split(' ', 1);
    if (name !== '' && name !== 'COMPLETED') this.#incomplete.add(name, job.runMs);
  }

  /** A requeued job gets a new submit time. */
  #holdInterrupted(key: string, submitMs: number, job: NewJob, { state, line }: { state: string; line: number }): void {
    this.#interrupted.hold({
      key,
      submitMs,
      againFromMs: submitMs + 1,
      replaced: () => {
        this.#replaced.add(job.runMs);
        this.#session.skip('interrupted (NODE_FAIL, PREEMPTED or REQUEUED), and the job ran again', line);
      },
      keep: () => {
        if (state.startsWith('REQUEUED')) this.#session.skip('requeued, and no later run of the job is there', line);
        else this.#keep(job, state);
      },
    });
  }

  #noteReplaced(): void {
    const { runs, hours } = this.#replaced;
    if (runs === 0) return;
    const [which, are] = runs === 1 ? ['1 run that was', 'is'] : [`${runs} runs that were`, 'are'];
    const text = `${which} interrupted and requeued, ${hours} in all, ${are} not replayed`;
    this.#session.note(`${text}: the last run of a job stands for it, and the Spot model loses attempts of its own`);
  }

  #cpus(): number | undefined {
    const requested = this.#number('reqcpus') ?? tresCount(this.#cell('reqtres') ?? '', 'cpu');
    const cpus = requested ?? this.#number('alloccpus') ?? this.#number('ncpus');
    return cpus !== undefined && cpus > 0 ? cpus : undefined;
  }

  #runMs(requestedCpus: number): number | string {
    const seconds = this.#number('elapsedraw');
    const elapsed = this.#cell('elapsed');
    const [start, end] = [this.#instant('start'), this.#instant('end')];
    const known =
      seconds !== undefined
        ? seconds * 1000
        : elapsed !== undefined
          ? clockMs(elapsed)
          : start !== undefined && end !== undefined
            ? end - start
            : undefined;
    const runMs = known ?? this.#runMsFromCpuTime(requestedCpus);
    if (typeof runMs === 'string') return runMs;
    if (runMs === undefined) return 'run time unknown';
    if (runMs < 0) return 'ends before it starts';
    return runMs > 0 ? runMs : 'never ran (run time 0)';
  }

  /** CPUTimeRAW is run time x allocated CPUs; with the requested ones it is right unless whole nodes were given out. */
  #runMsFromCpuTime(requestedCpus: number): number | string | undefined {
    const cpuSeconds = this.#number('cputimeraw');
    if (cpuSeconds === undefined) return undefined;
    const allocated = this.#number('alloccpus') ?? this.#number('ncpus');
    const runMs = (cpuSeconds * 1000) / (allocated ?? requestedCpus);
    if (allocated === undefined) {
      const limit = this.#number('timelimitraw');
      if (limit !== undefined && limit > 0 && runMs > limit * 60_000 + LATE_MS)
        return 'run time unknown: CPUTimeRAW over ReqCPUS is beyond the time limit, so more CPUs were allocated';
      this.#session.note(
        'run times are CPUTimeRAW over ReqCPUS: too long where whole nodes were allocated; add ElapsedRaw to sacct --format',
      );
    }
    return runMs;
  }

  /** A job held by --dependency or --begin could not start before it was eligible. */
  #readyMs(submitMs: number): number {
    const eligibleMs = this.#instant('eligible');
    if (eligibleMs === undefined || eligibleMs <= submitMs) return submitMs;
    this.#session.note('jobs that were held (dependencies, --begin) are submitted when they became eligible');
    return eligibleMs;
  }

  /** Of one node; 0 is "not said". */
  #requestedMiB(cpus: number, nodes: number): number | undefined {
    const text = this.#cell('reqmem');
    const memory = text === undefined ? undefined : slurmMemory(text);
    if (memory === undefined || memory.mib <= 0) return undefined;
    const perNode = { node: memory.mib, cpu: (memory.mib * cpus) / nodes, job: memory.mib / nodes };
    return Math.max(4, Math.ceil(perNode[memory.per]));
  }

  #gpus(nodes: number): number | undefined {
    const list = this.#cell('reqtres') ?? this.#cell('alloctres');
    const gpus = list === undefined ? undefined : tresCount(list, 'gres/gpu');
    return gpus === undefined ? undefined : Math.ceil(gpus / nodes);
  }

  #memoryMiB(name: string): number | undefined {
    const text = this.#cell(name);
    return text === undefined ? undefined : slurmMemory(text)?.mib;
  }

  #instant(name: string): number | undefined {
    const text = this.#cell(name);
    if (text === undefined) return undefined;
    const ms = isoMs(text);
    if (ms !== undefined && !namesZone(text)) this.#session.note('times name no time zone; they are read as UTC');
    return ms;
  }

  #number(name: string): number | undefined {
    const text = this.#cell(name);
    return text === undefined ? undefined : decimalNumber(text);
  }

  #cell(name: string): string | undefined {
    const position = this.#columnOf?.get(name);
    const text = position === undefined ? undefined : this.#cells[position]?.trim();
    return text === undefined || text === '' || text === 'Unknown' || text === 'None' ? undefined : text;
  }
}
