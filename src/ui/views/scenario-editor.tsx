/** The scenario's text, editable, with its problems beside it. */
import { useRef } from 'preact/hooks';
import { editScenario, leaveOutUnrunnable } from '../actions.ts';
import { downloadText } from '../download.ts';
import { problems, scenarioFile, scenarioText, unrunnable } from '../state.ts';
import { ProblemList } from './problem-list.tsx';

export function ScenarioEditor() {
  const area = useRef<HTMLTextAreaElement>(null);
  const found = problems.value;
  return (
    <div class="editor">
      <Unrunnable />
      {found.length > 0 && (
        <div class="alert" role="alert" data-testid="problems">
          <p>
            <strong>{found.length === 1 ? '1 problem' : `${found.length} problems`}.</strong> The figures shown are
            those of the last scenario that ran.
          </p>
          <ProblemList
            problems={found}
            shownFile={scenarioFile.value}
            onGoToLine={(line) => goToLine(area.current, line)}
          />
        </div>
      )}
      <details open={found.length > 0}>
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
            aria-invalid={found.length > 0}
            value={scenarioText.value}
            onInput={(event) => editScenario(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          onClick={() => downloadText(scenarioFile.value.replace(/^.*\//, ''), scenarioText.value, 'application/yaml')}
        >
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
    <div class="alert" role="alert" data-testid="unrunnable">
      <p>
        <strong>
          {found.jobs === 1 ? '1 job' : `${found.jobs} jobs`} can never run on the instances this scenario allows.
        </strong>
      </p>
      <ProblemList problems={found.problems} />
      <button type="button" onClick={() => void leaveOutUnrunnable()}>
        Leave them out
      </button>
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
