/** Writes the bill for people: every line as quantity x price = amount, then where the prices are from. */
import type { CostResult } from '../study/cost-result.ts';
import { formatUsd } from './format.ts';
import { alignRows, section, wrap } from './layout.ts';

/** Starts with an empty line, ends with a newline. Amounts in micro-dollars: the lines sum to the total. */
export function renderBill({ lines, totalUsd }: CostResult): string {
  const sources = [...new Set(lines.map(({ source }) => source))];
  const header = ['for', 'what', 'quantity', '', 'price', 'cost', 'source'];
  const rows = lines.map((line) => [
    line.market === 'COMMITMENT' ? line.instanceType : `${line.computeEnvironment} ${line.instanceType}`,
    line.what,
    line.quantity.toFixed(3),
    line.unit,
    formatUsd(line.unitPriceUsd, 6),
    formatUsd(line.usd, 6),
    `[${sources.indexOf(line.source) + 1}]`,
  ]);
  const table = alignRows(
    [header, ...rows, ['total', '', '', '', '', formatUsd(totalUsd.mean, 6), '']],
    ['left', 'left', 'right', 'left', 'right', 'right', 'left'],
  );
  const notes = sources.flatMap((source, index) => wrap(source, `  [${index + 1}] `, '      '));
  return `${[...section('Bill', table), ...section('Prices from', notes)].join('\n')}\n`;
}
