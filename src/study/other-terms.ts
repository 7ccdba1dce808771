/**
 * What two scenarios differ in besides the configuration: their jobs, their prices, what they assume of AWS. A difference in
 * cost is then one of all that together, and nobody may read it as what the configuration saves.
 */
import type { Assumptions } from '../models/assumptions.ts';
import type { Workload } from '../models/workload.ts';
import type { SimulationResult } from './simulation-result.ts';

export interface Terms {
  readonly result: SimulationResult;
  /** Undefined where both sides are known to replay the same jobs. */
  readonly workload?: Workload;
}

/** A clause each, first against second; empty when only the configuration can differ. */
export function otherTerms(current: Terms, proposed: Terms): readonly string[] {
  return [
    ...jobTerms(current.workload, proposed.workload),
    ...dataTerms(current.result, proposed.result),
    ...assumptionTerms(current.result.assumptions, proposed.result.assumptions),
  ];
}

function jobTerms(left: Workload | undefined, right: Workload | undefined): readonly string[] {
  if (left === undefined || right === undefined || left === right) return [];
  if (left.jobCount !== right.jobCount) return [`${left.jobCount} jobs against ${right.jobCount}`];
  return isSameWork(left, right) ? [] : [`${left.jobCount} jobs each, but not the same ones`];
}

/** Ids and names of workloads cost nothing. */
function isSameWork(left: Workload, right: Workload): boolean {
  return (
    isSameColumn(left.submitMs, right.submitMs) &&
    isSameColumn(left.runMs, right.runMs) &&
    isSameColumn(left.classIndex, right.classIndex) &&
    isSameColumn(left.dependencies.dependent, right.dependencies.dependent) &&
    isSameColumn(left.dependencies.prerequisite, right.dependencies.prerequisite) &&
    isSameColumn(left.cancelMs, right.cancelMs) &&
    isSameColumn(left.terminateMs, right.terminateMs) &&
    isSameColumn(left.deadlineMs, right.deadlineMs) &&
    isSameColumn(left.ownFailures?.jobs, right.ownFailures?.jobs) &&
    isSameColumn(left.ownFailures?.runMs, right.ownFailures?.runMs) &&
    JSON.stringify(left.classes) === JSON.stringify(right.classes)
  );
}

type Column = Float64Array | Uint32Array;

function isSameColumn(left: Column | undefined, right: Column | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (left.length !== right.length) return false;
  for (let row = 0; row < left.length; row++) if (left[row] !== right[row]) return false;
  return true;
}

function dataTerms({ data: left }: SimulationResult, { data: right }: SimulationResult): readonly string[] {
  if (left.region !== right.region) return [`prices of ${left.region} against ${right.region}`];
  if (left.catalogDate !== right.catalogDate) return [`prices as of ${left.catalogDate} against ${right.catalogDate}`];
  return [];
}

/** Presets differ in most assumptions, so that their names say more than a list. */
function assumptionTerms(left: Assumptions, right: Assumptions): readonly string[] {
  if (left.preset !== right.preset) return [`assumptions of preset ${left.preset} against ${right.preset}`];
  const before = flat(left);
  const after = flat(right);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name} ${before.get(name) ?? 'none'} against ${after.get(name) ?? 'none'}`);
}

function flat({ spot, ...others }: Assumptions): ReadonlyMap<string, string> {
  const named = [
    ...Object.entries(others),
    ...Object.entries(spot).map(([name, value]) => [`spot.${name}`, value] as const),
  ];
  return new Map(named.filter(([, value]) => value !== undefined).map(([name, value]) => [name, text(value)]));
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
