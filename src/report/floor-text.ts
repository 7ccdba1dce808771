/** Writes a proven floor and a re-checked certificate for people: the number, how it was proved, and what it leaves out. */
import { moneyDecimals } from '../models/written-number.ts';
import type { Floor, FloorCertificate, FloorGap, PlanLimits } from '../optimize/floor/index.ts';
import type { FloorUnderLimits } from '../optimize/recommendation.ts';
import { partsAddingUp } from './adding-up.ts';
import { formatCount, formatPercent, formatPlural, formatUsd } from './format.ts';
import { alignRows, wrap } from './layout.ts';

const BOUNDS: Readonly<Record<FloorCertificate['bound'], string>> = {
  fluid: 'fluid programme over every priced instance type',
  'longest-job': 'the longest job needs an instance as long as it runs',
  configurations: 'whole jobs on whole instances, over every priced instance type',
  profile: 'a job that must be running needs an instance that holds it',
  windows: 'fluid programme by windows of time, over every priced instance type',
};

const INTERRUPTIONS: Readonly<Record<FloorCertificate['assumptions']['spotTreatment'], string>> = {
  charged: 'for every course of interruptions',
  'free-hour': 'for every course of interruptions, unpaid first hours included',
  'on-average': 'on average over interruptions, unpaid first hours included',
};

/**
 * `cost $X; proven floor $L (…); this plan is at most g % above any possible plan.` The gap is left out where there is none.
 * `costUsd` is the mean of the plan the floor is held against; give the upper end of its interval to be safe.
 */
export function floorSentence(floor: Floor, costUsd: number, gapPercent: number | null): string {
  const { certificate, usd } = floor;
  const how = `${BOUNDS[floor.bound]}; ${marketWords(certificate)}; certificate checked`;
  const decimals = moneyDecimals(costUsd);
  return `cost at most ${formatUsd(costUsd, decimals)} (upper end of its interval); proven floor ${formatUsd(usd, decimals)} (${how}); ${gapWords(usd, costUsd, gapPercent)}.${uncountedWords(certificate)}`;
}

function gapWords(floorUsd: number, costUsd: number, gapPercent: number | null): string {
  if (gapPercent !== null) return `this plan is at most ${formatPercent(gapPercent / 100)} above any possible plan`;
  if (floorUsd === 0) return 'the floor is nothing, so it says nothing about the plan';
  return costUsd < floorUsd
    ? 'this plan costs less, so it is none that runs every counted job, or was lucky in the runs simulated'
    : 'this plan uses what the floor leaves out, so the floor says nothing about it';
}

/** What the limits of the objective prove beyond that. */
export function limitedSentence({ usd, bound, gapPercent }: FloorUnderLimits, costUsd: number): string {
  const floor = `A run that keeps the limits costs at least ${formatUsd(usd, moneyDecimals(costUsd))} (${BOUNDS[bound]}; certificate checked)`;
  if (gapPercent === null) return `${floor}.`;
  return gapPercent < 0
    ? `${floor}; this plan costs less because it does not keep them in every run.`
    : `${floor}; this plan is at most ${formatPercent(gapPercent / 100)} above any that keeps them in every run.`;
}

const BOUND_NAMES: Readonly<Record<FloorCertificate['bound'], string>> = {
  fluid: 'fluid',
  'longest-job': 'longest job',
  configurations: 'whole jobs',
  profile: 'rooms beside certain jobs',
  windows: 'windows of time',
};

/** `Bounds tried: fluid $9.10, longest job $2.00; not used: whole jobs (57 job shapes, and it can do 40).` */
export function boundsSentence({ tried, unused }: Pick<Floor, 'tried' | 'unused'>, costUsd: number): string {
  const decimals = moneyDecimals(costUsd);
  const values = tried.map(({ bound, usd }) => `${BOUND_NAMES[bound]} ${formatUsd(usd, decimals)}`).join(', ');
  const reasons = unused.map(({ bound, reason }) => `${BOUND_NAMES[bound]} (${reason})`).join(', ');
  return `Bounds tried: ${values}${reasons === '' ? '' : `; not used: ${reasons}`}.`;
}

/** What the money above the floor went into: part, amount, share of the gap. */
export function gapRows(gap: FloorGap): readonly (readonly string[])[] {
  const parts = [
    ['packing: room beside running jobs', gap.packingUsd],
    ['idle: instances without a job', gap.idleUsd],
    ['boot: instances starting', gap.bootUsd],
    ['rework: work lost to interruptions', gap.reworkUsd],
    ['rest: dearer types, volumes, what the bound does not see', gap.restUsd],
    ['gap to the floor', gap.gapUsd],
  ] as const;
  const decimals = moneyDecimals(gap.costUsd);
  const amounts = partsAddingUp(
    parts.slice(0, -1).map(([, usd]) => usd),
    gap.gapUsd,
    decimals,
  );
  return parts.map(([name, usd], index) => [
    name,
    amounts[index] ?? formatUsd(usd, decimals),
    gap.gapUsd > 0 ? formatPercent(usd / gap.gapUsd) : '',
  ]);
}

