/** Where the money goes: one stacked bar a configuration, with its table. */
import type { ChartConfiguration } from 'chart.js';
import { useCallback } from 'preact/hooks';
import { columnDecimals, formatUsd } from '../../report/format.ts';
import { ChartCanvas } from '../chart-canvas.tsx';
import { type ChartColors, kindFill } from '../chart-colors.ts';
import { type CostBar, costBars } from '../chart-data.ts';
import { type Side, sides } from '../sides.ts';
import { StaleMark } from './stale-mark.tsx';

export function CostChart() {
  const shown = sides.value;
  const configure = useCallback((colors: ChartColors) => configuration(shown, colors), [shown]);
  if (shown.length === 0) return null;
  const bars = costBars(shown);
  return (
    <section class="card" aria-labelledby="cost-title">
      <h2 id="cost-title">
        What the money is spent on
        <StaleMark />
      </h2>
      <ChartCanvas
        label={`${summary(shown)} The table below has every figure.`}
        configure={configure}
        heightPx={90 + 50 * shown.length}
      />
      <p class="muted">{summary(shown)}</p>
      <details>
        <summary>The same as a table</summary>
        <CostTable shown={shown} bars={bars} />
      </details>
    </section>
  );
}

/** How much of each bill paid for running jobs. */
function summary(shown: readonly Side[]): string {
  return shown
    .map(({ name, figures: { cost } }) => {
      const total = cost.totalUsd.mean;
      const busy = total === 0 ? 0 : Math.round((cost.byKind.busy / total) * 100);
      return `${name[0].toUpperCase()}${name.slice(1)}: ${formatUsd(total)}, ${busy} % of it for running jobs.`;
    })
    .join(' ');
}

function CostTable({ shown, bars }: { readonly shown: readonly Side[]; readonly bars: readonly CostBar[] }) {
  const decimals = columnDecimals(shown.map(({ figures }) => figures.cost.totalUsd.mean));
  return (
    <table class="figures">
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
        {bars.map(({ kind, label, usd }) => (
          <tr key={kind}>
            <th scope="row">{label}</th>
            {usd.map((amount, index) => (
              <td key={shown[index].name}>{formatUsd(amount, decimals)}</td>
            ))}
          </tr>
        ))}
        <tr class="total">
          <th scope="row">total</th>
          {shown.map(({ name, figures }) => (
            <td key={name}>{formatUsd(figures.cost.totalUsd.mean, decimals)}</td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function configuration(shown: readonly Side[], colors: ChartColors): ChartConfiguration {
  const axis = { ticks: { color: colors.text }, grid: { color: colors.grid } };
  return {
    type: 'bar',
    data: {
      labels: shown.map(({ name }) => name),
      datasets: costBars(shown).map(({ kind, label, usd }) => ({
        label,
        data: [...usd],
        backgroundColor: kindFill(kind),
        borderColor: colors.surface,
        borderWidth: 1,
        maxBarThickness: 34,
      })),
    },
    options: {
      indexAxis: 'y',
      scales: {
        x: { ...axis, stacked: true, title: { display: true, text: 'US dollars', color: colors.text } },
        y: { stacked: true, ticks: { color: colors.text, autoSkip: false }, grid: { display: false } },
      },
      plugins: {
        legend: { position: 'bottom', labels: { color: colors.text, boxWidth: 14 } },
        tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${formatUsd(Number(raw), 2)}` } },
      },
    },
  } as ChartConfiguration;
}
