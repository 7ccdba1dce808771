/** The up and down spells of one Spot pool, found as they are asked for: an alternating renewal process with H2 spells. */
import { PURPOSE } from '../random.ts';
import type { SpotPool } from '../spot-market.ts';
import { initialUniform, sourcesOf } from './dependence.ts';
import { type DailyRhythm, STEADY } from './diurnal.ts';
import { type EventField, eventField, eventMark, nextEvent, type PoolEvent } from './events.ts';
import type { PoolLaw } from './presets.ts';
import { availability, residualShortShare, type SpellLaw } from './spells.ts';

/** A spell that lasts longer than this is treated as endless. */
export const HORIZON_MS = 400 * 86_400_000;

export interface WeatherSettings {
  readonly seed: number;
  /** The pool's spells at hazard scale 1. */
  readonly law: PoolLaw;
  /** Reference spells that fix the field's grid; equal for all pools that are to move together. */
  readonly grid: PoolLaw;
  readonly hazardScale: number;
  readonly rhythm: DailyRhythm;
}

export class PoolWeather {
  /** Long-run share of time up. */
  readonly availability: number;
  private readonly settings: WeatherSettings;
  private readonly falls: EventField;
  private readonly returns: EventField;
  private readonly startsUp: boolean;
  /** Times of the alternating changes; ends in Infinity once a spell is endless. */
  private readonly changesMs: number[] = [];
  /** Which event made each change. */
  private readonly eventKeys: number[] = [];
  /** Up time before each change. */
  private readonly upBeforeMs: number[] = [];
  private lastChangeMs = -1;
  /** What brought the last change. Kept, or V8 forgets what it compiled for events with the last of them at a collection. */
  private lastEvent: PoolEvent | undefined = undefined;
  private isShort: boolean;
  /** What changesUntil answered last, for the present and for moments a day or so before it. */
  private cursor = 0;
  private pastCursor = 0;

  constructor(pool: SpotPool, settings: WeatherSettings) {
    const { seed, grid } = settings;
    const sources = sourcesOf(pool);
    this.settings = settings;
    this.falls = eventField(seed, PURPOSE.spotUpSpell, Math.round(grid.up.shortMeanMs), sources);
    this.returns = eventField(seed, PURPOSE.spotDownSpell, Math.round(grid.down.shortMeanMs), sources);
    this.availability = scaledAvailability(settings.law, settings.hazardScale);
    const start = stationaryStart(settings.law, this.availability, initialUniform(seed, pool));
    this.startsUp = start.isUp;
    this.isShort = start.isShort;
  }

  isUp(atMs: number): boolean {
    return this.isUpAfter(this.changesUntil(atMs));
  }

  /** Time up during [0, atMs]. */
  upMs(atMs: number): number {
    return this.upMsAfter(this.changesUntil(atMs), atMs);
  }

  /** Time up during [fromMs, atMs]. Each end remembers where it was, since callers move forward in time at both. */
  upMsSince(fromMs: number, atMs: number): number {
    const index = this.changesUntil(atMs);
    this.pastCursor = this.search(this.pastCursor, fromMs);
    return this.upMsAfter(index, atMs) - this.upMsAfter(this.pastCursor, fromMs);
  }

  /** Time up during [0, atMs], before which there are `index` changes. */
  private upMsAfter(index: number, atMs: number): number {
    const since = index === 0 ? 0 : this.changesMs[index - 1];
    const before = index === 0 ? 0 : this.upBeforeMs[index - 1];
    return before + (this.isUpAfter(index) ? atMs - since : 0);
  }

  /** Index of the first fall after `atMs`; the next one is two further. */
  firstFallAfter(atMs: number): number {
    const index = this.changesUntil(atMs);
    return this.isUpAfter(index) ? index : index + 1;
  }

  /** The change of that index as an event; at Infinity when it never comes. */
  change(index: number): PoolEvent {
    while (this.changesMs.length <= index && this.lastChangeMs < Number.POSITIVE_INFINITY) this.extend();
    if (index === this.changesMs.length - 1 && this.lastEvent !== undefined) return this.lastEvent;
    return { atMs: this.changesMs[index] ?? Number.POSITIVE_INFINITY, key: this.eventKeys[index] ?? 0 };
  }

  /** Number of changes at or before `atMs`. */
  private changesUntil(atMs: number): number {
    while (this.lastChangeMs <= atMs) this.extend();
    this.cursor = this.search(this.cursor, atMs);
    return this.cursor;
  }

  /** The same for a moment before the last change known. Callers mostly move forward in time, so the last answer is tried first. */
  private search(lastAnswer: number, atMs: number): number {
    const { changesMs } = this;
    if (lastAnswer > 0 && changesMs[lastAnswer - 1] > atMs) return this.searchAll(atMs);
    if (atMs < changesMs[lastAnswer]) return lastAnswer;
    return atMs < changesMs[lastAnswer + 1] ? lastAnswer + 1 : this.searchAll(atMs);
  }

  private searchAll(atMs: number): number {
    const { changesMs } = this;
    let low = 0;
    let high = changesMs.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (changesMs[middle] <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isUpAfter(changes: number): boolean {
    return this.startsUp === (changes % 2 === 0);
  }

  private extend(): void {
    const count = this.changesMs.length;
    const isUp = this.isUpAfter(count);
    const sinceMs = Math.max(0, this.lastChangeMs);
    const event = isUp ? this.nextFall(sinceMs) : this.nextReturn(sinceMs);
    this.lastEvent = event;
    this.lastChangeMs = event?.atMs ?? Number.POSITIVE_INFINITY;
    this.changesMs.push(this.lastChangeMs);
    this.eventKeys.push(event?.key ?? 0);
    this.upBeforeMs.push((this.upBeforeMs[count - 1] ?? 0) + (isUp ? (event?.atMs ?? 0) - sinceMs : 0));
    if (event === undefined) return;
    const nextSpell = isUp ? this.settings.law.down : this.settings.law.up;
    this.isShort = eventMark(this.settings.seed, event) < nextSpell.shortShare;
  }

  private nextFall(sinceMs: number): PoolEvent | undefined {
    const { law, rhythm, hazardScale } = this.settings;
    const height = (hazardScale * this.falls.slotMs) / phaseMeanMs(law.up, this.isShort);
    return nextEvent(this.falls, sinceMs, sinceMs + HORIZON_MS, height, rhythm);
  }

  private nextReturn(sinceMs: number): PoolEvent | undefined {
    const height = this.returns.slotMs / phaseMeanMs(this.settings.law.down, this.isShort);
    return nextEvent(this.returns, sinceMs, sinceMs + HORIZON_MS, height, STEADY);
  }
}

function phaseMeanMs(law: SpellLaw, isShort: boolean): number {
  return isShort ? law.shortMeanMs : law.longMeanMs;
}

/** The hazard scale divides the up spells and leaves the down spells alone. */
function scaledAvailability(law: PoolLaw, hazardScale: number): number {
  const odds = availability(law.up, law.down);
  return odds / (odds + hazardScale * (1 - odds));
}

/** State and phase at time 0 from one uniform, worst first: long down, short down, short up, long up. */
function stationaryStart(law: PoolLaw, share: number, u: number): { isUp: boolean; isShort: boolean } {
  if (u < 1 - share) return { isUp: false, isShort: u >= (1 - share) * (1 - residualShortShare(law.down)) };
  return { isUp: true, isShort: u < 1 - share + share * residualShortShare(law.up) };
}
