/**
 * When recorded Spot weather lets a type run at all: in the model `replay` no instance of a pool works while the recorded count
 * is 0, whatever the plan. Other models leave every moment open.
 */
import type { Assumptions } from '../../models/assumptions.ts';
import type { InstanceType } from '../../models/catalog.ts';
import type { AvailabilitySeries } from '../../models/spot/availability-series.ts';
import type { SpotRecordings } from '../../models/spot/recordings.ts';

/** False when no zone has a recording with a count above 0. */
export function isEverAvailable(
  { instanceType }: Pick<InstanceType, 'instanceType'>,
  assumptions: Assumptions,
  recordings: SpotRecordings | undefined,
): boolean {
  const series = seriesOf(instanceType, assumptions, recordings);
  return series === undefined || series.some(({ counts }) => counts.some((count) => count > 0));
}

/** Whether some zone has capacity at some moment of [fromMs, toMs]; ends included, so that rounding never closes a window. */
export function isAvailableDuring(
  { instanceType }: Pick<InstanceType, 'instanceType'>,
  [fromMs, toMs]: readonly [number, number],
  assumptions: Assumptions,
  recordings: SpotRecordings | undefined,
): boolean {
  const series = seriesOf(instanceType, assumptions, recordings);
  const wraps = (assumptions.spot.replay?.afterEnd ?? 'wrap') === 'wrap';
  return series === undefined || series.some((one) => isUpDuring(one, fromMs, toMs, wraps));
}

/** One per zone; undefined where nothing is recorded because nothing needs to be. */
function seriesOf(
  instanceType: string,
  { spot, zones }: Assumptions,
  recordings: SpotRecordings | undefined,
): readonly AvailabilitySeries[] | undefined {
  if (spot.model !== 'replay' || recordings?.series === undefined) return undefined;
  const known = recordings.series;
  return Array.from(
    { length: zones },
    (_, zone) => known.get(`${instanceType}/${zone}`) ?? known.get(instanceType),
  ).filter((series) => series !== undefined);
}

function isUpDuring({ gapMs, counts }: AvailabilitySeries, fromMs: number, toMs: number, wraps: boolean): boolean {
  const first = Math.floor(Math.max(0, fromMs) / gapMs);
  const last = Math.min(Math.floor(toMs / gapMs), first + counts.length);
  for (let tick = first; tick <= last; tick++) {
    const place = wraps ? tick % counts.length : Math.min(tick, counts.length - 1);
    if (counts[place] > 0) return true;
  }
  return false;
}
