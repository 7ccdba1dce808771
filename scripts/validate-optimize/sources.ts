/** The real traces on which `optimize` is held against the habits it wants to beat: files, windows, and the configuration of today. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { loadRegion, loadTypes } from '../../src/cli/catalog-files.ts';
import { unrunnableRows } from '../../src/engine/explain.ts';
import { formatProblem } from '../../src/models/problem.ts';
import { startOfDay, traceDays } from '../../src/models/trace-days.ts';
import type { Workload } from '../../src/models/workload.ts';
import { dropJobs, sliceWorkload } from '../../src/models/workload-window.ts';
import { type Assembled, checkRunnable } from '../../src/scenario/assemble.ts';
import { assemble } from '../../src/scenario/assemble-scenario.ts';
import { habitualConfig } from '../../src/scenario/from-trace.ts';
import { defaultScenario } from '../../src/scenario/load.ts';
import { type ImportOptions, importTrace } from '../../src/trace/index.ts';

const TRACES = '../shared/data/traces';

export interface Source {
  readonly name: string;
  readonly path: string;
  readonly options?: Partial<ImportOptions>;
  /** First day and number of days of the window; the whole trace when absent. */
  readonly window?: readonly [number, number];
  /** Today's instance types when `optimal` cannot run the jobs. */
  readonly today?: readonly string[];
  /** Families of which each alone is a baseline. */
  readonly families: readonly string[];
  /** How the file's text becomes a format we read. */
  readonly convert?: (text: string) => string;
}

const GENERAL = ['c6a', 'c6i', 'c7i', 'm6a', 'm6i', 'm7i', 'r6a', 'r6i', 'r7i'];

export const SOURCES: readonly Source[] = [
  { name: 'HPC2N', path: 'swf/HPC2N-2002-2.1-cln.swf.gz', window: [700, 28], families: GENERAL },
  {
    name: 'METACENTRUM',
    path: 'swf/METACENTRUM-2009-2.swf.gz',
    options: { memoryFrom: 'used' },
    window: [60, 10],
    families: GENERAL,
  },
  {
    name: 'wagap',
    path: 'swf/wagap-2013.extended.swf.gz',
    options: { swfMemoryUnit: 'bytes', swfMemoryPer: 'job' },
    window: [28, 28],
    families: GENERAL,
  },
  { name: 'Kabré (Slurm)', path: 'slurm/kabre-sacct-2024-06_09.psv.gz', window: [28, 28], families: GENERAL },
  {
    name: 'Alibaba GPU 2023',
    path: 'alibaba-gpu-2023/openb_pod_list_default.csv.gz',
    window: [100, 28],
    today: ['g4dn', 'g5'],
    families: ['g4dn', 'g5', 'g6'],
    convert: alibabaCsv,
  },
  {
    name: 'OpenProblems (Nextflow)',
    path: 'nextflow/openproblems-awsbatch-2022-05-13.trace.txt.gz',
    families: GENERAL,
  },
];

export interface LoadedSource {
  readonly source: Source;
  readonly assembled: Assembled;
  /** Jobs of the window that no type of today's configuration holds. */
  readonly leftOut: number;
}

/** Undefined where the file is not there. */
export async function loadSource(source: Source): Promise<LoadedSource | undefined> {
  const path = `${TRACES}/${source.path}`;
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const defaults = { vcpus: 2, memoryMiB: 4096 };
  const imported = await importTrace([source.convert?.(text) ?? text], { defaults, ...source.options });
  if (!imported.ok) throw new Error(imported.problems.map(formatProblem).join('; '));
  const workload = windowOf(imported.value.workload, source.window);
  const habit = habitualConfig(workload);
  const environments = habit.computeEnvironments.map((environment) => ({
    ...environment,
    ...(environment.computeResources !== undefined && {
      computeResources: { ...environment.computeResources, instanceTypes: [...(source.today ?? ['optimal'])] },
    }),
  }));
  const scenario = defaultScenario({
    name: source.name,
    workload: { trace: { path } },
    batch: { ...habit, computeEnvironments: environments },
  });
  const sources = { types: loadTypes(), region: loadRegion(scenario.region) };
  const assembled = assemble(scenario, { ...sources, trace: { ...imported.value, workload } });
  if (!assembled.ok) throw new Error(assembled.problems.map(formatProblem).join('; '));
  return withRunnable(source, assembled.value);
}

function windowOf(workload: Workload, window: Source['window']): Workload {
  if (window === undefined) return workload;
  const days = traceDays(workload);
  const [first, count] = window;
  return sliceWorkload(workload, startOfDay(days, first), startOfDay(days, first + count));
}

function withRunnable(source: Source, assembled: Assembled): LoadedSource {
  const checked = checkRunnable(assembled, assembled.scenario.batch);
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('; '));
  const kept = dropJobs(assembled.workload, unrunnableRows(checked.value));
  return { source, assembled: { ...assembled, workload: kept }, leftOut: assembled.workload.jobCount - kept.jobCount };
}

/** As in docs/traces.md: thousandths of a CPU, seconds from the start, pods that were never scheduled left out. */
function alibabaCsv(text: string): string {
  const rows = text.trim().split('\n').slice(1);
  const jobs = rows.flatMap((row) => {
    const [id, cpuMilli, memoryMiB, gpus, , , , , created, deleted, scheduled] = row.split(',');
    if (scheduled === undefined || scheduled === '') return [];
    const vcpus = Math.max(1, Math.ceil(Number(cpuMilli) / 1000));
    return [[id, created, Number(deleted) - Number(scheduled), vcpus, Number(memoryMiB) || '', gpus].join(',')];
  });
  return ['job_id,submit_s,run_s,vcpus,memory_mib,gpus', ...jobs].join('\n');
}
