/** Writes the ledger rows of one simulation as CSV (RFC 4180 quoting, newline line ends), full precision for spreadsheets. */

import { LEDGER_KINDS, type LedgerKind } from '../engine/outcome.ts';
import type { LedgerLine } from '../study/cost-result.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import { csvField } from './csv-field.ts';

const KIND_COLUMNS: Readonly<Record<LedgerKind, string>> = {
  busy: 'busy_usd',
  idle: 'idle_usd',
  boot: 'boot_usd',
  wasted: 'wasted_usd',
  ebs: 'ebs_usd',
  publicIpv4: 'public_ipv4_usd',
};

const HEADER = [
  'compute_environment',
  'instance_type',
  'market',
  'instances',
  'reclaimed',
  'billed_hours',
  'free_hours',
  'usd_per_hour',
  ...LEDGER_KINDS.map((kind) => KIND_COLUMNS[kind]),
  'total_usd',
];

export function renderCsv(result: SimulationResult): string {
  const rows = [HEADER, ...result.cost.ledger.map(cellsOf)];
  return rows.map((cells) => `${cells.map(csvField).join(',')}\n`).join('');
}

function cellsOf(line: LedgerLine): readonly string[] {
  return [
    line.computeEnvironment,
    line.instanceType,
    line.market,
    ...[line.instances, line.reclaimed, line.billedHours, line.freeHours].map(String),
    line.usdPerHour.toFixed(6),
    ...LEDGER_KINDS.map((kind) => line.byKind[kind].toFixed(6)),
    line.usd.toFixed(6),
  ];
}
