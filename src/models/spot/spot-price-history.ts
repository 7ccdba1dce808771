/**
 * Reads the answer of EC2 DescribeSpotPriceHistory (AWS CLI or SDK JSON) into one step function of price per instance type
 * and Availability Zone.
 */
import { fail, type Problem, type Result, succeed } from '../problem.ts';

export interface PriceSteps {
  /** Epoch ms at which each price starts, increasing. */
  readonly fromEpochMs: readonly number[];
  readonly microUsdPerHour: readonly number[];
}

export interface SpotPriceHistory {
  /** By `instanceType/zoneName`, e.g. `m5.large/us-east-1a`. */
  readonly steps: ReadonlyMap<string, PriceSteps>;
  /** Zone names in alphabetical order: the zone numbers of the model unless the caller names others. */
  readonly zones: readonly string[];
  readonly firstEpochMs: number;
}

interface PricePoint {
  readonly pool: string;
  readonly zone: string;
  readonly epochMs: number;
  readonly microUsdPerHour: number;
}

const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * `{"SpotPriceHistory": [{AvailabilityZone, InstanceType, ProductDescription, SpotPrice, Timestamp}]}` or the bare list, in any
 * order. Rows of products other than Linux/UNIX are left out with one warning. All problems at once.
 */
export function parseSpotPriceHistory(text: string): Result<SpotPriceHistory> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return fail({ path: '', message: `not JSON: ${error instanceof Error ? error.message : String(error)}` });
  }
  const items = Array.isArray(parsed) ? parsed : fieldsOf(parsed).SpotPriceHistory;
  if (!Array.isArray(items)) return fail({ path: 'SpotPriceHistory', message: 'expected a list of prices' });
  const linux = items.filter(isLinux);
  const problems: Problem[] = [];
  const points = items.flatMap((item: unknown, index) => (isLinux(item) ? readPoint(item, index, problems) : []));
  if (problems.length > 0) return fail(...problems);
  if (points.length === 0) return fail({ path: 'SpotPriceHistory', message: 'no Linux/UNIX prices in the list' });
  const others = items.length - linux.length;
  return succeed(
    collect(points),
    others === 0 ? [] : [{ path: 'SpotPriceHistory', message: `left out ${others} prices of other products` }],
  );
}

/** `Linux/UNIX` and `Linux/UNIX (Amazon VPC)`; a row that does not say counts as Linux. */
function isLinux(item: unknown): boolean {
  const product = fieldsOf(item).ProductDescription;
  return product === undefined || (typeof product === 'string' && product.startsWith('Linux/UNIX'));
}

function readPoint(item: unknown, index: number, problems: Problem[]): readonly PricePoint[] {
  const path = `SpotPriceHistory[${index}]`;
  const { AvailabilityZone: zone, InstanceType: type, SpotPrice: price, Timestamp: timestamp } = fieldsOf(item);
  const usd = typeof price === 'string' && price.trim() !== '' ? Number(price) : price;
  const epochMs = typeof timestamp === 'string' && WITH_OFFSET.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  const found = problems.length;
  const expect = (isGood: boolean, field: string, what: string, value: unknown) => {
    if (!isGood)
      problems.push({ path: `${path}.${field}`, message: `expected ${what}, found ${JSON.stringify(value)}` });
  };
  expect(typeof zone === 'string' && zone !== '', 'AvailabilityZone', 'a zone name', zone);
  expect(typeof type === 'string' && type !== '', 'InstanceType', 'an instance type', type);
  expect(typeof usd === 'number' && usd > 0 && usd < 1e6, 'SpotPrice', 'USD per hour above 0', price);
  expect(!Number.isNaN(epochMs), 'Timestamp', 'an ISO 8601 time with its offset', timestamp);
  if (problems.length > found || typeof zone !== 'string' || typeof usd !== 'number') return [];
  return [{ pool: `${String(type)}/${zone}`, zone, epochMs, microUsdPerHour: Math.round(usd * 1e6) }];
}

function collect(points: readonly PricePoint[]): SpotPriceHistory {
  const sorted = [...points].sort((a, b) => a.epochMs - b.epochMs);
  const steps = new Map<string, { fromEpochMs: number[]; microUsdPerHour: number[] }>();
  for (const { pool, epochMs, microUsdPerHour } of sorted) {
    const known = steps.get(pool) ?? { fromEpochMs: [], microUsdPerHour: [] };
    steps.set(pool, known);
    // Overlapping exports repeat rows: of two prices at one moment the later row counts.
    const isRepeat = known.fromEpochMs[known.fromEpochMs.length - 1] === epochMs;
    if (!isRepeat) known.fromEpochMs.push(epochMs);
    known.microUsdPerHour[known.fromEpochMs.length - 1] = microUsdPerHour;
  }
  const zones = [...new Set(points.map((point) => point.zone))].sort();
  return { steps, zones, firstEpochMs: sorted[0]?.epochMs ?? 0 };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
