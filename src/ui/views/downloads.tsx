/** The results as files: the same bytes the command line prints. Keeps them in the document for tools that read the page. */
import { downloadText } from '../download.ts';
import { isStale, optimization, simulation } from '../state.ts';

export function Downloads() {
  const run = simulation.value;
  const found = optimization.value;
  if (run === undefined) return null;
  return (
    <div class="buttons">
      <button type="button" disabled={isStale.value} onClick={() => downloadText('simulation.json', run.json)}>
        Download simulation JSON
      </button>
      {found !== undefined && (
        <button type="button" disabled={isStale.value} onClick={() => downloadText('plan.json', found.json)}>
          Download plan JSON
        </button>
      )}
      {!isStale.value && <textarea hidden readOnly data-testid="simulation-json" value={run.json} />}
      {found !== undefined && !isStale.value && <textarea hidden readOnly data-testid="plan-json" value={found.json} />}
    </div>
  );
}
