/** The what-if controls: each writes one value into the scenario's text, so that the text always says what was run. */
import { useEffect, useId, useState } from 'preact/hooks';
import catalogIndex from '../../../data/catalog/index.json';
import type { CatalogIndex } from '../../models/catalog.ts';
import { formatExact } from '../../report/format.ts';
import { setField } from '../actions.ts';
import type { FieldPath } from '../scenario-fields.ts';
import { fields } from '../state.ts';

const REGIONS = (catalogIndex as CatalogIndex).regions;
const PRESETS = [
  { value: 'typical', label: 'typical: what is known or most likely' },
  { value: 'stress', label: 'stress: slow starts, scarce Spot' },
  { value: 'ideal', label: 'ideal: no delays, no interruptions' },
];

export function Controls() {
  const found = fields.value;
  if (found === undefined)
    return <p class="muted">The controls come back when the scenario below is readable YAML again.</p>;
  return (
    <div class="controls">
      <label>
        Region
        <select value={found.region} onChange={(event) => setField(['region'], event.currentTarget.value)}>
          {!REGIONS.some(({ region }) => region === found.region) && (
            <option value={found.region}>{found.region}</option>
          )}
          {REGIONS.map(({ region, name }) => (
            <option key={region} value={region}>
              {region} {name === undefined ? '' : `· ${name}`}
            </option>
          ))}
        </select>
      </label>
      <label>
        Assumptions
        <select
          value={found.preset}
          onChange={(event) => setField(['assumptions', 'preset'], event.currentTarget.value)}
        >
          {PRESETS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {found.environments.map(({ name, maxvCpus, path }) => (
        <NumberField
          key={name}
          label={`Max vCPUs, ${name}`}
          value={maxvCpus}
          path={path}
          minimum={0}
          maximum={2_147_483_647}
        />
      ))}
      <NumberField
        label="Replications"
        value={found.replications}
        path={['replications']}
        minimum={1}
        maximum={100_000}
      />
      <NumberField label="Seed" value={found.seed} path={['seed']} minimum={0} maximum={4_294_967_295} />
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly path: FieldPath;
  readonly minimum: number;
  readonly maximum: number;
}

/** Takes what the scenario would; anything else stays in the field, said to be unused, until it can be taken. */
function NumberField({ label, value, path, minimum, maximum }: NumberFieldProps) {
  const [refused, setRefused] = useState<string>();
  const hint = useId();
  useEffect(() => setRefused(undefined), [value]);
  return (
    <label>
      {label}
      <input
        type="number"
        inputMode="numeric"
        min={minimum}
        max={maximum}
        step={1}
        value={refused ?? value ?? ''}
        aria-invalid={refused !== undefined}
        aria-describedby={refused === undefined ? undefined : hint}
        onInput={(event) => {
          const { value: text, validity } = event.currentTarget;
          const isTaken = text !== '' && validity.valid;
          setRefused(isTaken ? undefined : text);
          if (isTaken) setField(path, Number(text));
        }}
      />
      {refused !== undefined && (
        <span id={hint} class="refused" role="alert">
          Not used: give a whole number from {formatExact(minimum)} to {formatExact(maximum)}
        </span>
      )}
    </label>
  );
}
