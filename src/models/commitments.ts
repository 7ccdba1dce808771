/**
 * Savings Plans and Reserved Instances: what an hour's On-Demand usage costs under commitments that are paid whether used or
 * not. Order within an hour: Reserved Instances, EC2 Instance Savings Plans, Compute Savings Plans; in each, the highest
 * discount first; never Spot (Savings Plans user guide, "Understanding how Savings Plans apply").
 */

/** Money in USD an hour as bought, discounts in percent off the On-Demand price. */
export type Commitment =
  | { readonly kind: 'compute-savings-plan'; readonly usdPerHour: number; readonly discountPercent: number }
  | {
      readonly kind: 'ec2-instance-savings-plan';
      readonly usdPerHour: number;
      readonly family: string;
      readonly discountPercent: number;
    }
  | {
      readonly kind: 'reserved-instances';
      readonly count: number;
      /** Covers exactly this type: the size flexibility of regional reservations is left out. */
      readonly instanceType: string;
      readonly discountPercent: number;
    };

/** What can be covered: one type at its On-Demand price. */
export interface CoverableRate {
  readonly instanceType: string;
  readonly family: string;
  readonly isFargate: boolean;
  readonly microUsdPerHour: number;
}

/** Micro-dollars, not rounded; `covered` is what the covered usage would have cost On-Demand. */
export interface CommitmentTotal {
  readonly cost: number;
  readonly used: number;
  readonly covered: number;
}

export interface CoveredUsage {
  /** By commitment, in the order given. */
  readonly commitments: readonly CommitmentTotal[];
  /** By rate: the On-Demand micro-dollars that commitments took over. */
  readonly coveredByRate: Float64Array;
}

const HOUR_MS = 3_600_000;
const ORDER = { 'reserved-instances': 0, 'ec2-instance-savings-plan': 1, 'compute-savings-plan': 2 } as const;

/** `compute-savings-plan $1/h at 20 % off`. */
export function commitmentName(commitment: Commitment): string {
  const off = `at ${commitment.discountPercent} % off`;
  switch (commitment.kind) {
    case 'reserved-instances':
      return `${commitment.kind} ${commitment.count} x ${commitment.instanceType} ${off}`;
    case 'ec2-instance-savings-plan':
      return `${commitment.kind} ${commitment.family} $${commitment.usdPerHour}/h ${off}`;
    case 'compute-savings-plan':
      return `${commitment.kind} $${commitment.usdPerHour}/h ${off}`;
  }
}

/** What the commitment costs every hour, micro-dollars; reservations need the On-Demand price of their type. */
export function hourlyCost(commitment: Commitment, onDemandMicroUsdPerHour: number): number {
  return commitment.kind === 'reserved-instances'
    ? commitment.count * onDemandMicroUsdPerHour * (1 - commitment.discountPercent / 100)
    : commitment.usdPerHour * 1_000_000;
}

/**
 * Applies the commitments to every hour. `hours` holds, for each clock hour of the run in any order, the billed On-Demand ms by
 * rate; hours without usage still cost the commitment, so `hourCount` says how many there are. `priceOf` gives a reserved
 * type's On-Demand price, micro-dollars an hour.
 */
export function applyCommitments(
  commitments: readonly Commitment[],
  rates: readonly CoverableRate[],
  hours: Iterable<Float64Array>,
  hourCount: number,
  priceOf: (instanceType: string) => number,
): CoveredUsage {
  const costs = commitments.map((one) =>
    hourlyCost(one, one.kind === 'reserved-instances' ? priceOf(one.instanceType) : 0),
  );
  const order = commitments
    .map((_, index) => index)
    .sort((left, right) => before(commitments[left], commitments[right]) || left - right);
  // Ties between usage of one plan go to the lowest Savings Plan rate, which at one discount is the lowest price.
  const cheapestFirst = rates
    .map((_, index) => index)
    .sort((left, right) => rates[left].microUsdPerHour - rates[right].microUsdPerHour || left - right);
  const used = new Float64Array(commitments.length);
  const covered = new Float64Array(commitments.length);
  const coveredByRate = new Float64Array(rates.length);
  for (const hour of hours) {
    const leftMs = Float64Array.from(hour);
    for (const index of order) {
      const commitment = commitments[index];
      let budget = budgetOf(commitment, costs[index]);
      for (const rate of cheapestFirst) {
        if (leftMs[rate] === 0 || budget <= 0 || !doesCover(commitment, rates[rate])) continue;
        const perMs = spendPerMs(commitment, rates[rate]);
        const takenMs = Math.min(leftMs[rate], perMs === 0 ? leftMs[rate] : budget / perMs);
        const onDemand = (takenMs * rates[rate].microUsdPerHour) / HOUR_MS;
        leftMs[rate] -= takenMs;
        budget -= takenMs * perMs;
        used[index] += onDemand * (1 - commitment.discountPercent / 100);
        covered[index] += onDemand;
        coveredByRate[rate] += onDemand;
      }
    }
  }
  const totals = commitments.map((_, index) => ({
    cost: costs[index] * hourCount,
    used: used[index],
    covered: covered[index],
  }));
  return { commitments: totals, coveredByRate };
}

function before(left: Commitment, right: Commitment): number {
  return ORDER[left.kind] - ORDER[right.kind] || right.discountPercent - left.discountPercent;
}

/** What an hour of the commitment holds: instance-ms of a reservation, micro-dollars at discounted rates of a plan. */
function budgetOf(commitment: Commitment, hourlyMicroUsd: number): number {
  return commitment.kind === 'reserved-instances' ? commitment.count * HOUR_MS : hourlyMicroUsd;
}

function spendPerMs(commitment: Commitment, { microUsdPerHour }: CoverableRate): number {
  if (commitment.kind === 'reserved-instances') return 1;
  return (microUsdPerHour * (1 - commitment.discountPercent / 100)) / HOUR_MS;
}

function doesCover(commitment: Commitment, rate: CoverableRate): boolean {
  switch (commitment.kind) {
    case 'reserved-instances':
      return rate.instanceType === commitment.instanceType;
    case 'ec2-instance-savings-plan':
      return !rate.isFargate && rate.family === commitment.family;
    case 'compute-savings-plan':
      return true;
  }
}
