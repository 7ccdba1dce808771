/** Computes the floor: tries the bounds, keeps the highest, and prints only what its own certificate proves. */
import { type NoPrices, type TriedBound, triedBounds, type UnusedBound } from './bound-record.ts';
import {
  type CertificatePrices,
  certificateAssumptions,
  type FloorBound,
  type FloorCertificate,
  HOW_TO_VERIFY,
} from './certificate.ts';
import { proveCertificate } from './certificate-proof.ts';
import { type ConfigurationPrices, configurationPrices } from './configuration-prices.ts';
import { type WorkloadDigest, workloadDigest } from './digest.ts';
import { fluidPrices } from './fluid.ts';
import { type FloorGround, type FloorInput, prepareGround } from './ground.ts';
import type { LpSolver } from './linear-program.ts';
import { type FloorScope, type RentOption, spotTreatment } from './rent.ts';
import type { ResourcePrices } from './resource-prices.ts';
import { type PricedWindow, standInsByWeather, windowPrices } from './window-prices.ts';

export interface Floor {
  /** No plan inside the certificate's scope that runs every counted job costs less; USD. */
  readonly usd: number;
  readonly bound: FloorBound;
  readonly certificate: FloorCertificate;
  readonly tried: readonly TriedBound[];
  readonly unused: readonly UnusedBound[];
}

/** Prices are written with so many significant digits; `verify` allows for the last one. */
const PRICE_DIGITS = 12;
const MICRO = 1_000_000;

/** The highest of the bounds that hold in the scope. When the solver gives up, simpler prices stand in: weaker, never wrong. */
export async function computeFloor(input: FloorInput, solver: LpSolver): Promise<Floor> {
  const { certificates, unused } = await tryBounds(input, solver);
  const best = certificates.reduce((high, next) => (next.verifiedUsd > high.verifiedUsd ? next : high));
  return { usd: best.verifiedUsd, bound: best.bound, certificate: best, tried: triedBounds(certificates), unused };
}

/** A certificate of every bound that applies. */
export async function boundsOf(input: FloorInput, solver: LpSolver): Promise<readonly FloorCertificate[]> {
  return (await tryBounds(input, solver)).certificates;
}

interface Attempts {
  readonly certificates: readonly FloorCertificate[];
  readonly unused: readonly UnusedBound[];
}

/**
 * The quick ones in every reading of Spot and of commitments that holds in the scope,
 * the slow ones in the reading in which the quick ones prove most.
 */
async function tryBounds(input: FloorInput, solver: LpSolver): Promise<Attempts> {
  const digest = workloadDigest(input.workload);
  const readings: Reading[] = [];
  for (const scope of readingsOf(input)) readings.push(await quickBounds({ ...input, scope }, digest, solver));
  const [best] = readings.toSorted((left, right) => mostProven(right) - mostProven(left));
  const slow = await slowBounds(best, solver);
  return { ...slow, certificates: [...readings.flatMap(({ certificates }) => certificates), ...slow.certificates] };
}

/** One way to read Spot and commitments. */
interface Reading {
  readonly ground: FloorGround;
  readonly digest: WorkloadDigest;
  /** Of B1, by option. */
  readonly prices: readonly ResourcePrices[];
  readonly certificates: readonly FloorCertificate[];
}

function mostProven({ certificates }: Reading): number {
  return Math.max(...certificates.map(({ verifiedUsd }) => verifiedUsd));
}

/** What holds for every course of interruptions holds on average too, and is the higher one where long jobs dominate. */
function readingsOf({ scope, assumptions, commitments = [] }: FloorInput): readonly FloorScope[] {
  const hasAverage = spotTreatment(assumptions, scope) === 'on-average' && scope.markets.includes('SPOT');
  const courses: FloorScope[] = hasAverage ? [scope, { ...scope, interruptions: 'every' }] : [scope];
  if (commitments.length === 0) return courses;
  return courses.flatMap((one): FloorScope[] => [
    { ...one, commitments: 'discounted' },
    { ...one, commitments: 'prepaid' },
  ]);
}

async function quickBounds(input: FloorInput, digest: WorkloadDigest, solver: LpSolver): Promise<Reading> {
  const ground = prepareGround(input);
  const { options } = ground.eligibility;
  const prices = (await fluidPrices(ground, solver)) ?? vcpuPrices(options);
  const listed = listPrices(options, prices);
  const certificates = [finish(ground, digest, 'fluid', listed), finish(ground, digest, 'longest-job', {})];
  if (input.scope.limits !== undefined) certificates.push(finish(ground, digest, 'profile', listed));
  return { ground, digest, prices, certificates };
}

