/** What AWS Batch demands of one fair-share scheduling policy (API FairsharePolicy, ShareAttributes). */
import type { SchedulingPolicy } from '../models/batch-config.ts';
import { type Finding, problemAt } from './finding.ts';
import type { FieldPath } from './source-map.ts';

const SHARE_IDENTIFIER = /^[A-Za-z0-9]{0,254}[A-Za-z0-9*]$/;

export function schedulingPolicyFindings(policy: SchedulingPolicy, path: FieldPath): readonly Finding[] {
  const { shareDecaySeconds, computeReservation, shareDistribution = [] } = policy.fairsharePolicy ?? {};
  const at = [...path, 'fairsharePolicy'];
  return [
    ...rangeFinding([...at, 'shareDecaySeconds'], shareDecaySeconds, 0, 604_800),
    ...rangeFinding([...at, 'computeReservation'], computeReservation, 0, 99),
    ...shareDistribution.flatMap(({ shareIdentifier, weightFactor }, index) => [
      ...identifierFinding([...at, 'shareDistribution', index, 'shareIdentifier'], shareIdentifier),
      ...rangeFinding([...at, 'shareDistribution', index, 'weightFactor'], weightFactor, 0.0001, 999.9999),
    ]),
    ...overlapFindings(
      shareDistribution.map((share) => share.shareIdentifier),
      [...at, 'shareDistribution'],
    ),
  ];
}

function rangeFinding(path: FieldPath, value: number | undefined, minimum: number, maximum: number): Finding[] {
  if (value === undefined || (value >= minimum && value <= maximum)) return [];
  return [problemAt(path, `must be ${minimum} to ${maximum}, got ${value}`)];
}

function identifierFinding(path: FieldPath, identifier: string): Finding[] {
  if (SHARE_IDENTIFIER.test(identifier)) return [];
  return [
    problemAt(
      path,
      `"${identifier}" is not a share identifier`,
      'up to 255 letters and digits, with * only at the end',
    ),
  ];
}

/** Identifiers must not overlap: `UserA*` covers `UserA1`. */
function overlapFindings(identifiers: readonly string[], path: FieldPath): Finding[] {
  return identifiers.flatMap((identifier, index) => {
    const other = identifiers.findIndex((earlier, position) => position < index && overlap(earlier, identifier));
    if (other < 0) return [];
    return [problemAt([...path, index, 'shareIdentifier'], `"${identifier}" overlaps with "${identifiers[other]}"`)];
  });
}

function overlap(left: string, right: string): boolean {
  const covers = (pattern: string, text: string) => pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1));
  return left === right || covers(left, right) || covers(right, left);
}
