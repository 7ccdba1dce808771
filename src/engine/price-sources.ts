/** Where each price of the ledger is from, in words, and the quantities that are bought beside the instances. */
import type { ComputeResourceType } from '../models/batch-config.ts';
import type { Catalog, InstanceType, Provenance } from '../models/catalog.ts';
import type { World } from '../models/world.ts';
import type { Environment } from './environments.ts';
import type { ExtraCharge } from './outcome.ts';

const HOUR_MS = 3_600_000;
const MONTH_MS = 730 * HOUR_MS;
const NOT_SAID = 'source unknown';

export function instanceSource(market: ComputeResourceType, type: InstanceType, catalog: Catalog): string {
  const spot = () => type.spotSource ?? catalog.provenance.find(({ figure }) => figure.startsWith('Spot price'));
  const provenance = market === 'SPOT' ? spot() : type.onDemandSource;
  return provenance === undefined ? NOT_SAID : textOf(provenance);
}

/** Undefined where nothing is billed: on Fargate, by assumption, or because the price is unknown. */
export function extraCharges(
  { taskSize }: Environment,
  { volumeMs, billedMs }: { readonly volumeMs: number; readonly billedMs: number },
  { catalog, assumptions }: World,
): { readonly volumes: ExtraCharge | undefined; readonly addresses: ExtraCharge | undefined } {
  const isTask = taskSize !== undefined;
  const charge = (amount: number, microUsdPerUnit: number | undefined, figure: string): ExtraCharge | undefined =>
    isTask || amount === 0 || microUsdPerUnit === undefined
      ? undefined
      : { quantity: amount, microUsdPerUnit, source: sourceOf(catalog, figure) };
  const gibMonths = (volumeMs * assumptions.rootVolumeGib) / MONTH_MS;
  const addressHours = (billedMs * assumptions.publicIpv4PerInstance) / HOUR_MS;
  return {
    volumes: charge(gibMonths, catalog.ebsGp3MicroUsdPerGibMonth, 'EBS gp3'),
    addresses: charge(addressHours, catalog.publicIpv4MicroUsdPerHour, 'public IPv4'),
  };
}

function sourceOf(catalog: Catalog, beginning: string): string {
  const provenance = catalog.provenance.find(({ figure }) => figure.startsWith(beginning));
  return provenance === undefined ? NOT_SAID : textOf(provenance);
}

function textOf({ source, date, estimate }: Provenance): string {
  return `${source}${date === 'undated' ? '' : `, ${date}`}${estimate === true ? ' (estimate)' : ''}`;
}
