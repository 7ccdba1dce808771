/** The flags that several verbs share, declared once: parsing, help and "did you mean" come from commander. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Architecture } from '../../models/workload.ts';
import type { TraceFormat } from '../../trace/importer.ts';

export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
  readonly workers?: number;
}

export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < minimum || value > maximum) {
      const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
      throw new InvalidArgumentError(`expected a whole number ${range}`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  // Number reads 0x10 and 0b1 as well, which no other flag takes.
  if (!/^[\d.e+-]+$/i.test(text.trim()) || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('expected a number above 0');
  }
  return value;
}

function growthFactor(text: string): number {
  const value = positiveNumber(text);
  if (value < 0.01 || value > 20) throw new InvalidArgumentError('expected a factor from 0.01 to 20, such as 1.5');
  return value;
}

export function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** Names with commas or blanks between, since none of AWS's holds either, or the flag once for each. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(/[\s,]+/).filter((part) => part !== '');
  if (names.length === 0) throw new InvalidArgumentError('expected names with commas between');
  return [...new Set([...before, ...names])];
}

/** The formats are written out so that `--help` loads no importer; the type keeps them in step. */
const TRACE_FORMATS = [
  'nextflow',
  'slurm',
  'swf',
  'csv',
  'awsbatch',
  'wfformat',
  'bww',
] as const satisfies readonly TraceFormat[];

export function traceFormatOption(): Option {
  const description = 'format of the trace; found by name and content when left out';
  return new Option('--trace-format <format>', description).choices(TRACE_FORMATS);
}

const ARCHITECTURES: readonly string[] = ['x86_64', 'arm64'] satisfies readonly Architecture[];

/** Only the architecture in use without it: every container image must exist for each that is tried. */
export function architecturesOption(): Option {
  const description = 'CPU architectures to try, such as x86_64,arm64, if your images exist for each';
  return new Option('--architectures <names>', description).argParser((text, before: readonly string[] | undefined) => {
    const names = list(text, before);
    if (names.some((name) => !ARCHITECTURES.includes(name)))
      throw new InvalidArgumentError(`expected ${ARCHITECTURES.join(' or ')}, or both with a comma`);
    return names;
  });
}

export function memoryFromOption(): Option {
  const description = 'SWF: which memory figure jobs ask for';
  return new Option('--memory-from <field>', description).choices(['requested', 'used', 'none']);
}

export const CATALOG_HELP = 'price tables: embedded (default), refreshed, or a file of catalog refresh';

function thresholdOption(): Option {
  const description = 'add a threshold (of optimize: a limit) such as "p95(wait) < 15m"; may be repeated';
  return new Option('--threshold <text>', description).argParser(collect);
}

function replicationsOption(): Option {
  const description = 'runs, each with its own luck (optimize confirms with at least 20)';
  return new Option('--replications <n>', description).argParser(wholeNumber(1, 100_000));
}

function workersOption(): Option {
  return new Option('--workers <n>', 'threads; results do not depend on it').argParser(wholeNumber(1, 256));
}

/** Flags about many runs are known to a verb of one run as well, which refuses them and says where they belong. */
interface Runs {
  readonly isOneRun: boolean;
}

/** Which jobs, prices and luck: everything a scenario file says and a flag may override. */
export function addScenarioFlags(command: Command, { isOneRun }: Runs = { isOneRun: false }): Command {
  return command
    .argument('[scenario]', 'scenario file (YAML or JSON), - for standard input')
    .option('--trace <file>', 'job history to replay instead of the scenario’s own (.gz is fine, - for standard input)')
    .addOption(traceFormatOption())
    .addOption(memoryFromOption())
    .option('--default-vcpus <n>', 'vCPUs of jobs whose trace does not say', wholeNumber(1, 10_000))
    .option('--default-memory-mib <n>', 'MiB of jobs whose trace does not say', wholeNumber(4))
    .option('--region <region>', 'AWS Region whose prices count')
    .option('--catalog <tables>', CATALOG_HELP)
    .option('--seed <n>', 'seed of everything random', wholeNumber(0, 4_294_967_295))
    .addOption(replicationsOption().hideHelp(isOneRun))
    .option('--growth <factor>', 'so much of the jobs: users (or days) of the trace added or taken out', growthFactor)
    .addOption(thresholdOption().hideHelp(isOneRun))
    .option('--drop-unrunnable', 'leave out jobs that no allowed instance can hold, and say how many');
}

export function addOutputFlags(command: Command, { isOneRun }: Runs = { isOneRun: false }): Command {
  return command
    .option('--json', 'print one JSON document and nothing else on standard output')
    .option('-q, --quiet', 'no notes on standard error')
    .option('--no-progress', 'no progress bar')
    .addOption(workersOption().hideHelp(isOneRun));
}
