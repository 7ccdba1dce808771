/** Whether a certificate's claim is the floor of a scenario: its proof holds, and it is about all plans and runs it should be. */
import { fail, type Problem, type Result } from '../models/problem.ts';
import type { Assembled } from '../scenario/assemble.ts';
import { parseThresholds } from '../scenario/thresholds.ts';
import {
  type FloorCertificate,
  floorInputOf,
  narrowerThan,
  type PlanLimits,
  type Proof,
  planLimitsOf,
  scopeOf,
  verifyCertificate,
} from './floor/index.ts';

/** Limits a claim may make: `none`, those of the given texts, or `any` where nobody says which they should be. */
export type AllowedLimits = 'none' | 'any' | readonly string[];

export function verifyClaim(
  certificate: FloorCertificate,
  assembled: Assembled,
  allowed: AllowedLimits,
): Result<Proof> {
  const { scope } = certificate;
  const verified = verifyCertificate(certificate, floorInputOf(assembled, scope));
  const problems = [
    ...(verified.ok ? [] : verified.problems),
    ...narrowerThan(scope, scopeOf(assembled, scope.interruptions), assembled.catalog),
    ...limitProblems(scope.limits, allowed),
  ];
  return problems.length > 0 ? fail(...problems) : verified;
}

/** A claim without limits is about all runs, so also about those that keep any. */
function limitProblems(claimed: PlanLimits | undefined, allowed: AllowedLimits): readonly Problem[] {
  if (claimed === undefined || allowed === 'any') return [];
  const path = 'scope.limits';
  if (allowed === 'none') {
    return [{ path, message: 'speaks of runs that keep limits only, in the place of the floor under every plan' }];
  }
  const parsed = parseThresholds(allowed);
  const wanted = parsed.ok ? planLimitsOf(parsed.value) : undefined;
  if (wanted !== undefined && isSameLimits(claimed, wanted)) return [];
  return [
    {
      path,
      message: `is not what the limits (${allowed.join('; ')}) say of a single run`,
      hint: 'a claim about fewer runs is not the floor under these limits: make it again with optimize',
    },
  ];
}

export function isSameLimits(left: PlanLimits, right: PlanLimits): boolean {
  return JSON.stringify(inOrder(left)) === JSON.stringify(inOrder(right));
}

function inOrder({ wait, turnaround, makespanSeconds, peakVcpus, deadlines }: PlanLimits): readonly unknown[] {
  const durations = [wait, turnaround].map((limit) => limit && [limit.seconds, limit.share]);
  return [...durations, makespanSeconds, peakVcpus, deadlines];
}
