/** Writes instance types and their prices as a table for people, with the date and origin of every figure below it. */
import type { Catalog, InstanceType, Provenance } from '../models/catalog.ts';

export { filterCatalog } from './catalog-filter.ts';

const BUCKET_LABELS: readonly string[] = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'];
const UNKNOWN = 'unknown';

interface Column {
  readonly title: string;
  readonly alignment: 'left' | 'right';
  readonly cell: (type: InstanceType) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'type', alignment: 'left', cell: (type) => type.instanceType },
  { title: 'vCPU', alignment: 'right', cell: (type) => String(type.vcpus) },
  { title: 'GiB', alignment: 'right', cell: (type) => String(Math.round((type.memoryMiB / 1024) * 100) / 100) },
  { title: 'arch', alignment: 'left', cell: (type) => type.architecture },
  { title: 'GPU', alignment: 'left', cell: gpuText },
  { title: 'On-Demand $/h', alignment: 'right', cell: onDemandText },
  { title: 'Spot est. $/h', alignment: 'right', cell: (type) => priceText(type.spotMicroUsdPerHour) },
  { title: 'saving', alignment: 'right', cell: savingText },
  { title: 'interrupted', alignment: 'right', cell: (type) => interruptionLabel(type.spotInterruptionBucket) },
];

/** Aligned table of `types` and a footer of `catalog`'s dates and sources; ends with a newline. Unknown reads `unknown`. */
export function renderCatalogTable(types: readonly InstanceType[], catalog: Catalog): string {
  const cells = types.map((type) => COLUMNS.map((column) => column.cell(type)));
  const widths = COLUMNS.map((column, index) =>
    cells.reduce((width, row) => Math.max(width, row[index].length), column.title.length),
  );
  const lines = [COLUMNS.map((column) => column.title), ...cells].map((row) =>
    row
      .map((cell, index) =>
        COLUMNS[index].alignment === 'left' ? cell.padEnd(widths[index]) : cell.padStart(widths[index]),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${[...lines, '', ...footer(types, catalog)].join('\n')}\n`;
}

/** Share of instances that the Spot Advisor saw interrupted in the trailing month. */
export function interruptionLabel(bucket: number | undefined): string {
  return (bucket === undefined ? undefined : BUCKET_LABELS[bucket]) ?? UNKNOWN;
}

function gpuText(type: InstanceType): string {
  if (type.gpus === 0) return '-';
  return type.gpuModel === undefined ? String(type.gpus) : `${type.gpus} x ${type.gpuModel}`;
}

function onDemandText(type: InstanceType): string {
  const price = priceText(type.onDemandMicroUsdPerHour);
  return type.onDemandSource?.estimate === true ? `~${price}` : price;
}

function savingText(type: InstanceType): string {
  return type.spotSavingsPercent === undefined ? UNKNOWN : `${type.spotSavingsPercent}%`;
}

/** Four to six decimals; dropped zeros become blanks so that the points stay in line. */
function priceText(microUsd: number | undefined): string {
  if (microUsd === undefined) return UNKNOWN;
  const text = (microUsd / 1_000_000).toFixed(6);
  const kept = text.replace(/0{1,2}$/, '');
  return kept.padEnd(text.length);
}

function footer(types: readonly InstanceType[], catalog: Catalog): readonly string[] {
  const hasEstimates = types.some((type) => type.onDemandSource?.estimate === true);
  return [
    `${types.length} of ${catalog.types.length} types, ${catalog.region}, Linux, On-Demand prices of ${catalog.date}`,
    ...(hasEstimates ? ['~ marks an On-Demand price that is itself an estimate'] : []),
    ...otherPrices(catalog),
    ...catalog.provenance.map(provenanceLine),
  ];
}

function otherPrices(catalog: Catalog): readonly string[] {
  const ebs = catalog.ebsGp3MicroUsdPerGibMonth;
  const address = catalog.publicIpv4MicroUsdPerHour;
  const fargate = catalog.fargate.map(
    (price) =>
      `${price.launch} ${price.architecture}: $${priceText(price.microUsdPerVcpuHour).trimEnd()} per vCPU-hour, ` +
      `$${priceText(price.microUsdPerGibHour).trimEnd()} per GiB-hour`,
  );
  return [
    `EBS gp3: ${ebs === undefined ? UNKNOWN : `$${priceText(ebs).trimEnd()} per GiB-month`}; ` +
      `public IPv4: ${address === undefined ? UNKNOWN : `$${priceText(address).trimEnd()} per hour`}`,
    ...(fargate.length === 0 ? [`Fargate: ${UNKNOWN}`] : fargate),
  ];
}

function provenanceLine(provenance: Provenance): string {
  const mark = provenance.estimate === true ? ' (estimate)' : '';
  return `  ${provenance.date}  ${provenance.figure}${mark} - ${provenance.source}`;
}
