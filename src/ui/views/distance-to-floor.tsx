/** How far the plan is from what is provably possible, and what the distance went into. */
import type { Recommendation } from '../../optimize/index.ts';
import { boundsSentence, floorSentence, gapRows, limitedSentence } from '../../report/floor-text.ts';
import { formatUsd } from '../../report/format.ts';
import { isStale, optimization } from '../state.ts';

export function DistanceToFloor() {
  const found = optimization.value;
  if (found === undefined || isStale.value || found.recommendation.floor === null) return null;
  const { recommended, floor, gapPercent } = found.recommendation;
  return <Distance recommended={recommended} floor={floor} gapPercent={gapPercent} />;
}

interface DistanceProps {
  readonly recommended: Recommendation['recommended'];
  readonly floor: NonNullable<Recommendation['floor']>;
  readonly gapPercent: Recommendation['gapPercent'];
}

function Distance({ recommended, floor, gapPercent }: DistanceProps) {
  const { mean, hi = mean } = recommended.cost.totalUsd;
  return (
    <section class="card" aria-labelledby="floor-title" data-testid="floor">
      <h2 id="floor-title">Distance to the proven floor</h2>
      <p>{floorSentence(floor, hi, gapPercent)}</p>
      {floor.underLimits !== undefined && <p>{limitedSentence(floor.underLimits, hi)}</p>}
      <table class="figures gap">
        <caption class="muted">
          In one replication, which cost {formatUsd(floor.gap.costUsd)}, the distance went into
        </caption>
        <tbody>
          {gapRows(floor.gap).map(([name, amount, share]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{amount}</td>
              <td>{share}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">{boundsSentence(floor, hi)}</p>
    </section>
  );
}
