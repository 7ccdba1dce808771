/** Where the jobs come from: drop or pick a file, or go back to the sample; says what was read and what was not. */
import { useRef } from 'preact/hooks';
import { formatPlural } from '../../report/format.ts';
import { openFiles, showReplaced, showSample } from '../actions.ts';
import type { TraceSummary } from '../engine-api.ts';
import { inPageWords } from '../page-words.ts';
import { isQuickstart, replaced, traceSummary, unusedFiles } from '../state.ts';
import { ProblemList } from './problem-list.tsx';

const FORMAT_LABELS = {
  csv: 'CSV',
  swf: 'Standard Workload Format',
  nextflow: 'Nextflow trace',
  awsbatch: 'AWS Batch describe-jobs',
  slurm: 'Slurm accounting (sacct)',
  wfformat: 'WfCommons workflow instance',
  bww: 'Batchwright workload file',
} as const;

export function Source() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="source">
      <p>
        <strong>Drop your job history anywhere on this page.</strong>{' '}
        <span class="muted">
          CSV, Nextflow trace, AWS Batch describe-jobs JSON, Slurm sacct or SWF, also .gz; or a scenario as YAML or
          JSON. It stays on your machine.
        </span>
      </p>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => input.current?.click()}>
          Choose files …
        </button>
        <input
          ref={input}
          class="visually-hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label="Job history or scenario"
          data-testid="file-input"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            void openFiles(files);
          }}
        />
        {replaced.value !== undefined && (
          <button type="button" onClick={() => void showReplaced()}>
            Undo: back to <bdi>{replaced.value.fileName}</bdi>
          </button>
        )}
        {!isQuickstart.value && (
          <button type="button" onClick={() => void showSample()}>
            Back to the sample
          </button>
        )}
      </div>
      {isQuickstart.value && (
        <p class="muted">Shown now: a made-up research group. No number of it describes a real bill.</p>
      )}
      {unusedFiles.value.length > 0 && (
        <p class="alert" data-testid="unused-files">
          Not used: <bdi>{unusedFiles.value.join(', ')}</bdi>. The page takes one job history and one scenario; join
          histories into one file first.
        </p>
      )}
      {traceSummary.value !== undefined && <TraceFacts summary={traceSummary.value} />}
    </div>
  );
}

function TraceFacts({ summary }: { readonly summary: TraceSummary }) {
  const { fileName, format, rows, jobs, skipped, notes, warnings } = summary;
  return (
    <div class="trace-facts" data-testid="trace-facts">
      <p>
        Read <strong>{formatPlural(jobs, 'job')}</strong> from {formatPlural(rows, 'row')} of{' '}
        <bdi class="file-name">{fileName}</bdi> (format: {FORMAT_LABELS[format]}).
      </p>
      {skipped.length + notes.length > 0 && (
        <ul>
          {skipped.map(({ reason, count, firstLine }) => (
            <li key={reason}>
              skipped {formatPlural(count, 'row')}: {reason} (first on line {firstLine})
            </li>
          ))}
          {notes.map(inPageWords).map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {warnings.length > 0 && <ProblemList problems={warnings} />}
    </div>
  );
}
