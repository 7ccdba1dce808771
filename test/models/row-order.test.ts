import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsInOrder, sortedByComparing } from '../../src/models/row-order.ts';

/** Whole times of any size: keys of a time and a row are exact for the small ones, and not for the large ones. */
const time = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.maxSafeInteger(), fc.integer({ min: 0, max: 2 ** 31 - 1 }));

describe('the order of rows', () => {
  it('is by time and stable, whichever way it is found', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 200 }), (times) => {
        const column = Float64Array.from(times);
        const order = rowsInOrder(column, column.length) ?? Uint32Array.from(times, (_, row) => row);
        expect(order).toEqual(sortedByComparing(column, column.length));
      }),
    );
  });

  it('is not given when rows already are in order, ties included', () => {
    expect(rowsInOrder(Float64Array.of(1, 1, 2, 5), 4)).toBeUndefined();
  });

  it('looks at the first rows only', () => {
    expect(rowsInOrder(Float64Array.of(3, 2, 1, 0), 3)).toEqual(Uint32Array.of(2, 1, 0));
  });
});
