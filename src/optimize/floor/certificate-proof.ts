/**
 * Reads what a certificate lists and works out what that proves, bound by bound, or what is wrong with it. `computeFloor` prints
 * this value and `verify` repeats it: nobody else turns a certificate into money.
 */
import { fail, type Problem, type Result, succeed } from '../../models/problem.ts';
import type { Architecture } from '../../models/workload.ts';
import type { CertificateJobPrice, CertificatePrices, FloorCertificate } from './certificate.ts';
import type { FloorGround, Proof } from './ground.ts';
import { proveFluid, proveLongestJob } from './proof.ts';
import { proveConfigurations } from './prove-configurations.ts';
import type { RentOption } from './rent.ts';
import { affordable, fullRent, hourlyWorths, leastOf, type ResourcePrices, worthOf } from './resource-prices.ts';
import { proveTimed, type TimedWindow } from './timed-proof.ts';
import { isOpenDuring, standInsByWeather } from './window-prices.ts';

/** Prices may exceed a rent by this share before they count as wrong; they are lowered to it either way. */
const PRICE_TOLERANCE = 1e-9;
const MICRO = 1_000_000;
const NO_PRICES: ResourcePrices = { vcpu: 0, gib: 0, gpu: 0 };

export function proveCertificate(certificate: FloorCertificate, ground: FloorGround): Result<Proof> {
  switch (certificate.bound) {
    case 'longest-job':
      return succeed(proveLongestJob(ground));
    case 'fluid': {
      const prices = listedPrices(certificate, ground, 'all');
      return prices.ok ? succeed(proveFluid(ground, prices.value.map(orNothing))) : prices;
    }
    case 'configurations': {
      const prices = listedPrices(certificate, ground, 'some');
      const jobPrices = listedJobPrices(certificate.jobPrices ?? [], ground);
      return prices.ok ? succeed(proveConfigurations(ground, prices.value, jobPrices)) : prices;
    }
    case 'profile': {
      const prices = listedPrices(certificate, ground, 'all');
      if (!prices.ok) return prices;
      const { options } = ground.eligibility;
      const lowered = options.map((option, index) => affordable(option, orNothing(prices.value[index])));
      const worths = hourlyWorths(ground.demand.groups, ground.eligibility, lowered);
      const window = { toMs: Number.POSITIVE_INFINITY, scarcityMicroUsd: 0, worths };
      return succeed(proveTimed(ground, certificate.scope.limits ?? {}, [window]));
    }
    case 'windows': {
      const windows = listedWindows(certificate, ground);
      return windows.ok ? succeed(proveTimed(ground, certificate.scope.limits ?? {}, windows.value)) : windows;
    }
  }
}

function orNothing(prices: ResourcePrices | undefined): ResourcePrices {
  return prices ?? NO_PRICES;
}

/** By option of the ground. */
function listedPrices(
  { prices, priceOfOption }: Pick<FloorCertificate, 'prices' | 'priceOfOption'>,
  { eligibility }: FloorGround,
  expected: 'all' | 'some',
): Result<readonly (ResourcePrices | undefined)[]> {
  const problems: Problem[] = [];
  const found = eligibility.options.map((option) => {
    const path = `priceOfOption["${option.key}"]`;
    const place = priceOfOption[option.key];
    if (place === undefined && expected === 'some') return undefined;
    const vector = vectorOf(prices[place]);
    if (vector === undefined) {
      problems.push({ path, message: 'a plan may rent this, but the certificate has no prices for it' });
      return undefined;
    }
    problems.push(...tooDear(option, vector, path));
    return vector;
  });
  return problems.length > 0 ? fail(...problems) : succeed(found);
}

function vectorOf(listed: CertificatePrices | undefined): ResourcePrices | undefined {
  if (listed === undefined) return undefined;
  const { usdPerVcpuHour, usdPerGibHour, usdPerGpuHour } = listed;
  return { vcpu: usdPerVcpuHour * MICRO, gib: usdPerGibHour * MICRO, gpu: usdPerGpuHour * MICRO };
}

