/** One compute environment of a candidate: the current one of that market with other machines, limits and strategy. */
import type { ComputeEnvironment, ComputeResource } from '../models/batch-config.ts';
import { type Fleet, type Market, USUAL_STRATEGIES } from './candidate.ts';
import { inStrategyOrder } from './instance-types.ts';
import { type Landscape, replacedEnvironments } from './landscape.ts';

/** What an environment edit needs: a fleet whose types are listed, or a baseline that names a keyword. */
export interface EnvironmentPlan
  extends Pick<Fleet, 'markets' | 'maxvCpus' | 'minvCpus' | 'baseVcpus' | 'strategies' | 'scaleDownMinutes'> {
  readonly instanceTypes: readonly string[];
}

/** Network, roles, image and tags come from the current environment of that market, else from the first one replaced. */
export function environmentOf(
  landscape: Landscape,
  plan: EnvironmentPlan,
  market: Market,
  index: number,
  taken: ReadonlySet<string>,
  suffix: string,
): ComputeEnvironment {
  const templates = replacedEnvironments(landscape);
  const same = templates.find(
    (environment) => environment.computeResources?.type === market && !taken.has(environment.computeEnvironmentName),
  );
  const template = same ?? templates[0];
  const { state: _state, computeResources, ...rest } = template;
  const strategy = plan.strategies?.[market] ?? USUAL_STRATEGIES[market];
  const { baseVcpus, scaleDownMinutes } = plan;
  const isBase = index === 0 && baseVcpus !== undefined;
  return {
    ...rest,
    computeEnvironmentName: same?.computeEnvironmentName ?? freeName(landscape, suffix, taken),
    computeResources: {
      ...carriedFields(computeResources, market, landscape.isOtherArchitecture),
      type: market,
      allocationStrategy: strategy,
      minvCpus: index === 0 ? plan.minvCpus : 0,
      maxvCpus: isBase ? baseVcpus : plan.maxvCpus,
      instanceTypes: inStrategyOrder(landscape, plan.instanceTypes, strategy),
      ...(scaleDownMinutes === undefined ? {} : { scalingPolicy: { minScaleDownDelayMinutes: scaleDownMinutes } }),
    },
  };
}

/**
 * What says nothing about size, price or market. A bid and a fleet role mean something on Spot only; machine images and launch
 * templates are made for one architecture.
 */
function carriedFields(
  resources: ComputeResource | undefined,
  market: Market,
  isOtherArchitecture: boolean,
): Partial<ComputeResource> {
  if (resources === undefined) return {};
  const { desiredvCpus: _desired, bidPercentage, spotIamFleetRole: _role, ...carried } = resources;
  const kept = isOtherArchitecture ? withoutImage(carried) : carried;
  return market === 'SPOT' && bidPercentage !== undefined ? { ...kept, bidPercentage } : kept;
}

function withoutImage(resources: Partial<ComputeResource>): Partial<ComputeResource> {
  const { imageId: _image, launchTemplate: _template, ec2Configuration: _images, ...kept } = resources;
  return kept;
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
