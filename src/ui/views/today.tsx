/** What to change today: the small steps from the current configuration, and requests worth another look. */
import { todaySections } from '../../report/today-lines.ts';
import { inPageWords } from '../page-words.ts';
import { isStale, optimization } from '../state.ts';

export function Today() {
  const found = optimization.value;
  if (found === undefined || isStale.value) return null;
  const sections = todaySections(found.recommendation);
  if (sections.length === 0) return null;
  return (
    <section class="card" aria-labelledby="today-title" data-testid="today">
      <h2 id="today-title">Small steps from the current configuration</h2>
      {sections.map(({ title, lines }) => (
        <div key={title}>
          <h3>{title}</h3>
          <ul>{withDetails(lines.map(inPageWords)).map(Step)}</ul>
        </div>
      ))}
    </section>
  );
}

interface StepLines {
  readonly line: string;
  /** The indented lines below it. */
  readonly details: readonly string[];
}

function Step({ line, details }: StepLines) {
  return (
    <li key={line}>
      {line}
      {details.length > 0 && (
        <ul class="muted">
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Lines that are indented belong to the one before. */
function withDetails(lines: readonly string[]): readonly StepLines[] {
  return lines.flatMap((line, index) => {
    if (line.startsWith('  ')) return [];
    const rest = lines.slice(index + 1);
    const next = rest.findIndex((other) => !other.startsWith('  '));
    return [{ line, details: rest.slice(0, next < 0 ? undefined : next).map((detail) => detail.trim()) }];
  });
}
