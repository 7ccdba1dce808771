/** Time as it is handed in, so that a test of hours takes milliseconds. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** May end early when the user wants to stop. */
  readonly sleep: (ms: number) => Promise<void>;
}
