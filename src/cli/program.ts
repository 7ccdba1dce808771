/** The verbs and their flags. Each verb's code is loaded only when it runs, so that `--help` is instant. */
import { Command, CommanderError } from 'commander';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { usageFailure } from './failure.ts';
import type { ScenarioFlags } from './load.ts';
import { addNetworkFlags } from './network-flags.ts';
import type { ApplyFlags } from './verbs/apply.ts';
import type { CatalogFlags } from './verbs/catalog.ts';
import type { RefreshFlags } from './verbs/catalog-refresh.ts';
import type { CompareFlags } from './verbs/compare.ts';
import type { DiscoverFlags } from './verbs/discover.ts';
import type { ExplainFlags } from './verbs/explain.ts';
import type { ExportFlags } from './verbs/export.ts';
import {
  addOutputFlags,
  addScenarioFlags,
  architecturesOption,
  CATALOG_HELP,
  collect,
  list,
  memoryFromOption,
  type OutputFlags,
  positiveNumber,
  traceFormatOption,
  wholeNumber,
} from './verbs/flags.ts';
import type { ImportFlags } from './verbs/import.ts';
import type { SpotEventFlags } from './verbs/import-spot-events.ts';
import type { OptimizeFlags } from './verbs/optimize.ts';
import type { PlanFlags } from './verbs/plan.ts';
import type { RollbackFlags } from './verbs/rollback.ts';
import type { ServeFlags } from './verbs/serve.ts';
import type { SimulateFlags } from './verbs/simulate.ts';
import type { SweepFlags } from './verbs/sweep.ts';
import type { DriftFlags } from './verbs/verify-account.ts';

const EXAMPLES = `
Examples:
  batchwright simulate scenarios/quickstart.yaml
  batchwright optimize scenarios/quickstart.yaml --out plan.json
  batchwright optimize --trace jobs.csv --region eu-west-1
  batchwright check scenarios/quickstart.yaml --threshold 'cost < $1000'
  batchwright sweep scenarios/quickstart.yaml --vary assumptions.idleTimeoutSeconds=60,300,900
  batchwright export plan.json --to aws-cli --subnets subnet-1,subnet-2 --security-groups sg-1 --instance-role ecsInstanceRole

Exit codes: 0 ok, 1 unexpected, 2 usage, 3 invalid scenario or trace, 4 threshold failed, 5 some jobs can never run,
6 plan has changes, 7 AWS refused or stale plan, 70 our bug, 130 interrupted.`;

/** Named here so that `--help` need not load the exporters; a test compares. */
export const EXPORT_FORMATS = ['aws-cli', 'cloudformation', 'cdk', 'terraform', 'nextflow'];

type Finish = (code: ExitCode) => void;

/** In the order of `--help`. */
const VERBS: Readonly<Record<string, (program: Command, context: CliContext, finish: Finish) => void>> = {
  simulate: addSimulate,
  optimize: addOptimize,
  check: addCheck,
  compare: addCompare,
  sweep: addSweep,
  explain: addExplain,
  verify: addVerify,
  export: addExport,
  import: addImport,
  catalog: addCatalog,
  discover: addDiscover,
  plan: addPlan,
  apply: addApply,
  rollback: addRollback,
  schema: addSchema,
  serve: addServe,
};

/**
 * `finish` receives the exit code of the verb that ran. Where the first argument is a verb nobody asks for the others, whose flags
 * take longer to describe than a command takes to read.
 */
export function createProgram(
  context: CliContext,
  version: () => string,
  first: string | undefined,
  finish: Finish,
): Command {
  const program = new Command('batchwright')
    .description(
      'Capacity planner for AWS Batch: replays your jobs, finds the cheapest instance mix that is still safe.',
    )
    // Not `.version`, which wants the text of every command: it stands in a file.
    .option('-V, --version', 'output the version number')
    .on('option:version', () => {
      context.writeOut(`${version()}\n`);
      throw new CommanderError(EXIT.ok, 'commander.version', '');
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the flags)')
    .addHelpText('after', EXAMPLES)
    .configureOutput({ writeOut: context.writeOut, writeErr: context.writeError })
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmptyNames(command));
  const verbs = first !== undefined && Object.hasOwn(VERBS, first) ? [VERBS[first]] : Object.values(VERBS);
  for (const add of verbs) add(program, context, finish);
  // Of a verb that is not there no flags can be told.
  return program.showHelpAfterError('(batchwright --help lists the commands)');
}

