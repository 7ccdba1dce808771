/** The figures of the current and the recommended configuration in two columns. */
import { formatMarket, formatPercent } from '../../report/format.ts';
import { mixRows } from '../chart-data.ts';
import { FIGURE_MEANINGS, meaningOf } from '../figure-meanings.ts';
import { sideRows } from '../side-rows.ts';
import { type Side, sides } from '../sides.ts';
import { optimization } from '../state.ts';
import { StaleMark } from './stale-mark.tsx';

const SHOWN_TYPES = 6;

export function SideBySide() {
  const shown = sides.value;
  if (shown.length === 0) return null;
  const rows = sideRows(shown, optimization.value?.recommendation);
  return (
    <section class="card" aria-labelledby="side-by-side-title">
      <h2 id="side-by-side-title">
        {shown.length === 1 ? 'The current configuration' : 'Current against recommended'}
        <StaleMark />
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
          {rows.map(([label, ...texts]) => (
            <tr key={label}>
              <th scope="row" title={meaningOf(label)}>
                {label}
              </th>
              {texts.map((text, index) => (
                <td key={shown[index].name}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>What these figures are</summary>
        <ul>
          {FIGURE_MEANINGS.map(({ name, meaning }) => (
            <li key={name}>
              <strong>{name}</strong>: {meaning}
            </li>
          ))}
        </ul>
      </details>
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
