/** What is worth knowing of the simulated configuration before its figures are used, right below the sentence that one came for. */
import { inPageWords } from '../page-words.ts';
import { simulation } from '../state.ts';

/** More would push the figures off the screen. */
const SHOWN = 3;

export function Warnings() {
  const warnings = (simulation.value?.result.warnings ?? []).map(inPageWords);
  if (warnings.length === 0) return null;
  const rest = warnings.slice(SHOWN);
  return (
    <div class="muted" data-testid="warnings">
      <h3>Warnings about the current configuration</h3>
      <ul>{warnings.slice(0, SHOWN).map(item)}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          <ul>{rest.map(item)}</ul>
        </details>
      )}
    </div>
  );
}

function item(text: string) {
  return <li key={text}>{text}</li>;
}
