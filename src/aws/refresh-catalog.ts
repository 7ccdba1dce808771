/**
 * Refreshes the catalogue of one region from AWS, part by part: a part that AWS refuses keeps its old figures and says so.
 * Reads only.
 */
import {
  type FreshFigures,
  type PartReport,
  type PlacementScores,
  REFRESHED_CATALOG_KIND,
  type RefreshedCatalog,
  type RefreshPart,
  type SpotByZone,
  spotByZone,
  type Tables,
  withFreshFigures,
} from '../models/refreshed-catalog.ts';
import { kindOfFailure } from './call-failure.ts';
import type { Ec2Reader, PriceListReader } from './ec2-api.ts';
import { readInstanceTypes, readOfferings, readPlacementScores, readSpotPrices } from './instance-types.ts';
import { readOnDemandPrices } from './on-demand-prices.ts';

export interface RefreshOptions {
  readonly region: string;
  /** What the fresh figures are laid over: the embedded tables or an earlier refresh. */
  readonly before: Tables & {
    readonly spotByZone?: SpotByZone | undefined;
    readonly placementScores?: PlacementScores | undefined;
  };
  readonly now: Date;
  readonly parts: readonly RefreshPart[];
  /** Needed for the part placementScores. */
  readonly scores?: { readonly instanceTypes: readonly string[]; readonly targetVcpus: number } | undefined;
  readonly signal?: AbortSignal;
  readonly onPart?: (part: RefreshPart, done: number, total: number) => void;
}

/**
 * Rejects when no part could be read, and when going on is pointless: bad credentials, no endpoint, an interruption. The
 * error is then the first one.
 */
export async function refreshCatalog(
  ec2: Ec2Reader,
  prices: PriceListReader,
  options: RefreshOptions,
): Promise<RefreshedCatalog> {
  const { region, now, signal, before, scores } = options;
  const date = now.toISOString().slice(0, 10);
  const reader = new PartReader(options);
  const fresh: FreshFigures = {
    instanceTypes: await reader.part('instanceTypes', () => readInstanceTypes(ec2, signal)),
    offered: await reader.part('offerings', () => readOfferings(ec2, signal)),
    onDemand: await reader.part('onDemand', () => readOnDemandPrices(prices, region, signal)),
    spot: await reader.part('spot', () => readSpotPrices(ec2, now, signal)),
  };
  const scored = await reader.part('placementScores', async () =>
    scores === undefined ? [] : readPlacementScores(ec2, region, scores, signal),
  );
  reader.refuseIfNothingFresh();
  const placementScores =
    scored === undefined || scores === undefined ? before.placementScores : { date, ...scores, scores: scored };
  return {
    schemaVersion: 1,
    kind: REFRESHED_CATALOG_KIND,
    region,
    date,
    parts: reader.reports,
    ...withFreshFigures(before, fresh, date),
    spotByZone: fresh.spot === undefined ? (before.spotByZone ?? spotByZone([])) : spotByZone(fresh.spot),
    ...(placementScores !== undefined && { placementScores }),
  };
}

type Figures = readonly unknown[] | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown>;

class PartReader {
  readonly reports: PartReport[] = [];
  readonly #options: RefreshOptions;
  #firstError: unknown;

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  /** Undefined when the part was not asked for, could not be read, or came back empty. */
  async part<Found extends Figures>(part: RefreshPart, read: () => Promise<Found>): Promise<Found | undefined> {
    const { parts, onPart, signal } = this.#options;
    const position = parts.indexOf(part);
    if (position < 0) return undefined;
    onPart?.(part, position, parts.length);
    try {
      const found = await read();
      const figures = 'size' in found ? found.size : found.length;
      if (figures > 0) {
        this.reports.push({ part, state: 'fresh', figures });
        return found;
      }
      this.reports.push({ part, state: 'kept', figures: 0, reason: 'AWS answered none' });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Error && '$metadata' in error)) throw error;
      const kind = kindOfFailure(error);
      if (kind === 'credentials' || kind === 'unreachable') throw error;
      this.#firstError ??= error;
      this.reports.push({ part, state: 'kept', figures: 0, reason: reasonOf(error) });
    }
    return undefined;
  }

  refuseIfNothingFresh(): void {
    if (this.reports.some(({ state }) => state === 'fresh') || this.#firstError === undefined) return;
    throw this.#firstError;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const action = (error as { action?: string }).action;
  const [line] = error.message.split('\n');
  return `${action === undefined ? '' : `${action}: `}${error.name}: ${line}`;
}
