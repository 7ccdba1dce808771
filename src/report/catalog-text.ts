/** Writes instance types and their prices as a table for people, with the date and origin of every figure below it. */
import type { Catalog, InstanceType, Provenance } from '../models/catalog.ts';
import { PAGE_WIDTH, shorten, wrap } from './layout.ts';

export { filterCatalog } from './catalog-filter.ts';

const BUCKET_LABELS: readonly string[] = ['<5%', '5-10%', '10-15%', '15-20%', '>20%'];
const UNKNOWN = 'unknown';
const GAP = '  ';
/** `8 x h100`. */
const LEAST_GPU = 8;

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
  { title: 'On-Demand', alignment: 'right', cell: onDemandText },
  { title: 'Spot est.', alignment: 'right', cell: (type) => priceText(type.spotMicroUsdPerHour) },
  { title: 'saving', alignment: 'right', cell: savingText },
  { title: 'interrupted', alignment: 'right', cell: (type) => interruptionLabel(type.spotInterruptionBucket) },
];

/** Aligned table of `types` and a footer of `catalog`'s dates and sources; ends with a newline. Unknown reads `unknown`. */
export function renderCatalogTable(types: readonly InstanceType[], catalog: Catalog): string {
  const cells = types.map((type) => COLUMNS.map((column) => column.cell(type)));
  const widths = columnWidths(cells);
  const lines = [COLUMNS.map((column) => column.title), ...cells].map((row) =>
    row
      .map((cell, index) => {
        const text = shorten(cell, widths[index]);
        return COLUMNS[index].alignment === 'left' ? text.padEnd(widths[index]) : text.padStart(widths[index]);
      })
      .join(GAP)
      .trimEnd(),
  );
  return `${[...lines, '', ...footer(types, catalog)].join('\n')}\n`;
}

/** The names of GPUs give way where the table would be wider than the page. */
function columnWidths(cells: readonly (readonly string[])[]): readonly number[] {
  const widths = COLUMNS.map(({ title }, index) =>
    cells.reduce((width, row) => Math.max(width, row[index].length), title.length),
  );
  const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const excess = Math.max(0, total - PAGE_WIDTH);
  return widths.map((width, index) =>
    COLUMNS[index].title === 'GPU' ? Math.max(Math.min(width, LEAST_GPU), width - excess) : width,
  );
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
    `${types.length} of ${catalog.types.length} types, ${catalog.region}, Linux, On-Demand prices of ${catalog.date}, $ an hour`,
    ...(hasEstimates ? ['~ marks an On-Demand price that is itself an estimate'] : []),
    ...otherPrices(catalog),
    ...catalog.provenance.flatMap(provenanceLines),
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

function provenanceLines(provenance: Provenance): readonly string[] {
  const mark = provenance.estimate === true ? ' (estimate)' : '';
  return wrap(`${provenance.figure}${mark} - ${provenance.source}`, `  ${provenance.date}  `, '    ');
}
