/** Writes what a user's own Spot history says: a table of reclaim rates, start-up delays, and what to put into the scenario. */

import type { HazardEstimate } from '../models/spot/calibration.ts';
import type { StartDelays } from '../models/start-delays.ts';
import { formatCount, formatDuration } from './format.ts';
import { alignRows, section, wrap } from './layout.ts';

/** The contract of `import --spot-events --json`. */
export interface SpotEvidence {
  readonly schemaVersion: 1;
  readonly region: string;
  readonly read: Readonly<Record<string, number>>;
  readonly hazards: readonly HazardEstimate[];
  /** Zone numbers of the scenario by name in the records. */
  readonly zones: Readonly<Record<string, number>>;
  readonly delays: StartDelays;
  /** To be put into the scenario. */
  readonly assumptions: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** At most 100 columns, ends with a newline. */
export function renderSpotEvidence(evidence: SpotEvidence): string {
  const { read, region, hazards, zones, delays, assumptions, notes } = evidence;
  const counts = Object.entries(read).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  const lines = [
    ...wrap(`Spot history, ${region}: ${counts.join(', ')}`, '', ''),
    ...section('Reclaims per instance-hour (90 % interval; the prior is the Spot Advisor’s)', hazardLines(hazards)),
    ...section(
      'Zones',
      Object.entries(zones).map(([name, number]) => `  ${name} = ${number}`),
    ),
    ...section('Start-up delays (log-normal)', delayLines(delays)),
    '',
    ...(Object.keys(assumptions).length === 0
      ? ['Nothing to put into the scenario: three reclaims in a pool, or three starts, are needed.']
      : ['Put into the scenario:', JSON.stringify({ assumptions }, undefined, 2)]),
    ...section(
      'Notes',
      notes.flatMap((note) => wrap(note, '  - ', '    ')),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function hazardLines(hazards: readonly HazardEstimate[]): readonly string[] {
  if (hazards.length === 0) return ['  nothing to learn from'];
  const rate = (value: number) => value.toPrecision(3);
  const rows = hazards.map((estimate) => [
    estimate.pool,
    formatCount(estimate.events),
    `${formatCount(estimate.instanceHours)} h`,
    rate(estimate.priorPerHour),
    rate(estimate.posteriorPerHour),
    `${rate(estimate.loPerHour)} to ${rate(estimate.hiPerHour)}`,
    estimate.overridesPrior ? 'used' : 'prior kept',
  ]);
  const header = ['pool', 'reclaims', 'in', 'prior', 'posterior', 'interval', ''];
  return alignRows([header, ...rows], ['left', 'right', 'right', 'right', 'right', 'right', 'left']);
}

function delayLines({ cold, warm, submittedToRunnable }: StartDelays): readonly string[] {
  const named = [
    ['cold start: RUNNABLE to RUNNING, nothing running before', cold],
    ['warm start: RUNNABLE to RUNNING within 30 s', warm],
    ['SUBMITTED to RUNNABLE', submittedToRunnable],
  ] as const;
  const rows = named.flatMap(([name, fit]) =>
    fit === undefined
      ? []
      : [
          [
            name,
            `median ${formatDuration(fit.medianSeconds)}`,
            `p95 ${formatDuration(fit.p95Seconds)}`,
            `${fit.count} jobs`,
          ],
        ],
  );
  return alignRows(rows, ['left', 'right', 'right', 'right']);
}
