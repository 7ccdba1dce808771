/** What the recommendation changes in the configuration, field by field, and whether it keeps each limit. */
import type { LimitReading } from '../../optimize/index.ts';
import { standingOfLimit } from '../../report/change-effect.ts';
import { withReadableLimits } from '../../report/readable-limits.ts';
import { changeLines } from '../../report/recommendation-changes.ts';
import { isStale, optimization } from '../state.ts';

const MARKS: Readonly<Record<string, string>> = { '+': 'add', '-': 'remove', '~': 'change' };

export function ConfigurationChanges() {
  const found = optimization.value;
  if (found === undefined || isStale.value) return null;
  const { changes, verdict, current, recommended, closest, objective } = withReadableLimits(found.recommendation);
  const limits = (verdict === 'change' ? recommended : (closest ?? current)).limits;
  const lines = changeLines(changes);
  return (
    <section class="card" aria-labelledby="changes-title">
      <h2 id="changes-title">What to change</h2>
      {lines.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <ul class="changes">
          {lines.map((line) => (
            <Change key={line} line={line} />
          ))}
        </ul>
      )}
      <h3>
        Limits
        {verdict !== 'change' && closest !== undefined && `, of the closest configuration: ${closest.name}`}
        {objective.isDefault ? ' (not worse than today, since the scenario gives none)' : ''}
      </h3>
      <ul class="limits">
        {limits.map((reading) => (
          <Limit key={reading.limit} reading={reading} />
        ))}
      </ul>
    </section>
  );
}

/** `+ path: value` with the sign in words, since colours and signs are not read aloud. */
function Change({ line }: { readonly line: string }) {
  const action = MARKS[line[0]] ?? 'change';
  return (
    <li class={action}>
      <span class="action">{action}</span> <code>{line.slice(2)}</code>
    </li>
  );
}

function Limit({ reading }: { readonly reading: LimitReading }) {
  return (
    <li>
      <span class="action">{standingOfLimit(reading)}</span> {reading.text}
    </li>
  );
}
