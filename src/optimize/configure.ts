/** Turns a choice into a complete BatchConfig by editing the current one: only what the choice decides changes. */
import type {
  BatchConfig,
  ComputeEnvironment,
  ComputeResource,
  JobDefinition,
  RetryStrategy,
} from '../models/batch-config.ts';
import type { InstanceType } from '../models/catalog.ts';
import { type Candidate, type Choice, describeChoice, type Market, type Origin } from './candidate.ts';
import { type Landscape, nameOfReference, replacedEnvironments, typeHolds } from './landscape.ts';

/**
 * Total tries of a job on Spot, again only when the host was taken away (AWS Batch user guide, best practices for Spot:
 * "retry strategies": `Host EC2*`). Ten is the most AWS allows: an attempt that is never needed costs nothing, and the simulation
 * prices the ones that are.
 */
export const SPOT_RETRY_STRATEGY: RetryStrategy = {
  attempts: 10,
  evaluateOnExit: [
    { onStatusReason: 'Host EC2*', action: 'RETRY' },
    { onReason: '*', action: 'EXIT' },
  ],
};

export function candidateOf(landscape: Landscape, choice: Choice, origin: Origin): Candidate {
  const instanceTypes = instanceTypesOf(landscape, choice);
  return {
    name: describeChoice(choice, hasLarger(landscape, instanceTypes, choice.largestVcpus)),
    origin,
    choice,
    config: configure(landscape, { ...choice, instanceTypes }),
  };
}

/** What an environment edit needs: a choice, or a baseline that names a keyword. */
export interface EnvironmentPlan extends Pick<Choice, 'markets' | 'maxvCpus' | 'minvCpus'> {
  readonly instanceTypes: readonly string[];
}

