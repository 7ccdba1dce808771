/** The assumptions behind a result as lines of text; a star marks those that differ from their preset. */
import type { Assumptions } from '../models/assumptions.ts';
import { assumptionRows, changedAssumptions } from './assumption-rows.ts';
import { alignRows, wrap } from './layout.ts';

export function assumptionLines(assumptions: Assumptions): readonly string[] {
  const rows = assumptionRows(assumptions);
  const lines = rows.map(({ name, value, presetValue, isChanged }) => [
    `${isChanged ? '* ' : '  '}${name}`,
    value,
    isChanged ? `${assumptions.preset}: ${presetValue}` : '',
  ]);
  return alignRows(lines, ['left', 'left', 'left'], '');
}

export function assumptionTitle(assumptions: Assumptions): string {
  const changed = changedAssumptions(assumptions).length;
  const note = changed === 0 ? 'all as in the preset' : `* = differs from the preset (${changed})`;
  return `Assumptions: preset ${assumptions.preset}, ${note}`;
}

/** Only what differs, and how many do not. */
export function changedAssumptionLines(assumptions: Assumptions): readonly string[] {
  const changed = changedAssumptions(assumptions);
  const others = assumptionRows(assumptions).length - changed.length;
  const lines = changed.map(({ name, value, presetValue }) => [
    `* ${name}`,
    value,
    `${assumptions.preset}: ${presetValue}`,
  ]);
  return [...alignRows(lines, ['left', 'left', 'left'], ''), `  ${others} as in the preset`];
}

/** All of them in a paragraph, for pages where they are not the subject. */
export function compactAssumptionLines(assumptions: Assumptions): readonly string[] {
  return wrap(
    assumptionRows(assumptions)
      .map(({ name, value }) => `${name} ${value}`)
      .join(', '),
  );
}
