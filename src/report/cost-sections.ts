/** Where the money goes: the ledger by kind and by instance type, as lines of text. */
import { kindsOf } from '../engine/outcome.ts';
import { moneyDecimals } from '../models/written-number.ts';
import type { CostResult, LedgerLine } from '../study/cost-result.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import { partsAddingUp } from './adding-up.ts';
import { formatCount, formatHours, formatMarket, formatPercent, formatUsd } from './format.ts';
import { alignRows } from './layout.ts';
import { LEDGER_LABELS } from './ledger-labels.ts';

const SHOWN_TYPES = 15;

/** Every kind, also those that cost nothing, and the total. */
export function costByKindLines({ cost }: SimulationResult): readonly string[] {
  const total = cost.totalUsd.mean;
  const decimals = moneyDecimals(total);
  const amounts = costByKind(cost, decimals);
  const rows = amounts.map(({ kind, text }) => [LEDGER_LABELS[kind], text, shareText(cost.byKind[kind] ?? 0, total)]);
  return alignRows([...rows, ['total', formatUsd(total, decimals), '']], ['left', 'right', 'right']);
}

/** With commitments a type's hours times its price is more than its cost: what they cover is paid for in lines of their own. */
export function costByTypeTitle({ cost }: SimulationResult): string {
  return `Cost by instance type${cost.byKind.covered === undefined ? '' : ' (less what commitments cover)'}`;
}

/** Every kind with its amount as text. */
export function costByKind(
  { byKind, totalUsd }: CostResult,
  decimals: number,
): readonly { readonly kind: keyof typeof LEDGER_LABELS; readonly text: string }[] {
  const kinds = kindsOf(byKind);
  const texts = partsAddingUp(
    kinds.map((kind) => byKind[kind] ?? 0),
    totalUsd.mean,
    decimals,
  );
  return kinds.map((kind, index) => ({ kind, text: texts[index] }));
}

/** The most expensive types first; what does not fit is summed in one last line. */
export function costByTypeLines({ cost }: SimulationResult): readonly string[] {
  if (cost.ledger.length === 0) return [];
  const total = cost.totalUsd.mean;
  const sorted = byCost(cost.ledger);
  const rest = sorted.slice(SHOWN_TYPES);
  const header = ['compute environment', 'type', 'market', 'launched', 'hours', '$/hour', 'cost', 'share'];
  const amounts = costByLine(sorted, SHOWN_TYPES, total, moneyDecimals(total));
  const rows = sorted.slice(0, SHOWN_TYPES).map((line, index) => typeRow(line, total, amounts[index]));
  const restRow = [`${rest.length} more`, '', '', '', '', '', amounts[SHOWN_TYPES], ''];
  return alignRows(
    [header, ...rows, ...(rest.length === 0 ? [] : [restRow])],
    ['left', 'name', 'left', 'right', 'right', 'right', 'right', 'right'],
  );
}

/** Amounts of the first lines as texts; behind them that of all others, where there are any. */
export function costByLine(
  sorted: readonly Pick<LedgerLine, 'usd'>[],
  shown: number,
  totalUsd: number,
  decimals: number,
): readonly string[] {
  const parts = sorted.slice(0, shown).map(({ usd }) => usd);
  const others = sorted.slice(shown);
  if (others.length > 0) parts.push(others.reduce((sum, { usd }) => sum + usd, 0));
  return partsAddingUp(parts, totalUsd, decimals);
}

/** Dearest first; equal costs by name, so that the order is total. */
export function byCost(ledger: readonly LedgerLine[]): readonly LedgerLine[] {
  const nameOf = (line: LedgerLine) => `${line.computeEnvironment}/${line.instanceType}/${line.market}`;
  return ledger.toSorted((left, right) => right.usd - left.usd || (nameOf(left) < nameOf(right) ? -1 : 1));
}

/** A type that several environments rent is one line, dearest first. */
export function byTypeAndMarket(
  ledger: readonly LedgerLine[],
): readonly Pick<LedgerLine, 'instanceType' | 'market' | 'instances' | 'usd'>[] {
  const sums = new Map<string, Pick<LedgerLine, 'instanceType' | 'market' | 'instances' | 'usd'>>();
  for (const { instanceType, market, instances, usd } of byCost(ledger)) {
    const key = `${instanceType}/${market}`;
    const known = sums.get(key) ?? { instanceType, market, instances: 0, usd: 0 };
    sums.set(key, { ...known, instances: known.instances + instances, usd: known.usd + usd });
  }
  return [...sums.values()].sort((left, right) => right.usd - left.usd);
}

function typeRow(line: LedgerLine, total: number, amount: string): readonly string[] {
  return [
    line.computeEnvironment,
    line.instanceType,
    formatMarket(line.market),
    formatCount(line.instances),
    formatHours(line.billedHours),
    line.usdPerHour.toFixed(4),
    amount,
    shareText(line.usd, total),
  ];
}

/** Empty when nothing was spent: a share of nothing says nothing. */
function shareText(part: number, total: number): string {
  return total === 0 ? '' : formatPercent(part / total);
}
