/** How far the recommendation can be trusted: who lost and why, other assumptions, the trade-off, the search, the limits. */
import type { ParetoPoint, Recommendation, SensitivityReading } from '../../optimize/index.ts';
import { columnDecimals, formatDuration, formatPercent, formatUsd } from '../../report/format.ts';
import { ninesLines } from '../../report/nines-lines.ts';
import { withReadableLimits } from '../../report/readable-limits.ts';
import { LIMITS_OF_THE_CLAIM, runnerUpText, searchLines } from '../../report/recommendation-rows.ts';
import {
  savingInWords,
  sensitivityDecimals,
  sensitivityTitle,
  sensitivityWarning,
} from '../../report/sensitivity-lines.ts';
import { inPageWords } from '../page-words.ts';
import { isStale, optimization } from '../state.ts';
import { HeldOutDays } from './held-out-days.tsx';
import { AgainstHabits } from './over-days.tsx';
import { TornadoBars } from './tornado.tsx';
import { Wide } from './wide-table.tsx';

const SHOWN_PARETO = 10;

export function Evidence() {
  const found = optimization.value;
  if (found === undefined || isStale.value) return null;
  const recommendation = withReadableLimits(found.recommendation);
  const { runnersUp, sensitivity, pareto, notes, holdout, overDays, tornado, priceOfNines = [] } = recommendation;
  return (
    <section class="card" aria-labelledby="evidence-title">
      <h2 id="evidence-title">How sure is this?</h2>
      {overDays !== undefined && <AgainstHabits overDays={overDays} />}
      {holdout !== null && <HeldOutDays holdout={holdout} />}
      {sensitivity.length > 0 && <Sensitivity readings={sensitivity} />}
      {tornado !== undefined && <TornadoBars tornado={tornado} />}
      {priceOfNines.length > 0 && (
        <>
          <h3>Price of each extra nine</h3>
          <ul>{ninesLines(priceOfNines).map(item)}</ul>
        </>
      )}
      {runnersUp.length > 0 && (
        <>
          <h3>Runners-up</h3>
          <ul>{runnersUp.map(runnerUpText).map(item)}</ul>
        </>
      )}
      <details>
        <summary>Cost against waiting</summary>
        <Pareto points={pareto} />
      </details>
      <details>
        <summary>The search</summary>
        <SearchFacts recommendation={recommendation} />
      </details>
      <h3>Limits of the claim</h3>
      <ul>{[...notes.map(inPageWords), ...LIMITS_OF_THE_CLAIM].map(item)}</ul>
    </section>
  );
}

function Sensitivity({ readings }: { readonly readings: readonly SensitivityReading[] }) {
  const decimals = sensitivityDecimals(readings);
  return (
    <>
      <h3>{sensitivityTitle(readings)}</h3>
      <Wide label={sensitivityTitle(readings)}>
        <table class="figures">
          <thead>
            <tr>
              <td />
              <th scope="col">current</th>
              <th scope="col">recommended</th>
              <th scope="col">saving</th>
            </tr>
          </thead>
          <tbody>
            {readings.map((reading) => (
              <SensitivityRow key={`${reading.assumption}=${reading.value}`} reading={reading} decimals={decimals} />
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

interface SensitivityRowProps {
  readonly reading: SensitivityReading;
  readonly decimals: number;
}

function SensitivityRow({ reading, decimals }: SensitivityRowProps) {
  const { assumption, value, currentUsd, recommendedUsd, savingUsd, isStillCheaper } = reading;
  const words = savingInWords(reading);
  const warning = sensitivityWarning(reading);
  return (
    <tr>
      <th scope="row">
        <code>
          {assumption} = {value}
        </code>
        {warning !== '' && <strong class="warning"> {warning}</strong>}
      </th>
      <td>{formatUsd(currentUsd.mean, decimals)}</td>
      <td>{formatUsd(recommendedUsd.mean, decimals)}</td>
      <td>
        {formatUsd(savingUsd.mean, decimals)}
        <br />
        {isStillCheaper ? <span class="muted">{words}</span> : <strong class="warning">{words}</strong>}
      </td>
    </tr>
  );
}

function Pareto({ points }: { readonly points: readonly ParetoPoint[] }) {
  const shown = points.slice(0, SHOWN_PARETO);
  const decimals = columnDecimals(shown.map(({ costUsd }) => costUsd));
  return (
    <>
      <p class="muted">None of these is beaten in cost, 95 % wait and lost jobs at once.</p>
      <Wide label="Cost against waiting">
        <table class="figures">
          <thead>
            <tr>
              <td />
              <th scope="col">cost</th>
              <th scope="col">wait p95</th>
              <th scope="col">jobs lost</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, costUsd, p95WaitSeconds, lostShare, isConfirmed }) => (
              <tr key={`${name}/${costUsd}`}>
                <th scope="row">
                  {name}
                  {!isConfirmed && ' (not confirmed on fresh luck)'}
                </th>
                <td>{formatUsd(costUsd, decimals)}</td>
                <td>{formatDuration(p95WaitSeconds)}</td>
                <td>{formatPercent(lostShare)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}

function SearchFacts({ recommendation }: { readonly recommendation: Recommendation }) {
  return <ul>{searchLines(recommendation).map(item)}</ul>;
}

function item(text: string) {
  return <li key={text}>{text}</li>;
}
