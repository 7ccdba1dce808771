/** Computes the floor: tries the bounds, keeps the highest, and prints only what its own certificate proves. */
import {
  type CertificatePrices,
  certificateAssumptions,
  type FloorBound,
  type FloorCertificate,
  HOW_TO_VERIFY,
} from './certificate.ts';
import { type WorkloadDigest, workloadDigest } from './digest.ts';
import { fluidPrices } from './fluid.ts';
import type { LpSolver } from './linear-program.ts';
import {
  certificatePrices,
  type FloorGround,
  type FloorInput,
  prepareGround,
  proveFluid,
  proveLongestJob,
} from './proof.ts';
import { type RentOption, spotTreatment } from './rent.ts';
import type { ResourcePrices } from './resource-prices.ts';

export interface Floor {
  /** No plan inside the certificate's scope that runs every counted job costs less; USD. */
  readonly usd: number;
  readonly bound: FloorBound;
  readonly certificate: FloorCertificate;
}

/** Prices are written with so many significant digits; `verify` allows for the last one. */
const PRICE_DIGITS = 12;
const MICRO = 1_000_000;

/**
 * The highest of the bounds that hold in the scope. What holds for every course of interruptions holds on average too, and is
 * the higher one where long jobs dominate. When the solver gives up, simpler prices stand in: a weaker floor, never a wrong one.
 */
export async function computeFloor(input: FloorInput, solver: LpSolver): Promise<Floor> {
  const digest = workloadDigest(input.workload);
  const certificates = [...(await certificatesFor(input, digest, solver))];
  if (spotTreatment(input.assumptions, input.scope) === 'on-average' && input.scope.markets.includes('SPOT')) {
    const everyCourse: FloorInput = { ...input, scope: { ...input.scope, interruptions: 'every' } };
    certificates.push(...(await certificatesFor(everyCourse, digest, solver)));
  }
  const best = certificates.reduce((high, next) => (next.verifiedUsd > high.verifiedUsd ? next : high));
  return { usd: best.verifiedUsd, bound: best.bound, certificate: best };
}

async function certificatesFor(
  input: FloorInput,
  digest: WorkloadDigest,
  solver: LpSolver,
): Promise<readonly FloorCertificate[]> {
  const ground = { ...prepareGround(input), digest };
  const prices = (await fluidPrices(ground, solver)) ?? vcpuPrices(ground.eligibility.options);
  return [finish(input, ground, 'fluid', prices), finish(input, ground, 'longest-job', [])];
}

/** All of the rent on the vCPUs. */
function vcpuPrices(options: readonly RentOption[]): readonly ResourcePrices[] {
  return options.map(({ microUsdPerHour, vcpus }) => ({ vcpu: microUsdPerHour / vcpus, gib: 0, gpu: 0 }));
}

/** Writes the certificate, then reads its value off it as `verify` will. */
function finish(
  input: FloorInput,
  ground: FloorGround & { readonly digest: WorkloadDigest },
  bound: FloorBound,
  prices: readonly ResourcePrices[],
): FloorCertificate {
  const { catalog, assumptions, scope } = input;
  const draft: FloorCertificate = {
    schemaVersion: 1,
    kind: 'batchwright-floor',
    bound,
    verifiedUsd: 0,
    region: catalog.region,
    catalogDate: catalog.date,
    scope,
    assumptions: certificateAssumptions(assumptions, spotTreatment(assumptions, scope)),
    workload: ground.digest,
    uncountedJobs: 0,
    ...listPrices(ground.eligibility.options, prices),
    howToVerify: HOW_TO_VERIFY,
  };
  if (bound === 'longest-job') return proven(draft, proveLongestJob(ground));
  const read = certificatePrices(draft, ground);
  if (!read.ok) throw new Error(`the floor's own certificate fails: ${read.problems[0].message}`);
  return proven(draft, proveFluid(ground, read.value));
}

function proven(draft: FloorCertificate, { usd, uncountedJobs }: ReturnType<typeof proveFluid>): FloorCertificate {
  return { ...draft, verifiedUsd: usd, uncountedJobs };
}

function listPrices(options: readonly RentOption[], prices: readonly ResourcePrices[]) {
  const list: CertificatePrices[] = [];
  const known = new Map<string, number>();
  const priceOfOption: Record<string, number> = {};
  prices.forEach(({ vcpu, gib, gpu }, index) => {
    const vector = { usdPerVcpuHour: written(vcpu), usdPerGibHour: written(gib), usdPerGpuHour: written(gpu) };
    const key = JSON.stringify(vector);
    const place = known.get(key) ?? list.push(vector) - 1;
    known.set(key, place);
    priceOfOption[options[index].key] = place;
  });
  return { prices: list, priceOfOption };
}

function written(microUsd: number): number {
  return Number((microUsd / MICRO).toPrecision(PRICE_DIGITS));
}
