/**
 * Which environments a queue holds, in which order, while a change is under way and after it; and what AWS Batch would not
 * let stand together (API CreateJobQueue).
 */
import type { JobQueue } from '../../models/batch-config.ts';
import type { Problem } from '../../models/problem.ts';
import { isFargate } from '../../models/update-kind.ts';
import { architectureOfName } from '../../scenario/architecture-of-name.ts';
import { isModelled } from '../discovered-config.ts';
import type { LiveJobQueue } from '../live-account.ts';
import type { ChangeList } from './change-list.ts';
import { orderedNames } from './matching.ts';
import type { PlanContext } from './plan-context.ts';

/** API CreateJobQueue. */
const MOST_ENVIRONMENTS = 3;

/** The wanted order by the names the environments will have. */
export function finalOrder({ finalNames }: PlanContext, wanted: JobQueue): readonly string[] {
  return orderedNames(wanted.computeEnvironmentOrder).map((name) => finalNames.get(name) ?? name);
}

/** The final order with the retiring environments behind it, as far as there is room and AWS lets them stand together. */
export function orderMeanwhile(
  context: PlanContext,
  attached: readonly string[],
  order: readonly string[],
): readonly string[] {
  const company = new Set(order.map((name) => kindOf(context, name)));
  const leaving = context.retiring
    .map(({ computeEnvironmentName }) => computeEnvironmentName)
    .filter((name) => attached.includes(name) && !order.includes(name) && company.has(kindOf(context, name)));
  return [...order, ...leaving].slice(0, Math.max(order.length, MOST_ENVIRONMENTS));
}

/** Where the meanwhile order lacks what is retiring. */
export function whyNotBoth(order: readonly string[]): string {
  return order.length >= MOST_ENVIRONMENTS
    ? 'no room for a fourth environment'
    : 'to be of one kind (EC2 or Fargate) and one CPU architecture';
}

/** API CreateJobQueue: no Fargate beside EC2 or SPOT, and one CPU architecture. `name` is the one in the account. */
function kindOf({ live, wanted, finalNames }: PlanContext, name: string): string {
  const wish = wanted.computeEnvironments.find((each) => finalNames.get(each.computeEnvironmentName) === name);
  const known = live.computeEnvironments.find((each) => each.computeEnvironmentName === name);
  const resources = (wish ?? known)?.computeResources;
  if (isFargate(resources)) return 'Fargate';
  return (resources?.instanceTypes ?? []).some((type) => architectureOfName(type) === 'arm64') ? 'arm64' : 'x86_64';
}

/** What no configuration can name (UNMANAGED, kinds without a model) is not the configuration's to detach. */
export function notModelled({ live, fidelity }: PlanContext, queue: LiveJobQueue, wanted: JobQueue): readonly string[] {
  if (fidelity === 'exact') return [];
  const named = new Set(orderedNames(wanted.computeEnvironmentOrder));
  return orderedNames(queue.computeEnvironmentOrder).filter((name) => {
    const known = live.computeEnvironments.find((each) => each.computeEnvironmentName === name);
    return known !== undefined && !named.has(name) && !isModelled(known);
  });
}

/** Each where it was. */
export function withKept(
  order: readonly string[],
  attached: readonly string[],
  kept: readonly string[],
): readonly string[] {
  return kept.reduce<readonly string[]>((names, name) => names.toSpliced(attached.indexOf(name), 0, name), order);
}

/** Whether jobs of this environment are pods. What replaces one on EKS is on EKS too. */
function isOnEks({ live, finalNames, matches }: PlanContext, name: string): boolean {
  const wish = [...finalNames].find(([, final]) => final === name)?.[0];
  const replaced = wish === undefined ? undefined : matches.get(wish);
  const known = live.computeEnvironments.find((each) => each.computeEnvironmentName === name) ?? replaced;
  return known?.unmodelled?.eksConfiguration !== undefined;
}

function isReplacement({ finalNames, matches }: PlanContext, name: string): boolean {
  return [...finalNames].some(([wish, final]) => final === name && matches.has(wish) && final !== wish);
}

/** API CreateJobQueue: one to three environments, VALID when they are attached, and all on EKS or none. */
export function orderProblems(
  context: PlanContext,
  list: ChangeList,
  queue: LiveJobQueue | undefined,
  order: readonly string[],
  path: string,
): readonly Problem[] {
  const { live, fidelity } = context;
  if (fidelity === 'exact') return [];
  const at = `${path}.computeEnvironmentOrder`;
  const problems: Problem[] = [];
  if (order.length > MOST_ENVIRONMENTS) {
    const message = `the queue would hold ${order.join(', ')}, and AWS Batch allows ${MOST_ENVIRONMENTS}`;
    problems.push({ path: at, message, hint: 'detach one that is not in the configuration by hand, or name one less' });
  }
  const attached = new Set(orderedNames(queue?.computeEnvironmentOrder ?? []));
  const pods = order.filter((name) => isOnEks(context, name));
  const stranger = order.find((name) => !attached.has(name) && !isReplacement(context, name));
  if (pods.length > 0 && pods.length < order.length && stranger !== undefined) {
    const message = `the queue would hold ${order.join(', ')}, of which ${pods.join(' and ')} ${pods.length === 1 ? 'is' : 'are'} on EKS and the others are not`;
    const hint =
      'a job runs on one of the two only, and no configuration can ask for an environment on EKS: make it by hand';
    problems.push({ path: at, message, hint });
  }
  for (const name of order) {
    const known = live.computeEnvironments.find((each) => each.computeEnvironmentName === name);
    if (known === undefined || known.status === 'VALID' || attached.has(name) || list.updates(name)) continue;
    const message = `${name} is ${known.status}, and a queue takes only environments that are VALID`;
    problems.push({ path: at, message, hint: `mend ${name} or wait until it is VALID, and plan again` });
  }
  return problems;
}
