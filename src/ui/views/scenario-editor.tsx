/** The scenario's text, editable, with its problems beside it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatPlural } from '../../report/format.ts';
import { leaveOutUnrunnable, saveScenario, typeScenario } from '../actions.ts';
import { isStale, problems, scenarioFile, scenarioText, simulation, unrunnable } from '../state.ts';
import { ProblemList } from './problem-list.tsx';

export function ScenarioEditor() {
  const area = useRef<HTMLTextAreaElement>(null);
  const details = useRef<HTMLDetailsElement>(null);
  const found = problems.value;
  const isFaulty = found.some(({ file }) => file === scenarioFile.value);
  // Opened for the reader and never closed: somebody may be typing in it.
  useEffect(() => {
    if (isFaulty && details.current !== null) details.current.open = true;
  }, [isFaulty]);
  return (
    <div class="editor">
      <Unrunnable />
      {found.length > 0 && (
        <Alert name="problems">
          <p>
            <strong>{formatPlural(found.length, 'problem')}.</strong>
            {isStale.value &&
              simulation.value !== undefined &&
              ' The figures shown are those of the last scenario that ran.'}
          </p>
          <ProblemList
            problems={found}
            shownFile={scenarioFile.value}
            onGoToLine={(line) => goToLine(area.current, line)}
          />
        </Alert>
      )}
      <details ref={details}>
        <summary>Scenario: {scenarioFile.value}</summary>
        <label>
          <span class="visually-hidden">Scenario as YAML</span>
          <textarea
            ref={area}
            data-testid="scenario"
            spellcheck={false}
            autocomplete="off"
            wrap="off"
            rows={22}
            aria-invalid={isFaulty}
            value={scenarioText.value}
            onInput={(event) => typeScenario(event.currentTarget.value)}
          />
        </label>
        <button type="button" onClick={saveScenario}>
          Download the scenario
        </button>
      </details>
    </div>
  );
}

function Unrunnable() {
  const found = unrunnable.value;
  if (found === undefined) return null;
  return (
    <Alert name="unrunnable">
      <p>
        <strong>{formatPlural(found.jobs, 'job')} can never run on the instances this scenario allows.</strong>
      </p>
      <ProblemList problems={found.problems} />
      {found.isAnyLeft ? (
        <button type="button" onClick={() => void leaveOutUnrunnable()}>
          Leave them out
        </button>
      ) : (
        <p>Without them no job is left.</p>
      )}
    </Alert>
  );
}

interface AlertProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Comes into view when it comes up, since the column of the inputs may be longer than the screen; never under the hands of whoever types. */
function Alert({ name, children }: AlertProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const isTyping = document.activeElement?.matches('input, textarea') === true;
    if (!isTyping) box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} class="alert" role="alert" data-testid={name}>
      {children}
    </div>
  );
}

function goToLine(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
}
