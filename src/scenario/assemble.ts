/**
 * Puts a checked scenario together with the figures and the trace an edge has read for it: the workload as scaled, the
 * catalogue as overridden, and a world for every replication. Touches no files.
 */
import { prepare, type Setup } from '../engine/setup.ts';
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Catalog, RegionTable, TypeTable } from '../models/catalog.ts';
import { buildCatalog } from '../models/catalog-build.ts';
import type { Commitment } from '../models/commitments.ts';
import { fail, type Result, succeed } from '../models/problem.ts';
import { createSpotMarket, type SpotRecordings } from '../models/spot/index.ts';
import type { SpotMarket } from '../models/spot-market.ts';
import { withSpotPriceFactor } from '../models/spot-price-factor.ts';
import { explainUnknown } from '../models/unknown-instance-type.ts';
import type { VcpuQuotas } from '../models/vcpu-quotas.ts';
import type { Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { withCheckpoints } from './apply-checkpoints.ts';
import { withDeadlines } from './apply-deadlines.ts';
import { commitmentProblems } from './check-commitments.ts';
import { searchProblems } from './check-search.ts';
import { limitedQueues } from './limited-queues.ts';
import { syntheticWorkloadOf } from './scale-workload.ts';
import type { ScheduledWorkloadOf } from './scheduled-workload.ts';
import type { Scenario } from './schema.ts';
import type { TraceSteps } from './trace-steps.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What an edge has read for a scenario. */
export interface ReadSources {
  readonly types: TypeTable;
  readonly region: RegionTable;
  /** The trace named by `workload.trace`; undefined for workloads that are described. */
  readonly trace?: ReadTrace | undefined;
  /** Needed by `workload.schedules` only, and loaded with the first of them. */
  readonly scheduledWorkloadOf?: ScheduledWorkloadOf | undefined;
  /** What `assumptions.spot.replay` or `priceHistory` name, read; needed by those models only. */
  readonly recordings?: SpotRecordings | undefined;
}

/** The steps come with the trace, because the page loads them with the first one. */
export interface ReadTrace {
  readonly workload: Workload;
  readonly steps: TraceSteps;
}

/** A scenario ready to run. Plain data, so that it can be sent to a worker. */
export interface Assembled {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly catalog: Catalog;
  readonly recordings?: SpotRecordings | undefined;
}

/** What a replication's world is made of besides its seed. */
export interface WorldSources {
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  /** Hour of day (UTC) at which the run starts, for the daily rhythm of Spot. */
  readonly originHour: number;
  /** Epoch ms of time 0 of the run, where the trace has dates. */
  readonly originEpochMs?: number | undefined;
  readonly recordings?: SpotRecordings | undefined;
  readonly commitments?: readonly Commitment[] | undefined;
  readonly quotas?: VcpuQuotas | undefined;
  /** Highest Spot price, percent of On-Demand; only the model `price-history` knows prices that move. */
  readonly bidPercentage?: number | undefined;
  /** Not of the world, but with it wherever runs are made: queues whose waits the records must have, because limits name them. */
  readonly watchedQueues?: readonly string[] | undefined;
}

export function assembleRead(scenario: Scenario, sources: ReadSources): Result<Assembled> {
  const catalog = buildCatalog(
    sources.types,
    sources.region,
    scenario.catalog.instanceTypes,
    scenario.catalog.discounts,
    scenario.catalog.fargate,
  );
  const workload = workloadOf(scenario, sources);
  const problems = [catalog, workload].flatMap((part) => (part.ok ? [] : part.problems));
  if (catalog.ok) {
    problems.push(...commitmentProblems(scenario.commitments, catalog.value));
    problems.push(...searchProblems(scenario.search, catalog.value));
  }
  if (problems.length > 0 || !catalog.ok || !workload.ok) return fail(...problems);
  const { recordings } = sources;
  const wide = sources.trace?.steps.withWideJobs(workload.value, scenario, catalog.value);
  const assembled = { scenario, workload: wide?.workload ?? workload.value, catalog: catalog.value, recordings };
  const market = marketOf(worldSources(assembled), scenario.seed);
  if (!market.ok) return market;
  return succeed(assembled, [...catalog.warnings, ...workload.warnings, ...(wide?.notes ?? [])]);
}

/** Problems and warnings of running one configuration on what was assembled; the same for every replication. */
export function checkRunnable(assembled: Assembled, config: BatchConfig): Result<Setup> {
  const world = worldBuilder(worldSources(assembled))(assembled.scenario.seed);
  return prepare(assembled.workload, config, world, explainUnknown);
}

export function worldSources({ catalog, scenario, workload, recordings }: Assembled): WorldSources {
  const { originEpochMs } = workload;
  const originHour = originEpochMs === undefined ? 0 : (originEpochMs % DAY_MS) / HOUR_MS;
  const { assumptions, commitments, quotas } = scenario;
  const bidPercentage = lowestBid(scenario.batch);
  const watchedQueues = limitedQueues(scenario);
  return {
    catalog,
    assumptions,
    originHour,
    originEpochMs,
    recordings,
    commitments,
    quotas,
    bidPercentage,
    watchedQueues,
  };
}

/** All pools have one market, so all Spot environments one bid: the lowest. */
function lowestBid({ computeEnvironments }: BatchConfig): number | undefined {
  const bids = computeEnvironments.flatMap(({ computeResources }) =>
    computeResources?.type === 'SPOT' ? (computeResources.bidPercentage ?? []) : [],
  );
  return bids.length === 0 ? undefined : Math.min(...bids);
}

/** Throws on a Spot model that `assemble` would have refused. */
export function worldBuilder(sources: WorldSources): (seed: number) => World {
  const { assumptions, commitments = [], quotas } = sources;
  const catalog = withSpotPriceFactor(sources.catalog, assumptions.spot.priceFactor ?? 1);
  return (seed) => {
    const market = marketOf({ ...sources, catalog }, seed);
    if (!market.ok) throw new Error(market.problems[0].message);
    const world = { catalog, assumptions, spotMarket: market.value, seed };
    if (commitments.length === 0 && quotas === undefined) return world;
    return { ...world, ...(commitments.length > 0 && { commitments }), ...(quotas !== undefined && { quotas }) };
  };
}

function marketOf(sources: WorldSources, seed: number): Result<SpotMarket> {
  const { catalog, assumptions, originHour, originEpochMs, recordings, bidPercentage = 100 } = sources;
  const { replay } = assumptions.spot;
  const { series, priceHistory } = recordings ?? {};
  return createSpotMarket({
    assumptions: assumptions.spot,
    seed,
    catalog,
    rhythm: { originHour },
    ...(series !== undefined && {
      replay: { series, ...(replay?.afterEnd !== undefined && { afterEnd: replay.afterEnd }) },
    }),
    ...(priceHistory !== undefined && {
      priceHistory: { history: priceHistory, bidPercentage, ...(originEpochMs !== undefined && { originEpochMs }) },
    }),
  });
}

function workloadOf(scenario: Scenario, { trace, scheduledWorkloadOf }: ReadSources): Result<Workload> {
  const completed = (workload: Workload) =>
    withDeadlines(withCheckpoints(workload, scenario.workload), scenario.workload);
  if (trace !== undefined) {
    const { steps } = trace;
    const grown = steps.grownTrace(steps.scaleTrace(trace.workload, scenario.workload.scale), scenario);
    return succeed(completed(grown.workload), grown.notes);
  }
  const made = syntheticWorkloadOf(scenario) ?? scheduledWorkload(scenario, scheduledWorkloadOf);
  if (made !== undefined) return made.ok ? succeed(completed(made.value), made.warnings) : made;
  return fail({ path: 'workload', message: 'no jobs: give workload.trace, workload.synthetic or workload.schedules' });
}

/** Undefined without schedules. Throws when the edge has forgotten to load what reads them. */
function scheduledWorkload(scenario: Scenario, read: ScheduledWorkloadOf | undefined): Result<Workload> | undefined {
  const { schedules } = scenario.workload;
  if (schedules === undefined) return undefined;
  if (read === undefined) throw new Error('what reads schedules was not loaded with them');
  return read(scenario, schedules);
}
