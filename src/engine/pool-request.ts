/**
 * What a scale-out decision asks a strategy: one request, filled in anew for every launch, since a decision may launch hundreds
 * of times. Remembers which pools EC2 refused in this decision, for jobs and for minvCpus alike.
 */
import type { TypeRanking } from '../models/assumptions.ts';
import type { LaunchableType } from './launchable-types.ts';
import { isOffered, zonesByLoad } from './offers.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { Shape } from './shapes.ts';
import type { Candidate, Demand, LaunchRequest } from './strategies/strategy.ts';

const NOTHING: Demand = { vcpus: 0, memoryMiB: 0, gpus: 0 };

export class PoolRequest implements LaunchRequest {
  shape: Shape;
  remaining: Demand = NOTHING;
  fitting: readonly number[] = [];
  types: readonly LaunchableType[];
  zones: readonly number[] = [];
  readonly typeRanking: TypeRanking;
  headroomVcpus = 0;
  private environment: EnvironmentState;
  /** No type is asked for but the first that is. */
  private isForOneType = false;
  private firstAsked: number | undefined = undefined;
  /** How many instances of a type are launched together or not at all; undefined = one. */
  private instancesOf: ((type: number) => number) | undefined = undefined;

  /** `refused`: what EC2 has refused in this decision, by the number of the pool (see poolNumber); not asked for again. */
  constructor(
    private readonly run: Run,
    environment: EnvironmentState,
    private readonly refused: Set<number>,
  ) {
    this.environment = environment;
    this.types = environment.setup.types;
    this.shape = run.setup.shapes[0];
    this.typeRanking = run.setup.world.assumptions.typeRanking;
  }

  /** `fitting` are the types that may be launched for the shape. */
  fill(
    environment: EnvironmentState,
    shape: Shape,
    fitting: readonly number[],
    remaining: Demand,
    isForOneType = false,
    instancesOf: ((type: number) => number) | undefined = undefined,
  ): void {
    const { setup } = environment;
    this.environment = environment;
    this.shape = shape;
    this.remaining = remaining;
    this.fitting = fitting;
    this.types = setup.types;
    this.zones = zonesByLoad(environment);
    this.headroomVcpus = setup.maxVcpus - environment.vcpus;
    this.isForOneType = isForOneType;
    this.firstAsked = undefined;
    this.instancesOf = instancesOf;
  }

  canLaunch(type: number, zone: number): boolean {
    if (!this.mayAskFor(type)) return false;
    const key = poolNumber(this.environment, type, zone);
    if (this.refused.has(key)) return false;
    if (isOffered(this.run, this.environment, type, zone)) return true;
    this.refused.add(key);
    this.run.failedLaunches++;
    return false;
  }

  /** Whether no other type was asked for where one only is, and the quota of the account allows it, whatever EC2 has. */
  mayAskFor(type: number): boolean {
    if (this.isForOneType) {
      this.firstAsked ??= type;
      if (type !== this.firstAsked) return false;
    }
    const { quotas } = this.run;
    if (quotas.limits === undefined) return true;
    const { setup } = this.environment;
    const instances = this.instancesOf === undefined ? 1 : this.instancesOf(type);
    return !quotas.isBeyond(setup.quota.buckets[type], instances * setup.types[type].vcpus);
  }

  /** The one type that was asked for, undefined when more may be or none was. */
  get onlyType(): number | undefined {
    return this.firstAsked;
  }

  score(type: number, zone: number): number {
    const { run } = this;
    return this.environment.scores.at(run.nowMs, type, zone, run.setup.world.spotMarket);
  }

  scores(): Float64Array {
    const { run } = this;
    return this.environment.scores.of(this.fitting, run.nowMs, run.setup.world.spotMarket);
  }

  bestPools(find: () => readonly Candidate[]): readonly Candidate[] {
    return this.environment.scores.bestOf(this.fitting, this.run.nowMs, find);
  }

  scorePercentile(share: number): number {
    const { run } = this;
    return this.environment.scores.percentile(share, run.nowMs, this.fitting, run.setup.world.spotMarket);
  }
}

/** Distinct for every environment, type (fewer than 65,536) and zone (at most 6). */
function poolNumber({ setup }: EnvironmentState, type: number, zone: number): number {
  return (setup.index * 65_536 + type) * 8 + zone;
}
