/**
 * The caps of `apply`: how many vCPUs, and how many dollars an hour, a plan may allow AWS Batch to run at most. The worst
 * hour: every environment at maxvCpus, on its dearest type at the On-Demand price, old and new halves of a replacement both,
 * and what loses its last queue, since its jobs run on.
 */
import type { ChangePlan } from '../aws/change-plan.ts';
import type { ComputeEnvironment } from '../models/batch-config.ts';
import type { Catalog } from '../models/catalog.ts';
import { buildCatalog } from '../models/catalog-build.ts';
import { resolveInstanceTypes } from '../models/instance-selection.ts';
import type { Problem } from '../models/problem.ts';
import { decimalsApart, moneyDecimals } from '../models/written-number.ts';
import { formatCount, formatUsd } from '../report/format.ts';
import { loadRegion, loadTypes } from './catalog-files.ts';

export interface Caps {
  readonly maxVcpus?: number;
  readonly maxUsdPerHour?: number;
}

/** Problems where a cap is passed or cannot be judged; unknown is not zero. */
export function capProblems(plan: ChangePlan, { maxVcpus, maxUsdPerHour }: Caps): readonly Problem[] {
  const environments = environmentsAtOnce(plan);
  const problems: Problem[] = [];
  const vcpus = environments.reduce((sum, each) => sum + (each.computeResources?.maxvCpus ?? 0), 0);
  if (maxVcpus !== undefined && vcpus > maxVcpus) {
    const message = `the plan allows ${formatCount(vcpus)} vCPUs, above the cap of ${formatCount(maxVcpus)}`;
    problems.push({ path: '--max-vcpus', message, hint: hintFor(plan) });
  }
  if (maxUsdPerHour !== undefined) problems.push(...priceProblems(plan, environments, maxUsdPerHour));
  return problems;
}

function hintFor({ detached = [] }: ChangePlan): string {
  const lower = 'lower maxvCpus in the configuration';
  if (detached.length === 0) return `${lower}, or raise the cap`;
  const names = detached.map(({ computeEnvironmentName }) => computeEnvironmentName).join(', ');
  return `${lower} or in the account of ${names}, which no queue uses any more and which stays, or raise the cap`;
}

/** Wanted environments, the old half of each that is replaced while both are there, and what stays without a queue. */
function environmentsAtOnce({ wanted, before, changes, detached = [] }: ChangePlan): readonly ComputeEnvironment[] {
  const leaving = new Set(
    changes
      .filter(({ resource, sign, path }) => resource.kind === 'computeEnvironment' && sign === '-' && path === '')
      .map(({ resource }) => resource.name),
  );
  const old = before.computeEnvironments.filter(({ computeEnvironmentName }) => leaving.has(computeEnvironmentName));
  return [...wanted.computeEnvironments, ...old, ...detached];
}

function priceProblems(plan: ChangePlan, environments: readonly ComputeEnvironment[], cap: number): readonly Problem[] {
  const catalog = catalogOf(plan.region);
  let total = 0;
  for (const environment of environments) {
    const hourly = worstHourUsd(environment, catalog);
    if (hourly === undefined) {
      const message = `the price of ${environment.computeEnvironmentName} is unknown, so the cap cannot be kept`;
      return [{ path: '--max-usd-per-hour', message, hint: 'use --max-vcpus' }];
    }
    total += hourly;
  }
  if (total <= cap) return [];
  const decimals = decimalsApart(total, cap, moneyDecimals(cap));
  const message = `the plan allows ${formatUsd(total, decimals)} an hour at worst, above the cap of ${formatUsd(cap, decimals)}`;
  return [{ path: '--max-usd-per-hour', message, hint: hintFor(plan) }];
}

function catalogOf(region: string): Catalog {
  const built = buildCatalog(loadTypes(), loadRegion(region));
  if (!built.ok) throw new Error(`the embedded prices of ${region} cannot be read`);
  return built.value;
}

/** US dollars; undefined when a price is unknown. */
function worstHourUsd({ computeResources: resources }: ComputeEnvironment, catalog: Catalog): number | undefined {
  if (resources === undefined) return undefined;
  if (resources.type === 'FARGATE' || resources.type === 'FARGATE_SPOT') return fargateUsd(resources.maxvCpus, catalog);
  const types = resolveInstanceTypes(resources.instanceTypes ?? [], catalog);
  if (!types.ok) return undefined;
  const perVcpu = types.value.map(({ onDemandMicroUsdPerHour: price, vcpus }) =>
    price === undefined ? Number.POSITIVE_INFINITY : price / vcpus,
  );
  const dearest = Math.max(...perVcpu);
  if (!Number.isFinite(dearest)) return undefined;
  // Spot costs at most the bid, which is a share of the On-Demand price.
  const share = resources.type === 'SPOT' ? (resources.bidPercentage ?? 100) / 100 : 1;
  return (dearest * share * resources.maxvCpus) / 1e6;
}

/** Eight GiB a vCPU, the most that Fargate allows. */
function fargateUsd(vcpus: number, { fargate }: Catalog): number | undefined {
  const prices = fargate
    .filter(({ launch }) => launch === 'FARGATE')
    .map(({ microUsdPerVcpuHour, microUsdPerGibHour }) => microUsdPerVcpuHour + 8 * microUsdPerGibHour);
  return prices.length === 0 ? undefined : (Math.max(...prices) * vcpus) / 1e6;
}