/** The same, one line a part. */
export function gapLines(gap: FloorGap): readonly string[] {
  return alignRows(gapRows(gap), ['left', 'right', 'right']);
}

/** What `verify` prints when a certificate holds. */
export function renderVerified(certificate: FloorCertificate, provenUsd: number): string {
  const { workload, region, catalogDate, bound, scope } = certificate;
  const who = scope.limits === undefined ? 'no plan' : `no run that keeps its limits (${limitWords(scope.limits)})`;
  const claim =
    certificate.verifiedUsd === provenUsd
      ? formatUsd(provenUsd)
      : `${formatUsd(certificate.verifiedUsd)} (its content even proves ${formatUsd(provenUsd)})`;
  const lines = [
    ...wrap(`The certificate holds: ${who} costs less than ${claim}.`, '', ''),
    ...wrap(
      `${formatPlural(workload.jobs, 'job')}, ${formatCount(workload.vcpuHours)} vCPU-hours, ${region}, prices of ${catalogDate}.`,
    ),
    ...wrap(`Proof: ${BOUNDS[bound]}; ${marketWords(certificate)}.${uncountedWords(certificate)}`),
    ...wrap(`Plans: ${scopeWords(scope)}.`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The scope in full: whoever checks a claim must see what it is not about. */
function scopeWords({ markets, instanceTypes, exceptFamilies = [], architecture }: FloorCertificate['scope']): string {
  const types = instanceTypes === undefined ? 'any priced type' : `only ${instanceTypes.join(', ')}`;
  const built = architecture === undefined ? 'any architecture' : architecture;
  const except = exceptFamilies.length === 0 ? '' : `; without the families ${exceptFamilies.join(', ')}`;
  return `${joined(markets.map((market) => MARKETS[market]))}; ${types}; ${built}${except}`;
}

/** What `verify` says of the floor under the held-out days. */
export function renderUncertified(heldOutUsd: number): string {
  const floor = `The floor under the held-out days (${formatUsd(heldOutUsd)}) carries no certificate`;
  return `${wrap(`${floor}: it and the gap to it were not checked.`, '', '').join('\n')}\n`;
}

const MARKETS: Readonly<Record<FloorCertificate['scope']['markets'][number], string>> = {
  EC2: 'On-Demand',
  SPOT: 'Spot',
  FARGATE: 'Fargate',
  FARGATE_SPOT: 'Fargate Spot',
};

function marketWords({ scope, assumptions }: FloorCertificate): string {
  const architecture = scope.architecture === undefined ? '' : ` on ${scope.architecture}`;
  const except = (scope.exceptFamilies ?? []).length === 0 ? '' : ' without burstable and special families';
  const only = scope.instanceTypes === undefined ? '' : ' of listed types only';
  const commitments = assumptions.commitments === undefined ? '' : ' under the commitments of the scenario';
  const where = `${joined(scope.markets.map((market) => MARKETS[market]))}${architecture}${only}${except}${commitments}`;
  return scope.markets.includes('SPOT') ? `${where}, ${INTERRUPTIONS[assumptions.spotTreatment]}` : where;
}

/** `On-Demand and Spot`. */
function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** `max wait 10m, 95 % of turnarounds 1h`. */
function limitWords({ wait, turnaround, makespanSeconds, peakVcpus, deadlines }: PlanLimits): string {
  const duration = (name: string, limit: PlanLimits['wait']) =>
    limit === undefined
      ? []
      : [
          `${name} of ${limit.share === 1 ? 'every job' : `${formatPercent(limit.share)} of jobs`} up to ${limit.seconds} s`,
        ];
  return [
    ...duration('wait', wait),
    ...duration('turnaround', turnaround),
    ...(deadlines === true ? ['every deadline kept'] : []),
    ...(makespanSeconds === undefined ? [] : [`makespan up to ${makespanSeconds} s`]),
    ...(peakVcpus === undefined ? [] : [`up to ${formatCount(peakVcpus)} vCPUs`]),
  ].join(', ');
}

function uncountedWords({ uncountedJobs }: FloorCertificate): string {
  if (uncountedJobs === 0) return '';
  return ` ${formatPlural(uncountedJobs, 'job')} that cannot run in any plan left out.`;
}