/** Asked for help on a verb that is not there, commander would print the whole help and call it a success. */
export function withoutVainHelp(arguments_: readonly string[]): readonly string[] {
  const [first, second] = arguments_;
  const verb = first === 'help' ? second : first;
  const isKnown = verb === undefined || verb.startsWith('-') || verb === 'help' || Object.hasOwn(VERBS, verb);
  if (verb === 'catalog') return withoutVainCatalogHelp(arguments_);
  return isKnown ? arguments_ : [verb];
}

/** The same for what stands below `catalog`; `help catalog show` is about `show`, too. */
function withoutVainCatalogHelp(arguments_: readonly string[]): readonly string[] {
  const [first, second, third] = arguments_;
  const isHelp = first === 'help' || second === 'help';
  const verb = isHelp ? third : second;
  if (verb === undefined || verb.startsWith('-')) return arguments_;
  if (!CATALOG_VERBS.includes(verb)) return ['catalog', verb];
  return isHelp ? ['catalog', verb, '--help'] : arguments_;
}

/** An empty name is most often a shell variable that was never set; it would stand for the folder one is in. */
function refuseEmptyNames(command: Command): void {
  const empty = command.options.find(
    (option) => !MAY_BE_EMPTY.has(option.long ?? '') && command.getOptionValue(option.attributeName()) === '',
  );
  const isArgument = command.processedArgs.includes('');
  if (empty === undefined && !isArgument) return;
  const name = empty?.long ?? command.registeredArguments[command.processedArgs.indexOf('')]?.name() ?? 'an argument';
  throw usageFailure(`${name} is an empty name`, 'a shell variable that is not set?');
}

