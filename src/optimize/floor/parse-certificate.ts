/** Reads a certificate from JSON of unknown origin: everything that is not as it must be, all at once. */
import { fail, type Problem, type Result, succeed } from '../../models/problem.ts';
import { type CertificatePrices, FLOOR_BOUNDS, type FloorCertificate } from './certificate.ts';

type Fields = Readonly<Record<string, unknown>>;

const MARKETS: readonly unknown[] = ['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT'];
const COMMITMENTS: readonly unknown[] = ['discounted', 'prepaid', undefined];
const ARCHITECTURES: readonly unknown[] = ['x86_64', 'arm64', undefined];
const BOUNDS: readonly unknown[] = FLOOR_BOUNDS;
const PRICE_NAMES: readonly (keyof CertificatePrices)[] = ['usdPerVcpuHour', 'usdPerGibHour', 'usdPerGpuHour'];

/** Negative or non-finite prices are refused here: they would prove anything. */
export function parseCertificate(value: unknown): Result<FloorCertificate> {
  if (!isFields(value) || value.kind !== 'batchwright-floor') {
    return fail({
      path: '',
      message: 'this is no floor certificate',
      hint: 'optimize --json and optimize --out carry one',
    });
  }
  if (value.schemaVersion !== 1) {
    return fail({ path: 'schemaVersion', message: `version ${String(value.schemaVersion)} is not known here` });
  }
  const problems = [
    ...shapeProblems(value),
    ...scopeProblems(value.scope),
    ...priceProblems(value.prices, value.priceOfOption),
    ...jobPriceProblems(value.jobPrices),
    ...windowProblems(value.windows),
  ];
  return problems.length > 0 ? fail(...problems) : succeed(value as unknown as FloorCertificate);
}

function shapeProblems(value: Fields): Problem[] {
  return [
    ...expect(BOUNDS.includes(value.bound), 'bound', `must be one of ${FLOOR_BOUNDS.join(', ')}`),
    ...expect(isAmount(value.verifiedUsd), 'verifiedUsd', 'must be an amount of at least 0'),
    ...expect(isAmount(value.uncountedJobs), 'uncountedJobs', 'must be a count'),
    ...expect(isFields(value.assumptions), 'assumptions', 'must be an object'),
    ...expect(isFields(value.workload), 'workload', 'must be an object'),
  ];
}

function scopeProblems(scope: unknown): Problem[] {
  if (!isFields(scope)) return expect(false, 'scope', 'must be an object');
  const { markets, instanceTypes, exceptFamilies, architecture, commitments, limits, interruptions } = scope;
  return [
    ...expect(
      Array.isArray(markets) && markets.every((market) => MARKETS.includes(market)),
      'scope.markets',
      'must list EC2, SPOT, FARGATE or FARGATE_SPOT',
    ),
    ...expect(isNameList(instanceTypes), 'scope.instanceTypes', 'must list names, or be left out'),
    ...expect(isNameList(exceptFamilies), 'scope.exceptFamilies', 'must list names, or be left out'),
    ...expect(ARCHITECTURES.includes(architecture), 'scope.architecture', 'must be x86_64 or arm64, or left out'),
    ...expect(COMMITMENTS.includes(commitments), 'scope.commitments', 'must be discounted or prepaid, or left out'),
    ...expect(isLimits(limits), 'scope.limits', 'must hold amounts above 0 and shares up to 1, or be left out'),
    ...expect(interruptions === 'every' || interruptions === 'mean', 'scope.interruptions', 'must be every or mean'),
  ];
}

function priceProblems(prices: unknown, priceOfOption: unknown): Problem[] {
  if (!Array.isArray(prices)) return expect(false, 'prices', 'must be a list');
  if (!isFields(priceOfOption)) return expect(false, 'priceOfOption', 'must be an object');
  const wrongPrice = prices.findIndex(
    (price) => !isFields(price) || !PRICE_NAMES.every((name) => isAmount(price[name])),
  );
  const wrongPlace = Object.entries(priceOfOption).find(([, place]) => !Number.isInteger(place));
  return [
    ...expect(wrongPrice < 0, `prices[${wrongPrice}]`, 'must hold three prices of at least 0'),
    ...expect(wrongPlace === undefined, `priceOfOption["${wrongPlace?.[0]}"]`, 'must be a place in prices'),
  ];
}

function jobPriceProblems(listed: unknown): Problem[] {
  if (listed === undefined) return [];
  if (!Array.isArray(listed)) return expect(false, 'jobPrices', 'must be a list');
  const wrong = listed.findIndex((price) => !isFields(price) || !isAmount(price.usdPerHour));
  return expect(wrong < 0, `jobPrices[${wrong}]`, 'must hold a price of at least 0');
}

function windowProblems(listed: unknown): Problem[] {
  if (listed === undefined) return [];
  if (!Array.isArray(listed)) return expect(false, 'windows', 'must be a list');
  const wrong = listed.findIndex((window) => !isWindow(window));
  return expect(wrong < 0, `windows[${wrong}]`, 'must hold an end, a price of scarcity and prices by option');
}

function isWindow(value: unknown): boolean {
  if (!isFields(value) || !isFields(value.priceOfOption)) return false;
  const { toSeconds, scarcityUsdPerVcpuHour, priceOfOption } = value;
  return (
    (toSeconds === null || isAmount(toSeconds)) &&
    isAmount(scarcityUsdPerVcpuHour) &&
    Object.values(priceOfOption).every((place) => Number.isInteger(place))
  );
}

function isLimits(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isFields(value)) return false;
  const isDuration = (limit: unknown) =>
    limit === undefined ||
    (isFields(limit) && isAmount(limit.seconds) && isAmount(limit.share) && limit.share > 0 && limit.share <= 1);
  const isOptional = (amount: unknown) => amount === undefined || isAmount(amount);
  const { wait, turnaround, makespanSeconds, peakVcpus, deadlines } = value;
  const isFlag = deadlines === undefined || deadlines === true;
  return isFlag && isDuration(wait) && isDuration(turnaround) && isOptional(makespanSeconds) && isOptional(peakVcpus);
}

function expect(holds: boolean, path: string, message: string): Problem[] {
  return holds ? [] : [{ path, message }];
}

function isNameList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((name) => typeof name === 'string'));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
