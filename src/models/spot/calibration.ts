/**
 * Learns reclaim rates from a user's own history: n reclaims in T instance-hours turn the prior Gamma(0.5, D0), whose mean
 * 0.5 / D0 is the advisor's hazard, into Gamma(0.5 + n, D0 + T). A prior is overridden only by three reclaims or more.
 */
import { gammaQuantile } from '../gamma.ts';
import type { InstanceRun, SpotHistory } from './history.ts';

export const PRIOR_SHAPE = 0.5;
export const ENOUGH_EVENTS = 3;
/** Of the interval: 5 % are below it and 5 % above. */
const TAIL = 0.05;

/** Reclaims seen in a pool: `type/zone`, a type over its zones, or `*` for everything. */
export interface PoolEvidence {
  readonly pool: string;
  readonly events: number;
  readonly instanceHours: number;
  /** Reclaims per instance-hour expected before looking, above 0. */
  readonly priorPerHour: number;
}

export interface HazardEstimate extends PoolEvidence {
  readonly posteriorPerHour: number;
  /** Bounds of the 90 % interval. */
  readonly loPerHour: number;
  readonly hiPerHour: number;
  readonly overridesPrior: boolean;
  /** The posterior mean when it overrides, else the prior. */
  readonly hazardPerHour: number;
}

export function estimateHazard(evidence: PoolEvidence): HazardEstimate {
  const { events, instanceHours, priorPerHour } = evidence;
  if (!(priorPerHour > 0)) throw new RangeError(`a prior of ${priorPerHour} an hour says reclaims are impossible`);
  const shape = PRIOR_SHAPE + events;
  const hours = PRIOR_SHAPE / priorPerHour + instanceHours;
  const posteriorPerHour = shape / hours;
  const overridesPrior = events >= ENOUGH_EVENTS;
  return {
    ...evidence,
    posteriorPerHour,
    loPerHour: gammaQuantile(shape, TAIL) / hours,
    hiPerHour: gammaQuantile(shape, 1 - TAIL) / hours,
    overridesPrior,
    hazardPerHour: overridesPrior ? posteriorPerHour : priorPerHour,
  };
}

export interface CalibrationOptions {
  /** The advisor's hazard of a type, reclaims per instance-hour; undefined for a type it does not know. */
  readonly priorOf: (instanceType: string) => number | undefined;
  /** Prior where no type is known. */
  readonly unknownPriorPerHour: number;
  /** Spot instance-hours behind the reclaim events, when no runs say so. */
  readonly instanceHours?: number;
}

