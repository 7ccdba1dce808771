/**
 * What others do while a plan is carried out. Between its check of the account and its last steps may lie a day of draining,
 * so what a step would take away or overwrite is looked at once more just before.
 */
import { nameInArn } from '../../models/batch-arns.ts';
import type { Problem } from '../../models/problem.ts';
import type { BatchReader } from '../batch-api.ts';
import type { ChangePlan, WriteStep } from '../change-plan.ts';
import type { LiveJobQueue } from '../live-account.ts';
import { everyQueue } from '../live-lookup.ts';
import { isSame } from '../plan/equality.ts';
import { orderedNames } from '../plan/matching.ts';
import { scopeOf } from '../plan/plan-scope.ts';
import { orderIn } from '../plan/written-order.ts';

/** `isBegun`: the step may have taken effect already. Rejects with the reader's error. */
export async function interference(
  reader: BatchReader,
  plan: ChangePlan,
  step: WriteStep,
  isBegun: boolean,
): Promise<readonly Problem[]> {
  const stops = step.operation === 'UpdateComputeEnvironment' && goingIn(plan).has(step.resource.name);
  const wanted = orderIn(step);
  if (!stops && (step.operation !== 'UpdateJobQueue' || wanted === undefined)) return [];
  const jobQueues = await everyQueue(reader);
  const users = newUsers(plan, jobQueues);
  const queue = jobQueues.find(({ jobQueueName }) => jobQueueName === step.resource.name);
  if (stops || queue === undefined) return users;
  const expected = orderBefore(plan, step);
  const orders = isBegun ? [expected, wanted] : [expected];
  const found = orderedNames(queue.computeEnvironmentOrder);
  if (expected === undefined || orders.some((order) => isSame(order, found))) return users;
  const message = `the job queue ${queue.jobQueueName} has the compute environments ${found.join(', ')} now, and the plan left it with ${expected.join(', ')}`;
  const hint = `set them back to ${expected.join(', ')} and apply again to go on, or go back: batchwright rollback`;
  return [...users, { path: '', message, hint }];
}

/** Queues outside the plan that have come to use an environment the plan takes away: they would stand without it. */
export function newUsers(plan: ChangePlan, queues: readonly LiveJobQueue[]): readonly Problem[] {
  const { jobQueues } = scopeOf(plan);
  const going = goingIn(plan);
  return queues
    .filter(({ jobQueueName }) => !jobQueues.has(jobQueueName))
    .flatMap(({ jobQueueName, computeEnvironmentOrder }) =>
      computeEnvironmentOrder
        .map(({ computeEnvironment }) => nameInArn(computeEnvironment))
        .filter((name) => going.has(name))
        .map((name) => ({
          path: '',
          message: `the job queue ${jobQueueName} uses the compute environment ${name} now, which the plan deletes`,
          hint: `let ${jobQueueName} use another environment, or plan again with it in the configuration`,
        })),
    );
}

function goingIn(plan: ChangePlan): ReadonlySet<string> {
  return new Set(
    plan.steps.flatMap((step) =>
      step.action === 'write' && step.operation === 'DeleteComputeEnvironment' ? [step.resource.name] : [],
    ),
  );
}

/** What the plan itself wrote last, or found. */
function orderBefore(plan: ChangePlan, step: WriteStep): readonly string[] | undefined {
  const { name } = step.resource;
  const written = plan.steps
    .slice(0, plan.steps.indexOf(step))
    .filter(({ resource }) => resource.kind === 'jobQueue' && resource.name === name)
    .flatMap((earlier) => [orderIn(earlier) ?? []])
    .filter((order) => order.length > 0)
    .at(-1);
  if (written !== undefined) return written;
  const recorded = plan.before.jobQueues.find(({ jobQueueName }) => jobQueueName === name);
  return recorded === undefined ? undefined : orderedNames(recorded.computeEnvironmentOrder);
}
