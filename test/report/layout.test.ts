import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignRows, PAGE_WIDTH, wrap } from '../../src/report/layout.ts';

describe('the layout', () => {
  it('aligns columns and leaves no trailing blanks', () => {
    expect(
      alignRows(
        [
          ['a', '1', 'x'],
          ['bbb', '22', ''],
        ],
        ['left', 'right', 'left'],
      ),
    ).toEqual(['  a     1  x', '  bbb  22']);
  });

  it('shortens names that begin alike in the middle, so that they can still be told apart', () => {
    const [one, other, third] = alignRows(
      ['m7i', 'c7i', ''].map((end) => [end === '' ? 'short' : `${'n'.repeat(150)} ${end}`, 'value']),
      ['left', 'right'],
    );
    expect([one.length, other.length]).toEqual([PAGE_WIDTH, PAGE_WIDTH]);
    expect(one).toMatch(/^ {2}n+…n+ m7i {2}value$/);
    expect(other).toMatch(/^ {2}n+…n+ c7i {2}value$/);
    expect(third).toMatch(/^ {2}short +value$/);
  });

  it('shortens the first column when the page is too narrow', () => {
    const [line] = alignRows([['n'.repeat(150), 'value']], ['left', 'right']);
    expect(line).toHaveLength(PAGE_WIDTH);
    expect(line.endsWith('…  value')).toBe(true);
  });

  it('leaves enough of the first column to be told, and takes the rest from another column of names', () => {
    const plan = '1: compute-savings-plan $0.5/h at 27 % off';
    const numbers = ['1234567890', '1234567890', '1234567890', '1234567890'];
    // 2 indent + 19 + 42 + 4 x 10 + 5 gaps of 2 = 113: 13 too much, and the names of 19 are short enough already.
    const [prod, spare] = alignRows(
      [
        ['prod-on-demand-east', plan, ...numbers],
        ['prod-on-demand-west', 'm6i.large', ...numbers],
      ],
      ['left', 'name', 'right', 'right', 'right', 'right'],
    );
    expect(prod).toBe(`  prod-on-demand-east  1: compute-savings-plan $0.5…  ${numbers.join('  ')}`);
    expect(spare.startsWith('  prod-on-demand-west  m6i.large ')).toBe(true);
    expect([prod.length, spare.length]).toEqual([PAGE_WIDTH, PAGE_WIDTH]);
  });

  it('wraps words within the page and loses none', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(words, (parts) => {
        const lines = wrap(parts.join(' '), '  ! ', '    ');
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(PAGE_WIDTH);
        expect(lines.join(' ').replace('!', '').split(/\s+/).filter(Boolean)).toEqual(parts);
      }),
    );
  });
});
