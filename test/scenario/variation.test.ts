import { describe, expect, it } from 'vitest';
import { parseVariations } from '../../src/scenario/variation.ts';

function parsed(...texts: readonly string[]) {
  const result = parseVariations(texts);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function messages(...texts: readonly string[]): readonly string[] {
  const result = parseVariations(texts);
  return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe('the values of --vary', () => {
  it.each([
    ['60,300, 900', [60, 300, 900]],
    ['true,no,calm,2026-01-02', [true, 'no', 'calm', '2026-01-02']],
    ['5m,"5m, or so",\'a,b\'', ['5m', '5m, or so', 'a,b']],
    ['[c6i],[c6i, m6i.large]', [['c6i'], ['c6i', 'm6i.large']]],
    ['p95(wait) < 15m,cost < $1', ['p95(wait) < 15m', 'cost < $1']],
    ['1,500,0,1000', [1, 500, 0, 1000]],
    ["don't,it's", ["don't", "it's"]],
    ['""', ['']],
    ['0..100/4', [0, 25, 50, 75, 100]],
    // In binary 0.1 + 2 x 0.1 is 0.30000000000000004.
    ['0.1..0.4/3,9', [0.1, 0.2, 0.3, 0.4, 9]],
    ['2..-2/2', [2, 0, -2]],
  ])('%s are YAML, commas between, and ranges with both ends', (text, values) => {
    expect(parsed(`path=${text}`)[0].values).toEqual(values);
  });

  it.each([
    ['path', '"path" has no = after its path'],
    ['path=', 'path: value 1 is empty'],
    ['path=1,,2', 'path: value 2 is empty'],
    ['path=1,', 'path: value 2 is empty'],
    ['path=1,000', 'path: "1,000" is two values, not one'],
    ['path=-12,050', 'path: "-12,050" is two values, not one'],
    ['path=1,1.0', 'path has the value 1 twice'],
    ['path=0..4/2,2', 'path has the value 2 twice'],
    ['path=1..5', 'path: 1..5 says no steps'],
    ['path=1..5/0', 'path: 1..5/0 must have 1 to 199 steps'],
    ['path=1..5/1000000000', 'path: 1..5/1000000000 must have 1 to 199 steps'],
    ['path=[1', 'path: "[1" cannot be read: not valid YAML'],
    ['path=# 1', 'path: "# 1" cannot be read: not valid YAML: Comments must'],
    ['path=x "a,b"', 'path: "x "a,b"" cannot be read: it is not one value'],
    ['path=!Ref x', 'path: "!Ref x" cannot be read: not valid YAML: the tag !Ref is not known here'],
    ['a..b=1', '"a..b" is not a path'],
    ['a[=1', '"a[=1" has no = after its path'],
    ['a[]=1', '"a[]" is not a path'],
    ['a[0]b=1', '"a[0]b" is not a path'],
    ['.a=1', '".a" is not a path'],
    ['=1', '"" is not a path'],
  ])('%s is refused', (text, message) => {
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
  });

  it('are refused all at once', () => {
    expect(messages('a..b=1,,2', 'c=1,1')).toHaveLength(3);
  });

  it('may make 200 points together and no more', () => {
    expect(parsed('a=1..100/99', 'b=1,2')).toHaveLength(2);
    expect(messages('a=1..100/99', 'b=1,2,3')).toEqual(['300 points are more than 200']);
  });
});

describe('the path of --vary', () => {
  it('has fields after points, and entries by number or by name in brackets', () => {
    const [{ path, steps }] = parsed('a.b[0].c[spot fleet]["m5.large/0"]["3"]=1');
    expect(path).toBe('a.b[0].c[spot fleet]["m5.large/0"]["3"]');
    expect(steps.map(({ text }) => text)).toEqual(['a', 'b', '0', 'c', 'spot fleet', 'm5.large/0', '3']);
    expect(steps.map(({ isEntry }) => isEntry)).toEqual([false, false, true, false, true, true, true]);
    expect(steps.map(({ isQuoted }) => isQuoted)).toEqual([false, false, false, false, false, true, true]);
  });

  it('ends at the first = outside brackets', () => {
    expect(parsed('thresholds[0]=cost <= $1')[0].values).toEqual(['cost <= $1']);
    expect(parsed('a["x=y"]=1')[0].steps[1].text).toBe('x=y');
  });
});
