/** Which assumption the cost hangs on: a bar from the cost at its low end to the cost at its high end, longest first. */
import type { Tornado, TornadoBar } from '../../optimize/tornado.ts';
import { formatUsd } from '../../report/format.ts';
import {
  deviations,
  longestSide,
  otherBarsText,
  remark,
  shownBars,
  tornadoDecimals,
  tornadoTitle,
  valueText,
} from '../../report/tornado-lines.ts';
import { Wide } from './wide-table.tsx';

export function TornadoBars({ tornado }: { readonly tornado: Tornado }) {
  const { recommendedUsd } = tornado.baseline;
  const bars = shownBars(tornado);
  const longest = longestSide(bars, recommendedUsd);
  const decimals = tornadoDecimals(bars);
  return (
    <>
      <h3>{tornadoTitle(tornado)}</h3>
      {bars.length > 0 && (
        <Wide label={tornadoTitle(tornado)}>
          <table class="figures tornado" data-testid="tornado">
            <thead>
              <tr>
                <td />
                <th scope="col">at the low end</th>
                <td />
                <th scope="col">at the high end</th>
              </tr>
            </thead>
            <tbody>
              {bars.map((bar) => (
                <Row key={bar.assumption} bar={bar} baseline={tornado.baseline} longest={longest} decimals={decimals} />
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      <p class="muted">
        The line in the middle is {formatUsd(recommendedUsd)}; {otherBarsText(tornado)}.
      </p>
    </>
  );
}

interface RowProps {
  readonly bar: TornadoBar;
  readonly baseline: Tornado['baseline'];
  readonly longest: number;
  readonly decimals: number;
}

function Row({ bar, baseline, longest, decimals }: RowProps) {
  const { assumption, low, high, unit } = bar;
  const warning = remark(bar, baseline);
  return (
    <tr>
      <th scope="row">
        <code>{assumption}</code>
        {warning !== '' && <strong class="warning"> {warning}</strong>}
      </th>
      <td>
        {formatUsd(low.recommendedUsd, decimals)}
        <br />
        <span class="muted">{valueText(low, unit)}</span>
      </td>
      <td class="swing" aria-hidden="true">
        <Swing ends={deviations(bar, baseline.recommendedUsd)} longest={longest} />
      </td>
      <td>
        {formatUsd(high.recommendedUsd, decimals)}
        <br />
        <span class="muted">{valueText(high, unit)}</span>
      </td>
    </tr>
  );
}

/** The figures stand beside it, so it says nothing to a screen reader. */
function Swing({ ends, longest }: { readonly ends: readonly number[]; readonly longest: number }) {
  const place = (usd: number) => (longest === 0 ? 50 : 50 + (46 * usd) / longest);
  const from = place(Math.min(0, ...ends));
  const to = place(Math.max(0, ...ends));
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" role="presentation">
      <rect class="bar" x={from} y="2" width={Math.max(0.5, to - from)} height="6" />
      <line x1="50" x2="50" y1="0" y2="10" />
    </svg>
  );
}
