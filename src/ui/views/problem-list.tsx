/** Problems or warnings, each with its place, its text and how to mend it; a button leads to the line. */
import type { Problem } from '../../models/problem.ts';
import { inPageWords } from '../page-words.ts';

export interface ProblemListProps {
  readonly problems: readonly Problem[];
  /** The file a line can be shown of; lines of other files are only named. */
  readonly shownFile?: string | undefined;
  readonly onGoToLine?: ((line: number) => void) | undefined;
}

export function ProblemList({ problems, shownFile, onGoToLine }: ProblemListProps) {
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li key={`${problem.file}/${problem.line}/${problem.path}/${problem.message}`}>
          <Place problem={problem} isShown={problem.file === shownFile} onGoToLine={onGoToLine} />
          {problem.path !== '' && <code>{problem.path}</code>} {inPageWords(problem.message)}
          {problem.hint !== undefined && <span class="hint">Fix: {inPageWords(problem.hint)}</span>}
        </li>
      ))}
    </ul>
  );
}

interface PlaceProps {
  readonly problem: Problem;
  readonly isShown: boolean;
  readonly onGoToLine: ProblemListProps['onGoToLine'];
}

function Place({ problem: { file, line }, isShown, onGoToLine }: PlaceProps) {
  if (!isShown || onGoToLine === undefined) {
    const place = [file ?? [], line === undefined ? [] : `line ${line}`].flat().join(' ');
    return place === '' ? null : <span class="line">{`${place}: `}</span>;
  }
  if (line === undefined) return null;
  return (
    <button type="button" class="line" onClick={() => onGoToLine(line)}>
      line {line}
    </button>
  );
}
