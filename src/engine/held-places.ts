/** Places in a row of `Fleet.held`: `busyMs` = integral of the dominant share in use, weights = dominant share x time of attempts kept or lost. */

export const lastChangeMs = 0;
export const busyMs = 1;
export const keptWeightMs = 2;
export const lostWeightMs = 3;
export const usedVcpuMs = 4;
export const usedMemoryMiBMs = 5;
export const pullDoneMs = 6;
export const idleSinceMs = 7;