/** No filter and no prefix. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['--filter', '--name-prefix']);

function addSimulate(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('simulate')
    .description('what the scenario’s configuration costs and how long jobs wait');
  addOutputFlags(addScenarioFlags(command))
    .option('--format <format>', 'text, json, markdown or csv')
    .option('--jobs <file>', 'write one CSV row a job attempt, of the first replication')
    .option('--instances <file>', 'write one CSV row an instance, of the first replication')
    .option('--explain-cost', 'add the bill to the text: quantity x price and the source of every price')
    .option('--assert-invariants', 'check the conservation laws while simulating')
    .option(
      '--stress',
      'also under named storms: pools offline, hazards x0.1 and x10, dearer Spot, more and longer jobs',
    )
    .option(
      '--checkpoint-advice',
      'also how often jobs on Spot should save their progress, and which do not belong there',
    )
    .action(async (file: string | undefined, flags: SimulateFlags) => {
      finish(await (await import('./verbs/simulate.ts')).simulateVerb(context, file, flags));
    });
}

function addOptimize(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('optimize')
    .description('find the cheapest configuration that keeps the limits, and say how sure that is');
  addOutputFlags(addScenarioFlags(command))
    .option('--out <file>', 'keep the recommendation as a plan file for export')
    .option('--budget <n>', 'simulated job starts to spend on the search', wholeNumber(1000))
    .option('--stress', 'also hold the current and the recommended configuration to named storms')
    .option('--tornado', 'vary every assumption that can matter, also where that takes long')
    .option('--pareto', 'also confirm the front between cost, p95 wait and lost jobs on fresh seeds')
    .addOption(architecturesOption())
    .action(async (file: string | undefined, flags: OptimizeFlags) => {
      finish(await (await import('./verbs/optimize.ts')).optimizeVerb(context, file, flags));
    });
}

function addCheck(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('check')
    .description('hold the configuration to its thresholds; exit code 4 when one fails');
  addOutputFlags(addScenarioFlags(command)).action(
    async (file: string | undefined, flags: ScenarioFlags & OutputFlags) => {
      finish(await (await import('./verbs/check.ts')).checkVerb(context, file, flags));
    },
  );
}

function addExplain(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('explain')
    .description('why jobs wait or can never run, what was tried and what the fixes cost; exit code 5 for never');
  addOutputFlags(addScenarioFlags(command, { isOneRun: true }), { isOneRun: true })
    .option('--job <id>', 'explain one job, from its submission to its end')
    .action(async (file: string | undefined, flags: ExplainFlags) => {
      finish(await (await import('./verbs/explain.ts')).explainVerb(context, file, flags));
    });
}

function addVerify(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('verify')
    .description('check a floor certificate again, without a solver; or an applied change plan against the jobs since')
    .argument('<file>', 'certificate, the plan file that carries one, or an applied change plan')
    .option('--jobs <file>', 'of a change plan: the jobs that ran since, as discover --jobs-out writes them')
    .option('--account', 'of a change plan: read the jobs that ran since from the account')
    .option('--dry-run', 'of a change plan: compare, but add nothing to its record');
  addOutputFlags(addScenarioFlags(command)).action(
    async (certificate: string, file: string | undefined, flags: ScenarioFlags & OutputFlags & DriftFlags) => {
      const isDrift = flags.jobs !== undefined || flags.account === true;
      if (isDrift) finish(await (await import('./verbs/verify-account.ts')).verifyAccount(context, certificate, flags));
      else finish(await (await import('./verbs/verify.ts')).verifyVerb(context, certificate, file, flags));
    },
  );
}

function addCompare(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('compare')
    .description('two scenarios under the same luck: what the second saves, with an interval')
    .argument('<current>', 'scenario file')
    .argument('<proposed>', 'scenario file; runs the seed and the replications of the first')
    .option('--region <region>', 'AWS Region whose prices count')
    .option('--catalog <tables>', CATALOG_HELP)
    .option('--seed <n>', 'seed of everything random', wholeNumber(0, 4_294_967_295))
    .option('--replications <n>', 'runs, each with its own luck', wholeNumber(1, 100_000))
    .option('--drop-unrunnable', 'leave out jobs that no allowed instance can hold, and say how many');
  addOutputFlags(command).action(async (current: string, proposed: string, flags: CompareFlags) => {
    finish(await (await import('./verbs/compare.ts')).compareVerb(context, current, proposed, flags));
  });
}

function addSweep(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('sweep')
    .description('what changing numbers of the scenario does to cost and waits, under the same luck, with intervals')
    .addHelpText('after', SWEEP_HELP);
  addOutputFlags(
    addScenarioFlags(command).option(
      '--vary <path=values>',
      'a field of the scenario and its values, comma-separated or as FROM..TO/STEPS; again for every combination',
      collect,
    ),
  ).action(async (file: string | undefined, flags: SweepFlags) => {
    finish(await (await import('./verbs/sweep.ts')).sweepVerb(context, file, flags));
  });
}

const SWEEP_HELP = `
Without --vary: each assumption that can matter alone at both ends of its range, the largest effect first.

Examples:
  batchwright sweep scenario.yaml --vary assumptions.idleTimeoutSeconds=60,300,900
  batchwright sweep scenario.yaml --vary 'batch.computeEnvironments[spot].computeResources.maxvCpus=64..512/7'
  batchwright sweep scenario.yaml --vary workload.scale.arrivals=1,1.5,2 --vary assumptions.spot.preset=calm,scarce

A threshold that fails at a point is part of the answer and no failure. Exit code 5 when jobs can never run at a point.`;

function addExport(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('export')
    .description('turn a plan file or a scenario into files for another tool')
    .argument('<file>', 'plan file written by optimize --out, or a scenario')
    .option('--to <format>', EXPORT_FORMATS.join(', '), 'aws-cli')
    .option('--out <folder>', 'write the files there; - or nothing prints them')
    .option('--dry-run', 'check everything and say what would be written, but write nothing')
    .option('--json', 'print all files as one JSON document')
    .option('--name-prefix <text>', 'put before the name of every resource, to make them beside live ones');
  addNetworkFlags(command).action(async (file: string, flags: ExportFlags) => {
    finish(await (await import('./verbs/export.ts')).exportVerb(context, file, flags));
  });
}

function addImport(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('import')
    .description('read a job history of any known format and say what is in it')
    .argument('[trace]', 'trace file (.gz is fine), - for standard input')
    .addOption(traceFormatOption())
    .addOption(memoryFromOption())
    .option(
      '--to <file>',
      'write the jobs: as CSV, or as a workload file that loads without parsing if it ends in .bww',
    )
    .option(
      '--spot-events <files...>',
      'instead: learn reclaim rates and start-up delays from CloudTrail, EventBridge, DescribeJobs and instance CSVs',
    )
    .option('--instance-hours <n>', 'Spot instance-hours behind those events, when no CSV says so', positiveNumber)
    .option('--region <region>', 'AWS Region of those events, for the Spot Advisor’s prior (default us-east-1)')
    .option('--json', 'print one JSON document')
    .action(async (file: string | undefined, flags: ImportFlags & SpotEventFlags) => {
      const { spotEvents } = flags;
      if (spotEvents === undefined) finish(await (await import('./verbs/import.ts')).importVerb(context, file, flags));
      else {
        const files = file === undefined ? spotEvents : [file, ...spotEvents];
        const { importSpotEvents } = await import('./verbs/import-spot-events.ts');
        finish(await importSpotEvents(context, files, flags));
      }
    });
}

const CATALOG_VERBS = ['show', 'regions', 'refresh', 'diff'];

function addCatalog(program: Command, context: CliContext, finish: Finish): void {
  const catalog = program.command('catalog').description('the embedded instance types and prices, dated and sourced');
  catalog
    .command('show')
    .description('instance types of a region')
    .option('--region <region>', 'AWS Region', 'us-east-1')
    .option('--catalog <tables>', CATALOG_HELP)
    .option('--filter <text>', 'such as "family=c6i,c7i vcpus>=8 memory<=64GiB price<0.5"')
    .option('--json', 'print one JSON document')
    .action(async (flags: CatalogFlags) =>
      finish((await import('./verbs/catalog.ts')).catalogShowVerb(context, flags)),
    );
  catalog
    .command('regions')
    .description('regions with embedded prices')
    .option('--json', 'print one JSON document')
    .action(async (flags: { json?: boolean }) =>
      finish((await import('./verbs/catalog.ts')).catalogRegionsVerb(context, flags)),
    );
  addCatalogRefresh(catalog, context, finish);
}

function addCatalogRefresh(catalog: Command, context: CliContext, finish: Finish): void {
  catalog
    .command('refresh')
    .description('read today’s types and prices of a region from AWS into a dated file of the cache')
    .option('--region <region>', 'AWS Region; the AWS SDK’s own when left out')
    .option('--cache <folder>', 'instead of $XDG_CACHE_HOME/batchwright')
    .option('--only <parts>', 'instanceTypes, offerings, onDemand, spot; comma-separated', list)
    .option('--placement-scores <types>', 'also how well Spot launches of these types would go now', list)
    .option('--target-vcpus <n>', 'vCPUs the scores are asked for (default 256)', wholeNumber(1))
    .option('--iam', 'print the IAM policy this needs, without calling AWS')
    .option('--dry-run', 'list the calls this would make, without calling AWS')
    .option('--json', 'print one JSON document and nothing else on standard output')
    .option('-q, --quiet', 'no notes on standard error')
    .option('--no-progress', 'no progress bar')
    .action(async (flags: RefreshFlags) =>
      finish(await (await import('./verbs/catalog-refresh.ts')).catalogRefreshVerb(context, flags)),
    );
  catalog
    .command('diff')
    .description('what the refreshed figures changed against the embedded ones')
    .option('--region <region>', 'AWS Region', 'us-east-1')
    .option('--cache <folder>', 'instead of $XDG_CACHE_HOME/batchwright')
    .option('--json', 'print one JSON document')
    .action(async (flags: { region: string; cache?: string; json?: boolean }) =>
      finish((await import('./verbs/catalog-refresh.ts')).catalogDiffVerb(context, flags)),
    );
}

function addDiscover(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('discover')
    .description('read an AWS account’s Batch configuration into a scenario, and its recent jobs into a trace')
    .option('--region <region>', 'AWS Region; the AWS SDK’s own when left out')
    .option('--queues <names>', 'only these job queues and what they use, comma-separated', list)
    .option('--out <file>', 'write the scenario there instead of printing it')
    .option('--jobs', 'also read recent jobs (with --jobs-out, which implies it)')
    .option('--jobs-out <file>', 'write the recent jobs there and make them the scenario’s workload')
    .option(
      '--days <n>',
      'how far back finished jobs are read (default 7, about as long as AWS keeps them)',
      positiveNumber,
    )
    .option('--iam', 'print the IAM policy this needs, without calling AWS')
    .option('--dry-run', 'list the calls this would make, without calling AWS')
    .option('--json', 'print one JSON document and nothing else on standard output')
    .option('-q, --quiet', 'no notes on standard error')
    .option('--no-progress', 'no progress bar')
    .action(async (flags: DiscoverFlags) => {
      finish(await (await import('./verbs/discover.ts')).discoverVerb(context, flags));
    });
}

function addPlan(program: Command, context: CliContext, finish: Finish): void {
  const command = program
    .command('plan')
    .description('what must change in the account for a configuration to be live, step by step; reads only')
    .argument('<file>', 'scenario, or the plan file that optimize --out wrote')
    .option('--out <file>', 'keep the change plan there for apply')
    .option('--region <region>', 'AWS Region; the file’s own when left out')
    .option('--detailed-exitcode', 'exit code 6 when there are changes')
    .option('--blue-green', 'replace environments rather than their instances in place, so that running jobs finish');
  addNetworkFlags(command)
    .option('--dry-run', 'keep nothing, whatever --out says')
    .option('--json', 'print the change plan as one JSON document')
    .option('-q, --quiet', 'no notes on standard error')
    .action(async (file: string, flags: PlanFlags) => {
      finish(await (await import('./verbs/plan.ts')).planVerb(context, file, flags));
    });
}

function addApply(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('apply')
    .description('carry out a change plan; after a crash or Ctrl-C the same command goes on')
    .argument('<change-plan>', 'file that plan --out wrote; its journal is kept beside it')
    .option('--yes', 'do not ask')
    .option('--max-vcpus <n>', 'refuse a plan that allows more vCPUs at once; exit code 4', wholeNumber(0))
    .option('--max-usd-per-hour <n>', 'refuse a plan whose worst hour costs more; exit code 4', positiveNumber)
    .option('--dry-run', 'see whether the account is still as planned, and change nothing')
    .option('--json', 'print the outcome as one JSON document')
    .option('-q, --quiet', 'do not tell the steps')
    .action(async (file: string, flags: ApplyFlags) => {
      finish(await (await import('./verbs/apply.ts')).applyVerb(context, file, flags));
    });
}

function addRollback(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('rollback')
    .description('take a change plan back: old values again, and what it made removed')
    .argument('<change-plan>', 'the file that was applied, wholly or in part')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'print the way back and change nothing')
    .option('--json', 'print the outcome as one JSON document')
    .option('-q, --quiet', 'do not tell the steps')
    .action(async (file: string, flags: RollbackFlags) => {
      finish(await (await import('./verbs/rollback.ts')).rollbackVerb(context, file, flags));
    });
}

function addSchema(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .option('--json', 'the schema is JSON either way')
    .action(async () => finish((await import('./verbs/schema.ts')).schemaVerb(context)));
}

function addServe(program: Command, context: CliContext, finish: Finish): void {
  program
    .command('serve')
    .description('the what-if page, for browsers on this machine, until Ctrl-C')
    .option('--port <n>', 'where to listen on 127.0.0.1; 0 for any that is free', wholeNumber(0, 65_535), 8480)
    .option('--json', 'print the address as one JSON document')
    .action(async (flags: ServeFlags) => finish(await (await import('./verbs/serve.ts')).serveVerb(context, flags)));
}
