/** Starts the search for a cheaper mix. */
import { useRef } from 'preact/hooks';
import { optimizeNow } from '../actions.ts';
import { activity, isStale, optimization } from '../state.ts';
import { useHandedFocus } from './handed-focus.ts';

export function OptimizeButton() {
  return activity.value === undefined ? <StartButton /> : null;
}

function StartButton() {
  const button = useRef<HTMLButtonElement>(null);
  useHandedFocus(button);
  const isFresh = optimization.value !== undefined && !isStale.value;
  return (
    <button
      ref={button}
      type="button"
      class={isFresh ? '' : 'primary'}
      onClick={() => void optimizeNow()}
      data-testid="optimize"
    >
      {isFresh ? 'Search again' : 'Find the cheapest safe mix'}
    </button>
  );
}