export interface Calibration {
  /** Pools first, then types, then `*`. */
  readonly estimates: readonly HazardEstimate[];
  /** Zone numbers given to the names in the records, in alphabetical order. */
  readonly zones: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

/**
 * Runs of instances count where there are any, else events over stated hours, and in both what Batch says was lost, by its id;
 * else Batch attempts.
 */
export function calibrate(history: SpotHistory, options: CalibrationOptions): Calibration {
  if (history.runs.length > 0) return fromRuns(history, options);
  const { reclaimedIds, lostHostIds, attempts } = history;
  const whole = (events: number, instanceHours: number, ...notes: readonly string[]): Calibration => ({
    estimates: [estimateHazard({ pool: '*', events, instanceHours, priorPerHour: options.unknownPriorPerHour })],
    zones: {},
    notes,
  });
  if (options.instanceHours !== undefined && (reclaimedIds.size > 0 || attempts.count === 0)) {
    return whole(
      new Set([...reclaimedIds, ...lostHostIds]).size,
      options.instanceHours,
      'without a list of instance runs all pools are taken together',
      ...batchNotes(history, () => true),
    );
  }
  if (attempts.count > 0) {
    const note =
      'from Batch attempts: their records name neither type nor zone, so all are taken together; On-Demand attempts among them make the rate look lower than it is';
    return whole(attempts.hostsLost, options.instanceHours ?? attempts.hours, note);
  }
  const note = 'reclaims without instance-hours give no rate: add a CSV of instance runs or --instance-hours';
  return { estimates: [], zones: {}, notes: reclaimedIds.size > 0 ? [note] : [] };
}

/** What of the hosts lost under Batch attempts was counted for want of an interruption event, and what could not be. */
function batchNotes({ reclaimedIds, lostHostIds, attempts }: SpotHistory, counts: (id: string) => boolean): string[] {
  const added = [...lostHostIds].filter((id) => !reclaimedIds.has(id) && counts(id)).length;
  const unnamed = Math.max(0, attempts.hostsLost - lostHostIds.size);
  return [
    ...(added > 0
      ? [
          `${added} of the reclaims are known from Batch attempts only ("Host EC2"), which also end when an instance fails`,
        ]
      : []),
    ...(unnamed > 0 ? [`${unnamed} hosts lost under Batch attempts name no instance and are left out`] : []),
  ];
}

function fromRuns(history: SpotHistory, options: CalibrationOptions): Calibration {
  const { runs, reclaimedIds, lostHostIds } = history;
  const zones = zoneNumbers(runs);
  const pools = new Tallies();
  const types = new Tallies();
  const all = new Tallies();
  const seen = new Set<string>();
  for (const { instanceId, instanceType, zone, hours, isReclaimed } of runs) {
    const isTaken = isReclaimed || reclaimedIds.has(instanceId) || lostHostIds.has(instanceId);
    const events = isTaken && !seen.has(instanceId) ? 1 : 0;
    seen.add(instanceId);
    const prior = options.priorOf(instanceType) ?? options.unknownPriorPerHour;
    if (zone !== undefined) pools.add(`${instanceType}/${zones[zone]}`, events, hours, prior);
    types.add(instanceType, events, hours, prior);
    all.add('*', events, hours, prior);
  }
  const strangers = [...reclaimedIds].filter((id) => !seen.has(id)).length;
  const known = new Set(runs.flatMap(({ instanceId, isReclaimed }) => (isReclaimed ? [instanceId] : [])));
  const notes = [
    ...(strangers === 0 ? [] : [`${strangers} reclaims of instances that are not among the runs are left out`]),
    ...batchNotes(history, (id) => seen.has(id) && !known.has(id)),
  ];
  return { estimates: [...pools.estimates(), ...types.estimates(), ...all.estimates()], zones, notes };
}

/** Names in alphabetical order; a record that has numbers already keeps them. */
function zoneNumbers(runs: readonly InstanceRun[]): Record<string, number> {
  const names = [...new Set(runs.flatMap(({ zone }) => (zone === undefined ? [] : [zone])))].sort();
  const areNumbers = names.every((name) => /^\d$/.test(name));
  return Object.fromEntries(names.map((name, index) => [name, areNumbers ? Number(name) : index]));
}

class Tallies {
  private readonly tallies = new Map<string, { events: number; hours: number; priorHours: number }>();

  add(pool: string, events: number, hours: number, priorPerHour: number): void {
    const tally = this.tallies.get(pool) ?? { events: 0, hours: 0, priorHours: 0 };
    this.tallies.set(pool, tally);
    tally.events += events;
    tally.hours += hours;
    tally.priorHours += priorPerHour * hours;
  }

  /** In the order of their names; the prior of several types is their mean over the hours run. */
  estimates(): readonly HazardEstimate[] {
    return [...this.tallies]
      .filter(([, { hours }]) => hours > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([pool, { events, hours, priorHours }]) =>
        estimateHazard({ pool, events, instanceHours: hours, priorPerHour: priorHours / hours }),
      );
  }
}

/** What to put under `assumptions.spot.poolHazardsPerHour`: only what overrides its prior, five significant digits. */
export function poolHazards(estimates: readonly HazardEstimate[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    estimates
      .filter(({ overridesPrior }) => overridesPrior)
      .map(({ pool, hazardPerHour }) => [pool, Number(hazardPerHour.toPrecision(5))]),
  );
}
