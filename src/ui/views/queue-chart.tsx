/** The queue and the fleet over time: waiting jobs, and vCPUs used and rented, with their table. */
import type { Chart, ChartConfiguration, LegendItem, TooltipItem } from 'chart.js';
import { useCallback } from 'preact/hooks';
import { formatCount } from '../../report/format.ts';
import { ChartCanvas } from '../chart-canvas.tsx';
import { type ChartColors, lineDash } from '../chart-colors.ts';
import { type Point, peakOf, timelinePoints } from '../chart-data.ts';
import type { Timeline } from '../optimize-run.ts';
import { type Side, sides } from '../sides.ts';
import { StaleMark } from './stale-mark.tsx';
import { TimelineTable } from './timeline-table.tsx';

export interface TimedSide extends Side {
  readonly timeline: Timeline;
}

export function QueueChart() {
  const shown = sides.value.filter((side): side is TimedSide => side.timeline !== undefined);
  const waiting = useCallback((colors: ChartColors) => waitingChart(shown, colors), [sides.value]);
  const fleet = useCallback((colors: ChartColors) => fleetChart(shown, colors), [sides.value]);
  if (shown.length === 0) return null;
  return (
    <section class="card" aria-labelledby="queue-title">
      <h2 id="queue-title">
        The queue over time
        <StaleMark />
      </h2>
      <h3>Jobs waiting (RUNNABLE)</h3>
      <ChartCanvas label={waitingSummary(shown)} configure={waiting} heightPx={190} />
      <p class="muted">{waitingSummary(shown)}</p>
      <h3>vCPUs rented and used</h3>
      <ChartCanvas label={fleetSummary(shown)} configure={fleet} heightPx={220} />
      <p class="muted">{fleetSummary(shown)} One replication, not a mean.</p>
      <details>
        <summary>The same as a table</summary>
        {shown.map((side) => (
          <TimelineTable key={side.name} name={side.name} timeline={side.timeline} />
        ))}
      </details>
    </section>
  );
}

function waitingSummary(shown: readonly TimedSide[]): string {
  return peaks(shown, 'most jobs waiting', (timeline) => timeline.runnableJobs);
}

function fleetSummary(shown: readonly TimedSide[]): string {
  return peaks(shown, 'most vCPUs rented', (timeline) => timeline.totalVcpus);
}

function peaks(shown: readonly TimedSide[], what: string, read: (timeline: Timeline) => readonly number[]): string {
  return shown
    .map(({ name, timeline }) => {
      const peak = peakOf(read(timeline), timeline.bucketSeconds);
      const title = `${name[0].toUpperCase()}${name.slice(1)}`;
      if (peak === undefined) return `${title}: no data.`;
      return `${title}: ${what} ${formatCount(Math.round(peak.value))}, at hour ${formatCount(Math.round(peak.hour))}.`;
    })
    .join(' ');
}

function waitingChart(shown: readonly TimedSide[], colors: ChartColors): ChartConfiguration {
  return lineChart(
    'jobs',
    colors,
    shown.map((side, index) => ({
      label: side.name,
      data: timelinePoints(side.timeline.runnableJobs, side.timeline.bucketSeconds),
      borderColor: sideColor(index, colors),
      borderDash: lineDash(index, 'rented'),
    })),
  );
}

function fleetChart(shown: readonly TimedSide[], colors: ChartColors): ChartConfiguration {
  return lineChart(
    'vCPUs',
    colors,
    shown.flatMap((side, index) => [
      {
        label: `${side.name}, rented`,
        data: timelinePoints(side.timeline.totalVcpus, side.timeline.bucketSeconds),
        borderColor: sideColor(index, colors),
        borderDash: lineDash(index, 'rented'),
      },
      {
        label: `${side.name}, used by jobs`,
        data: timelinePoints(side.timeline.usedVcpus, side.timeline.bucketSeconds),
        borderColor: sideColor(index, colors),
        borderDash: lineDash(index, 'used'),
      },
    ]),
  );
}

const LINE_WIDTH = 1.75;

interface LineDataset {
  readonly label: string;
  readonly data: readonly Point[];
  readonly borderColor: string;
  readonly borderDash: readonly number[];
}

function lastHour(datasets: readonly LineDataset[]): number {
  return Math.ceil(datasets.reduce((last, { data }) => Math.max(last, data.at(-1)?.x ?? 0), 0));
}

function sideColor(index: number, colors: ChartColors): string {
  return index === 0 ? colors.current : colors.recommended;
}

/** Lines as they are drawn: a box without height is drawn there and back, which fills the gaps between dashes. */
function legendLabels(colors: ChartColors, chart: Chart): readonly LegendItem[] {
  return chart.data.datasets.map((dataset, datasetIndex) => {
    const { label = '', borderColor, borderDash } = dataset as unknown as LineDataset;
    return {
      text: label,
      fontColor: colors.text,
      strokeStyle: borderColor,
      lineDash: [...borderDash],
      lineWidth: LINE_WIDTH,
      pointStyle: 'line',
      datasetIndex,
      hidden: !chart.isDatasetVisible(datasetIndex),
    };
  });
}

function lineChart(unit: string, colors: ChartColors, datasets: readonly LineDataset[]): ChartConfiguration {
  const axis = { ticks: { color: colors.text }, grid: { color: colors.grid } };
  return {
    type: 'line',
    data: { datasets: datasets.map((dataset) => ({ borderWidth: LINE_WIDTH, pointRadius: 0, ...dataset })) },
    options: {
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          ...axis,
          type: 'linear',
          max: lastHour(datasets),
          title: { display: true, text: 'hours since the start', color: colors.text },
        },
        y: { ...axis, beginAtZero: true, title: { display: true, text: unit, color: colors.text } },
      },
      plugins: {
        legend: {
          position: 'bottom',
          labels: {
            usePointStyle: true,
            pointStyleWidth: 34,
            boxHeight: 8,
            generateLabels: (chart: Chart) => legendLabels(colors, chart),
          },
        },
        tooltip: {
          callbacks: {
            title: ([item]: TooltipItem<'line'>[]) =>
              item?.parsed.x == null ? '' : `hour ${item.parsed.x.toFixed(1)}`,
          },
        },
      },
    },
  } as unknown as ChartConfiguration;
}
