/** Whatever a cell holds, writing it by the CSV rules (RFC 4180) and reading it back gives the same cell. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { importTrace } from '../../src/trace/index.ts';
import { idsOf } from '../support/ids.ts';

function quoted(cell: string): string {
  return /[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

it('reads back ids with quotes, delimiters and line breaks, however the text is cut into chunks', async () => {
  const middle = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', ' '), maxLength: 6 });
  // Cells are trimmed, so ids start and end with a letter.
  const ids = fc.array(
    middle.map((text) => `x${text}y`),
    { minLength: 1, maxLength: 12 },
  );
  const delimiters = fc.constantFrom(',', ';', '\t');
  await fc.assert(
    fc.asyncProperty(ids, delimiters, fc.integer({ min: 1, max: 40 }), async (names, delimiter, chunkLength) => {
      const rows = names.map((id, index) => [quoted(id), index, 1].join(delimiter));
      const text = [['job_id', 'submit_s', 'run_s'].join(delimiter), ...rows].join('\n');
      const chunks = text.match(new RegExp(`[^]{1,${chunkLength}}`, 'g')) ?? [];
      const result = await importTrace(chunks, { defaults: { vcpus: 1, memoryMiB: 1 } });
      expect(result.ok && idsOf(result.value.workload)).toEqual(names);
    }),
  );
});