async function slowBounds({ ground, digest, prices }: Reading, solver: LpSolver): Promise<Attempts> {
  const certificates: FloorCertificate[] = [];
  const unused: UnusedBound[] = [];
  const ofJobs = await configurationPrices(ground, prices, solver);
  if ('reason' in ofJobs) unused.push({ bound: 'configurations', ...ofJobs });
  else certificates.push(finish(ground, digest, 'configurations', listConfigurations(ground, ofJobs)));
  const { limits } = ground.input.scope;
  if (limits === undefined) unused.push({ bound: 'profile', ...NO_LIMITS });
  const windows = limits === undefined ? NO_LIMITS : await windowPrices(ground, limits, solver);
  if ('reason' in windows) unused.push({ bound: 'windows', ...windows });
  else certificates.push(finish(ground, digest, 'windows', listWindows(ground, windows)));
  return { certificates, unused };
}

const NO_LIMITS: NoPrices = { reason: 'it needs limits that every run keeps' };

/** All of the rent on the vCPUs. */
function vcpuPrices(options: readonly RentOption[]): readonly ResourcePrices[] {
  return options.map(({ microUsdPerHour, vcpus }) => ({ vcpu: microUsdPerHour / vcpus, gib: 0, gpu: 0 }));
}

/** Writes the certificate, then reads its value off it as `verify` will. */
function finish(
  ground: FloorGround,
  digest: WorkloadDigest,
  bound: FloorBound,
  listed: Partial<FloorCertificate>,
): FloorCertificate {
  const { catalog, scope } = ground.input;
  const draft: FloorCertificate = {
    schemaVersion: 1,
    kind: 'batchwright-floor',
    bound,
    verifiedUsd: 0,
    region: catalog.region,
    catalogDate: catalog.date,
    scope,
    assumptions: certificateAssumptions(ground.input),
    workload: digest,
    uncountedJobs: 0,
    prices: [],
    priceOfOption: {},
    ...listed,
    howToVerify: HOW_TO_VERIFY,
  };
  const proved = proveCertificate(draft, ground);
  if (!proved.ok) throw new Error(`the floor's own certificate fails: ${proved.problems[0].message}`);
  return { ...draft, verifiedUsd: proved.value.usd, uncountedJobs: proved.value.uncountedJobs };
}

/** Distinct price vectors, each once. */
class PriceList {
  readonly prices: CertificatePrices[] = [];
  readonly #known = new Map<string, number>();

  place({ vcpu, gib, gpu }: ResourcePrices): number {
    const vector = { usdPerVcpuHour: written(vcpu), usdPerGibHour: written(gib), usdPerGpuHour: written(gpu) };
    const key = JSON.stringify(vector);
    const place = this.#known.get(key) ?? this.prices.push(vector) - 1;
    this.#known.set(key, place);
    return place;
  }

  /** By name of the options that have prices. */
  places(options: readonly RentOption[], prices: readonly (ResourcePrices | undefined)[]): Record<string, number> {
    const places: Record<string, number> = {};
    options.forEach(({ key }, index) => {
      const vector = prices[index];
      if (vector !== undefined) places[key] = this.place(vector);
    });
    return places;
  }
}

function listPrices(options: readonly RentOption[], prices: readonly (ResourcePrices | undefined)[]) {
  const list = new PriceList();
  const priceOfOption = list.places(options, prices);
  return { prices: list.prices, priceOfOption };
}

function listConfigurations({ demand, eligibility }: FloorGround, { prices, jobPrices }: ConfigurationPrices) {
  const priced = demand.groups.flatMap((group, index) =>
    jobPrices[index] > 0 ? [{ group, price: jobPrices[index] }] : [],
  );
  return {
    ...listPrices(eligibility.options, prices),
    jobPrices: priced.map(({ group: { vcpus, memoryMiB, gpus, architecture, fitsFreeHour }, price }) => ({
      vcpus,
      memoryMiB,
      gpus,
      ...(architecture !== undefined && { architecture }),
      fitsFreeHour,
      usdPerHour: written(price),
    })),
  };
}

/** Only what stands for others is listed: some dozens of options instead of thousands a window. */
function listWindows(ground: FloorGround, windows: readonly PricedWindow[]) {
  const { options } = ground.eligibility;
  const standIn = standInsByWeather(ground);
  const list = new PriceList();
  const listed = windows.map(({ toMs, scarcityMicroUsd, prices }) => ({
    toSeconds: toMs === Number.POSITIVE_INFINITY ? null : toMs / 1000,
    scarcityUsdPerVcpuHour: written(scarcityMicroUsd),
    priceOfOption: list.places(
      options,
      prices.map((price, index) => (standIn[index] === index ? price : undefined)),
    ),
  }));
  return { prices: list.prices, windows: listed };
}

function written(microUsd: number): number {
  return Number((microUsd / MICRO).toPrecision(PRICE_DIGITS));
}
