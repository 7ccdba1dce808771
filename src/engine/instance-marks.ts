/** What is known of an instance's idleness and of its image, one bit each. */

/** Jobs have left it idle; see hasRunJob. */
export const hasBeenLeft = 1;
/** An event is on its way that looks at it. */
export const isCheckPending = 2;
/** It is among those that only minvCpus keeps. */
export const isHeld = 4;
/** The image is there for every container, so `Fleet.pullDoneMs` need not be asked. */
export const hasImage = 8;