export function configure(landscape: Landscape, plan: EnvironmentPlan): BatchConfig {
  const { current } = landscape;
  const replaced = new Set(landscape.queues);
  const kept = keptEnvironments(current, replaced);
  const names = new Set(kept.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const environments = plan.markets.map((market, index) => {
    const environment = environmentOf(landscape, plan, market, index, names);
    names.add(environment.computeEnvironmentName);
    return environment;
  });
  const order = environments.map(({ computeEnvironmentName }, index) => ({
    order: index + 1,
    computeEnvironment: computeEnvironmentName,
  }));
  const edited: BatchConfig = {
    ...current,
    computeEnvironments: [...environments, ...kept],
    jobQueues: current.jobQueues.map((queue) =>
      replaced.has(queue.jobQueueName) ? { ...queue, computeEnvironmentOrder: order } : queue,
    ),
  };
  return plan.markets.includes('SPOT') ? withRetries(edited) : edited;
}

/** Families whole where no size is cut, else the sizes by name; types a job needs beyond the cap come last. */
/** True when a job too large for the size cap keeps larger types in the list. */
function hasLarger({ catalog }: Landscape, instanceTypes: readonly string[], largestVcpus: number): boolean {
  const names = new Set(instanceTypes);
  return catalog.types.some(
    (type) => type.vcpus > largestVcpus && (names.has(type.instanceType) || names.has(type.family)),
  );
}

export function instanceTypesOf(landscape: Landscape, choice: Choice): readonly string[] {
  const members = choice.families.map((family) => landscape.catalog.types.filter((type) => isSold(type, family)));
  const allowed = members.map((types) =>
    types.filter(({ vcpus }) => vcpus >= choice.smallestVcpus && vcpus <= choice.largestVcpus),
  );
  const extra = missingTypes(landscape, members.flat(), allowed.flat(), choice.markets);
  const names = choice.families.flatMap((family, index) => {
    const isWhole = members[index].every((type) => allowed[index].includes(type) || extra.includes(type));
    return isWhole && members[index].length > 0
      ? [family]
      : [...allowed[index], ...extra.filter((type) => type.family === family)].map((type) => type.instanceType);
  });
  const others = extra.filter((type) => !choice.families.includes(type.family)).map((type) => type.instanceType);
  return [...names, ...others];
}

function isSold(type: InstanceType, family: string): boolean {
  return type.family === family && type.onDemandMicroUsdPerHour !== undefined;
}

/** For every shape that the allowed sizes cannot hold, the cheapest type that can, of the chosen families if possible. */
function missingTypes(
  landscape: Landscape,
  ofFamilies: readonly InstanceType[],
  allowed: readonly InstanceType[],
  markets: readonly Market[],
): readonly InstanceType[] {
  const extra: InstanceType[] = [];
  for (const shape of landscape.shapes) {
    const holdsShape = (type: InstanceType) => typeHolds(type, shape, landscape.assumptions) && isPriced(type, markets);
    if ([...allowed, ...extra].some(holdsShape)) continue;
    const found = cheapest(ofFamilies.filter(holdsShape)) ?? cheapest(landscape.types.filter(holdsShape));
    if (found !== undefined) extra.push(found);
  }
  return extra;
}

function isPriced(type: InstanceType, markets: readonly Market[]): boolean {
  return !markets.includes('SPOT') || type.spotMicroUsdPerHour !== undefined;
}

function cheapest(types: readonly InstanceType[]): InstanceType | undefined {
  const price = (type: InstanceType) => type.onDemandMicroUsdPerHour ?? Number.POSITIVE_INFINITY;
  return types.reduce<InstanceType | undefined>(
    (best, type) => (best === undefined || price(type) < price(best) ? type : best),
    undefined,
  );
}

/** Environments that queues outside the search still use. */
function keptEnvironments(current: BatchConfig, replaced: ReadonlySet<string>): readonly ComputeEnvironment[] {
  const used = new Set(
    current.jobQueues
      .filter(({ jobQueueName }) => !replaced.has(jobQueueName))
      .flatMap((queue) => queue.computeEnvironmentOrder.map((entry) => nameOfReference(entry.computeEnvironment))),
  );
  return current.computeEnvironments.filter(({ computeEnvironmentName }) => used.has(computeEnvironmentName));
}

/** Network, roles, image and tags come from the current environment of that market, else from the first one replaced. */
function environmentOf(
  landscape: Landscape,
  plan: EnvironmentPlan,
  market: Market,
  index: number,
  taken: ReadonlySet<string>,
): ComputeEnvironment {
  const templates = replacedEnvironments(landscape);
  const same = templates.find(
    (environment) => environment.computeResources?.type === market && !taken.has(environment.computeEnvironmentName),
  );
  const template = same ?? templates[0];
  const { state: _state, computeResources, ...rest } = template;
  const suffix = market === 'SPOT' ? 'spot' : 'on-demand';
  return {
    ...rest,
    computeEnvironmentName: same?.computeEnvironmentName ?? freeName(landscape, suffix, taken),
    computeResources: {
      ...carriedFields(computeResources, market),
      type: market,
      allocationStrategy: market === 'SPOT' ? 'SPOT_PRICE_CAPACITY_OPTIMIZED' : 'BEST_FIT_PROGRESSIVE',
      minvCpus: index === 0 ? plan.minvCpus : 0,
      maxvCpus: plan.maxvCpus,
      instanceTypes: plan.instanceTypes,
    },
  };
}

/** What says nothing about size, price or market. A bid and a fleet role mean something on Spot only. */
function carriedFields(resources: ComputeResource | undefined, market: Market): Partial<ComputeResource> {
  if (resources === undefined) return {};
  const { desiredvCpus: _desired, bidPercentage, spotIamFleetRole: _role, ...carried } = resources;
  return market === 'SPOT' && bidPercentage !== undefined ? { ...carried, bidPercentage } : carried;
}

/** `<first queue>-spot`, numbered when the account has one of that name already. */
function freeName(landscape: Landscape, suffix: string, taken: ReadonlySet<string>): string {
  const used = new Set([
    ...taken,
    ...landscape.current.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName),
  ]);
  const base = `${landscape.queues[0].slice(0, 110)}-${suffix}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!used.has(name)) return name;
  }
}

/** Only where nothing is said: a strategy the user wrote stays. */
function withRetries(config: BatchConfig): BatchConfig {
  const jobDefinitions = config.jobDefinitions?.map(
    (definition): JobDefinition =>
      definition.retryStrategy === undefined ? { ...definition, retryStrategy: SPOT_RETRY_STRATEGY } : definition,
  );
  return {
    ...config,
    ...(jobDefinitions === undefined ? {} : { jobDefinitions }),
    defaultRetryStrategy: config.defaultRetryStrategy ?? SPOT_RETRY_STRATEGY,
  };
}