function tooDear(option: RentOption, prices: ResourcePrices, path: string, scarcityMicroUsd = 0): Problem[] {
  const worth = worthOf(option, prices);
  const rent = fullRent(option, scarcityMicroUsd);
  if (worth <= rent * (1 + PRICE_TOLERANCE)) return [];
  const message = `a full instance is worth ${worth / MICRO} USD an hour under these prices, but rents for ${rent / MICRO}`;
  return [{ path, message }];
}

/** By group of the ground, micro-dollars an hour; nothing for groups the certificate does not price. */
function listedJobPrices(listed: readonly CertificateJobPrice[], { demand }: FloorGround): Float64Array {
  const known = new Map(listed.map((price) => [jobKey(price), price.usdPerHour * MICRO]));
  return Float64Array.from(demand.groups, (group) => (group.needsWholeInstance ? 0 : (known.get(jobKey(group)) ?? 0)));
}

interface JobShape {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly architecture?: Architecture | undefined;
  readonly fitsFreeHour: boolean;
}

function jobKey({ vcpus, memoryMiB, gpus, architecture, fitsFreeHour }: JobShape): string {
  return `${vcpus}/${memoryMiB}/${gpus}/${architecture ?? ''}/${fitsFreeHour}`;
}

/** Options that a window does not list take the prices of what stands in for them, lowered to their own rent. */
function listedWindows(certificate: FloorCertificate, ground: FloorGround): Result<readonly TimedWindow[]> {
  const { options } = ground.eligibility;
  const standIn = standInsByWeather(ground);
  const problems: Problem[] = [];
  let fromMs = 0;
  const listed = certificate.windows ?? [];
  const windows = listed.map(({ toSeconds, scarcityUsdPerVcpuHour, priceOfOption }, index): TimedWindow => {
    const toMs = toSeconds === null ? Number.POSITIVE_INFINITY : toSeconds * 1000;
    if (toMs <= fromMs || (toSeconds === null) !== (index === listed.length - 1)) {
      problems.push({
        path: `windows[${index}].toSeconds`,
        message: 'windows must follow each other, and the last have no end',
      });
    }
    const span = [fromMs, toMs] as const;
    fromMs = toMs;
    const scarcityMicroUsd = scarcityUsdPerVcpuHour * MICRO;
    const prices = options.map((option, place) => {
      if (!isOpenDuring(ground, place, span)) return undefined;
      const own = vectorOf(certificate.prices[priceOfOption[option.key]]);
      const path = `windows[${index}].priceOfOption["${option.key}"]`;
      if (own !== undefined) problems.push(...tooDear(option, own, path, scarcityMicroUsd));
      const other = vectorOf(certificate.prices[priceOfOption[options[standIn[place]].key]]);
      return affordable(option, own ?? other ?? NO_PRICES, scarcityMicroUsd);
    });
    return { toMs, scarcityMicroUsd, worths: openWorths(ground, prices, scarcityMicroUsd) };
  });
  if (windows.length === 0) problems.push({ path: 'windows', message: 'must list at least one window' });
  return problems.length > 0 ? fail(...problems) : succeed(windows);
}

/** As `hourlyWorths`, over the options that are to be had; who needs a whole instance pays its rent, scarce vCPUs included. */
function openWorths(
  { demand, eligibility }: FloorGround,
  prices: readonly (ResourcePrices | undefined)[],
  scarcityMicroUsd: number,
): Float64Array {
  const { options, cells, cellOfGroup } = eligibility;
  const openCells = cells.map((cell) => cell.filter((option) => prices[option] !== undefined));
  const open = { options, cells: openCells, cellOfGroup };
  const worths = hourlyWorths(demand.groups, open, prices.map(orNothing));
  demand.groups.forEach(({ needsWholeInstance }, group) => {
    if (!needsWholeInstance) return;
    worths[group] = leastOf(openCells[cellOfGroup[group]].map((option) => fullRent(options[option], scarcityMicroUsd)));
  });
  return worths;
}
