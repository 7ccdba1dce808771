/** The what-if controls: each writes one value into the scenario's text, so that the text always says what was run. */
import { useEffect, useId, useState } from 'preact/hooks';
import catalogIndex from '../../../data/catalog/index.json';
import { ASSUMPTION_NUMBERS, type Preset } from '../../models/assumptions.ts';
import type { CatalogIndex } from '../../models/catalog.ts';
import { formatExact } from '../../report/format.ts';
import { chooseField, chooseType, setField } from '../actions.ts';
import { type EnvironmentField, type FieldPath, isTypeName, TYPE_PAIRS } from '../scenario-fields.ts';
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
        <select value={found.region} onChange={(event) => chooseField(['region'], event.currentTarget.value)}>
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
          onChange={(event) => chooseField(['assumptions', 'preset'], event.currentTarget.value)}
        >
          {PRESETS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {found.environments.map((environment) => (
        <Environment key={environment.name} environment={environment} />
      ))}
      <NumberField
        label="Attempts of a job"
        value={found.attempts}
        placeholder={1}
        path={['batch', 'defaultRetryStrategy', 'attempts']}
        minimum={1}
        maximum={10}
      />
      <NumberField
        label="Idle timeout, seconds"
        value={found.idleTimeoutSeconds}
        placeholder={usualIdleSeconds(found.preset)}
        path={['assumptions', 'idleTimeoutSeconds']}
        minimum={ASSUMPTION_NUMBERS.idleTimeoutSeconds.minimum}
        maximum={ASSUMPTION_NUMBERS.idleTimeoutSeconds.maximum}
      />
      <NumberField
        label="Replications"
        value={found.replications}
        path={['replications']}
        minimum={1}
        maximum={100_000}
      />
      <NumberField
        label={found.tracePath === undefined ? 'Seed, of the made-up jobs too' : 'Seed'}
        value={found.seed}
        path={['seed']}
        minimum={0}
        maximum={4_294_967_295}
      />
    </div>
  );
}

/** What the preset says where the text does not. */
function usualIdleSeconds(preset: string): number | undefined {
  return PRESETS.some(({ value }) => value === preset)
    ? ASSUMPTION_NUMBERS.idleTimeoutSeconds[preset as Preset]
    : undefined;
}

const MARKET_LABELS = { EC2: 'On-Demand', SPOT: 'Spot', FARGATE: 'Fargate', FARGATE_SPOT: 'Fargate Spot' } as const;

function Environment({ environment }: { readonly environment: EnvironmentField }) {
  const { name, type, instanceTypes, maxvCpus, path } = environment;
  const markets = TYPE_PAIRS.find((pair) => pair.some((market) => market === type));
  return (
    <>
      {instanceTypes !== undefined && (
        <TypesField label={`Instance types, ${name}`} types={instanceTypes} path={[...path, 'instanceTypes']} />
      )}
      {markets !== undefined && (
        <label>
          Purchase option, {name}
          <select value={type} onChange={(event) => chooseType(environment, event.currentTarget.value)}>
            {markets.map((market) => (
              <option key={market} value={market}>
                {MARKET_LABELS[market]}
              </option>
            ))}
          </select>
        </label>
      )}
      <NumberField
        label={`Max vCPUs, ${name}`}
        value={maxvCpus}
        path={[...path, 'maxvCpus']}
        minimum={0}
        maximum={2_147_483_647}
      />
    </>
  );
}

interface TypesFieldProps {
  readonly label: string;
  readonly types: readonly string[];
  readonly path: FieldPath;
}

/** Taken when the field is left or Enter is pressed: half a name is a name that nobody knows. */
function TypesField({ label, types, path }: TypesFieldProps) {
  const [refused, setRefused] = useState<string>();
  const hint = useId();
  const written = types.join(', ');
  useEffect(() => setRefused(undefined), [written]);
  return (
    <label class="whole-row">
      {label}
      <input
        type="text"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={refused ?? written}
        aria-invalid={refused !== undefined}
        aria-describedby={refused === undefined ? undefined : hint}
        onChange={(event) => {
          const text = event.currentTarget.value;
          const names = text.split(/[\s,]+/).filter((name) => name !== '');
          const isTaken = names.length > 0 && names.every(isTypeName);
          setRefused(isTaken ? undefined : text);
          if (isTaken) chooseField(path, names);
        }}
      />
      {refused !== undefined && (
        <span id={hint} class="refused" role="alert">
          Not used: give types or families such as c6a.xlarge, m6a or optimal, with commas between them
        </span>
      )}
    </label>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number | undefined;
  /** What holds while the field is empty. */
  readonly placeholder?: number | undefined;
  readonly path: FieldPath;
  readonly minimum: number;
  readonly maximum: number;
}

/** Takes what the scenario would; anything else stays in the field, said to be unused, until it can be taken. */
function NumberField({ label, value, placeholder, path, minimum, maximum }: NumberFieldProps) {
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
        placeholder={placeholder === undefined ? undefined : formatExact(placeholder)}
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
