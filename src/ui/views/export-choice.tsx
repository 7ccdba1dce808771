/** The recommended configuration as a file for another tool: the bytes that `batchwright export` prints. */
import { useState } from 'preact/hooks';
import { formatProblem } from '../../models/problem.ts';
import type { Recommendation } from '../../optimize/index.ts';
import { downloadText } from '../download.ts';

/** Formats of one file; the scripts of aws-cli are for the command line. */
const FORMATS = [
  ['cloudformation', 'CloudFormation'],
  ['cdk', 'CDK'],
  ['terraform', 'Terraform'],
  ['nextflow', 'Nextflow'],
] as const;

export function ExportChoice({ recommendation }: { readonly recommendation: Recommendation }) {
  const [told, setTold] = useState('');
  const save = async (format: string) => {
    const { recommended, scenario: title, data } = recommendation;
    // Loaded with its first use.
    const exporters = await import('../../export/index.ts').catch(() => undefined);
    if (exporters === undefined) {
      setTold('Not saved: the page could not load the exporter, since its server does not answer.');
      return;
    }
    const exported = exporters.exporterNamed(format)?.export(recommended.batch, {}, { title, region: data.region });
    if (exported === undefined) return;
    if (!exported.ok) {
      setTold(exported.problems.map(formatProblem).join(' '));
      return;
    }
    for (const { path, content } of exported.value) downloadText(path, content, 'text/plain');
    setTold(exported.warnings.length === 0 ? 'Saved.' : 'Saved. Its first lines say what is left to do by hand.');
  };
  return (
    <div class="buttons">
      <span>Save for</span>
      {FORMATS.map(([format, name]) => (
        <button key={format} type="button" onClick={() => void save(format)}>
          {name}
        </button>
      ))}
      <span role="status">{told}</span>
    </div>
  );
}
