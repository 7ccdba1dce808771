/** The numeric tables the engine runs on, kept for as long as runs of one workload differ in nothing but their world. */
import type { BatchConfig, JobDefinition } from '../models/batch-config.ts';
import type { ExplainEntry } from '../models/instance-selection.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { asSubmitted } from '../models/submission.ts';
import { submissionTimes } from '../models/submission-times.ts';
import type { JobClass, Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { consumableSetup } from './consumable-setup.ts';
import { buildEnvironment, type Environment } from './environments.ts';
import { failureSetup } from './own-failures.ts';
import { prepareQueues, type Queue, shareIdentifierOf } from './queues.ts';
import type { ClassSetup, Setup } from './setup.ts';
import { internShapes, type Shape } from './shapes.ts';
import { unknownInvalidEnvironments } from './validity.ts';
import { vcpuRule } from './whole-vcpus.ts';

interface Prepared {
  readonly config: BatchConfig;
  readonly catalog: World['catalog'];
  readonly assumptions: World['assumptions'];
  readonly quotas: World['quotas'];
  readonly tables: Tables;
}

/** What replications share. */
interface Tables extends Omit<Setup, 'world'> {
  readonly warnings: readonly Problem[];
}

/** By workload, what was prepared last: of a world it reads the catalogue, the assumptions and the quotas, which replications share. */
const latest = new WeakMap<Workload, Prepared>();

/** What `prepare` of setup.ts gives, without what it warns of the whole: helpers that only simulate need not load its words. */
export function prepareTables(
  jobs: Workload,
  config: BatchConfig,
  world: World,
  explain?: ExplainEntry,
): Result<Setup> {
  const { catalog, assumptions, quotas } = world;
  const known = latest.get(jobs);
  if (
    known?.catalog === catalog &&
    known.assumptions === assumptions &&
    isSame(known.quotas, quotas) &&
    isSame(known.config, config)
  )
    return succeed(inWorld(known.tables, world), known.tables.warnings);
  const prepared = tablesOf(jobs, config, world, explain);
  if (!prepared.ok) return prepared;
  latest.set(jobs, { config, catalog, assumptions, quotas, tables: prepared.value });
  return succeed(inWorld(prepared.value, world), prepared.warnings);
}

/** For whoever has checked the configuration before: throws where `prepareTables` has problems. */
export function soundTables(jobs: Workload, config: BatchConfig, world: World): Setup {
  const setup = prepareTables(jobs, config, world);
  if (!setup.ok)
    throw new Error(`cannot simulate: ${setup.problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  return setup.value;
}

/** A thread of a study gets a copy of the configuration with every task. */
function isSame<Part extends BatchConfig | World['quotas']>(known: Part, part: Part): boolean {
  return known === part || JSON.stringify(known) === JSON.stringify(part);
}

function inWorld(tables: Tables, world: World): Setup {
  return {
    workload: tables.workload,
    submissions: tables.submissions,
    submittedToRunnableMs: tables.submittedToRunnableMs,
    world,
    environments: tables.environments,
    queues: tables.queues,
    components: tables.components,
    shapes: tables.shapes,
    classes: tables.classes,
    consumables: tables.consumables,
    failures: tables.failures,
  };
}

function tablesOf(jobs: Workload, config: BatchConfig, world: World, explain?: ExplainEntry): Result<Tables> {
  const workload = asSubmitted(jobs, config.submission, config.jobQueues[0]?.jobQueueName ?? '');
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const { shapes, shapeOfClass } = internShapes(workload.classes, vcpuRule(config));
  const environments: Environment[] = [];
  config.computeEnvironments.forEach((environment, index) => {
    const built = buildEnvironment(environment, index, world, shapes, explain);
    if (built.ok) {
      environments.push(built.value);
      warnings.push(...built.warnings);
    } else problems.push(...built.problems);
  });
  problems.push(...unknownInvalidEnvironments(world.assumptions.invalidEnvironments, environments));
  if (problems.length > 0) return fail(...problems);
  const { queues, components } = prepareQueues(config, environments, workload.classes, problems);
  const failing = failingClasses(workload);
  const classes = workload.classes.map((jobClass, index) =>
    buildClass(jobClass, failing.has(index), shapeOfClass[index], shapes, config, queues, problems),
  );
  const consumables = consumableSetup(config, workload.classes, problems, warnings);
  if (problems.length > 0) return fail(...problems);
  const submissions = submissionTimes(workload, world.assumptions);
  const submittedToRunnableMs = Math.round(world.assumptions.submittedToRunnableSeconds * 1000);
  return succeed(
    {
      workload,
      submissions,
      submittedToRunnableMs,
      environments,
      queues,
      components,
      shapes,
      classes,
      consumables,
      failures: failureSetup(workload.ownFailures),
      warnings,
    },
    warnings,
  );
}

/** Those with a job that failed by itself in its history. */
function failingClasses({ ownFailures, classIndex }: Workload): ReadonlySet<number> {
  const failing = new Set<number>();
  for (const job of ownFailures?.jobs ?? []) failing.add(classIndex[job]);
  return failing;
}

function buildClass(
  jobClass: JobClass,
  mayFail: boolean,
  shape: number,
  shapes: readonly Shape[],
  config: BatchConfig,
  queues: readonly Queue[],
  problems: Problem[],
): ClassSetup {
  const queue = jobClass.queue === undefined ? 0 : queues.findIndex(({ name }) => name === jobClass.queue);
  if (queue < 0 || queues.length === 0) {
    problems.push({
      path: 'workload',
      message: `jobs are submitted to the queue "${jobClass.queue}", which the configuration does not have`,
      hint: `queues: ${queues.map(({ name }) => name).join(', ')}; or leave the queue out of the trace to use the first one`,
    });
  }
  const definition = definitionOf(config, jobClass.jobDefinition);
  const retryStrategy =
    definition?.retryStrategy ?? (definition === undefined ? config.defaultRetryStrategy : undefined);
  const timeoutSeconds = definition?.timeout?.attemptDurationSeconds;
  const timeoutMs =
    jobClass.timeoutMs ?? (timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : timeoutSeconds * 1000);
  const shares = queues[Math.max(0, queue)]?.fairShare?.shares;
  return {
    shape,
    request: shapes[shape],
    queue: Math.max(0, queue),
    attempts: jobClass.attempts ?? retryStrategy?.attempts ?? 1,
    checkpoint: jobClass.checkpoint,
    retryStrategy,
    timeoutMs,
    isPlain: jobClass.checkpoint === undefined && timeoutMs === Number.POSITIVE_INFINITY && !mayFail,
    share: Math.max(0, shares?.findIndex(({ identifier }) => identifier === shareIdentifierOf(jobClass)) ?? 0),
    priority: jobClass.schedulingPriority ?? definition?.schedulingPriority ?? 0,
  };
}

function definitionOf(config: BatchConfig, name: string | undefined): JobDefinition | undefined {
  return name === undefined
    ? undefined
    : config.jobDefinitions?.find(({ jobDefinitionName }) => jobDefinitionName === name);
}
