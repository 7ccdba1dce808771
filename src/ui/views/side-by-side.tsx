/** The figures of the current and the recommended configuration in two columns. */
import {
  formatCount,
  formatDuration,
  formatMarket,
  formatPercent,
  formatUsdMean,
  formatUsdRange,
} from '../../report/format.ts';
import { mixRows } from '../chart-data.ts';
import { type Side, type SideFigures, sides } from '../sides.ts';

const SHOWN_TYPES = 6;

interface FigureRow {
  readonly label: string;
  /** What the figure is, for those who ask. */
  readonly meaning: string;
  readonly read: (figures: SideFigures) => string;
}

const ROWS: readonly FigureRow[] = [
  { label: 'Cost', meaning: 'Mean over replications', read: ({ cost }) => formatUsdMean(cost.totalUsd) },
  {
    label: 'Cost, 95 % interval',
    meaning: 'Student t-interval of that mean over replications',
    read: ({ cost }) => formatUsdRange(cost.totalUsd),
  },
  {
    label: 'Wait, median',
    meaning: 'RUNNABLE to first RUNNING; mean over replications of the median over jobs',
    read: ({ waitSeconds }) => formatDuration(waitSeconds?.p50),
  },
  {
    label: 'Wait, p95',
    meaning: '95 of 100 jobs wait no longer; mean over replications',
    read: ({ waitSeconds }) => formatDuration(waitSeconds?.p95),
  },
  {
    label: 'Makespan',
    meaning: 'First submission to the last job end',
    read: ({ makespanSeconds }) => formatDuration(makespanSeconds.mean),
  },
  {
    label: 'Spot interruptions',
    meaning: 'Instances EC2 took back, mean a replication',
    read: ({ spot }) => formatCount(spot.interruptions),
  },
  { label: 'Failed jobs', meaning: 'Out of tries, mean a replication', read: ({ jobs }) => formatCount(jobs.failed) },
  {
    label: 'Jobs that never ran',
    meaning: 'Still waiting when the run ended, mean a replication',
    read: ({ jobs }) => formatCount(jobs.neverRan),
  },
  {
    label: 'vCPU utilization',
    meaning: 'Share of the rented vCPU time that jobs held',
    read: ({ utilization }) => formatPercent(utilization.vcpu),
  },
  {
    label: 'Peak vCPUs',
    meaning: 'Most vCPUs rented at once, mean over replications',
    read: ({ instances }) => formatCount(instances.peakVcpus),
  },
];

export function SideBySide() {
  const shown = sides.value;
  if (shown.length === 0) return null;
  return (
    <section class="card" aria-labelledby="side-by-side-title">
      <h2 id="side-by-side-title">
        {shown.length === 1 ? 'The current configuration' : 'Current against recommended'}
      </h2>
      {shown.map(
        ({ name, description }) =>
          description !== undefined && <p class="muted" key={name}>{`${name}: ${description}`}</p>,
      )}
      <table class="figures" data-testid="figures">
        <thead>
          <tr>
            <td />
            {shown.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ label, meaning, read }) => (
            <tr key={label}>
              <th scope="row" title={meaning}>
                {label}
              </th>
              {shown.map(({ name, figures }) => (
                <td key={name}>{read(figures)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <h3>What was rented, by share of the cost</h3>
      <div class="mixes">
        {shown.map((side) => (
          <Mix key={side.name} side={side} />
        ))}
      </div>
    </section>
  );
}

function Mix({ side }: { readonly side: Side }) {
  const rows = mixRows(side);
  return (
    <div>
      <p class="muted">{side.name}</p>
      <ul class="mix">
        {rows.slice(0, SHOWN_TYPES).map(({ instanceType, market, share }) => (
          <li key={`${instanceType}/${market}`}>
            <span>
              {instanceType} <span class="muted">{formatMarket(market)}</span>
            </span>
            <span>{formatPercent(share)}</span>
          </li>
        ))}
        {rows.length > SHOWN_TYPES && <li class="muted">and {rows.length - SHOWN_TYPES} more</li>}
      </ul>
    </div>
  );
}
