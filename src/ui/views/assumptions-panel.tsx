/** What the figures rest on: data and their dates, what is modelled, what is guessed, what is left out. */
import { ASSUMPTION_NUMBERS, type AssumptionName, type Confidence } from '../../models/assumptions.ts';
import { assumptionRows } from '../../report/assumption-rows.ts';
import { NOT_SIMULATED } from '../../scenario/not-simulated.ts';
import type { SimulationResult } from '../../study/simulation-result.ts';
import { simulation } from '../state.ts';
import { StaleMark } from './stale-mark.tsx';
import { Wide } from './wide-table.tsx';

const MODELLED = [
  'every job: submission, dependencies, arrays, waiting, placement on an instance, retries, timeouts',
  'queues and compute environments as AWS Batch walks them; allocation strategies; scale-out in steps; scale-in after idling',
  'instances: pending, boot, image pull, billing by the second with a 60-second minimum, root volumes, public IPv4 addresses',
  'Spot: pools with interruptions that come in waves, two minutes of notice, lost work, the free first hour',
];

const IGNORED = [
  'run times differ between processors: each job runs as long as in its history on every type',
  'data transfer, file systems, logs and everything else on the bill besides instances, volumes and addresses',
  'On-Demand prices are list prices, before discounts and commitments, unless the scenario gives its own',
];

export function AssumptionsPanel() {
  const run = simulation.value;
  if (run === undefined) return null;
  const { result } = run;
  return (
    <section class="card" aria-labelledby="assumptions-title">
      <h2 id="assumptions-title">
        What these figures rest on
        <StaleMark />
      </h2>
      <Data result={result} />
      <details>
        <summary>What is modelled, and what is left out</summary>
        <h3>Modelled</h3>
        <ul>{MODELLED.map(item)}</ul>
        <h3>Left out</h3>
        <ul>
          {IGNORED.map(item)}
          {NOT_SIMULATED.map(({ feature, hint }) => item(`${feature}: ${hint}`))}
        </ul>
      </details>
      <details>
        <summary>Assumptions: preset {result.assumptions.preset}</summary>
        <Assumptions result={result} />
      </details>
    </section>
  );
}

function Data({ result: { data } }: { readonly result: SimulationResult }) {
  return (
    <>
      <p>
        Prices of <strong>{data.region}</strong>, as of <strong>{data.catalogDate}</strong>. AWS changes prices; check
        the date before you rely on an amount.
      </p>
      <details>
        <summary>Sources</summary>
        <ul>
          {data.sources.map(({ figure, date, source, estimate }) => (
            <li key={`${figure}/${date}/${source}`}>
              {figure}: {source}, {date}
              {estimate === true && ' (estimate)'}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Assumptions({ result: { assumptions } }: { readonly result: SimulationResult }) {
  return (
    <Wide label="Assumptions">
      <table class="assumptions">
        <thead>
          <tr>
            <th scope="col">assumption</th>
            <th scope="col">value</th>
            <th scope="col">how sure</th>
            <th scope="col">meaning and source</th>
          </tr>
        </thead>
        <tbody>
          {assumptionRows(assumptions).map(({ name, value, presetValue, isChanged }) => {
            const known = isAssumptionName(name) ? ASSUMPTION_NUMBERS[name] : undefined;
            return (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  {value}
                  {isChanged && <span class="muted"> (preset: {presetValue})</span>}
                </td>
                <td>{known === undefined ? 'choice' : confidenceText(known.confidence)}</td>
                <td>{known === undefined ? '' : `${known.meaning} ${known.source}.`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Wide>
  );
}

function isAssumptionName(name: string): name is AssumptionName {
  return name in ASSUMPTION_NUMBERS;
}

function confidenceText(confidence: Confidence): string {
  return confidence === 'guess' ? 'a guess' : confidence;
}

function item(text: string) {
  return <li key={text}>{text}</li>;
}
