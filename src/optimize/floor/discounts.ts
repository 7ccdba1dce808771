/**
 * What commitments do to a bound. An hour of Savings Plans and Reserved Instances costs its price whether used or not and takes
 * over at most `price / (1 - discount)` of On-Demand usage, so whatever the plan: usage - taken over + commitments >= usage x (1 -
 * discount), with the highest discount that can reach each type (docs/floor.md).
 */
import type { Catalog } from '../../models/catalog.ts';
import { type Commitment, commitmentName, hourlyCost } from '../../models/commitments.ts';

/** `discounted`: covered hours count with the least they can cost. `prepaid`: they count nothing, the commitments in full. */
export type CommitmentTreatment = 'discounted' | 'prepaid';

export interface Coverable {
  readonly instanceType: string;
  readonly family: string;
  readonly isFargate: boolean;
}

/** Least share of its On-Demand price that an hour of it costs, 0 to 1. */
export function leastShare(
  usage: Coverable,
  commitments: readonly Commitment[],
  treatment: CommitmentTreatment = 'discounted',
): number {
  const covering = commitments.filter((commitment) => mayCover(commitment, usage));
  if (covering.length === 0) return 1;
  if (treatment === 'prepaid') return 0;
  return Math.max(0, 1 - Math.max(...covering.map(({ discountPercent }) => discountPercent)) / 100);
}

/** What all commitments cost for so many hours, micro-dollars; half of one is given away for the rounding of each. */
export function prepaidMicroUsd(commitments: readonly Commitment[], hours: number, catalog: Catalog): number {
  return commitments.reduce((sum, commitment) => {
    const listed =
      commitment.kind === 'reserved-instances'
        ? (catalog.byName.get(commitment.instanceType)?.onDemandMicroUsdPerHour ?? 0)
        : 0;
    return sum + Math.max(0, hourlyCost(commitment, listed) * hours - 0.5);
  }, 0);
}

/** One line that tells sets of commitments apart. */
export function commitmentsText(commitments: readonly Commitment[]): string {
  return commitments.map(commitmentName).join('; ');
}

function mayCover(commitment: Commitment, { instanceType, family, isFargate }: Coverable): boolean {
  if (commitment.kind === 'compute-savings-plan') return true;
  if (isFargate) return false;
  return commitment.kind === 'reserved-instances'
    ? commitment.instanceType === instanceType
    : commitment.family === family;
}
