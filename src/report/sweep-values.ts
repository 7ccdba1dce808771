/** The points of a sweep in words: their values, and names for paths that are too long for a table. */
import type { PointValues } from '../study/sweep.ts';

/** As one would write it on the command line; only the scenario as written may have nothing there. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'not set';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `assumptions.bootMedianSeconds=20, workload.scale.arrivals=2` */
export function pointText(values: PointValues): string {
  return Object.entries(values)
    .map(([path, value]) => `${path}=${valueText(value)}`)
    .join(', ');
}

/** The same by short names, for where these have been explained. */
export function labelOf(values: PointValues, names: ReadonlyMap<string, string>): string {
  return Object.entries(values)
    .map(([path, value]) => `${names.get(path) ?? path}=${valueText(value)}`)
    .join(' ');
}

/** The end of a path that is a number only, with the field or the entry that it belongs to. */
const NUMBERED_END = /[^.[\]"']+(?:["']?\])?(?:\.\d+|\[\s*["']?\d+["']?\s*\])$/;

/** The last field of every path, and of which list where it is the number of an entry; where two end alike, numbered. By path. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = paths.map(shortName);
  return new Map(
    paths.map((path, index) => {
      const alike = names.filter((name) => name === names[index]).length > 1;
      const number = names.slice(0, index + 1).filter((name) => name === names[index]).length;
      return [path, alike ? `${names[index]} (${number})` : names[index]];
    }),
  );
}

function shortName(path: string): string {
  const numbered = NUMBERED_END.exec(path);
  return numbered?.[0] ?? /[^.[\]"']+["']?\]?$/.exec(path)?.[0].replace(/["'\]]+$/, '') ?? path;
}
