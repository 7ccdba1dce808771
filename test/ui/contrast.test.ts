/** Whoever sees little must be able to read the page: WCAG 2.2, 1.4.3 (text 4.5 : 1) and 1.4.11 (the edges of fields 3 : 1). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartColors } from '../../src/ui/chart-colors.ts';

const css = readFileSync(new URL('../../src/ui/page.css', import.meta.url), 'utf8');

/** Names and values of the colours in the block that a selector opens. */
function coloursOf(selector: string): Readonly<Record<string, string>> {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf('}', from));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, colour]) => [name, colour]),
  );
}

/** WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].toSorted((left, right) => right - left);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each([
  ['light', ':root', false],
  ['dark', ':root[data-theme="dark"]', true],
])('the %s colours', (_, selector, isDark) => {
  const colours = coloursOf(selector);
  const tooFaint = (names: readonly string[], grounds: readonly string[], least: number) =>
    names.flatMap((name) =>
      grounds.filter((ground) => contrast(colours[name], colours[ground]) < least).map((ground) => `${name}/${ground}`),
    );

  it('can be read', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21);
    expect(tooFaint(['text', 'muted', 'accent', 'good', 'alert-line'], ['card'], 4.5)).toEqual([]);
    expect(tooFaint(['text', 'muted'], ['surface', 'alert'], 4.5)).toEqual([]);
    expect(tooFaint(['accent-text'], ['accent'], 4.5)).toEqual([]);
    expect(contrast(chartColors(isDark).text, colours.card)).toBeGreaterThan(4.5);
  });

  it('show where fields and lines of charts are', () => {
    expect(tooFaint(['edge', 'focus'], ['card', 'surface'], 3)).toEqual([]);
    const { current, recommended } = chartColors(isDark);
    expect([current, recommended].filter((colour) => contrast(colour, colours.card) < 3)).toEqual([]);
  });
});
