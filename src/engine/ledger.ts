/**
 * What an instance cost and what the money was spent on, in whole micro-dollars; the kinds sum exactly to the total.
 * Billing rules: EC2 user guide, instance lifecycle (per second from `running`, 60-second minimum) and billing for
 * interrupted Spot Instances (no charge when EC2 ends a Linux instance within its first hour; EBS still charged).
 */
import type { World } from '../models/world.ts';
import { commitmentRows } from './commitment-rows.ts';
import type { Environment } from './environments.ts';
import { listOf } from './lists.ts';
import { type CommitmentKind, kindsOf, type Ledger, type LedgerKind, type LedgerRow, sumOfKinds } from './outcome.ts';
import { extraCharges, instanceSource } from './price-sources.ts';
import { UsageMeter } from './usage-meter.ts';

const HOUR_MS = 3_600_000;
const MINIMUM_BILLED_MS = 60_000;
/** AWS prices a month of EBS as 730 hours. */
const MONTH_MS = 730 * HOUR_MS;

/** One instance's life as the ledger needs it; times in ms. */
export interface InstanceLife {
  readonly environment: number;
  readonly type: number;
  readonly launchMs: number;
  readonly runningMs: number;
  /** False when it ended while pending; `runningMs` is then its end. */
  readonly hasRun: boolean;
  readonly readyMs: number;
  readonly endMs: number;
  readonly isReclaimed: boolean;
  /** Integral of the dominant share in use. */
  readonly busyMs: number;
  /** Dominant share x time of attempts that ended by themselves, and of those lost with the instance. */
  readonly keptWeightMs: number;
  readonly lostWeightMs: number;
}

interface Tally {
  readonly microUsd: Record<LedgerKind, number>;
  billedMs: number;
  freeMs: number;
  /** Life of the root volumes, ms. */
  volumeMs: number;
  instances: number;
  reclaimed: number;
}

export class LedgerBook {
  private readonly tallies: Tally[][];
  private readonly ebsMicroUsdPerMs: number;
  private readonly ipv4MicroUsdPerMs: number;
  private readonly isFirstHourFree: boolean;
  /** Of the instance booked last: what its jobs cost, in vain or not. */
  jobsMicroUsd = 0;
  /** Undefined without commitments. */
  private readonly meter: UsageMeter | undefined;

  constructor(
    private readonly environments: readonly Environment[],
    private readonly world: World,
  ) {
    this.tallies = listOf(environments, ({ types }) => listOf(types, emptyTally));
    const { catalog, assumptions } = world;
    this.ebsMicroUsdPerMs = ((catalog.ebsGp3MicroUsdPerGibMonth ?? 0) * assumptions.rootVolumeGib) / MONTH_MS;
    this.ipv4MicroUsdPerMs = ((catalog.publicIpv4MicroUsdPerHour ?? 0) * assumptions.publicIpv4PerInstance) / HOUR_MS;
    this.isFirstHourFree = assumptions.spotFirstHourFree === 1;
    const { commitments = [] } = world;
    this.meter = commitments.length === 0 ? undefined : new UsageMeter(environments, commitments, world);
  }

  /** Books a finished instance and returns what it cost in all, micro-dollars. */
  book(life: InstanceLife): number {
    const tally = this.tallies[life.environment][life.type];
    const price = this.environments[life.environment].types[life.type].microUsdPerHour;
    const billedMs = billedTime(life);
    const isTask = this.environments[life.environment].taskSize !== undefined;
    const isFree = this.isFirstHourFree && !isTask && life.isReclaimed && life.endMs - life.runningMs < HOUR_MS;
    if (life.hasRun) this.meter?.add(life.environment, life.type, life.runningMs, billedMs);
    tally.instances++;
    tally.billedMs += billedMs;
    if (life.isReclaimed) tally.reclaimed++;
    if (isFree) tally.freeMs += billedMs;
    const instanceMicroUsd = isFree ? 0 : Math.round((price * billedMs) / HOUR_MS);
    this.split(tally, life, instanceMicroUsd, billedMs);
    // A Fargate task has 20 GiB of storage in its price and no public address unless its job definition asks for one.
    if (isTask) return instanceMicroUsd;
    const volumeMs = Math.max(MINIMUM_BILLED_MS, life.endMs - life.launchMs);
    tally.volumeMs += volumeMs;
    const ebs = Math.round(this.ebsMicroUsdPerMs * volumeMs);
    const ipv4 = Math.round(this.ipv4MicroUsdPerMs * billedMs);
    tally.microUsd.ebs += ebs;
    tally.microUsd.publicIpv4 += ipv4;
    return instanceMicroUsd + ebs + ipv4;
  }

