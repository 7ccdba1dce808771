/** Draws one chart.js chart and follows its configuration and the theme; the library is loaded when the first chart is drawn. */
import type { Chart, ChartConfiguration } from 'chart.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type ChartColors, chartColors } from './chart-colors.ts';
import { isDark } from './theme.ts';

export interface ChartCanvasProps {
  /** What the chart shows, for people who cannot see it. */
  readonly label: string;
  readonly configure: (colors: ChartColors) => ChartConfiguration;
  readonly heightPx: number;
}

export function ChartCanvas({ label, configure, heightPx }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = isDark();
  const [isMissing, setIsMissing] = useState(false);
  useEffect(() => {
    let chart: Chart | undefined;
    let isGone = false;
    import('./chart-library.ts').then(
      ({ ChartLibrary }) => {
        if (isGone || canvas.current === null) return;
        chart = new ChartLibrary(canvas.current, withManners(configure(chartColors(dark))));
      },
      () => setIsMissing(true),
    );
    return () => {
      isGone = true;
      chart?.destroy();
    };
  }, [configure, dark]);
  if (isMissing) return <p class="alert">The chart could not be loaded; the table below has its figures.</p>;
  return (
    <div class="chart" style={{ height: `${heightPx}px` }}>
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  );
}

function withManners(configuration: ChartConfiguration): ChartConfiguration {
  return {
    ...configuration,
    options: { responsive: true, maintainAspectRatio: false, animation: false, ...configuration.options },
  } as ChartConfiguration;
}
