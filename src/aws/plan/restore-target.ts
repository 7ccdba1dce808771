/**
 * What a rollback leads to: of the resources and fields the plan names their recorded values, of everything else what is
 * there now. Others go on changing an account after a plan was applied, and that is not the rollback's to take back.
 */
import type { BatchConfig } from '../../models/batch-config.ts';
import type { ChangePlan, ResourceKind } from '../change-plan.ts';
import type { LiveAccount } from '../live-account.ts';
import { isRecord } from './equality.ts';
import { orderedNames } from './matching.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Paths of one resource, as the plan's changes name them; undefined when the plan does not touch it. */
export function touchedPaths(plan: ChangePlan, kind: ResourceKind, name: string): ReadonlySet<string> | undefined {
  const isIt = ({ resource }: { readonly resource: { readonly kind: ResourceKind; readonly name: string } }) =>
    resource.kind === kind && resource.name === name;
  const writes = plan.steps.filter(isIt).filter((step) => step.action === 'write');
  const changes = plan.changes.filter(isIt);
  if (writes.length === 0 && changes.length === 0) return undefined;
  const isReplaced = writes.some(({ operation }) => operation === 'DeleteComputeEnvironment');
  // Of what is replaced the plan changes nothing but the state; the new values are those of the replacement.
  if (isReplaced) return new Set(['state']);
  return new Set(changes.map(({ path }) => path).filter((path) => path !== ''));
}

export function restoreTarget(plan: ChangePlan, live: LiveAccount): BatchConfig {
  const { before } = plan;
  const jobQueues = targets(before.jobQueues, live.jobQueues, (each) => each.jobQueueName, plan, 'jobQueue');
  const used = new Set(jobQueues.flatMap(({ computeEnvironmentOrder }) => orderedNames(computeEnvironmentOrder)));
  const present = new Set(live.computeEnvironments.map((each) => each.computeEnvironmentName));
  const nameOf = (each: { readonly computeEnvironmentName: string }) => each.computeEnvironmentName;
  return {
    computeEnvironments: [
      ...targets(before.computeEnvironments, live.computeEnvironments, nameOf, plan, 'computeEnvironment'),
      // A queue cannot have its order back without them.
      ...before.computeEnvironments.filter(
        (each) =>
          touchedPaths(plan, 'computeEnvironment', nameOf(each)) === undefined &&
          used.has(nameOf(each)) &&
          !present.has(nameOf(each)),
      ),
    ],
    jobQueues,
    schedulingPolicies: targets(
      before.schedulingPolicies,
      live.schedulingPolicies,
      (each) => each.name,
      plan,
      'schedulingPolicy',
    ),
  };
}

function targets<Each extends object>(
  recorded: readonly Each[],
  live: readonly Each[],
  nameOf: (each: Each) => string,
  plan: ChangePlan,
  kind: ResourceKind,
): readonly Each[] {
  return recorded.flatMap((each) => {
    const paths = touchedPaths(plan, kind, nameOf(each));
    if (paths === undefined) return [];
    const now = live.find((other) => nameOf(other) === nameOf(each));
    if (now === undefined) return [each];
    return [
      [...paths].reduce<Fields>(
        (target, path) => withValueOf(each as Fields, target, keysOf(path)),
        now as Fields,
      ) as Each,
    ];
  });
}

/** `tags.<key>` may have dots in its key; of the scale-down delay and of policies the plan names a field within a field. */
function keysOf(path: string): readonly string[] {
  const [first, second] = [path.split('.', 1)[0], path.slice(path.indexOf('.') + 1)];
  // Where Describe answers it, beside what the plan has types for.
  if (first === 'updatePolicy') return ['unmodelled', first];
  if (first === path) return [path];
  return [first, first === 'tags' ? second : second.split('.', 1)[0]];
}

/** A copy of `target` in which the value at `keys` is the one of `source`, or absent as there. */
function withValueOf(source: unknown, target: Fields, [key, ...rest]: readonly string[]): Fields {
  const from = isRecord(source) ? source[key] : undefined;
  const inner = target[key];
  const value = rest.length === 0 ? from : withValueOf(from, isRecord(inner) ? inner : {}, rest);
  const { [key]: _, ...others } = target;
  return value === undefined ? others : { ...others, [key]: value };
}
