/** The recommended configuration in AWS's own words, to copy or download. */
import { useState } from 'preact/hooks';
import { downloadText } from '../download.ts';
import { isStale, optimization } from '../state.ts';
import { ExportChoice } from './export-choice.tsx';

export function RecommendedConfig() {
  const [copied, setCopied] = useState('');
  const found = optimization.value;
  if (found === undefined || isStale.value) return null;
  const { recommended, verdict } = found.recommendation;
  if (verdict !== 'change') return null;
  const text = `${JSON.stringify(recommended.batch, null, 2)}\n`;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied('Copied.'),
      () => setCopied('The browser did not allow it; select the text below instead.'),
    );
  return (
    <section class="card" aria-labelledby="config-title">
      <h2 id="config-title">The recommended configuration</h2>
      <p class="muted">
        The bodies of CreateComputeEnvironment and CreateJobQueue, as they were simulated. Keep the plan and let the
        command line show what would change: <code>batchwright plan</code>
      </p>
      <div class="buttons">
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" onClick={() => downloadText('recommended-batch.json', text)}>
          Download
        </button>
        <span role="status">{copied}</span>
      </div>
      <ExportChoice recommendation={found.recommendation} />
      <textarea readOnly class="code" rows={16} wrap="off" aria-label="Recommended configuration" value={text} />
    </section>
  );
}
