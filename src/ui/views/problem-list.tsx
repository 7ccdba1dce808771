/** Problems or warnings, each with its place, its text and how to mend it; a button leads to the line. */
import type { Problem } from '../../models/problem.ts';

export interface ProblemListProps {
  readonly problems: readonly Problem[];
  readonly onGoToLine?: ((line: number) => void) | undefined;
}

export function ProblemList({ problems, onGoToLine }: ProblemListProps) {
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li key={`${problem.line}/${problem.path}/${problem.message}`}>
          <Place problem={problem} onGoToLine={onGoToLine} />
          {problem.path !== '' && <code>{problem.path}</code>} {problem.message}
          {problem.hint !== undefined && <span class="hint">Fix: {problem.hint}</span>}
        </li>
      ))}
    </ul>
  );
}

function Place({ problem: { line }, onGoToLine }: { problem: Problem; onGoToLine: ProblemListProps['onGoToLine'] }) {
  if (line === undefined) return null;
  if (onGoToLine === undefined) return <span class="line">line {line}</span>;
  return (
    <button type="button" class="line" onClick={() => onGoToLine(line)}>
      line {line}
    </button>
  );
}
