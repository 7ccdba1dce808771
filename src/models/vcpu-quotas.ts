/**
 * vCPU quotas of an account in one region: EC2 counts the vCPUs of running instances in groups of families, On-Demand and Spot
 * apart, and Fargate counts those of its tasks. A quota that is not given is unknown, and limits nothing.
 *
 * Sources: EC2 user guide, "On-Demand instance quotas" and "Spot instance limits"; for Fargate AWS Batch API, ResourceRequirement.
 */

/** In the order of EC2's list; `fargate` is no group of EC2 families but counts alike. */
export const QUOTA_GROUPS = [
  'standard',
  'g',
  'p',
  'f',
  'inf',
  'trn',
  'x',
  'dl',
  'highMemory',
  'hpc',
  'fargate',
] as const;
export type QuotaGroup = (typeof QUOTA_GROUPS)[number];

export const QUOTA_MARKETS = ['onDemand', 'spot'] as const;
export type QuotaMarket = (typeof QUOTA_MARKETS)[number];

/** vCPUs that may run at once, by group; unknown where absent. */
export type GroupQuotas = { readonly [Group in QuotaGroup]?: number };

export type VcpuQuotas = { readonly [Market in QuotaMarket]?: GroupQuotas };

/** A quota of its own. */
export interface QuotaBucket {
  readonly market: QuotaMarket;
  readonly group: QuotaGroup;
  /** Its field below `quotas` of a scenario, for example onDemand.standard. */
  readonly field: string;
  /** For people, for example "On-Demand Standard". */
  readonly name: string;
  /** The same with what it holds: "On-Demand Standard (A, C, D, H, I, M, R, T, Z)". */
  readonly title: string;
  /** Of AWS Service Quotas, service ec2; only those that a source of ours names. */
  readonly code: string | undefined;
}

const NAMES: Readonly<Record<QuotaGroup, string>> = {
  standard: 'Standard',
  g: 'G and VT',
  p: 'P',
  f: 'F',
  inf: 'Inf',
  trn: 'Trn',
  x: 'X',
  dl: 'DL',
  highMemory: 'High Memory',
  hpc: 'HPC',
  fargate: 'Fargate',
};

const CODES: Readonly<Record<string, string>> = {
  'onDemand.standard': 'L-1216C47A',
  'spot.standard': 'L-34B43A08',
  'onDemand.g': 'L-DB2E81BA',
  'spot.g': 'L-3819A6DF',
  'onDemand.p': 'L-417A185B',
  'spot.p': 'L-7212CCBC',
};

/** All quotas; the engine counts by the place in this list. */
export const QUOTA_BUCKETS: readonly QuotaBucket[] = QUOTA_MARKETS.flatMap((market) =>
  QUOTA_GROUPS.map((group) => {
    const field = `${market}.${group}`;
    const name = `${market === 'spot' ? 'Spot' : 'On-Demand'} ${NAMES[group]}`;
    const title = group === 'standard' ? `${name} (A, C, D, H, I, M, R, T, Z)` : name;
    return { market, group, field, name, title, code: CODES[field] };
  }),
);

/** Of a field below `quotas`, for example "Spot Standard" of spot.standard. */
export function quotaName(field: string): string {
  return QUOTA_BUCKETS.find((bucket) => bucket.field === field)?.name ?? field;
}

/** "Spot Standard (L-34B43A08)"; the text alone where no source of ours names the code. */
export function withQuotaCode(text: string, code: string | undefined): string {
  return code === undefined ? text : `${text} (${code})`;
}

/** By the letters before the generation: c6i and cr1 are C, im4gn and is4gen are I, gr6 is G. */
const GROUP_OF_LETTERS: Readonly<Record<string, QuotaGroup>> = {
  a: 'standard',
  c: 'standard',
  cr: 'standard',
  d: 'standard',
  h: 'standard',
  i: 'standard',
  im: 'standard',
  is: 'standard',
  m: 'standard',
  r: 'standard',
  t: 'standard',
  z: 'standard',
  g: 'g',
  gr: 'g',
  vt: 'g',
  p: 'p',
  f: 'f',
  inf: 'inf',
  trn: 'trn',
  x: 'x',
  dl: 'dl',
  u: 'highMemory',
  hpc: 'hpc',
};

/** Of an instance type or its family; undefined for names that are not AWS's, and for mac, which counts hosts instead. */
export function quotaGroupOf(instanceType: string): QuotaGroup | undefined {
  const letters = /^([a-z]+)-?\d/.exec(instanceType)?.[1] ?? '';
  return Object.hasOwn(GROUP_OF_LETTERS, letters) ? GROUP_OF_LETTERS[letters] : undefined;
}

/** Place in QUOTA_BUCKETS. */
export function quotaBucketOf(market: QuotaMarket, group: QuotaGroup): number {
  return QUOTA_MARKETS.indexOf(market) * QUOTA_GROUPS.length + QUOTA_GROUPS.indexOf(group);
}

/** By bucket, vCPUs; Infinity where none is given. Undefined when none is at all. */
export function quotaLimits(quotas: VcpuQuotas | undefined): Float64Array | undefined {
  const limits = Float64Array.from(
    QUOTA_BUCKETS,
    ({ market, group }) => quotas?.[market]?.[group] ?? Number.POSITIVE_INFINITY,
  );
  return limits.some((vcpus) => vcpus < Number.POSITIVE_INFINITY) ? limits : undefined;
}
