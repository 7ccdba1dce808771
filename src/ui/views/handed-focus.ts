/** The button that starts a search and the one that stops it take each other's place; so does the keyboard's focus. */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** The button that is shown. */
let shown: HTMLButtonElement | null = null;
/** Whether the focus was on a button that went before the next one came. */
let isOwed = false;

/** For a button of the two, in a component that comes and goes with it. Without this the focus would go to the top of the page. */
export function useHandedFocus(button: RefObject<HTMLButtonElement | null>): void {
  useLayoutEffect(() => {
    const own = button.current;
    shown = own;
    if (isOwed && hasNobodyFocus()) own?.focus();
    isOwed = false;
    return () => {
      if (document.activeElement !== own) return;
      if (shown === own || shown === null) isOwed = true;
      else shown.focus();
    };
  }, [button]);
}

function hasNobodyFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
