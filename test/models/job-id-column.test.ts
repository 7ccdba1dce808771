import { describe, expect, it } from 'vitest';
import { JobIdColumn } from '../../src/models/job-id-column.ts';
import { jobIdAt } from '../../src/models/job-ids.ts';
import { allocateBuffer } from '../../src/models/typed-columns.ts';

describe('job ids', () => {
  // 70,000 rows cross every number of digits up to five and the 65,536 that are packed at once.
  it.each([0, 1, 9, 10, 11, 1023, 1024, 70_000])('are the row numbers of the %i rows before the first text', (rows) => {
    const column = new JobIdColumn(allocateBuffer);
    for (let row = 0; row < rows; row++) column.push(undefined);
    column.push('first');
    column.push(undefined);
    const ids = column.finished(undefined);
    const told = Array.from({ length: rows + 2 }, (_, row) => (ids === undefined ? '' : jobIdAt(ids, row)));
    expect(told).toEqual([...Array.from({ length: rows }, (_, row) => String(row)), 'first', String(rows + 1)]);
  });
});
