/** What is under way, how far it is, and the button that stops it. */
import { useRef } from 'preact/hooks';
import { cancel } from '../actions.ts';
import { activity, message } from '../state.ts';
import { useHandedFocus } from './handed-focus.ts';

const TITLES = { reading: 'Reading the job history', simulating: 'Simulating', optimizing: 'Optimizing' } as const;

export function Progress() {
  const now = activity.value;
  return (
    <div class="progress">
      {now !== undefined && (
        <div class="progress-row">
          <div>
            <span id="progress-title">
              {TITLES[now.kind]}
              {now.phase === '' ? '' : `: ${now.phase}`}
            </span>
            <progress aria-labelledby="progress-title" {...(now.total > 0 && { value: now.done, max: now.total })} />
          </div>
          <CancelButton />
        </div>
      )}
      <p role="status" aria-live="polite" class={now === undefined ? 'status' : 'visually-hidden'}>
        {now === undefined ? message.value : `${TITLES[now.kind]} …`}
      </p>
    </div>
  );
}

function CancelButton() {
  const button = useRef<HTMLButtonElement>(null);
  useHandedFocus(button);
  return (
    <button ref={button} type="button" onClick={cancel}>
      Cancel
    </button>
  );
}
