/** What an instance is doing. */

export const none = 0;
export const booting = 1;
export const ready = 2;
