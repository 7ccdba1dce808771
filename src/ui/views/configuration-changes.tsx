/** What the recommendation changes in the configuration, field by field, and whether it keeps each limit. */
import type { FieldChange, LimitReading } from '../../optimize/index.ts';
import { isStale, optimization } from '../state.ts';

export function ConfigurationChanges() {
  const found = optimization.value;
  if (found === undefined || isStale.value) return null;
  const { changes, recommended, objective } = found.recommendation;
  return (
    <section class="card" aria-labelledby="changes-title">
      <h2 id="changes-title">What to change</h2>
      {changes.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <ul class="changes">
          {changes.map((change) => (
            <Change key={change.path} change={change} />
          ))}
        </ul>
      )}
      <h3>
        Limits it was held to{objective.isDefault ? ' (not worse than today, since the scenario gives none)' : ''}
      </h3>
      <ul class="limits">
        {recommended.limits.map((reading) => (
          <Limit key={reading.limit} reading={reading} />
        ))}
      </ul>
    </section>
  );
}

function Change({ change: { path, before, after } }: { readonly change: FieldChange }) {
  const action = before === undefined ? 'add' : after === undefined ? 'remove' : 'change';
  return (
    <li>
      <span class="action">{action}</span> <code>{path}</code>
      {before !== undefined && <del>{JSON.stringify(before)}</del>}
      {after !== undefined && <ins>{JSON.stringify(after)}</ins>}
    </li>
  );
}

function Limit({ reading: { ok, text } }: { readonly reading: LimitReading }) {
  return (
    <li>
      <strong>{ok ? 'kept' : 'broken'}</strong> {text}
    </li>
  );
}
