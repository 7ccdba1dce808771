/** Reads the public availability and preemption series and cuts them into spells. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type AvailabilitySeries, parseAvailabilitySeries } from '../../src/models/spot/availability-series.ts';
import type { Spell } from '../../src/models/spot/fit-spells.ts';

export interface SpotSeries {
  /** File name without its endings. */
  readonly name: string;
  /** availability = probes, preemption = an instance held. */
  readonly kind: string;
  readonly set: string;
  readonly zone: string;
  readonly region: string;
  readonly type: string;
  readonly nodes: number;
  readonly series: AvailabilitySeries;
}

export interface Spells {
  readonly up: readonly Spell[];
  readonly down: readonly Spell[];
  readonly lengthMs: number;
  readonly upMs: number;
}

/** Undefined when the folder is not there. In the order of their names. */
export function readSeries(folder: string): readonly SpotSeries[] | undefined {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .map((file) => {
      const parsed = parseAvailabilitySeries(gunzipSync(readFileSync(join(folder, file))).toString('utf8'));
      if (!parsed.ok) throw new Error(`${file}: ${parsed.problems[0]?.message}`);
      return { ...describeName(file.replace('.json.gz', '')), series: parsed.value };
    });
}

/** `availability__16-node__aws-08-27-2023__us-east-2b_v100_1`. */
function describeName(name: string): Omit<SpotSeries, 'series'> {
  const [kind = '', nodes = '', set = '', place = ''] = name.split('__');
  const [zone = '', ...type] = place.split('_');
  return {
    name,
    kind,
    set,
    zone,
    region: zone.replace(/-?[a-z]$/, ''),
    type: type.join('_'),
    nodes: Number.parseInt(nodes, 10),
  };
}

/** The pool is up while at least one instance can be had. The first and the last spell are cut. */
export function spellsOf({ gapMs, counts }: AvailabilitySeries): Spells {
  const up: Spell[] = [];
  const down: Spell[] = [];
  let start = 0;
  for (let tick = 1; tick <= counts.length; tick++) {
    const isUp = (counts[start] ?? 0) > 0;
    if (tick < counts.length && (counts[tick] ?? 0) > 0 === isUp) continue;
    const isCut = start === 0 || tick === counts.length;
    (isUp ? up : down).push({ ms: (tick - start) * gapMs, isCut });
    start = tick;
  }
  return { up, down, lengthMs: counts.length * gapMs, upMs: up.reduce((sum, { ms }) => sum + ms, 0) };
}

/**
 * Share of the available moments, at least `ms` before the end of the record, from which the pool stays up for `ms`: the chance that
 * a job of that length started at a random available moment is not interrupted. NaN when there is no such moment.
 */
export function survival(spans: readonly (readonly [number, number])[], lengthMs: number, ms: number): number {
  let [moments, survived] = [0, 0];
  for (const [fromMs, toMs] of spans) {
    moments += Math.max(0, Math.min(toMs, lengthMs - ms) - fromMs);
    survived += Math.max(0, toMs - ms - fromMs);
  }
  return survived / moments;
}

export function upSpans({ gapMs, counts }: AvailabilitySeries): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  counts.forEach((count, tick) => {
    if (count === 0) return;
    const last = spans[spans.length - 1];
    if (last !== undefined && last[1] === tick * gapMs) last[1] = (tick + 1) * gapMs;
    else spans.push([tick * gapMs, (tick + 1) * gapMs]);
  });
  return spans;
}

/**
 * Of the times a group at full strength begins to lose instances, the share in which all are lost within 15 minutes. `events`
 * counts those times.
 */
export function wholeGroupLosses(
  { gapMs, counts }: AvailabilitySeries,
  nodes: number,
): { events: number; share: number } {
  const window = Math.max(1, Math.round(900_000 / gapMs));
  let [events, whole] = [0, 0];
  for (let tick = 1; tick < counts.length; tick++) {
    if (counts[tick - 1] !== nodes || (counts[tick] ?? 0) >= nodes) continue;
    events++;
    if (counts.slice(tick, tick + window).some((count) => count === 0)) whole++;
  }
  return { events, share: whole / events };
}
