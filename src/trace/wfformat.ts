/**
 * Reads workflow instances of WfCommons (WfFormat 1.5 and later): tasks that wait for their parents, with measured run times.
 * An instance says when the workflow ran but not when each task was submitted, so all are submitted at its start and
 * wait for their parents, as jobs with dependsOn do.
 *
 * Source: WfCommons, WfFormat 1.5, `wfcommons-schema.json`.
 */
import './zod-messages.ts';
import { z } from 'zod/mini';
import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { isoMs, namesZone, UTC_NOTE } from './instants.ts';
import { jsonValues } from './json-values.ts';

const taskId = z.string().check(z.minLength(1));
const ids = z.optional(z.array(z.string()));
const amount = z.number().check(z.gte(0));

const instanceSchema = z.object({
  workflow: z.object({
    specification: z.object({
      tasks: z.array(z.object({ id: taskId, name: z.optional(z.string()), parents: ids, children: ids })),
    }),
    execution: z.object({
      executedAt: z.optional(z.string()),
      tasks: z.array(
        z.object({
          id: taskId,
          runtimeInSeconds: amount,
          coreCount: z.optional(amount),
          memoryInBytes: z.optional(amount),
        }),
      ),
    }),
  }),
});

type Workflow = z.infer<typeof instanceSchema>['workflow'];
type Execution = Workflow['execution'];
type ExecutedTask = Execution['tasks'][number];

const BYTES_PER_MIB = 1_048_576;
/** Pegasus writes 20200401T035043+0000. */
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/;
/** Workflow systems number the tasks of a kind: mProject_ID0000004, SALMON_QUANT_15. */
const TASK_NUMBER = /_(?:ID)?\d+$/;

export const wfFormatImporter: Importer = {
  format: 'wfformat',
  matchesName: () => false,
  matchesContent: (head) => /^\s*\{/.test(head) && /"workflow"\s*:\s*\{/.test(head),
  read: async (text, session) => {
    for await (const { value, line } of jsonValues(text)) readInstance(value, line, session);
  },
};

function readInstance(value: unknown, line: number, session: ImportSession): void {
  const parsed = instanceSchema.safeParse(value);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      session.problem(
        path.join('.'),
        message,
        'give a WfFormat 1.5 instance with its execution, see docs/traces.md',
        line,
      );
    return;
  }
  const { workflow } = parsed.data;
  const submitMs = submissionOf(workflow.execution, session);
  const executed = executedTasks(workflow.execution, line, session);
  const added = new Set<string>();
  for (const task of workflow.specification.tasks) {
    session.rows++;
    if (addTask(task, executed.get(task.id), submitMs, line, session)) added.add(task.id);
  }
  addDependencies(workflow, added, line, session);
}

/** Epoch ms of the start of the workflow, or 0 when it has none that can be read. */
function submissionOf({ executedAt = '' }: Execution, session: ImportSession): number {
  const startMs = isoMs(executedAt.replace(COMPACT_DATE, '$1-$2-$3T$4:$5:$6'));
  session.note(
    'tasks have no submit time: all are submitted at the start of their workflow and wait for their parents',
  );
  if (startMs === undefined) {
    session.note('executedAt is missing or no ISO date: the workflow starts at 0');
    return 0;
  }
  if (!namesZone(executedAt)) session.note(UTC_NOTE);
  session.submitTimes = 'epoch';
  return startMs;
}

function executedTasks({ tasks }: Execution, line: number, session: ImportSession): ReadonlyMap<string, ExecutedTask> {
  const executed = new Map<string, ExecutedTask>();
  for (const task of tasks) {
    if (executed.has(task.id))
      session.problem('workflow.execution.tasks', `task ${task.id} is there twice`, 'keep one of them', line);
    executed.set(task.id, task);
  }
  return executed;
}

/** Whether the task is a job of the trace. */
function addTask(
  { id, name = id }: Workflow['specification']['tasks'][number],
  executed: ExecutedTask | undefined,
  submitMs: number,
  line: number,
  session: ImportSession,
): boolean {
  if (executed === undefined) {
    session.skip('no run time in workflow.execution', line);
    return false;
  }
  const runMs = executed.runtimeInSeconds * 1000;
  // Some writers hold 0 for what they did not measure.
  const { coreCount = 0, memoryInBytes = 0 } = executed;
  if (!session.acceptsRunMs(runMs, 'runtimeInSeconds', line)) return false;
  if (!session.acceptsSubmitMs(submitMs, 'executedAt', line)) return false;
  session.builder.addJob({
    id,
    submitMs,
    runMs,
    jobDefinition: name.replace(TASK_NUMBER, ''),
    vcpus: coreCount === 0 ? undefined : coreCount,
    peakMemoryMiB: memoryInBytes === 0 ? undefined : memoryInBytes / BYTES_PER_MIB,
  });
  return true;
}

/** Some writers name the parents only, some the children only. */
function addDependencies(
  { specification: { tasks } }: Workflow,
  added: ReadonlySet<string>,
  line: number,
  session: ImportSession,
): void {
  const parentsOf = new Map<string, Set<string>>(tasks.map(({ id, parents = [] }) => [id, new Set(parents)]));
  for (const { id, children = [] } of tasks) for (const child of children) parentsOf.get(child)?.add(id);
  let outside = 0;
  for (const [id, parents] of parentsOf) {
    if (!added.has(id)) continue;
    for (const parent of parents) {
      if (added.has(parent)) session.builder.addDependency(id, parent, undefined, line);
      else outside++;
    }
  }
  if (outside > 0) session.note(`parents that are not in the file or have no run time are taken as done: ${outside}`);
}