  /** Whole micro-dollars to boot, busy and wasted; what is left is idle, so nothing is lost to rounding. */
  private split(tally: Tally, life: InstanceLife, microUsd: number, billedMs: number): void {
    this.jobsMicroUsd = 0;
    if (billedMs === 0) return;
    const bootMs = Math.min(life.readyMs, life.endMs) - life.runningMs;
    const weightMs = life.keptWeightMs + life.lostWeightMs;
    const wastedMs = weightMs === 0 ? 0 : (life.busyMs * life.lostWeightMs) / weightMs;
    const boot = Math.floor((microUsd * bootMs) / billedMs);
    const wasted = Math.floor((microUsd * wastedMs) / billedMs);
    const busy = Math.floor((microUsd * Math.max(0, life.busyMs - wastedMs)) / billedMs);
    tally.microUsd.boot += boot;
    tally.microUsd.wasted += wasted;
    tally.microUsd.busy += busy;
    this.jobsMicroUsd = busy + wasted;
    tally.microUsd.idle += microUsd - boot - wasted - busy;
  }

  finish(): Ledger {
    const own = this.environments.flatMap((environment, index) =>
      this.tallies[index].flatMap((tally, type) =>
        tally.instances === 0 ? [] : [{ index, type, row: rowOf(environment, type, tally, this.world) }],
      ),
    );
    const rows = this.meter === undefined ? own.map(({ row }) => row) : commitmentRows(this.meter, own);
    const byKind: Record<LedgerKind, number> & { [Kind in CommitmentKind]?: number } = emptyAmounts();
    for (const { microUsd } of rows)
      for (const kind of kindsOf(microUsd)) byKind[kind] = (byKind[kind] ?? 0) + (microUsd[kind] ?? 0);
    return { totalMicroUsd: sumOfKinds(byKind), byKind, rows };
  }
}

/** Whole seconds from running on, at least 60; nothing for an instance that was only ever pending. */
export function billedTime({ hasRun, runningMs, endMs }: Pick<InstanceLife, 'hasRun' | 'runningMs' | 'endMs'>): number {
  return hasRun ? Math.max(MINIMUM_BILLED_MS, Math.ceil((endMs - runningMs) / 1000) * 1000) : 0;
}

function rowOf(environment: Environment, type: number, tally: Tally, world: World): LedgerRow {
  const launchable = environment.types[type];
  return {
    computeEnvironment: environment.name,
    instanceType: launchable.instanceType.instanceType,
    market: environment.market,
    microUsd: tally.microUsd,
    billedMs: tally.billedMs,
    freeMs: tally.freeMs,
    microUsdPerHour: launchable.microUsdPerHour,
    source: instanceSource(environment.market, launchable.instanceType, world.catalog),
    ...extraCharges(environment, tally, world),
    instances: tally.instances,
    reclaimed: tally.reclaimed,
  };
}

function emptyTally(): Tally {
  return { microUsd: emptyAmounts(), billedMs: 0, freeMs: 0, volumeMs: 0, instances: 0, reclaimed: 0 };
}

function emptyAmounts(): Record<LedgerKind, number> {
  return { busy: 0, idle: 0, boot: 0, wasted: 0, ebs: 0, publicIpv4: 0 };
}
