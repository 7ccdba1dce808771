/** Starts the search for a cheaper mix. */
import { optimizeNow } from '../actions.ts';
import { activity, isStale, optimization } from '../state.ts';

export function OptimizeButton() {
  if (activity.value !== undefined) return null;
  const isFresh = optimization.value !== undefined && !isStale.value;
  return (
    <button type="button" class={isFresh ? '' : 'primary'} onClick={() => void optimizeNow()} data-testid="optimize">
      {isFresh ? 'Search again' : 'Find the cheapest safe mix'}
    </button>
  );
}
